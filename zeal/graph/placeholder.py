"""Values that runs are fed."""

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.graph.graph import convert_apart, get_default_graph
from zeal.public import public
from zeal.tensor_shape import as_shape


@public("placeholder")
def placeholder(dtype, shape=None, name=None):
    """A value that every run must be fed.

    Args:
      dtype: its dtype.
      shape: its shape, None where a size is open; without one, nothing is known of it.
      name: name of the op.

    Returns:
      A symbolic tensor.

    Raises:
      RuntimeError: eager execution is on.
      TypeError: dtype names no type.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder(tf.float32, [None])
      ...     print(session.run(x + 1.0, {x: [1, 2]}))
      [2. 3.]
    """
    if _native.executing_eagerly():
        raise RuntimeError("tf.placeholder() is not compatible with eager execution.")
    try:
        dtype = as_dtype(dtype)
    except TypeError:
        raise TypeError(f"Expected DataType for argument 'dtype' not {dtype!r}.") from None
    return get_default_graph()._placeholder(dtype, sizes(shape), name or "Placeholder")


@public("placeholder_with_default")
def placeholder_with_default(input, shape, name=None):
    """A value that runs may be fed, and else have a default.

    Args:
      input: the default, what converts to a tensor.
      shape: what values may be fed, None where a size is open; None for any.
      name: name of the op.

    Returns:
      A tensor; while executing eagerly the default.

    Raises:
      ValueError: the default does not fit the shape.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder_with_default([1.0, 2.0], [None])
      ...     print(session.run(x), session.run(x, {x: [5]}))
      [1. 2.] [5.]
    """
    input = named_value(input, None, f"{name or 'PlaceholderWithDefault'}/input")
    return _native.raw.PlaceholderWithDefault(input, sizes(shape), name=name)


def named_value(value, dtype, name):
    """A value as a tensor, in graphs as a constant of that name where it is a plain value."""
    if _native.executing_eagerly() or isinstance(value, (_native.Tensor, _native.Variable)):
        return _native.convert(value, dtype)
    tensor = convert_apart(value, dtype)
    return get_default_graph()._constant(tensor, name)


def sizes(shape):
    """A shape as the native code takes it: a list of int or None, or None."""
    shape = as_shape(shape)
    return None if shape.ndims is None else shape.as_list()
