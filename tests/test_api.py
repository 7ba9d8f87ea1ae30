"""The public names and the native module's stub are golden: a change of either is deliberate."""

import importlib.util
import inspect
from pathlib import Path

import zeal as tf

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).with_name("golden") / "api.txt"


def _tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_stub_follows_the_registry():
    tool = _tool("gen_stubs")
    assert tool.TARGET.read_text() == tool.text(), "run: python tools/gen_stubs.py"


def test_public_names_are_the_listed_ones():
    names = _tool("gen_api").names()
    listed = GOLDEN.read_text().split()
    assert not set(listed) - set(names), "public names are gone; run: python tools/gen_api.py"
    assert not set(names) - set(listed), "new public names; run: python tools/gen_api.py"


def test_every_op_callable_has_a_signature_and_a_docstring():
    for name, op in vars(tf._native.api).items():
        if isinstance(op, type(tf._native.raw.Identity)):
            assert inspect.signature(op).parameters, name
            assert "Args:" in op.__doc__ and "Returns:" in op.__doc__, name
