"""Stubs of the namespaces. What a function returns is read off its docstring.

They are installed, so they are written tightly: `_A` is Any, `_T` is TensorLike, no space stands
where Python needs none, and a parameter that may be anything says nothing: what is returned makes
the function a typed one.
"""

import importlib
import inspect
import operator
import re
import types
from pathlib import Path

import zeal
from zeal import _native
from zeal.public import value_of

HEAD = "# By tools/publish.py\n"
# Where the names come from that lines of stubs use.
_SOURCES = {
    "_bool": "from builtins import bool as _bool",
    "_A": "from typing import Any as _A",
    "_T": "from zeal._native import TensorLike as _T",
    "Tensor": "from zeal._native import Tensor",
    "Variable": "from zeal._native import Variable",
    "_DType": "from zeal.dtypes import DType as _DType",
}
FOLDER = Path(__file__).resolve().parent.parent / "zeal"
OP = type(_native.raw.Identity)
# The start of a "Returns:" section, and the type it means; the first that fits counts.
_RETURNS = (
    (r".*\b(or|structure)\b.*tensor|.*; a Python number", "_A"),
    (r"An? list of .*tensors", "list[Tensor]"),
    (r"(The|A) [vV]ariable\b", "Variable"),
    (r"A bool\b(?! tensor)", "_bool"),
    (r"(An?|The) ([\w-]+ ){0,2}(tensor|vector|scalar|matrix)\b", "Tensor"),
)


# Names that an annotation may use in a stub, and how they are spelt there.
_KNOWN = {n: n for n in "None int float str list tuple dict Tensor Variable".split()}
_KNOWN |= {"bool": "_bool", "Any": "_A"}


def tight(text):
    """The lines of a stub without the spaces that only please the eye."""
    found = [
        re.sub(r" ?(,|->|:(?= (\.\.\.|_[AT]))) ?", r"\1", line)
        if line.lstrip().startswith(("def ", "from ", "import ")) else line
        for line in text.split("\n")
    ]  # fmt: skip
    return "\n".join(found)


def _annotated(function, known):
    """The annotation of what a function returns, if a stub knows all of its names."""
    kind = getattr(function, "__annotations__", {}).get("return", "")
    text = kind.__name__ if type(kind) is type else re.sub(r"\w+\.", "", str(kind))
    words = set(re.findall(r"[A-Za-z_]\w*", text))
    known = _KNOWN | {name: name for name in known}
    if not words or text == "Any" or not words <= known.keys():
        return None
    return re.sub(r"[A-Za-z_]\w*", lambda m: known[m.group()], text)


def _returned(function, known):
    if annotated := _annotated(function, known):
        return annotated
    found = re.search(r"Returns:\n\s*(.*)", function.__doc__ or "")
    for pattern, kind in _RETURNS if found else ():
        if re.match(pattern, found.group(1)):
            return kind
    return "_A"


def parameters(function, inputs):
    """The parameters of a function, those in `inputs` as tensor-like, for a stub."""
    if inspect.isbuiltin(function):  # has no signature to show
        return "*args, **kwargs"
    parts, star = [], False
    for p in inspect.signature(function).parameters.values():
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            parts.append(f"{'*' if p.kind is p.VAR_POSITIONAL else '**'}{p.name}")
            star = True
            continue
        if p.kind is p.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        kind = ":_T" if p.name in inputs else ""
        parts.append(f"{p.name}{kind}" + ("=..." if p.default is not p.empty else ""))
    return ", ".join(parts)


def op_types(op):
    """The names of an op's inputs, and what a call of it returns."""
    info = _native.op_info(op.op_name)
    outputs = info["outputs"]
    kind = "Tensor" if len(outputs) == 1 and not outputs[0]["list"] else "list[Tensor]"
    return {a["name"] for a in info["inputs"]}, kind if outputs else "None"


def _function(name, value, known):
    inputs, kind = op_types(value) if isinstance(value, OP) else ((), _returned(value, known))
    return f"def {name}({parameters(value, inputs)}) -> {kind}: ..."


def _line(name, place, value, known):
    """The lines of a name; `known` are the names of classes beside it."""
    module, _, attribute = place.partition(":")
    if isinstance(value, types.ModuleType):
        above, _, last = module.rpartition(".")
        return f"from {above} import {last} as {name}" if above else f"import {module} as {name}"
    if isinstance(value, type):
        native = vars(_native).get(value.__name__) is value
        home = "zeal._native" if native else module
        if attribute == name:
            return f"from {home} import {name} as {name}"
        return f"from {home} import {attribute} as _{name}\n{name} = _{name}"  # checkers export it
    if isinstance(value, zeal.DType):
        return f"{name}: _DType"
    return _function(name, value, known) if callable(value) else f"{name}: _A"


def _once(name, place, line, space, written):
    """A function's line, or what says that it is one which a stub has already, if that is shorter.

    `written`: for each place of a function written so far, the namespace and the name.
    """
    if not line.startswith("def "):
        return line
    home, first = written.setdefault(place, (space, name))
    if (home, first) == (space, name):
        return line
    known = f"{first} as {name}"  # imports from a module share a line
    again = f"{name} = {first}" if home == space else f"from {home} import {known}"
    return again if len(known) < len(line) else line


def _grouped(imports):
    """The lines of imports, one for each module."""
    groups = {}
    for line in imports:
        module, _, name = line.partition(" import ")
        groups.setdefault(module if name else line, []).append(name)
    return [f"{m} import {', '.join(names)}" if names[0] else m for m, names in groups.items()]


def _near(line, package):
    """An import as it is said inside a package: it is shorter."""
    said, module, rest = re.match(r"(from )zeal\b\.?(\S*)(.*)", line).groups()
    path = module.split(".") if module else []
    here = package.split(".")[1:]
    common = [*map(operator.eq, path, here), False].index(False)
    return f"{said}{'.' * (len(here) - common + 1)}{'.'.join(path[common:])}{rest}"


def _text(space, places, written, package):
    """The stub of a namespace."""
    name = f"zeal.{space}" if space else "zeal"
    values = {n: value_of(place) for n, place in sorted(places.items())}
    classes = {n for n, value in values.items() if isinstance(value, type)}
    lines = [
        _once(n, places[n], _line(n, places[n], value, classes), name, written)
        for n, value in values.items()
    ]
    lines = "\n".join(lines).split("\n")
    imports = {line for line in lines if line.startswith(("from ", "import "))}
    others = [line for line in lines if not line.startswith(("from ", "import "))]
    used = set(re.findall(r"\w+", " ".join(others))) - values.keys()
    imports |= {source for word, source in _SOURCES.items() if word in used}
    imports = [_near(line, package) if line.startswith("from zeal") else line
               for line in _grouped(sorted(imports))]  # fmt: skip
    return tight(HEAD + "\n".join([*imports, *others]) + "\n")


def texts(spaces):
    """Stubs by path: of the namespaces that only look their names up and define none."""
    found, written = {}, {}
    for space, places in spaces.items():
        module = importlib.import_module(f"zeal.{space}" if space else "zeal")
        defines = any(place.startswith(f"{module.__name__}:") for place in places.values())
        if isinstance(module, _native.Namespace) and not defines:
            path = Path(module.__file__).relative_to(Path(zeal.__file__).parent)
            found[FOLDER / path.with_suffix(".pyi")] = _text(
                space, places, written, module.__package__
            )
    return found
