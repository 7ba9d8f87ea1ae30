"""The public names and the native module's stub are golden: a change of either is deliberate."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import zeal as tf

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).with_name("golden") / "api.txt"


def _tool(name, option):
    """Runs a tool in a process of its own, without the ops and modules that tests have added."""
    command = [sys.executable, str(ROOT / "tools" / f"{name}.py"), option]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def test_stub_follows_the_registry():
    done = _tool("gen_stubs", "--check")
    assert done.returncode == 0, f"run: python tools/gen_stubs.py\n{done.stderr}"


def test_stubs_are_beside_the_package_that_runs():
    package = Path(tf.__file__).parent
    for name in ("_native.pyi", "__init__.pyi", "nn.pyi", "math.pyi", "py.typed"):
        assert (package / name).is_file()


def test_stubs_are_python_and_typed():
    stub = (Path(tf.__file__).parent / "__init__.pyi").read_text()
    functions = {f.name: f for f in ast.parse(stub).body if isinstance(f, ast.FunctionDef)}
    for name in ("matmul", "zeros", "reduce_sum", "where", "random_uniform"):
        assert ast.unparse(functions[name].returns) == "Tensor"
    assert ast.unparse(functions["split"].returns) == "list[Tensor]"
    assert [a.arg for a in functions["pad"].args.args][:3] == ["tensor", "paddings", "mode"]


def test_public_names_are_the_listed_ones():
    names = _tool("gen_api", "--list").stdout.split()
    listed = GOLDEN.read_text().split()
    assert not set(listed) - set(names), "public names are gone; run: python tools/gen_api.py"
    assert not set(names) - set(listed), "new public names; run: python tools/gen_api.py"


def test_every_op_callable_has_a_signature_and_a_docstring():
    for name, op in vars(tf._native.api).items():
        if isinstance(op, type(tf._native.raw.Identity)):
            assert inspect.signature(op).parameters, name
            assert "Args:" in op.__doc__ and "Returns:" in op.__doc__, name


def test_names_of_namespaces():
    import types

    assert isinstance(tf, types.ModuleType) and isinstance(tf.nn, types.ModuleType)
    assert tf.__name__ == "zeal" and tf.nn.__name__ == "zeal.nn"
    with pytest.raises(AttributeError, match="tf.Session is not built yet; it waits for"):
        tf.Session  # noqa: B018
    with pytest.raises(AttributeError, match="tf.linalg.cholesky is not built yet"):
        tf.linalg.cholesky  # noqa: B018
    with pytest.raises(AttributeError, match="module 'zeal.nn' has no attribute 'sofmax'"):
        tf.nn.sofmax  # noqa: B018
    assert not hasattr(tf, "no_such_name")
    for change in (lambda v: setattr(tf, "a_new_name", v), lambda v: vars(tf).update(a_new_name=v)):
        for value in (1, 2, tf.zeros):
            change(value)
            assert tf.a_new_name is value and tf.nn.relu is vars(tf.nn)["relu"]
        del tf.a_new_name
        assert not hasattr(tf, "a_new_name")
