"""Lists of tensors as values, for loops of graphs that write, push and pop."""

from zeal import _native
from zeal._native import api, raw
from zeal.ops.array.join import stack
from zeal.tensor_shape import as_shape


def element_shape_of(shape):
    """A shape as the ops on lists take it: a vector with -1 for open sizes, or -1.

    Args:
      shape: a tensor; a TensorShape; a list of sizes, some of which may be None or tensors; None.
    """
    if isinstance(shape, _native.Tensor):
        return shape
    if isinstance(shape, (list, tuple)) and any(isinstance(n, _native.Tensor) for n in shape):
        return stack([_native.convert(-1 if n is None else n, "int32") for n in shape])
    shape = as_shape(shape)
    if shape.ndims is None:
        return -1
    return _native.convert([-1 if n is None else n for n in shape.as_list()], "int32")


def empty_tensor_list(element_shape, element_dtype, max_num_elements=None, name=None):
    """A list of no tensors, which may take max_num_elements of them."""
    most = -1 if max_num_elements is None else max_num_elements
    return raw.EmptyTensorList(element_shape_of(element_shape), most, element_dtype, name=name)


def tensor_list_reserve(element_shape, num_elements, element_dtype, name=None):
    """A list of num_elements places without tensors."""
    shape = element_shape_of(element_shape)
    return raw.TensorListReserve(shape, num_elements, element_dtype, name=name)


def tensor_list_from_tensor(tensor, element_shape, name=None):
    """The rows of a tensor as a list."""
    return raw.TensorListFromTensor(tensor, element_shape_of(element_shape), name=name)


def tensor_list_get_item(input_handle, index, element_dtype, element_shape=None, name=None):
    """The tensor at an index."""
    shape = element_shape_of(element_shape)
    return raw.TensorListGetItem(input_handle, index, shape, element_dtype, name=name)


def tensor_list_set_item(
    input_handle, index, item, resize_if_index_out_of_bounds=False, name=None
):
    """The list with another tensor at an index, for which it may grow."""
    if resize_if_index_out_of_bounds:
        input_handle = tensor_list_grow(input_handle, index)
    return raw.TensorListSetItem(input_handle, index, item, name=name)


def tensor_list_pop_back(input_handle, element_dtype, name=None):
    """The list without its last tensor, and that tensor."""
    return raw.TensorListPopBack(input_handle, -1, element_dtype, name=name)


def tensor_list_gather(input_handle, indices, element_dtype, element_shape=None, name=None):
    """The tensors at some indices along a new first axis."""
    indices = _native.convert(indices, "int32")
    shape = element_shape_of(element_shape)
    return raw.TensorListGather(input_handle, indices, shape, element_dtype, name=name)


def tensor_list_scatter(tensor, indices, element_shape=None, input_handle=None, name=None):
    """A list with the rows of a tensor at some indices: input_handle's, or a new one."""
    if input_handle is not None:
        return raw.TensorListScatterIntoExistingList(input_handle, tensor, indices, name=name)
    return raw.TensorListScatterV2(
        tensor, indices, element_shape_of(element_shape), -1, name=name
    )


def tensor_list_stack(
    input_handle, element_dtype, num_elements=-1, element_shape=None, name=None
):
    """The tensors along a new first axis, of num_elements where that is not -1."""
    shape = element_shape_of(element_shape)
    return raw.TensorListStack(input_handle, shape, element_dtype, num_elements, name=name)


def tensor_list_concat(input_handle, element_dtype, element_shape=None, name=None):
    """The tensors after one another along their first axis."""
    shape, none = element_shape_of(element_shape), _native.convert([], "int64")
    return raw.TensorListConcatV2(input_handle, shape, none, element_dtype, name=name)[0]


def tensor_list_split(tensor, element_shape, lengths, name=None):
    """A list of pieces of a tensor along its first axis, of these lengths."""
    lengths = api.cast(_native.convert(lengths), "int64")
    return raw.TensorListSplit(tensor, element_shape_of(element_shape), lengths, name=name)


def tensor_list_grow(input_handle, index, name=None):
    """The list with so many places more that it has one at an index."""
    return raw.TensorListGrow(input_handle, index, name=name)


def tensor_list_length(input_handle, name=None):
    """How many places a list has, an int32 scalar."""
    return raw.TensorListLength(input_handle, name=name)


def tensor_list_push_back(input_handle, tensor, name=None):
    """The list with a tensor more at its end."""
    return raw.TensorListPushBack(input_handle, tensor, name=name)
