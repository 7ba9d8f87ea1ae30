"""Writes all that follows from the names that zeal publishes; `--check` only compares.

zeal/index.py (where namespaces find their names), zeal/interop/not_built.tsv (what TensorFlow has
beyond them), the type stubs, tests/golden/api.txt and docs/api.md. tools/dev_build runs it; a test
compares.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import native_stub
import package_stubs

import zeal
from zeal import _native
from zeal.compat.v2.interface import OF_KERAS
from zeal.index import INDEX
from zeal.public import PUBLISHED, PUBLISHED_MODULES, value_of


def _native_names():
    """Names that ops publish in their declarations, "exp, math.exp(x, name=None)"."""
    for op in vars(_native.raw).values():
        for signature in _native.op_info(op.op_name)["apis"] if hasattr(op, "op_name") else ():
            names = [n.strip() for n in signature.partition("(")[0].split(",")]
            for name in names:
                yield name, f"zeal._native.api:{names[0].rpartition('.')[2]}"


def _defined(module):
    """The public names that a module's statements bind; of imported ones, `name as name`."""
    for node in ast.parse(inspect.getsource(module)).body:
        targets = [node] if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
        if isinstance(node, ast.Assign):
            targets = [t for target in node.targets for t in getattr(target, "elts", [target])]
        if isinstance(node, ast.ImportFrom):
            targets = [alias for alias in node.names if alias.asname == alias.name]
        for name in (getattr(t, "name", None) or getattr(t, "id", "_") for t in targets):
            if not name.startswith("_"):
                yield name


def _import_all(wanted):
    for module in pkgutil.walk_packages(zeal.__path__, "zeal."):
        if wanted(module.name) and not re.search(r"\._native|__main__|\.examples", module.name):
            importlib.import_module(module.name)


def _add(names, name, place):
    known = names.setdefault(name, place)
    if known != place and value_of(known) is not value_of(place):
        sys.exit(f"tf.{name} is published twice: at {known} and at {place}")


def _names():
    """Every name published by what is imported, and its place."""
    names = dict(PUBLISHED)
    for module in PUBLISHED_MODULES:
        space = module.partition(".")[2]
        for name in _defined(sys.modules[module]):
            _add(names, f"{space}.{name}", f"{module}:{name}")
    for name, place in _native_names():
        _add(names, name, place)
    return names


def published():
    """Every public name and its place, after all of zeal is imported."""
    _import_all(lambda name: ".interop." not in name)
    for space, places in index(_names()).items():  # newer than what namespaces have found there
        INDEX.setdefault(space, {}).update(places)
    _import_all(lambda name: ".interop." in name)
    return _names()


def index(names):
    """The names by namespace; each namespace is a name of the one above it."""
    found = {}
    for name, place in names.items():
        space, _, last = name.rpartition(".")
        found.setdefault(space, {})[last] = place
    for space in list(found):
        while space:
            above, _, last = space.rpartition(".")
            found.setdefault(above, {}).setdefault(last, f"zeal.{space}:")
            space = above
    return found


_INDEX = '''"""Where each public name is defined. Written by tools/publish.py; do not edit."""

# By namespace: lines of a module, ".x" for zeal.x, and the names that it defines; name=attribute
# where they differ. A module alone is a name itself.
_LINES = {
%s}


def _places(lines):
    found = {}
    for line in lines.splitlines():
        module, *names = line.split(" ")
        module = f"zeal{module}" if module[0] == "." else module
        for name in names or [module.rpartition(".")[2] + "="]:
            name, differs, attribute = name.partition("=")
            found[name] = f"{module}:{attribute if differs else name}"
    return found


INDEX: dict[str, dict[str, str]] = {space: _places(lines) for space, lines in _LINES.items()}
'''


def index_text(spaces):
    """zeal/index.py: short, since it is read with every import."""
    blocks = []
    for space in sorted(spaces):
        lines = {}
        for name, place in sorted(spaces[space].items()):
            module, _, attribute = place.partition(":")
            lines.setdefault(module, [re.sub(r"^zeal\.", ".", module)]).append(
                name if name == attribute else f"{name}={attribute}"
            )
        for module, line in lines.items():
            if line[1:] == [module.rpartition(".")[2] + "="]:
                del line[1:]
        text = "\n".join(" ".join(line) for _, line in sorted(lines.items()))
        blocks.append(f'    "{space}": """\\\n{text}""",\n')
    return _INDEX % "".join(blocks)


def _summary(value):
    first = (inspect.getdoc(value) or "").partition("\n")[0]
    return first if callable(value) or inspect.ismodule(value) else ""


def list_text(spaces):
    """docs/api.md."""
    lines = ["# Public names", ""]
    lines += ["Written by tools/publish.py from where each name is defined.", ""]
    for space in sorted(spaces):
        lines += [f"## tf{'.' * bool(space)}{space}", "", "| name | |", "|-|-|"]
        for name, place in sorted(spaces[space].items()):
            lines.append(f"| `{name}` | {_summary(value_of(place)).replace('|', '&#124;')} |")
        lines.append("")
    return "\n".join(lines)


def _is_there(space, name, spaces):
    """Whether something publishes a name, or TensorFlow 2's interface makes it of another one."""
    made = space == "compat.v2" and (name in spaces[""] or name in OF_KERAS)
    return made or name in spaces.get(space, ())


def not_built_text(spaces):
    """zeal/interop/not_built.tsv: the names of TensorFlow's list that nothing publishes."""
    rows = []
    for line in (ROOT / "tests" / "golden" / "tensorflow_names.tsv").read_text().splitlines():
        space, part, names = line.split("\t")
        left = [name for name in names.split() if not _is_there(space, name, spaces)]
        rows += [f"{space}\t{part}\t{' '.join(left)}\n"] if left else []
    return "".join(rows)


def texts():
    """What each file shall hold."""
    names = published()
    spaces = index(names)
    files = {
        ROOT / "zeal" / "index.py": index_text(spaces),
        ROOT / "zeal" / "interop" / "not_built.tsv": not_built_text(spaces),
        ROOT / "tests" / "golden" / "api.txt": "".join(f"tf.{n}\n" for n in sorted(names)),
        ROOT / "docs" / "api.md": list_text(spaces),
        ROOT / "zeal" / "_native.pyi": native_stub.text(),
    }
    return files | package_stubs.texts(spaces)


def main():
    """Compares or writes."""
    wanted = texts()
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text() != text]
    if "--check" in sys.argv:
        shown = ", ".join(str(p.relative_to(ROOT)) for p in stale)
        sys.exit(f"run: python tools/publish.py ({shown})" if stale else 0)
    for path in stale:
        path.write_text(wanted[path])


if __name__ == "__main__":
    main()
