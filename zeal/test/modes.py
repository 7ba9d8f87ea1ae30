"""Decorators of tests: the modes in which they run."""

import functools
import inspect
import unittest

from zeal.eager.context import device, executing_eagerly
from zeal.graph.graph import Graph, get_default_graph, outside_graphs
from zeal.public import public


def _on_methods(decorate, func, name):
    """A decorator of methods, with or without its own arguments; classes are refused."""

    def decorator(method):
        if inspect.isclass(method):
            raise ValueError(
                f"`{name}` only supports test methods. Did you mean to use "
                "`run_all_in_graph_and_eager_modes`?"
            )
        return decorate(method)

    return decorator if func is None else decorator(func)


def graph_mode():
    """A block whose ops are added to the default graph, in programs that execute eagerly too."""
    return get_default_graph().as_default()


@public("contrib.eager.run_test_in_graph_and_eager_modes")
def run_in_graph_and_eager_modes(
    func=None, config=None, use_gpu=True, reset_test=True, assert_no_eager_garbage=False
):
    """Decorates a test, which runs twice: in a session of its own graph, and eagerly.

    Args:
      func: the test method; None where the decorator is given arguments.
      config: a `tf.ConfigProto` of the session.
      use_gpu: whether ops may run on a GPU.
      reset_test: whether `tearDown` and `setUp` run between both.
      assert_no_eager_garbage: whether the collector must find no cycles after the second.

    Returns:
      The test, or the decorator.

    Raises:
      ValueError: a class is decorated.

    Example:
      >>> class SumTest(tf.test.TestCase):
      ...     @tf.contrib.eager.run_test_in_graph_and_eager_modes
      ...     def runTest(self):
      ...         self.assertEqual(3, self.evaluate(tf.add(1, 2)))
      >>> SumTest().run().wasSuccessful()
      True
    """

    def decorate(method):
        eager = assert_no_garbage_created(method) if assert_no_eager_garbage else method

        @functools.wraps(method)
        def decorated(self, *args, **kwargs):
            try:
                with graph_mode(), self.test_session(use_gpu=use_gpu, config=config):
                    method(self, *args, **kwargs)
            except unittest.SkipTest:
                pass
            if reset_test:
                self.tearDown()
                self._folder = None
            with Graph().as_default(), outside_graphs():
                if reset_test:
                    self.setUp()
                if use_gpu:
                    eager(self, *args, **kwargs)
                else:
                    with device("/device:CPU:0"):
                        eager(self, *args, **kwargs)

        return decorated

    return _on_methods(decorate, func, "run_in_graph_and_eager_modes")


def assert_no_garbage_created(test):
    """Decorates a test after which the garbage collector must find no cycles."""
    import gc

    @functools.wraps(test)
    def wrapped(self, *args, **kwargs):
        gc.collect()
        flags, before = gc.get_debug(), len(gc.garbage)
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            test(self, *args, **kwargs)
            gc.collect()
            found = [type(thing).__name__ for thing in gc.garbage[before:]]
            del gc.garbage[before:]
        finally:
            gc.set_debug(flags)
        self.assertEqual(found, [], "the test leaves cycles behind")

    return wrapped


def for_all_test_methods(decorator, *args, **kwargs):
    """Decorates a class: its test methods get `decorator(*args, **kwargs)`."""

    def decorate(cls):
        for name, method in list(vars(cls).items()):
            if _is_test(name, method):
                setattr(cls, name, decorator(*args, **kwargs)(method))
        return cls

    return decorate


def _is_test(name, method) -> bool:
    skipped = name.startswith(("testSkipEager", "test_skip_eager")) or name == "test_session"
    return callable(method) and name.startswith("test") and not skipped


@public("contrib.eager.run_all_tests_in_graph_and_eager_modes")
def run_all_in_graph_and_eager_modes(cls):
    """Decorates a class, whose tests run in a graph, and eagerly.

    Those whose names start with `testSkipEager` or `test_skip_eager` stay as they are.

    Args:
      cls: the class.

    Returns:
      The class, changed.

    Example:
      >>> @tf.contrib.eager.run_all_tests_in_graph_and_eager_modes
      ... class SumTest(tf.test.TestCase):
      ...     def test_sum(self):
      ...         self.assertEqual(3, self.evaluate(tf.add(1, 2)))
      >>> SumTest("test_sum").run().wasSuccessful()
      True
    """
    return for_all_test_methods(run_in_graph_and_eager_modes)(cls)


def as_it_is(decorated):
    """A decorator that changes nothing."""
    return decorated


def as_it_is_with(*args, **kwargs):
    """A decorator with arguments that changes nothing."""
    return as_it_is


def deprecated_graph_mode_only(func=None):
    """Decorates a test, or a class. It runs in the mode in force, as in TensorFlow 1.x."""
    return as_it_is if func is None else func


def run_v1_only(reason, func=None):
    """Decorates a test, or a class, of TensorFlow 1.x's behaviour, which is zeal's."""
    return as_it_is if func is None else func


def skips(reason: str):
    """A decorator of tests, with or without arguments, that skips them."""

    def decorator(func=None):
        skip = unittest.skip(reason)
        return skip if func is None else skip(func)

    return decorator


def build_as_function_and_v1_graph(func=None):
    """Decorates a test with absl's parameters: it runs in a graph, and in a traced function."""

    def decorate(method):
        from absl.testing import parameterized

        @parameterized.named_parameters(("_v1_graph", "v1_graph"), ("_function", "function"))
        @functools.wraps(method)
        def decorated(self, run_mode, *args, **kwargs):
            if run_mode == "v1_graph":
                with Graph().as_default():
                    method(self, *args, **kwargs)
                return
            from zeal.graph.function import function

            with Graph().as_default(), outside_graphs():
                function(lambda: method(self, *args, **kwargs))()

        return decorated

    return _on_methods(decorate, func, "build_as_function_and_v1_graph")


def also_run_as_tf_function(method):
    """Decorates a test: it runs eagerly, and inside a traced function."""

    @functools.wraps(method)
    def decorated(*args, **kwargs):
        from zeal.graph.function import function

        with outside_graphs():
            method(*args, **kwargs)
            function(lambda: method(*args, **kwargs), autograph=False)()

    return decorated


def py_func_if_in_function(check):
    """Decorates a check, which becomes a `tf.py_func` where a function is being traced."""

    @functools.wraps(check)
    def decorated(*args, **kwargs):
        if executing_eagerly() or not get_default_graph().building_function:
            return check(*args, **kwargs)
        from zeal import _native
        from zeal.effects.python_function import py_func

        kinds = _native.Tensor, _native.Variable
        places = [i for i, value in enumerate(args) if isinstance(value, kinds)]

        def inner(*values):
            given = list(args)
            for i, value in zip(places, values, strict=True):
                given[i] = value
            return check(*given, **kwargs)

        return py_func(inner, [args[i] for i in places], [])

    return decorated
