"""tensorflow.python.keras.keras_parameterized: tests of layers and models in all of their modes."""

import contextlib
import functools
import itertools
from typing import Any

from zeal import nest
from zeal.graph.graph import outside_graphs
from zeal.interop.internals.keras_testing import (
    experimental_run_tf_function_scope,
    model_type_scope,
    run_eagerly_scope,
)
from zeal.interop.internals.test_combinations import class_with_tests
from zeal.test.case import TestCase as _TestCase
from zeal.test.modes import graph_mode

try:
    from absl.testing.parameterized import TestCase as _Parameterized
except ImportError:  # the decorators say so
    _Parameterized: Any = object

__all__ = ["TestCase", "run_all_keras_modes", "run_with_all_model_types"]

# By name: whether ops run at once, and what `run_eagerly` and `experimental_run_tf_function` are.
_MODES = {
    "v2_function": (True, False, True),
    "v2_funcgraph": (True, False, False),
    "v2_eager": (True, True, True),
    "v1_session": (False, False, False),
}


class TestCase(_TestCase, _Parameterized):
    """A test case with parameters; each test starts with a Keras without state."""

    def tearDown(self):
        from zeal.keras.backend import clear_session

        clear_session()
        super().tearDown()


def run_all_keras_modes(
    test_or_class=None, config=None, always_skip_v1=False, always_skip_eager=False
):
    """Decorates a test, or a class: it runs in a session, and eagerly in each way of `compile`.

    Args:
      test_or_class: what is decorated; None where the decorator is given arguments.
      config: a `tf.ConfigProto` of the session.
      always_skip_v1: leaves the session out.
      always_skip_eager: leaves `run_eagerly` out.
    """
    left_out = {"v1_session"} if always_skip_v1 else set()
    left_out |= {"v2_eager"} if always_skip_eager else set()
    names = [name for name in _MODES if name not in left_out]

    def run(test, case, mode, *args, **kwargs):
        at_once, eagerly, traced = _MODES[mode]
        with contextlib.ExitStack() as stack:
            stack.enter_context(outside_graphs() if at_once else graph_mode())
            stack.enter_context(run_eagerly_scope(eagerly))
            stack.enter_context(experimental_run_tf_function_scope(traced))
            if not at_once:
                stack.enter_context(case.test_session(use_gpu=True, config=config))
            test(case, *args, **kwargs)

    return _decorated(test_or_class, names, run)


def run_with_all_model_types(test_or_class=None, exclude_models=None):
    """Decorates a test, or a class: it runs for functional, subclassed and sequential models.

    Args:
      test_or_class: what is decorated; None where the decorator is given arguments.
      exclude_models: a kind that is left out, or several.
    """
    kinds = ["functional", "subclass", "sequential"]
    names = [kind for kind in kinds if kind not in nest.flatten(exclude_models)]

    def run(test, case, kind, *args, **kwargs):
        with model_type_scope(kind):
            test(case, *args, **kwargs)

    return _decorated(test_or_class, names, run)


def _decorated(target, names, run):
    """A test for each name, which `run(test, case, name, ...)` runs."""
    from absl.testing import parameterized

    def decorate(method):
        @parameterized.named_parameters(*((f"_{name}", name) for name in names))
        @functools.wraps(method)
        def test(self, name, *args, **kwargs):
            run(method, self, name, *args, **kwargs)

        return test

    def apply(value):
        if isinstance(value, type):
            return class_with_tests(value, decorate)
        if hasattr(value, "__iter__"):  # it has parameters already: each with each
            return itertools.chain.from_iterable(map(decorate, value))
        return decorate(value)

    return apply if target is None else apply(target)
