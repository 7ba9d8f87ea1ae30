"""tensorflow.python.framework.test_util: the modes in which TensorFlow's own tests run.

A test runs eagerly, once. What only graph mode or a GPU can run is skipped, and says so.
"""

import contextlib
import functools
import gc
import itertools
import unittest
from collections import OrderedDict

from zeal import _native
from zeal._native import api
from zeal.public import public
from zeal.test import TestCase, gpu_device_name, is_gpu_available

__all__ = [
    "GpuSupportsHalfMatMulAndConv", "IsBuiltWithROCm", "IsGoogleCudaEnabled", "IsMklEnabled",
    "NCHWToNHWC", "NHWCToNCHW", "TensorFlowTestCase", "also_run_as_tf_function",
    "assert_no_garbage_created", "assert_no_new_pyobjects_executing_eagerly",
    "assert_no_new_tensors", "build_as_function_and_v1_graph", "deprecated_graph_mode_only",
    "device", "disable_control_flow_v2", "disable_xla", "enable_c_shapes",
    "enable_control_flow_v2", "enable_output_all_intermediates", "enable_tf_xla_constant_folding",
    "for_all_test_methods", "force_cpu", "force_gpu", "generate_combinations_with_testcase_name",
    "gpu_device_name", "is_gpu_available", "is_xla_enabled", "no_xla_auto_jit",
    "py_func_if_in_function", "run_all_in_graph_and_eager_modes", "run_cuda_only",
    "run_deprecated_v1", "run_gpu_only", "run_in_graph_and_eager_modes", "run_v1_only",
    "run_v2_only", "skip_if", "use_deterministic_cudnn", "use_gpu", "with_c_shapes",
    "with_control_flow_v2", "xla_allow_fallback",
]  # fmt: skip

TensorFlowTestCase = TestCase
_RUNS = 5  # caches fill in the first ones; a leak grows in all


@public("contrib.eager.run_all_tests_in_graph_and_eager_modes")
def _unchanged(decorated):
    """Tests run eagerly as they are."""
    return decorated


def _unchanged_with(*args, **kwargs):
    """A decorator with arguments under which tests run eagerly as they are."""
    return _unchanged


@public("contrib.eager.run_test_in_graph_and_eager_modes")
def run_in_graph_and_eager_modes(
    func=None, config=None, use_gpu=True, assert_no_eager_garbage=False
):
    """Decorates a test, which runs eagerly; with or without arguments."""
    decorate = assert_no_garbage_created if assert_no_eager_garbage else _unchanged
    return decorate if func is None else decorate(func)


run_all_in_graph_and_eager_modes = also_run_as_tf_function = py_func_if_in_function = _unchanged
enable_c_shapes = with_c_shapes = enable_control_flow_v2 = with_control_flow_v2 = _unchanged
enable_output_all_intermediates = use_deterministic_cudnn = _unchanged
disable_control_flow_v2 = enable_tf_xla_constant_folding = _unchanged_with
disable_xla = no_xla_auto_jit = xla_allow_fallback = _unchanged_with


def _skips(reason: str):
    """A decorator of tests, with or without arguments, that skips them."""

    def decorator(func=None):
        skip = unittest.skip(reason)
        return skip if func is None else skip(func)

    return decorator


run_deprecated_v1 = deprecated_graph_mode_only = _skips("waits for zeal's graph mode")
build_as_function_and_v1_graph = _skips("waits for zeal's graph mode")
run_v2_only = _skips("tests the behaviour of TensorFlow 2")
run_gpu_only = _skips("needs a GPU")
run_cuda_only = _skips("needs a GPU")


def run_v1_only(reason, func=None):
    """Decorates a test of TensorFlow 1.x's behaviour, which is zeal's."""
    return _unchanged if func is None else func


def skip_if(condition):
    """Decorates a test that does nothing if a condition, or a function without arguments, holds."""

    def decorator(function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            if not (condition() if callable(condition) else condition):
                return function(*args, **kwargs)
            return None

        return wrapped

    return decorator


def for_all_test_methods(decorator, *args, **kwargs):
    """Decorates a class: its test methods get `decorator(*args, **kwargs)`."""

    def decorate(cls):
        for name, method in list(vars(cls).items()):
            if callable(method) and name.startswith("test") and name != "test_session":
                setattr(cls, name, decorator(*args, **kwargs)(method))
        return cls

    return decorate


def _compares(measure, what: str):
    """A decorator of tests: what `measure` counts must not grow with every run of the test."""

    def decorator(test):
        @functools.wraps(test)
        def wrapped(self, *args, **kwargs):
            counts = []
            for _ in range(_RUNS):
                self.tearDown()
                self.setUp()
                test(self, *args, **kwargs)
                gc.collect()
                counts.append(measure())
            grows = all(a < b for a, b in itertools.pairwise(counts))
            self.assertFalse(grows, f"every run of the test leaves {what} behind: {counts}")

        return wrapped

    return decorator


assert_no_new_tensors = _compares(lambda: _native.memory_stats()["bytes_in_use"], "tensors")
assert_no_new_pyobjects_executing_eagerly = _compares(lambda: len(gc.get_objects()), "objects")


def assert_no_garbage_created(test):
    """Decorates a test after which the garbage collector must find no cycles."""

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


def use_gpu():
    """A block on the GPU where there is one; there is none."""
    return contextlib.nullcontext()


def force_gpu():
    """A block on the GPU. Raises RuntimeError: there is none."""
    raise RuntimeError("force_gpu: devices other than the CPU are not built yet")


def force_cpu():
    """A block on the CPU."""
    return contextlib.nullcontext()


def device(use_gpu):
    """A block on the GPU, where there is one and `use_gpu` is set, else on the CPU."""
    return contextlib.nullcontext()


def is_xla_enabled():
    """Returns False: there is no XLA."""
    return False


IsGoogleCudaEnabled = IsBuiltWithROCm = IsMklEnabled = is_xla_enabled


def GpuSupportsHalfMatMulAndConv():
    """Returns False: there is no GPU."""
    return False


def _moved_channels(value, to_front: bool):
    rank = len(value) if isinstance(value, list) else len(value.shape)
    axes = range(rank)
    order = [0, rank - 1, *axes[1:-1]] if to_front else [0, *axes[2:], 1]
    return [value[i] for i in order] if isinstance(value, list) else api.transpose(value, order)


def NHWCToNCHW(input_tensor):
    """A tensor, or a shape as a list, with its channels moved before the axes of space."""
    return _moved_channels(input_tensor, True)


def NCHWToNHWC(input_tensor):
    """A tensor, or a shape as a list, with its channels moved to the end."""
    return _moved_channels(input_tensor, False)


def generate_combinations_with_testcase_name(**kwargs):
    """All combinations of the values, each an OrderedDict with a "testcase_name" of its own."""
    keys = sorted(kwargs)
    lists = [v if isinstance(v, list) else [v] for v in (kwargs[k] for k in keys)]
    found = []
    for values in itertools.product(*lists):
        pairs = list(zip(keys, values, strict=True))
        name = "".join(f"_{k}_{''.join(filter(str.isalnum, str(v)))}" for k, v in pairs)
        found.append(OrderedDict([*pairs, ("testcase_name", f"_test{name}")]))
    return found
