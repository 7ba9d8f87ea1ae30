"""tensorflow.python.layers.utils: arguments of layers, and what depends on tensors."""

from zeal._native import Tensor
from zeal.contrib.layers.collecting import (
    append_tensor_alias,
    convert_collection_to_dict,
    gather_tensors_aliases,
    get_tensor_aliases,
)
from zeal.contrib.layers.collecting import collect_output as collect_named_outputs
from zeal.contrib.layers.collecting import collections_of as get_variable_collections
from zeal.contrib.layers.pooling import n_positive_integers
from zeal.eager.control import get_static_value
from zeal.graph.smart_cond import smart_cond, smart_constant_value
from zeal.interop.internals.keras_conv import (
    conv_input_length,
    conv_output_length,
    convert_data_format,
    normalize_data_format,
    normalize_padding,
    normalize_tuple,
)
from zeal.interop.internals.keras_conv import deconv_output_length as length_before

__all__ = [
    "append_tensor_alias", "collect_named_outputs", "convert_collection_to_dict",
    "gather_tensors_aliases", "get_tensor_aliases", "get_variable_collections", "static_cond",
    "constant_value", "conv_input_length", "conv_output_length", "convert_data_format",
    "deconv_output_length", "get_reachable_from_inputs", "n_positive_integers",
    "normalize_data_format",
    "normalize_padding", "normalize_tuple", "smart_cond",
]  # fmt: skip


def constant_value(pred):
    """The value of a bool, of 1 and 0, or of a tensor where nothing has to run; else None."""
    return get_static_value(pred) if isinstance(pred, Tensor) else smart_constant_value(pred)


def deconv_output_length(input_length, filter_size, padding, stride):
    """How long the output of a transposed convolution is along an axis; None for None."""
    return length_before(input_length, filter_size, padding, stride=stride)


def get_reachable_from_inputs(inputs, targets=None):
    """The set of tensors of a graph that depend on some, these among them.

    Args:
      inputs: a list of tensors.
      targets: tensors at which to stop once all are found.
    """
    reachable, waiting, left = set(inputs), list(inputs), set(targets or ())
    while waiting:
        for op in waiting.pop().consumers():
            fresh = [output for output in op.outputs if output not in reachable]
            reachable.update(fresh)
            waiting += fresh
        if targets and not left - reachable:
            break
    return reachable


def static_cond(pred, fn1, fn2):
    """What one of two functions gives; the condition is a Python value."""
    for name, function in (("fn1", fn1), ("fn2", fn2)):
        if not callable(function):
            raise TypeError(f"{name} must be callable.")
    return fn1() if pred else fn2()
