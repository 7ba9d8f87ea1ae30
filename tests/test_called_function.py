"""Tests of zeal/called_function.py: which public name an error bears."""

import sys
from types import ModuleType

import pytest

import zeal as tf
from zeal import called_function
from zeal.public import PUBLISHED, publish


@pytest.fixture
def module():
    """A module to publish from, and its names taken back."""
    module = sys.modules["zeal.of_this_test"] = ModuleType("zeal.of_this_test")
    before = set(PUBLISHED)
    yield module
    del sys.modules["zeal.of_this_test"]
    for name in set(PUBLISHED) - before:
        del PUBLISHED[name]
        called_function._read.discard(name)


def name_of(function):
    return called_function._public_name(function.__code__)


def test_names_are_found_once_their_values_are_there(module):
    def late(x):
        return x

    publish("zeal.of_this_test", "late", "late", "later")
    assert name_of(late) is None
    module.late = late
    assert name_of(late) == "tf.late"


def test_functions_of_a_factory_have_no_name(module):
    def make():
        return lambda x: x

    for i in range(2):
        setattr(module, f"made{i}", make())
        publish("zeal.of_this_test", f"made{i}")
    assert name_of(module.made0) is None


def test_names_are_looked_at_once(monkeypatch):
    for _ in range(2):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^\[tf.nn.l2_normalize\]"):
            tf.nn.l2_normalize([1.0], axis=1)
    reads = []
    monkeypatch.setattr(called_function, "_read_names", lambda: reads.append(1))
    for _ in range(2):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^\[tf.nn.l2_normalize\]"):
            tf.nn.l2_normalize([1.0], axis=1)
        assert name_of(test_names_are_looked_at_once) is None
    assert not reads
