"""tf.keras.backend: ranges, running sums, functions over elements, further random values."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.eager.control import control_dependencies
from zeal.effects.print_text import print_v2
from zeal.graph import functional
from zeal.keras.backend_parts.state import variable
from zeal.keras.float_dtype import floatx
from zeal.ops.array import range as _range
from zeal.ops.array.reorder import repeat
from zeal.ops.linalg import eye as _eye
from zeal.ops.nn import in_top_k as _in_top_k
from zeal.ops.random import distributions
from zeal.public import publish


def arange(start, stop=None, step=1, dtype="int32") -> Tensor:
    """Numbers from start to before stop; from 0 to before start where there is no stop.

    Args:
      start: the first number, or, without a stop, the end.
      stop: the end, which is not among the numbers.
      step: the difference between neighbours.
      dtype: the dtype of the numbers.

    Returns:
      A vector of that dtype.

    Example:
      >>> tf.keras.backend.arange(3).numpy().tolist()
      [0, 1, 2]
    """
    if stop is None and start < 0:
        start = 0
    found = _range.range(start, stop, step) if stop is not None else _range.range(0, start, step)
    return found if dtype == "int32" else api.cast(found, dtype)


def cumsum(x, axis=0) -> Tensor:
    """Running sums along an axis.

    Args:
      x: a tensor of numbers.
      axis: the axis.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.cumsum(tf.constant([1, 2, 3])).numpy().tolist()
      [1, 3, 6]
    """
    return api.cumsum(x, axis)


def cumprod(x, axis=0) -> Tensor:
    """Running products along an axis.

    Args:
      x: a tensor of numbers.
      axis: the axis.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.cumprod(tf.constant([1, 2, 3])).numpy().tolist()
      [1, 2, 6]
    """
    return api.cumprod(x, axis)


def eye(size, dtype=None, name=None) -> Any:
    """A variable with the identity matrix.

    Args:
      size: an int.
      dtype: its dtype; `floatx()` by default.
      name: the variable's name.

    Returns:
      A variable of shape `[size, size]`.

    Example:
      >>> tf.keras.backend.eye(2).numpy().tolist()
      [[1.0, 0.0], [0.0, 1.0]]
    """
    dtype = floatx() if dtype is None else dtype
    return variable(_eye.eye(size, dtype=dtype), dtype, name)


def reverse(x, axes) -> Tensor:
    """A tensor turned round along an axis, or a list of them.

    Args:
      x: a tensor.
      axes: an int, or a list of ints.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.reverse(tf.constant([1, 2, 3]), 0).numpy().tolist()
      [3, 2, 1]
    """
    return api.reverse(x, [axes] if isinstance(axes, int) else axes)


def repeat_elements(x, rep, axis) -> Tensor:
    """Repeats each element along an axis.

    Args:
      x: a tensor.
      rep: how often each element is there.
      axis: the axis.

    Returns:
      A tensor rep times as long along the axis.

    Example:
      >>> tf.keras.backend.repeat_elements(tf.constant([1, 2]), 2, 0).numpy().tolist()
      [1, 1, 2, 2]
    """
    return repeat(x, rep, axis=axis)


def in_top_k(predictions, targets, k) -> Tensor:
    """Whether each target is among the k largest predictions.

    Args:
      predictions: floats `[batch, classes]`.
      targets: integers `[batch]`.
      k: how many classes count.

    Returns:
      Booleans `[batch]`.

    Example:
      >>> K = tf.keras.backend
      >>> K.in_top_k(tf.constant([[0.1, 0.9]]), tf.constant([1]), 1).numpy().tolist()
      [True]
    """
    return _in_top_k.in_top_k(predictions, targets, k)


def map_fn(fn, elems, name=None, dtype=None) -> Any:
    """A function of each element along the first axis.

    Args:
      fn: takes an element of elems and returns a tensor.
      elems: a tensor, or a structure of tensors of one length.
      name: prefix of the names of ops.
      dtype: the dtype of the results where it differs from that of elems.

    Returns:
      The results, stacked along a new first axis.

    Example:
      >>> tf.keras.backend.map_fn(lambda x: x * x, tf.constant([1.0, 2.0])).numpy().tolist()
      [1.0, 4.0]
    """
    return functional.map_fn(fn, elems, name=name, dtype=dtype)


def foldl(fn, elems, initializer=None, name=None) -> Any:
    """Combines elements from the first to the last.

    Args:
      fn: takes the value so far and an element, and returns the next value.
      elems: a tensor of rank 1 or more.
      initializer: the first value; the first element by default.
      name: prefix of the names of ops.

    Returns:
      What the last call returned.

    Example:
      >>> tf.keras.backend.foldl(lambda a, x: a - x, tf.constant([5.0, 2.0, 1.0])).numpy()
      2.0
    """
    return functional.foldl(fn, elems, initializer=initializer, name=name)


def foldr(fn, elems, initializer=None, name=None) -> Any:
    """Combines elements from the last to the first.

    Args:
      initializer: the first value; the last element by default.
      the others: as for `foldl`.

    Returns:
      What the last call returned.

    Example:
      >>> tf.keras.backend.foldr(lambda a, x: a - x, tf.constant([5.0, 2.0, 1.0])).numpy()
      -6.0
    """
    return functional.foldr(fn, elems, initializer=initializer, name=name)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None) -> Tensor:
    """Normally distributed numbers no farther than two deviations from the mean.

    Args:
      shape: ints, or an integer vector.
      mean: the mean.
      stddev: the standard deviation before numbers are left out.
      dtype: a floating dtype; `floatx()` by default.
      seed: an int, or None.

    Returns:
      A tensor of that shape.

    Example:
      >>> float(tf.reduce_max(tf.abs(tf.keras.backend.truncated_normal([100])))) <= 2.0
      True
    """
    dtype = floatx() if dtype is None else dtype
    return distributions.truncated_normal(shape, mean, stddev, dtype=dtype, seed=seed)


def random_binomial(shape, p=0.0, dtype=None, seed=None) -> Tensor:
    """Ones with probability p, else zeros.

    Args:
      shape: ints, or an integer vector.
      p: the probability of a one.
      dtype: its dtype; `floatx()` by default.
      seed: an int, or None.

    Returns:
      A tensor of that shape.

    Example:
      >>> tf.keras.backend.random_binomial([3], 1.0).numpy().tolist()
      [1.0, 1.0, 1.0]
    """
    dtype = floatx() if dtype is None else dtype
    return api.cast(distributions.random_uniform(shape, dtype=dtype, seed=seed) <= p, dtype)


def random_normal_variable(shape, mean, scale, dtype=None, name=None, seed=None) -> Any:
    """A variable with normally distributed numbers.

    Args:
      shape: ints.
      mean: the mean.
      scale: the standard deviation.
      dtype: its dtype; `floatx()` by default.
      name: the variable's name.
      seed: an int, or None.

    Returns:
      A variable of that shape.

    Example:
      >>> tf.keras.backend.random_normal_variable([2], 3.0, 0.0).numpy().tolist()
      [3.0, 3.0]
    """
    dtype = floatx() if dtype is None else dtype
    value = distributions.random_normal(shape, mean, scale, dtype=dtype, seed=seed)
    return variable(value, dtype, name)


def random_uniform_variable(shape, low, high, dtype=None, name=None, seed=None) -> Any:
    """A variable with uniformly distributed numbers.

    Args:
      shape: ints.
      low: the least number.
      high: the end of the range.
      dtype: its dtype; `floatx()` by default.
      name: the variable's name.
      seed: an int, or None.

    Returns:
      A variable of that shape.

    Example:
      >>> tf.keras.backend.random_uniform_variable([2], 1.0, 1.0).numpy().tolist()
      [1.0, 1.0]
    """
    dtype = floatx() if dtype is None else dtype
    value = distributions.random_uniform(shape, low, high, dtype=dtype, seed=seed)
    return variable(value, dtype, name)


def cast_to_floatx(x) -> Any:
    """A tensor or an array in Keras's float type.

    Args:
      x: a tensor, a variable, an array, or nested lists of numbers.

    Returns:
      A tensor for tensors and variables, else an array.

    Example:
      >>> tf.keras.backend.cast_to_floatx(np.array([1])).dtype
      dtype('float32')
    """
    if isinstance(x, (Tensor, _native.Variable)):
        return api.cast(x, floatx())
    import numpy as np

    return np.asarray(x, floatx())


def print_tensor(x, message="") -> Tensor:
    """The tensor; its value is printed to stderr when it is computed.

    Args:
      x: a tensor.
      message: what is printed before it.

    Returns:
      A tensor equal to x.

    Example:
      >>> tf.keras.backend.print_tensor(tf.constant(1.0)).numpy()
      1.0
    """
    printed = print_v2(message, x)
    with control_dependencies([] if printed is None else [printed]):
        return api.identity(x)


for _name in (
    "arange", "cumsum", "cumprod", "eye", "reverse", "repeat_elements", "in_top_k", "map_fn",
    "foldl", "foldr", "truncated_normal", "random_binomial", "random_normal_variable",
    "random_uniform_variable", "cast_to_floatx", "print_tensor",
):  # fmt: skip
    publish(__name__, _name, f"keras.backend.{_name}")
