"""Tests of zeal/interop/alias.py: what the alias serves, refuses and leaves alone."""

import importlib.util
import subprocess
import sys

import pytest

import zeal
import zeal.data.mnist
import zeal.errors
from zeal.interop.alias import install_as, remove_alias


def test_import_forms_give_zeals_own_objects(run):
    spec = zeal.__spec__
    names = run(
        "import NAME as tf\n"
        "from NAME import errors\n"
        "import NAME.data.mnist as mnist\n"
        "from NAME.errors import NotFoundError\n"
        "from NAME.data import mnist as again\n"
    )
    assert names["tf"] is zeal
    assert names["errors"] is zeal.errors
    assert names["mnist"] is names["again"] is zeal.data.mnist
    assert names["NotFoundError"] is zeal.errors.NotFoundError
    assert zeal.__spec__ is spec
    assert zeal.__name__ == "zeal"
    assert zeal.data.mnist.__name__ == "zeal.data.mnist"


@pytest.mark.parametrize("module", ["nothing", "errors.nothing", "data.mnist.nothing", "_native"])
def test_what_zeal_has_not(module, run, alias):
    with pytest.raises(ModuleNotFoundError, match=f"zeal has nothing called zeal.{module}") as e:
        run(f"import NAME.{module}")
    assert e.value.name == f"{alias}.{module}"


def test_missing_names_are_import_errors(run):
    with pytest.raises(ImportError, match="module 'zeal.errors' has no attribute 'nothing'"):
        run("from NAME.errors import nothing")
    with pytest.raises(ImportError, match=r"tf\.io\.decode_proto is not built"):
        run("from NAME.io import decode_proto")
    with pytest.raises(ImportError, match=r"tf\.contrib\.copy_graph is not built"):
        run("from NAME.contrib import copy_graph")


def test_installing_twice_and_removing(run, alias):
    install_as(alias)
    assert sum(getattr(f, "name", "") == alias for f in sys.meta_path) == 1
    run("import NAME.errors")
    remove_alias(alias)
    assert not [m for m in sys.modules if m.startswith(alias)]
    assert importlib.util.find_spec(alias) is None


def test_the_packages_that_tensorflow_is_made_of_are_served():
    install_as("tensorflow")
    try:
        estimator = importlib.import_module("tensorflow_estimator.python.estimator.estimator")
        assert estimator.Estimator is zeal.estimator.Estimator
        core = importlib.import_module("tensorflow_core.python.ops.math_ops")
        assert core.reduce_sum is zeal.reduce_sum
    finally:
        remove_alias("tensorflow")
    assert not [m for m in sys.modules if m.startswith("tensorflow_")]


def test_other_names_stay_free():
    assert importlib.util.find_spec("othertensorlibrary2") is None
    assert zeal.errors is sys.modules["zeal.errors"]


def test_refuses_a_name_in_use():
    with pytest.raises(RuntimeError, match="json is already imported"):
        install_as("json")
    for name in ("", "a.b", "zeal"):
        with pytest.raises(ValueError, match="cannot be served"):
            install_as(name)


PROGRAM = """
import sys
import zeal
assert "tensorflow" not in sys.modules
zeal.install_as("tensorflow")
import tensorflow as tf
from tensorflow import errors, float32
from tensorflow.errors import InvalidArgumentError
assert tf is zeal and float32 is zeal.float32
assert InvalidArgumentError is zeal.errors.InvalidArgumentError
"""


def test_a_programs_first_lines_in_a_fresh_process():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_no_module_of_zeal_installs_the_alias_by_being_imported():
    code = (
        "import importlib, pkgutil, sys, zeal\n"
        "for module in pkgutil.walk_packages(zeal.__path__, 'zeal.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "assert 'tensorflow' not in sys.modules and zeal.__version__ == zeal.version.__version__\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
