"""tensorflow.python.layers.utils, tf.contrib.slim.utils: arguments of layers, names of outputs."""

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
from zeal.tensor_shape import TensorShape, as_shape

__all__ = [
    "append_tensor_alias", "channel_dimension", "collect_named_outputs", "constant_value",
    "conv_input_length", "conv_output_length", "convert_collection_to_dict",
    "convert_data_format", "deconv_output_length", "gather_tensors_aliases",
    "get_reachable_from_inputs", "get_tensor_aliases", "get_variable_collections",
    "last_dimension", "n_positive_integers", "normalize_data_format", "normalize_padding",
    "normalize_tuple", "smart_cond", "static_cond", "two_element_tuple",
]  # fmt: skip


def channel_dimension(shape, data_format, min_rank=1):
    """How many channels a known shape has, as an integer.

    Args:
      shape: a shape.
      data_format: "channels_first", where they are axis 1; with any other they are the last.
      min_rank: the least rank.

    Raises:
      ValueError: the rank is less, or it or the size is not known.
    """
    return _size_of(shape, 1 if data_format == "channels_first" else -1, min_rank)


def last_dimension(shape, min_rank=1):
    """The size of a known shape's last axis; as `channel_dimension`."""
    return _size_of(shape, -1, min_rank)


def _size_of(shape, axis, min_rank):
    """The size of an axis that must be known."""
    shape = as_shape(shape)
    if shape.ndims is None:
        raise ValueError("dims of shape must be known but is None")
    if shape.ndims < min_rank:
        raise ValueError(f"rank of shape must be at least {min_rank} not: {shape.ndims}")
    size = shape.as_list()[axis]
    if size is None:
        raise ValueError(f"dimension {axis} of shape must be known but is None: {shape}")
    return size


def two_element_tuple(int_or_tuple):
    """Two numbers: of a pair, or one twice.

    Raises:
      ValueError: it is neither.
    """
    if isinstance(int_or_tuple, (list, tuple)):
        if len(int_or_tuple) != 2:
            raise ValueError(f"Must be a list with 2 elements: {int_or_tuple}")
        return tuple(int_or_tuple)
    if isinstance(int_or_tuple, int):
        return int(int_or_tuple), int(int_or_tuple)
    if isinstance(int_or_tuple, TensorShape) and len(int_or_tuple) == 2:
        return tuple(int_or_tuple)
    raise ValueError("Must be an int, a list with 2 elements or a TensorShape of length 2")


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
