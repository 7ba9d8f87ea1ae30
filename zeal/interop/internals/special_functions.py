"""tensorflow.python.autograph.lang.special_functions: lists that loops of graphs append to."""

from zeal import _native
from zeal.interop.internals.data_structures import (
    ListStackOpts,
    list_stack,
    tf_tensor_array_new,
    tf_tensor_list_new,
)
from zeal.ops.array.constant import constant

__all__ = ["match_staging_level", "stack", "tensor_list"]


def match_staging_level(value, like_value):
    """A tensor of the value where like_value is a tensor; the value otherwise."""
    return constant(value) if isinstance(like_value, _native.Tensor) else value


def tensor_list(elements, element_dtype=None, element_shape=None, use_tensor_array=False):
    """A list of tensors, or a TensorArray, of some elements.

    Raises:
      ValueError: elements is no list, tuple or tensor; or it is empty, and dtype or shape are not
        given.
    """
    if not isinstance(elements, (list, tuple, _native.Tensor)):
        raise ValueError(f"unknown type for elements: {type(elements)}")
    empty = not isinstance(elements, _native.Tensor) and not elements
    if empty and (element_dtype is None or element_shape is None):
        raise ValueError("element_dtype and element_shape are required to create an empty list")
    make = tf_tensor_array_new if use_tensor_array else tf_tensor_list_new
    return make(elements, element_dtype, element_shape)


def stack(list_or_tensor, element_dtype=None, strict=True):
    """The elements of a list of tensors along a new axis; other things as they are.

    Raises:
      ValueError: strict, and it is not to be stacked.
    """

    def leave(value):
        if strict:
            raise ValueError(f"{value} must be stackable when strict=True")
        return value

    return list_stack(list_or_tensor, ListStackOpts(element_dtype, leave))
