"""tensorflow.python.ops.state_ops: variables that assignments give their first value."""

from zeal.dtypes import as_dtype
from zeal.ops.array.fill import zeros
from zeal.state.variable import Variable
from zeal.tensor_shape import TensorShape, as_shape

__all__ = ["variable_op", "variable_op_v2"]


def variable_op(
    shape, dtype, name="Variable", set_shape=True, container="", shared_name=""
):
    """A variable of a graph, in no collection; it has no value until one is assigned.

    Args:
      shape: its sizes.
      dtype: its dtype.
      name: its name.
      set_shape: False leaves its shape open.
      container, shared_name: accepted for compatibility.
    """
    sizes = as_shape(shape)
    return Variable(
        lambda: zeros([n or 0 for n in sizes.as_list()], as_dtype(dtype)), trainable=False,
        collections=[], name=name, validate_shape=set_shape,
        shape=sizes if set_shape else TensorShape(None),
    )  # fmt: skip


def variable_op_v2(shape, dtype, name="Variable", container="", shared_name=""):
    """See `variable_op`."""
    return variable_op(shape, dtype, name, True, container, shared_name)
