"""The house rules: includes and imports go one way, files stay small, `import zeal` light."""

import ast
import importlib
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import zeal
from zeal import _native

ROOT = Path(__file__).resolve().parents[1]
NATIVE = ROOT / "native"

# Rooms of native/ and the rooms each may include:
# core <- op <- {ops, tape, composites} <- graph, data <- bind.
ROOMS = {
    "core": {"core"},
    "op": {"core", "op"},
    "tape": {"core", "op", "tape"},
    "ops": {"core", "op", "ops"},
    "composites": {"core", "op", "composites"},
    "data": {"core", "data"},
    "graph": {"core", "op", "tape", "graph"},
    "bind": {"core", "op", "ops", "composites", "tape", "data", "graph", "bind"},
}
# Exceptions: (including file, included file), as patterns.
INCLUDES_ALLOWED = [
    (r"ops/.*", r"tape/tape\.h"),  # gradient rules work with Grad
    (r"op/execute\.cc", r"tape/tape\.h"),  # the one door records on tapes
    (r"op/functions\.cc", r"ops/.*\.h"),  # calls of ops from C++ need their attributes
    (r"data/.*", r"ops/random/.*\.h"),  # shuffles draw from the Philox generator
    (r"graph/.*", r"ops/random/streams\.h"),  # each session has streams of random numbers
]

# Packages of zeal/ by height; a file may import from its own height and below.
HEIGHT = {
    "ops": 1,
    "graph": 2,
    "graph_def": 2,
    "messages": 1,
    "summary": 4,
    "sparse": 2,
    "ragged": 2,
    "texts": 2,
    "records": 2,
    "images": 2,
    "autograph": 2,
    "eager": 2,
    "state": 2,
    "effects": 2,
    "checkpoint": 4,
    "keras": 4,
    "data": 4,
    "train": 4,
    "queues": 4,
    "distribute": 4,
    "profiles": 4,
    "losses": 4,
    "lookup": 4,
    "feature_columns": 4,
    "metrics": 4,
    "distributions": 4,
    "linear_operators": 4,
    "interop": 7,
    "saved_model": 5,
    "contrib": 5,
    "layers": 5,
    "older_layers": 5,
    "test": 5,
    "examples": 8,
}
# Files directly in zeal/: values that know nothing of ops are at the bottom, all others only name
# what lies in the packages and are at the top.
BOTTOM = {
    "_native",
    "version",
    "dtypes",
    "errors",
    "dimension",
    "shape_relations",
    "tensor_shape",
    "array_text",
    "printing",
    "namespace",
    "index",
    "public",
    "nest",
    "random_seed",
    "user_traceback",
    "gfile",
    "local_files",
    "logging",
    "absl_parts",
    "called_function",
    "tensor_spec",
    "type_spec",
}
TOP = 7

# Imports inside functions that go up: (module, what it imports), and why.
LATE = {
    ("zeal.namespace", "zeal.interop.internal"): "modules of TensorFlow's code inside contrib",
    ("zeal.namespace", "zeal.not_built"): "a name that is not there: the error reads the tables",
    ("zeal.tensor_shape", "zeal.graph_def.shape_proto"): "a shape as a message, which few ask",
    ("zeal.shape_relations", "zeal.graph_def.shape_proto"): "a shape of a message",
    ("zeal.keras.saved_models", "zeal.saved_model"): "a model's folder, whose names it has",
    ("zeal.keras.saved_models", "zeal.saved_model.reading"): "a model's folder is read",
    ("zeal.keras.saved_models", "zeal.saved_model.object_writing"): "a model's folder is written",
    ("zeal.ops.array.partition", "zeal.effects.check"): "shapes that only a run can compare",
    ("zeal.ops.array.partition", "zeal.eager.control"): "what waits for that",
}

MAX_LINES = 600
# The last three are generated.
DATA_TABLES = {
    "tests/calls.py", "tests/golden", "zeal/index.py", "zeal/_native.pyi", "zeal/__init__.pyi",
}  # fmt: skip


def native_files():
    return sorted(p for p in NATIVE.rglob("*") if p.suffix in (".h", ".cc", ".cu"))


def source_files():
    for folder in (
        "native",
        "zeal",
        "tests",
        "tools",
        "benchmarks",
    ):
        for p in sorted((ROOT / folder).rglob("*")):
            if p.suffix in (".h", ".cc", ".cu", ".py", ".pyi"):
                yield p


def test_native_includes_go_one_way():
    wrong = []
    for path in native_files():
        name = path.relative_to(NATIVE).as_posix()
        for target in re.findall(r'^\s*#include "([^"]+)"', path.read_text(), re.MULTILINE):
            if target.split("/")[0] in ROOMS[name.split("/")[0]]:
                continue
            if not any(
                re.fullmatch(a, name) and re.fullmatch(b, target) for a, b in INCLUDES_ALLOWED
            ):
                wrong.append(f"{name} includes {target}")
    assert not wrong, "\n".join(wrong)


# Who may call register_op: ZEAL_OP, and what makes ops at run time.
REGISTER = {"op/op_def.h", "op/registry.cc", "bind/host_op.cc"}


