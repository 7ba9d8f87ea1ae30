"""Means, variances and normalisation of activations."""

from zeal import _native, dtypes
from zeal._native import api, composites
from zeal.ops.deprecation import either, renamed
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("nn.zero_fraction", "math.zero_fraction")
@named("zero_fraction", "fraction")
def zero_fraction(value, name=None):
    """The share of elements that are zero.

    Args:
      value: tensor of numbers.
      name: its name in graphs.

    Returns:
      A float32 scalar; NaN for an empty tensor.

    Example:
      >>> tf.nn.zero_fraction([0, 1, 0, 2]).numpy()
      0.5
    """
    value = _native.convert(value)
    none = {dtypes.bool: False, dtypes.string: ""}.get(value.dtype, 0)
    zero = api.equal(value, _native.convert(none, value.dtype))
    return api.reduce_mean(api.cast(zero, dtypes.float32))


@public("nn.l2_normalize", "math.l2_normalize", "linalg.l2_normalize")
@named("l2_normalize")
def l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None):
    """x / sqrt(max(sum(x ** 2), epsilon)) along axes.

    Args:
      x: floating tensor.
      axis: axis or list of axes.
      epsilon: lower bound of the squared norm.
      name: its name in graphs.
      dim: deprecated alias of axis.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.nn.l2_normalize([3.0, 4.0]).numpy()
      array([0.6, 0.8], dtype=float32)
    """
    axis = renamed("l2_normalize", "axis", axis, "dim", dim)
    x = _native.convert(x)
    squares = api.reduce_sum(x * x, axis, keepdims=True)
    return x * api.rsqrt(api.maximum(squares, epsilon))


@public("nn.moments")
@named("moments", "Squeeze")
def moments(x, axes, shift=None, name=None, keep_dims=None, keepdims=None):
    """Mean and variance over axes.

    Args:
      x: floating tensor; half types compute in float32.
      axes: list of axes.
      shift: not used, as in TensorFlow.
      name: its name in graphs.
      keep_dims: deprecated alias of keepdims.
      keepdims: whether the axes stay, with size 1.

    Returns:
      (mean, variance), both of x's dtype.

    Example:
      >>> mean, variance = tf.nn.moments(tf.constant([[1.0, 2.0], [3.0, 6.0]]), [0])
      >>> mean.numpy().tolist(), variance.numpy().tolist()
      ([2.0, 4.0], [1.0, 4.0])
    """
    keep = keepdims
    if keep_dims is not None:
        keep = renamed("moments", "keepdims", keepdims, "keep_dims", keep_dims)
    return composites.moments(x, axes, keep)


@public("nn.weighted_moments")
@named("weighted_moments", "Squeeze")
def weighted_moments(x, axes, frequency_weights, name=None, keep_dims=None, keepdims=None):
    """Mean and variance over axes, each element counted with a weight.

    Args:
      x: floating tensor.
      axes: list of axes.
      frequency_weights: tensor that broadcasts to x; cast to its dtype.
      name: its name in graphs.
      keep_dims: deprecated alias of keepdims.
      keepdims: whether the axes stay, with size 1.

    Returns:
      (mean, variance).

    Example:
      >>> x = tf.constant([1.0, 2.0, 9.0])
      >>> mean, variance = tf.nn.weighted_moments(x, [0], [1.0, 1.0, 0.0])
      >>> mean.numpy(), variance.numpy()
      (1.5, 0.25)
    """
    keep = renamed("weighted_moments", "keepdims", keepdims, "keep_dims", keep_dims)
    x = _native.convert(x)
    weights = api.broadcast_to(api.cast(frequency_weights, x.dtype), api.shape(x))
    total = api.reduce_sum(weights, axes, keepdims=True)
    mean = api.reduce_sum(x * weights, axes, keepdims=True) / total
    spread = api.reduce_sum(weights * api.squared_difference(x, mean), axes, keepdims=True)
    variance = spread / total
    if keep:
        return mean, variance
    return api.reduce_sum(mean, axes), api.reduce_sum(variance, axes)


@public("nn.batch_normalization")
@named("batchnorm", "add_1")
def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None):
    """scale * (x - mean) / sqrt(variance + variance_epsilon) + offset. Ioffe and Szegedy, 2015.

    Args:
      x: floating tensor.
      mean: tensor that broadcasts to x; it and the next may be wider than x, as statistics of half
        precision are.
      variance: the same.
      offset: the same, or None for 0.
      scale: the same, or None for 1.
      variance_epsilon: small number added to the variance.
      name: its name in graphs.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> x = tf.constant([1.0, 3.0])
      >>> tf.nn.batch_normalization(x, 2.0, 4.0, 10.0, 2.0, 0.0).numpy().tolist()
      [9.0, 11.0]
    """
    if type(x) is not _native.Tensor:
        x = _native.convert(x)
    inverse = api.rsqrt(_native.convert(variance) + variance_epsilon)
    if scale is not None:
        inverse = inverse * scale
    shift = -mean * inverse if offset is None else offset - mean * inverse
    return x * api.cast(inverse, x.dtype) + api.cast(shift, x.dtype)


