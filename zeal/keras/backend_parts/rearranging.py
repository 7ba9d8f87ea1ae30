"""tf.keras.backend: tensors in another dtype, shape or order."""

import math

from zeal import _native
from zeal._native import Tensor, api
from zeal.ops.array.join import stack as _stack
from zeal.public import publish


def cast(x, dtype) -> Tensor:
    """x in another dtype.

    Args:
      x: a tensor of any shape.
      dtype: a dtype, or its name.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.cast(tf.constant([1, 2]), "float32").numpy().tolist()
      [1.0, 2.0]
    """
    return api.cast(x, dtype)


def reshape(x, shape) -> Tensor:
    """x under another shape.

    Args:
      x: a tensor.
      shape: ints, one of which may be -1, or an integer vector.

    Returns:
      A tensor of that shape with x's elements in their order.

    Example:
      >>> tf.keras.backend.reshape(tf.zeros([2, 3]), (6,)).shape.as_list()
      [6]
    """
    return api.reshape(x, shape)


def expand_dims(x, axis=-1) -> Tensor:
    """x with an axis of length 1 added.

    Args:
      x: a tensor.
      axis: where the new axis is; negative numbers count from the end.

    Returns:
      A tensor of one rank more.

    Example:
      >>> tf.keras.backend.expand_dims(tf.zeros([2])).shape.as_list()
      [2, 1]
    """
    return api.expand_dims(x, axis)


def squeeze(x, axis) -> Tensor:
    """x without an axis of length 1.

    Args:
      x: a tensor whose length along the axis is 1.
      axis: the axis to be taken away.

    Returns:
      A tensor of one rank less.

    Example:
      >>> tf.keras.backend.squeeze(tf.zeros([2, 1]), 1).shape.as_list()
      [2]
    """
    return api.squeeze(x, [axis])


def transpose(x) -> Tensor:
    """x with its axes in reverse order.

    Args:
      x: a tensor of any rank.

    Returns:
      A tensor of the same rank.

    Example:
      >>> tf.keras.backend.transpose(tf.zeros([2, 3])).shape.as_list()
      [3, 2]
    """
    return api.transpose(x)


def permute_dimensions(x, pattern) -> Tensor:
    """x with its axes in another order.

    Args:
      x: a tensor.
      pattern: a permutation of all axes, the batch's included.

    Returns:
      A tensor of the same rank.

    Example:
      >>> tf.keras.backend.permute_dimensions(tf.zeros([2, 3, 4]), (2, 0, 1)).shape.as_list()
      [4, 2, 3]
    """
    return api.transpose(x, pattern)


def concatenate(tensors, axis=-1) -> Tensor:
    """Tensors one behind the other along an axis.

    Args:
      tensors: a list of tensors whose shapes agree but along the axis.
      axis: the axis along which they are joined.

    Returns:
      A tensor of the same rank.

    Example:
      >>> tf.keras.backend.concatenate([tf.ones([2, 1]), tf.ones([2, 3])]).shape.as_list()
      [2, 4]
    """
    return api.concat(list(tensors), axis)


def stack(x, axis=0) -> Tensor:
    """Tensors along a new axis.

    Args:
      x: a list of tensors of one shape.
      axis: where the new axis is.

    Returns:
      A tensor of one rank more.

    Example:
      >>> tf.keras.backend.stack([tf.zeros([2]), tf.ones([2])]).shape.as_list()
      [2, 2]
    """
    return _stack(x, axis)


def flatten(x) -> Tensor:
    """All elements along one axis.

    Args:
      x: a tensor of any shape.

    Returns:
      A vector.

    Example:
      >>> tf.keras.backend.flatten(tf.zeros([2, 3])).shape.as_list()
      [6]
    """
    return api.reshape(x, [-1])


def batch_flatten(x) -> Tensor:
    """All axes but the first joined.

    Args:
      x: a tensor of rank 1 or more.

    Returns:
      A matrix `[batch, n]`.

    Example:
      >>> tf.keras.backend.batch_flatten(tf.zeros([2, 3, 4])).shape.as_list()
      [2, 12]
    """
    x = _native.convert(x)
    rest = x.shape.as_list()[1:] if x.shape.ndims else [None]
    if None in rest:
        return api.reshape(x, [api.shape(x)[0], -1])
    return api.reshape(x, [-1, math.prod(rest)])


def repeat(x, n) -> Tensor:
    """`[batch, a]` as `[batch, n, a]`.

    Args:
      x: a matrix `[batch, a]`.
      n: how often each row is there.

    Returns:
      A tensor `[batch, n, a]`.

    Example:
      >>> tf.keras.backend.repeat(tf.zeros([2, 3]), 4).shape.as_list()
      [2, 4, 3]
    """
    return api.tile(api.expand_dims(x, 1), [1, n, 1])


def tile(x, n) -> Tensor:
    """x repeated n times along each axis.

    Args:
      x: a tensor.
      n: how often it is repeated along each axis; an int, or a list of one int per axis.

    Returns:
      A tensor of the same rank.

    Example:
      >>> tf.keras.backend.tile(tf.constant([1, 2]), [2]).numpy().tolist()
      [1, 2, 1, 2]
    """
    return api.tile(x, [n] if isinstance(n, int) else n)


def gather(reference, indices) -> Tensor:
    """Rows by number.

    Args:
      reference: a tensor of rank 1 or more.
      indices: integers of any shape.

    Returns:
      A tensor of shape `indices.shape + reference.shape[1:]`.

    Example:
      >>> tf.keras.backend.gather(tf.constant([5, 6, 7]), [2, 0]).numpy().tolist()
      [7, 5]
    """
    return api.gather(reference, indices)


for _name in (
    "cast", "reshape", "expand_dims", "squeeze", "transpose", "permute_dimensions", "concatenate",
    "stack", "flatten", "batch_flatten", "repeat", "tile", "gather",
):  # fmt: skip
    publish(__name__, _name, f"keras.backend.{_name}")
