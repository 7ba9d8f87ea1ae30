"""tf.keras.backend: what tensors are, and functions that make them."""

import math
from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype
from zeal.keras.backend_parts.state import variable
from zeal.keras.float_dtype import floatx
from zeal.ops.array import fill
from zeal.ops.random import distributions
from zeal.public import publish


def shape(x) -> Tensor:
    """The shape as a tensor.

    Args:
      x: a tensor or variable of any shape and dtype.

    Returns:
      An int32 vector, which is concrete where the shape is known.

    Example:
      >>> tf.keras.backend.shape(tf.zeros([2, 3])).numpy().tolist()
      [2, 3]
    """
    return api.shape(x)


def int_shape(x) -> "tuple[int | None, ...] | None":
    """The shape as a tuple, None for open lengths; None where the rank is unknown.

    Args:
      x: a tensor or variable of any shape and dtype.

    Returns:
      A tuple of ints and Nones, or None.

    Example:
      >>> tf.keras.backend.int_shape(tf.keras.Input((3,)))
      (None, 3)
    """
    found = _native.convert(x).shape
    return None if found.ndims is None else tuple(found.as_list())


def ndim(x) -> "int | None":
    """The number of axes.

    Args:
      x: a tensor or variable of any shape and dtype.

    Returns:
      An int; None where the rank is unknown.

    Example:
      >>> tf.keras.backend.ndim(tf.zeros([2, 3]))
      2
    """
    return _native.convert(x).shape.ndims


def dtype(x) -> str:
    """The name of the dtype.

    Args:
      x: a tensor or variable of any shape and dtype.

    Returns:
      A word such as "float32".

    Example:
      >>> tf.keras.backend.dtype(tf.zeros([2]))
      'float32'
    """
    return _native.convert(x).dtype.base_dtype.name


def count_params(x) -> int:
    """The number of elements of a variable.

    Args:
      x: a variable or tensor whose shape is known.

    Returns:
      An int.

    Example:
      >>> tf.keras.backend.count_params(tf.zeros([2, 3]))
      6
    """
    return math.prod(x.shape.as_list())


def constant(value, dtype=None, shape=None, name=None) -> Tensor:
    """A constant of `floatx()`, or of a dtype.

    Args:
      value: a number, or nested lists or an array of numbers.
      dtype: its dtype; `floatx()` by default.
      shape: the shape to which the value is broadcast, or None.
      name: unused.

    Returns:
      A tensor.

    Example:
      >>> tf.keras.backend.constant([1, 2]).numpy()
      array([1., 2.], dtype=float32)
    """
    value = _native.convert(value, as_dtype(dtype or floatx()))
    return value if shape is None else fill.zeros(shape, value.dtype) + value


def zeros(shape, dtype=None, name=None) -> Any:
    """A variable of zeros.

    Args:
      shape: ints.
      dtype: its dtype; `floatx()` by default.
      name: the variable's name.

    Returns:
      A variable.

    Example:
      >>> tf.keras.backend.zeros([2]).numpy().tolist()
      [0.0, 0.0]
    """
    return variable(fill.zeros(shape, dtype or floatx()), name=name)


def ones(shape, dtype=None, name=None) -> Any:
    """A variable of ones.

    Args:
      shape: ints.
      dtype: its dtype; `floatx()` by default.
      name: the variable's name.

    Returns:
      A variable.

    Example:
      >>> tf.keras.backend.ones([2]).numpy().tolist()
      [1.0, 1.0]
    """
    return variable(fill.ones(shape, dtype or floatx()), name=name)


def zeros_like(x, dtype=None, name=None) -> Tensor:
    """Zeros of x's shape.

    Args:
      x: a tensor or variable of any shape.
      dtype: the dtype of the zeros; x's by default.
      name: unused.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.zeros_like(tf.ones([2])).numpy().tolist()
      [0.0, 0.0]
    """
    return fill.zeros_like(x, dtype)


def ones_like(x, dtype=None, name=None) -> Tensor:
    """Ones of x's shape.

    Args:
      x: a tensor or variable of any shape.
      dtype: the dtype of the ones; x's by default.
      name: unused.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.ones_like(tf.zeros([2])).numpy().tolist()
      [1.0, 1.0]
    """
    return fill.ones_like(x, dtype)


def random_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None) -> Tensor:
    """Normally distributed numbers.

    Args:
      shape: ints, or an integer vector.
      mean: the mean.
      stddev: the standard deviation.
      dtype: a floating dtype; `floatx()` by default.
      seed: an int, or None.

    Returns:
      A tensor of that shape.

    Example:
      >>> tf.keras.backend.random_normal([2, 3]).shape.as_list()
      [2, 3]
    """
    return distributions.random_normal(shape, mean, stddev, as_dtype(dtype or floatx()), seed)


def random_uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None) -> Tensor:
    """Evenly distributed numbers.

    Args:
      shape: ints, or an integer vector.
      minval: the least number.
      maxval: the end of the range, which is never drawn.
      dtype: a dtype; `floatx()` by default.
      seed: an int, or None.

    Returns:
      A tensor of that shape with numbers of `[minval, maxval)`.

    Example:
      >>> tf.keras.backend.random_uniform([2, 3]).shape.as_list()
      [2, 3]
    """
    return distributions.random_uniform(shape, minval, maxval, as_dtype(dtype or floatx()), seed)


for _name in (
    "shape", "int_shape", "ndim", "dtype", "count_params", "constant", "zeros", "ones",
    "zeros_like", "ones_like", "random_normal", "random_uniform",
):  # fmt: skip
    publish(__name__, _name, f"keras.backend.{_name}")
publish("zeal.state.scope", "name_scope", "keras.backend.name_scope")
