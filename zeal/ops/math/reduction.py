"""Reductions made of several ops."""

from zeal import _native, dtypes
from zeal._native import api, composites
from zeal.ops.deprecation import renamed
from zeal.ops.named import named
from zeal.public import public


def _reduction_args(function, axis, keepdims, reduction_indices, keep_dims):
    """axis and keepdims, by their present or deprecated names."""
    axis = renamed(function, "axis", axis, "reduction_indices", reduction_indices)
    return axis, bool(renamed(function, "keepdims", keepdims, "keep_dims", keep_dims))


@public("reduce_logsumexp", "math.reduce_logsumexp")
@named("ReduceLogSumExp", "Add")
def reduce_logsumexp(
    input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None
):
    """log(sum(exp(x))) over axes, safe from overflow.

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: its name in graphs.
      reduction_indices: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.

    Returns:
      The reduced tensor; -inf where there is nothing to reduce.

    Raises:
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.reduce_logsumexp([1000.0, 1000.0]).numpy()
      1000.6932
    """
    if reduction_indices is not None or keep_dims is not None:
        axis, keepdims = _reduction_args(
            "reduce_logsumexp", axis, keepdims, reduction_indices, keep_dims
        )
    return composites.reduce_logsumexp(input_tensor, axis, keepdims)


@public("count_nonzero", "math.count_nonzero")
@named("count_nonzero", "Sum")
def count_nonzero(
    input_tensor=None, axis=None, keepdims=None, dtype=dtypes.int64, name=None,
    reduction_indices=None, keep_dims=None, input=None,
):  # fmt: skip
    """The number of elements that are not zero (or empty strings), over axes.

    Args:
      input_tensor: tensor of numbers, bools or strings.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      dtype: dtype of the result.
      name: its name in graphs.
      reduction_indices: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.
      input: alias of input_tensor.

    Returns:
      The counts.

    Raises:
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.count_nonzero([[0, 1], [2, 3]], axis=0).numpy().tolist()
      [1, 2]
    """
    axis, keep = _reduction_args("count_nonzero", axis, keepdims, reduction_indices, keep_dims)
    if input is not None and input_tensor is not None:
        raise ValueError("Cannot specify both 'input_tensor' and 'input'")
    x = _native.convert(input_tensor if input is None else input)
    zero = "" if x.dtype is dtypes.string else False if x.dtype is dtypes.bool else 0
    counted = api.not_equal(x, _native.convert(zero, x.dtype))
    return api.cast(api.reduce_sum(api.cast(counted, dtypes.int64), axis, keepdims=keep), dtype)


@public("math.reduce_variance")
@named("reduce_variance", "Mean_1")
def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    """The variance over axes: mean((x - mean(x)) ** 2).

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: its name in graphs.

    Returns:
      The reduced tensor.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> tf.math.reduce_variance([1.0, 2.0, 3.0, 6.0]).numpy()
      3.5
    """
    x = _native.convert(input_tensor)
    distance = x - api.reduce_mean(x, axis, keepdims=True)
    return api.reduce_mean(distance * distance, axis, keepdims=keepdims)


@public("math.reduce_std")
@named("reduce_std", "Sqrt")
def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    """The standard deviation over axes: sqrt(mean((x - mean(x)) ** 2)).

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: its name in graphs.

    Returns:
      The reduced tensor.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> tf.math.reduce_std([[1.0, 3.0], [2.0, 8.0]], axis=1).numpy().tolist()
      [1.0, 3.0]
    """
    return api.sqrt(reduce_variance(input_tensor, axis, keepdims))
