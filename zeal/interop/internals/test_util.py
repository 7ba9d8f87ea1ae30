"""tensorflow.python.framework.test_util: what TensorFlow's own tests ask, and how they run."""

import contextlib
import functools
import gc
import itertools

from zeal import _native
from zeal._native import api
from zeal.interop.internals.test_combinations import combine
from zeal.test import TestCase, gpu_device_name, is_gpu_available, modes
from zeal.test.graph_defs import assert_equal_graph_def
from zeal.test.modes import (
    also_run_as_tf_function,
    assert_no_garbage_created,
    build_as_function_and_v1_graph,
    deprecated_graph_mode_only,
    for_all_test_methods,
    py_func_if_in_function,
    run_all_in_graph_and_eager_modes,
    run_in_graph_and_eager_modes,
    run_v1_only,
)

__all__ = [
    "GpuSupportsHalfMatMulAndConv", "IsBuiltWithROCm", "IsGoogleCudaEnabled", "IsMklEnabled",
    "NCHWToNHWC", "NHWCToNCHW", "TensorFlowTestCase", "also_run_as_tf_function",
    "assert_equal_graph_def", "assert_meta_graph_protos_equal", "assert_no_garbage_created",
    "assert_no_new_pyobjects_executing_eagerly", "assert_no_new_tensors", "assert_ops_in_graph",
    "build_as_function_and_v1_graph", "deprecated_graph_mode_only",
    "device", "disable_control_flow_v2", "disable_xla", "enable_c_shapes",
    "enable_control_flow_v2", "enable_output_all_intermediates", "enable_tf_xla_constant_folding",
    "for_all_test_methods", "force_cpu", "force_gpu", "generate_combinations_with_testcase_name",
    "get_node_def_from_graph",
    "gpu_device_name", "is_gpu_available", "is_xla_enabled", "no_xla_auto_jit",
    "py_func_if_in_function", "run_all_in_graph_and_eager_modes", "run_cuda_only",
    "run_deprecated_v1", "run_gpu_only", "run_in_graph_and_eager_modes", "run_v1_only",
    "run_v2_only", "skip_if", "use_deterministic_cudnn", "use_gpu", "with_c_shapes",
    "with_control_flow_v2", "xla_allow_fallback",
]  # fmt: skip

TensorFlowTestCase = TestCase
_RUNS = 5  # caches fill in the first ones; a leak grows in all

run_deprecated_v1 = deprecated_graph_mode_only
enable_c_shapes = with_c_shapes = enable_control_flow_v2 = with_control_flow_v2 = modes.as_it_is
enable_output_all_intermediates = use_deterministic_cudnn = modes.as_it_is
disable_control_flow_v2 = enable_tf_xla_constant_folding = modes.as_it_is_with
disable_xla = no_xla_auto_jit = xla_allow_fallback = modes.as_it_is_with
run_v2_only = modes.skips("tests the behaviour of TensorFlow 2")
run_gpu_only = modes.skips("needs a GPU")
run_cuda_only = modes.skips("needs a GPU")


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


def get_node_def_from_graph(node_name, graph_def):
    """The NodeDef of a name in a GraphDef; None where there is none."""
    return next((node for node in graph_def.node if node.name == node_name), None)


def assert_ops_in_graph(expected_ops, graph):
    """The NodeDefs of a graph's operations by name.

    Args:
      expected_ops: a dict of the operations' types by their names.
      graph: a `tf.Graph`.

    Raises:
      ValueError: one is missing, or of another type.
    """
    nodes = {n.name: n for n in graph.as_graph_def().node if n.name in expected_ops}
    for name, node in nodes.items():
        if node.op != expected_ops[name]:
            raise ValueError(
                f"Expected op for node {name} is different. {expected_ops[name]} vs {node.op}"
            )
    if set(nodes) != set(expected_ops):
        raise ValueError(
            f"Not all expected ops are present. Expected {expected_ops.keys()}, found "
            f"{nodes.keys()}"
        )
    return nodes


def assert_meta_graph_protos_equal(tester, a, b):
    """Fails a test where two MetaGraphDefs differ, but for the order of nodes and collections."""
    tester.assertEqual(a.collection_def.keys(), b.collection_def.keys())
    for key, collection in a.collection_def.items():
        kind = collection.WhichOneof("kind")
        ours, theirs = (getattr(m.collection_def[key], kind).value for m in (a, b))
        tester.assertCountEqual(ours, theirs, f"the collection {key}")
    assert_equal_graph_def(a.graph_def, b.graph_def)
    tester.assertEqual(a.saver_def, b.saver_def)


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
    found = combine(**kwargs)
    for combination in found:
        parts = (f"_{k}_{''.join(filter(str.isalnum, str(v)))}" for k, v in combination.items())
        combination["testcase_name"] = f"_test{''.join(parts)}"
    return found