@op_function("LayerNorm", "x, scale, offset, epsilon")
def layer_norm(x, scale, offset, epsilon):
    """`batch_normalization` by moments along the last axis: so in graphs, in ops of TensorFlow.

    Args:
      x: floating tensor of known rank.
      scale, offset: vectors of a number for each element of the last axis.
      epsilon: small number added to the variance.

    Returns:
      A tensor of x's shape and dtype.
    """
    mean, variance = moments(x, [x.shape.ndims - 1], keepdims=True)
    return batch_normalization(x, mean, variance, offset, scale, epsilon)


@public("nn.batch_norm_with_global_normalization")
@named("batchnorm", "add_1")
def batch_norm_with_global_normalization(
    t=None, m=None, v=None, beta=None, gamma=None, variance_epsilon=None,
    scale_after_normalization=None, name=None, input=None, mean=None, variance=None,
):
    """Batch normalization with given statistics; deprecated in favour of `batch_normalization`.

    Args:
      t: floating tensor of rank 4.
      m: mean of each channel.
      v: variance of each channel.
      beta: what is added to each channel.
      gamma: what multiplies each channel, if scale_after_normalization.
      variance_epsilon: small number added to the variance.
      scale_after_normalization: whether gamma counts.
      name: its name in graphs.
      input, mean, variance: other names of t, m and v.

    Returns:
      A tensor of t's shape and dtype.

    Example:
      >>> tf.nn.batch_norm_with_global_normalization(
      ...     tf.ones([1, 1, 1, 1]), [0.0], [4.0], [1.0], [2.0], 0.0, True).numpy().tolist()
      [[[[2.0]]]]
    """
    return batch_normalization(
        either("input", input, "t", t), either("mean", mean, "m", m),
        either("variance", variance, "v", v), beta, gamma if scale_after_normalization else None,
        variance_epsilon,
    )


@public("nn.sufficient_statistics")
@named("sufficient_statistics", "Const", "mean_ss", "var_ss", "shift")
def sufficient_statistics(x, axes, shift=None, keep_dims=None, name=None, keepdims=None):
    """The sums that mean and variance over axes are made of; see `normalize_moments`.

    Args:
      shift: number or tensor near the mean, for exactness; None for 0.
      keep_dims: another name of keepdims.
      the others: as for `weighted_moments`.

    Returns:
      (count, sum of x - shift, sum of (x - shift) ** 2, shift).

    Example:
      >>> [n.numpy() for n in tf.nn.sufficient_statistics(tf.constant([1.0, 3.0]), [0])[:3]]
      [2.0, 4.0, 10.0]
    """
    keep = bool(either("keepdims", keepdims, "keep_dims", keep_dims))
    x, axes = _native.convert(x), list(set(axes))
    count = api.cast(api.reduce_prod(api.gather(api.shape(x), axes)), x.dtype)
    if shift is None:
        sums, squares = x, api.square(x)
    else:
        shift = _native.convert(shift, x.dtype)
        sums, squares = x - shift, api.squared_difference(x, shift)
    return (
        count, api.reduce_sum(sums, axes, keepdims=keep),
        api.reduce_sum(squares, axes, keepdims=keep), shift,
    )


@public("nn.normalize_moments")
@named("normalize", "mean", "variance")
def normalize_moments(counts, mean_ss, variance_ss, shift, name=None):
    """Mean and variance from the sums of `sufficient_statistics`.

    Args:
      counts: scalar, the number of elements.
      mean_ss: sum of the elements, less shift each.
      variance_ss: sum of their squares.
      shift: what was taken away; None for 0.
      name: its name in graphs.

    Returns:
      (mean, variance).

    Example:
      >>> [n.numpy() for n in tf.nn.normalize_moments(2.0, 4.0, 10.0, None)]
      [2.0, 1.0]
    """
    divisor = api.reciprocal(_native.convert(counts))
    shifted = _native.convert(mean_ss) * divisor
    mean = shifted if shift is None else shifted + shift
    return mean, _native.convert(variance_ss) * divisor - api.square(shifted)
