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


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    names = {"tf": zeal, "tfe": zeal.contrib.eager, "np": np}
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    with np.printoptions(legacy="1.21"):  # scalars print alike in all NumPy versions
        found = doctest.testmod(module, extraglobs=names, optionflags=flags)
    assert found.failed == 0
