"""tensorflow.python.autograph.operators.data_structures: lists of Python's and of graphs."""

from collections import namedtuple

from zeal import _native
from zeal.autograph import operators
from zeal.autograph.operators import list_append
from zeal.autograph.overloads import is_list
from zeal.dtypes import as_dtype, variant
from zeal.graph.tensor_array import TensorArray
from zeal.graph.tensor_lists import (
    empty_tensor_list,
    tensor_list_from_tensor,
    tensor_list_pop_back,
    tensor_list_push_back,
    tensor_list_stack,
)
from zeal.tensor_shape import as_shape

__all__ = [
    "ListPopOpts",
    "ListStackOpts",
    "list_append",
    "list_pop",
    "list_stack",
    "new_list",
    "tf_tensor_array_new",
    "tf_tensor_list_new",
]

ListPopOpts = namedtuple("ListPopOpts", ["element_dtype", "element_shape"])
ListStackOpts = namedtuple("ListStackOpts", ["element_dtype", "original_call"])


def new_list(iterator=None):
    """A list of the elements, or, without any, one that a graph can append to."""
    elements = list(iterator or ())
    return elements or tf_tensor_list_new(elements)


def tf_tensor_array_new(elements, element_dtype=None, element_shape=None):
    """A TensorArray of some elements, which must have one dtype and shape."""
    elements, dtype, shape = _alike(elements, element_dtype, element_shape)
    if dtype is None:
        raise ValueError("dtype is required to create an empty TensorArray")
    if any(element.shape != elements[0].shape for element in elements):
        raise ValueError("elements of a TensorArray must have one shape")
    array = TensorArray(dtype, len(elements), dynamic_size=True, element_shape=shape)
    for i, element in enumerate(elements):
        array = array.write(i, element)
    return array


def tf_tensor_list_new(elements, element_dtype=None, element_shape=None):
    """A list of tensors of some elements: the rows of a tensor, or those of a Python list."""
    if isinstance(elements, _native.Tensor):
        shape = as_shape(element_shape).merge_with(elements.shape[1:])
        _check_dtype(elements, element_dtype)
        return tensor_list_from_tensor(elements, shape)
    elements, dtype, shape = _alike(elements, element_dtype, element_shape)
    handle = empty_tensor_list(shape, variant if dtype is None else dtype)
    for element in elements:
        handle = tensor_list_push_back(handle, element)
    return handle


def _alike(elements, dtype, shape):
    elements = [_native.convert(element) for element in elements]
    for element in elements:
        _check_dtype(element, dtype or elements[0].dtype)
        as_shape(shape).assert_is_compatible_with(element.shape)
    if dtype is None and elements:
        dtype = elements[0].dtype
    return elements, dtype and as_dtype(dtype), shape


def _check_dtype(element, dtype):
    if dtype is not None and element.dtype != as_dtype(dtype):
        raise ValueError(
            f"elements of a list must have one dtype, {as_dtype(dtype).name}; one is "
            f"{element.dtype.name}"
        )


def list_pop(list_, i, opts):
    """`list_.pop(i)`: the list from now on, and the element.

    Raises:
      NotImplementedError: the list is one of a graph, and i is not None.
    """
    if not is_list(list_):
        return list_, list_.pop() if i is None else list_.pop(i)
    if i is not None:
        raise NotImplementedError("tensor lists only support removing from the end")
    return tensor_list_pop_back(list_, opts.element_dtype)


def list_stack(list_, opts):
    """The elements along a new axis; of a Python list, what opts.original_call returns."""
    if not is_list(list_):
        return operators.list_stack(opts.original_call, list_)
    if opts.element_dtype is None:
        raise ValueError("cannot stack a list without knowing its element type")
    return tensor_list_stack(list_, opts.element_dtype)
