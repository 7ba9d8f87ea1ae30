"""Runs the examples in the docstrings of all modules."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import zeal

MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(zeal.__path__, "zeal.")
    if not m.name.startswith("zeal._native") and not m.name.endswith("__main__")
)


OPS = {
    op.op_name: op
    for op in vars(zeal._native.api).values()
    if isinstance(op, type(zeal._native.raw.Identity))
}
NAMES = {"tf": zeal, "tfe": zeal.contrib.eager, "np": np}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # some write files
    module = importlib.import_module(name)
    with np.printoptions(legacy="1.21"):  # scalars print alike in all NumPy versions
        found = doctest.testmod(module, extraglobs=NAMES, optionflags=FLAGS)
    assert found.failed == 0


@pytest.mark.parametrize("name", sorted(OPS))
def test_examples_of_native_ops(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(OPS[name].__doc__, dict(NAMES), name, None, None)
    assert test.examples, f"declare an example of {name} beside its doc"
    found = doctest.DocTestRunner(optionflags=FLAGS).run(test)
    assert found.failed == 0
