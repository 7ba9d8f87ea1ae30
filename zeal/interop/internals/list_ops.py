"""tensorflow.python.ops.list_ops: lists of tensors as values, for loops that push and pop."""

from zeal.graph.tensor_lists import element_shape_of as _build_element_shape
from zeal.graph.tensor_lists import (
    empty_tensor_list,
    tensor_list_concat,
    tensor_list_from_tensor,
    tensor_list_gather,
    tensor_list_get_item,
    tensor_list_length,
    tensor_list_pop_back,
    tensor_list_push_back,
    tensor_list_reserve,
    tensor_list_scatter,
    tensor_list_set_item,
    tensor_list_split,
    tensor_list_stack,
)

__all__ = [
    "_build_element_shape",
    "empty_tensor_list",
    "tensor_list_concat",
    "tensor_list_from_tensor",
    "tensor_list_gather",
    "tensor_list_get_item",
    "tensor_list_length",
    "tensor_list_pop_back",
    "tensor_list_push_back",
    "tensor_list_reserve",
    "tensor_list_scatter",
    "tensor_list_set_item",
    "tensor_list_split",
    "tensor_list_stack",
]