def test_ops_are_declared_in_one_way():
    """By statements ZEAL_OP(Name), which one can search for; families share steps of them."""
    wrong, declared = [], []
    for path in native_files():
        name, text = path.relative_to(NATIVE).as_posix(), path.read_text()
        declared += re.findall(r"^ZEAL_OP\((\w+)\)", text, re.MULTILINE)
        if "register_op(" in text and name not in REGISTER:
            wrong.append(f"{name} calls register_op: declare the op by ZEAL_OP(Name)")
        if re.search(r"^.+\bZEAL_OP\b", text, re.MULTILINE) and name not in REGISTER:
            wrong.append(f"{name}: ZEAL_OP stands at the beginning of its line, not in a macro")
    assert not wrong, "\n".join(wrong)
    assert declared and set(declared) <= set(_native.op_names())


def height(module: str) -> int:
    parts = module.split(".")
    if len(parts) == 1:
        return TOP
    if parts[1] in BOTTOM:
        return 0
    return HEIGHT.get(parts[1], TOP)


def imports_of(path: Path):
    """Modules that a file imports, when it loads or inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "zeal":
                yield from (f"zeal.{a.name}" for a in node.names)
            else:
                yield node.module


def test_python_imports_go_one_way():
    up = set()
    for path in sorted((ROOT / "zeal").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        here = ".".join(p for p in parts if p != "__init__")
        up |= {
            (here, m)
            for m in imports_of(path)
            if m.split(".")[0] == "zeal" and height(m) > height(here)
        }
    assert up == set(LATE), "\n".join(map(" imports ".join, up ^ set(LATE)))


def trees():
    """The files of zeal/, each with its syntax tree."""
    for path in sorted((ROOT / "zeal").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def raw_ops(tree):
    """Names X that stand as `raw.X` or `_native.raw.X`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            above = node.value
            if getattr(above, "id", None) == "raw" or getattr(above, "attr", None) == "raw":
                yield node.attr


def test_ops_are_called_in_one_style():
    """By the name that an op publishes; `raw.X` only in the file of the function over op X."""
    from zeal import _native

    files = {}
    for name, tree in trees():
        for op in raw_ops(tree):
            files.setdefault(op, set()).add(name)
    wrong = []
    for op, names in sorted(files.items()):
        public = [a.partition("(")[0].split(",")[0] for a in _native.op_info(op)["apis"]]
        if public:
            wrong.append(f"raw.{op} in {sorted(names)}: call _native.api for {public[0]}")
        elif len(names) > 1:
            wrong.append(f"raw.{op} in {sorted(names)}: call the function over it")
    assert not wrong, "\n".join(wrong)


def test_errors_are_raised_with_the_message_alone():
    wrong = []
    for name, tree in trees():
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            error = getattr(called, "attr", getattr(called, "id", ""))
            first = node.args[0] if called and node.args else None
            if error.endswith("Error") and getattr(first, "value", "") is None:
                wrong.append(f"{name}:{node.lineno}: {error}(None, ...)")
    assert not wrong, "\n".join(wrong)


def test_files_stay_small():
    big = []
    for path in source_files():
        name = path.relative_to(ROOT).as_posix()
        lines = path.read_text().count("\n")
        if lines > MAX_LINES and not any(name.startswith(d) for d in DATA_TABLES):
            big.append(f"{name} has {lines} lines; over {MAX_LINES} is too long")
    assert not big, "\n".join(big)


MODULES_OF_TENSORFLOW = (
    "applications/imagenet_utils", "internals/signature_def_utils_impl", "nets/resnet_utils",
    "graph_editor/util", "saved_model/signature_def_utils", "saved_model/utils", "solvers/util",
)  # fmt: skip


def test_files_are_named_and_introduced():
    """No grab bags; the first line of each file says what it is."""
    wrong = []
    for path in source_files():
        name = path.relative_to(ROOT).as_posix()
        bag = "utils" in path.stem or path.stem in ("util", "misc", "helpers", "common")
        if bag and f"{path.parent.name}/{path.stem}" not in MODULES_OF_TENSORFLOW:
            wrong.append(f"{name}: name it after what it does")
        first = path.read_text().split("\n", 1)[0]
        if first.startswith('"""zeal.'):
            wrong.append(f"{name}: the first line says the file's name, not what it is for")
        words = re.fullmatch(r'(?://|r?"""|#!?) ?(.*\w.*)', first)
        if not words and path.read_text().strip():
            wrong.append(f"{name}: the first line must say what the file is")
    assert not wrong, "\n".join(wrong)


def test_the_module_has_no_destructors_at_exit():
    """Daemon threads may still be in kernels then: what is static lives as long as the process."""
    module = Path(importlib.import_module("zeal._native").__file__).read_bytes()
    assert b"__cxa_atexit" not in module


@pytest.fixture(scope="module")
def imported():
    """A fresh interpreter that imports zeal: its output, and the modules it loaded."""
    code = "import sys; old = set(sys.modules); import zeal; print(*sorted(set(sys.modules) - old))"
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(zeal.__file__).parents[1],  # where it lies: a source tree looks for it
        check=True,
    )
    print(f"interpreter start and import zeal: {time.perf_counter() - start:.3f} s")
    return done


def test_import_is_silent(imported):
    assert imported.stderr == ""
    assert imported.stdout.count("\n") == 1


def test_import_loads_no_numpy(imported):
    heavy = {"numpy", "scipy", "ml_dtypes", "tensorflow", "torch"} & set(imported.stdout.split())
    assert not heavy, f"`import zeal` loads {heavy}"


def test_import_reads_no_table_of_names_that_are_not_built(imported):
    assert not {"zeal.not_built", "importlib.resources"} & set(imported.stdout.split())
