"""Random numbers of distributions, seeded by the program's seeds."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.ops.array.fill import zeros_like
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public
from zeal.random_seed import op_seeds

_UNIFORM = frozenset(("float16", "bfloat16", "float32", "float64", "int32", "int64"))
_float32 = dtypes.float32
_NUMBERS = (float, int)  # no scaling by Python's 0 and 1, which would change nothing


def _check_uniform(dtype, maxval, op):
    """Returns the DType; raises if `op` cannot make it or lacks a bound."""
    if type(dtype) is not dtypes.DType:
        dtype = dtypes.as_dtype(dtype)
    if dtype.name not in _UNIFORM:
        raise ValueError(
            f"Invalid dtype {dtype!r} for {op}: it must be float16, bfloat16, float32, float64, "
            "int32 or int64"
        )
    if maxval is None and dtype.is_integer:
        raise ValueError(f"Must specify maxval for integer dtype {dtype!r}")
    return dtype


def _to_range(unit, minval, maxval, dtype):
    if maxval is None:
        maxval = 1
    if type(minval) in _NUMBERS and type(maxval) in _NUMBERS and minval == 0 and maxval == 1:
        return unit
    low, high = _native.convert(minval, dtype), _native.convert(maxval, dtype)
    return unit * (high - low) + low


def _check_normal(mean, stddev, dtype):
    """Raises TypeError where the parameters, by default floats, are no numbers of the dtype."""
    if dtype is not _float32:
        dtype = dtypes.as_dtype(dtype)
        for parameter in (mean, stddev):
            _native.convert(parameter, dtype)


def _to_normal(standard, mean, stddev):
    if type(mean) in _NUMBERS and type(stddev) in _NUMBERS and mean == 0 and stddev == 1:
        return standard
    dtype = standard.dtype
    return standard * _native.convert(stddev, dtype) + _native.convert(mean, dtype)


def _nodes(shape, dtype, **parameters):
    """In graphs: the arguments as nodes, before the op takes its seed: perhaps their number."""
    if not isinstance(shape, _native.Tensor):
        shape = _native.convert(shape, dtypes.int32, "shape")
    numbers = [_native.convert(value, dtype, name) for name, value in parameters.items()]
    return shape, *numbers


@public("random_uniform", "random.uniform")
@op_function("RandomUniform", "shape", dtype="float32")
@named("random_uniform")
def random_uniform(shape, minval=0, maxval=None, dtype=dtypes.float32, seed=None, name=None):
    """Draws uniform numbers from [minval, maxval).

    Args:
      shape: 1-D int32 or int64 tensor or sequence of integers, the output's shape.
      minval: lower bound, of `dtype`; for floats any shape that broadcasts to `shape`, for integers
        a scalar.
      maxval: upper bound, excluded; likewise. 1 by default for floats, required for integers.
      dtype: float16, bfloat16, float32, float64, int32 or int64.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of `shape` and `dtype`. Integers are slightly biased unless maxval - minval is a
      power of two.

    Raises:
      ValueError: dtype is not one of the above, or maxval is missing for integers.
      tf.errors.InvalidArgumentError: a negative dimension, or minval >= maxval for integers.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random_uniform([2, 3], -1.0, 1.0, seed=1).shape
      TensorShape([Dimension(2), Dimension(3)])
    """
    if dtype is not _float32:
        dtype = _check_uniform(dtype, maxval, "random_uniform")
    if not _native.executing_eagerly():
        maxval = 1 if maxval is None else maxval
        shape, minval, maxval = _nodes(shape, dtype, min=minval, max=maxval)
    seed, seed2 = op_seeds(seed)
    if maxval is None and type(minval) is int and minval == 0:
        return raw.RandomUniform(shape, seed, seed2, dtype)
    if dtype.is_integer:
        low, high = _native.convert(minval, dtype), _native.convert(maxval, dtype)
        return raw.RandomUniformInt(shape, low, high, seed, seed2)
    return _to_range(raw.RandomUniform(shape, seed, seed2, dtype), minval, maxval, dtype)


@public("random_normal", "random.normal")
@op_function("RandomStandardNormal", "shape", dtype="float32")
@named("random_normal")
def random_normal(shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, seed=None, name=None):
    """Draws normally distributed numbers (by the Box-Muller transform).

    Args:
      shape: 1-D int32 or int64 tensor or sequence of integers, the output's shape.
      mean: mean, of `dtype`; any shape that broadcasts with `shape`.
      stddev: standard deviation; likewise.
      dtype: float16, bfloat16, float32 or float64.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of `shape` and `dtype`.

    Raises:
      tf.errors.InvalidArgumentError: a negative dimension.
      TypeError: another dtype.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random_normal([2], mean=[0.0, 100.0]).shape
      TensorShape([Dimension(2)])
    """
    if not _native.executing_eagerly():
        shape, mean, stddev = _nodes(shape, dtype, mean=mean, stddev=stddev)
    _check_normal(mean, stddev, dtype)
    seed, seed2 = op_seeds(seed)
    return _to_normal(raw.RandomStandardNormal(shape, seed, seed2, dtype), mean, stddev)


@public("truncated_normal", "random.truncated_normal")
@op_function("TruncatedNormal", "shape", dtype="float32")
@named("truncated_normal")
def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, seed=None, name=None):
    """Draws normal numbers; those more than two standard deviations from the mean are drawn again.

    Args:
      shape: 1-D int32 or int64 tensor or sequence of integers, the output's shape.
      mean: mean of the untruncated distribution, of `dtype`; broadcasts with `shape`.
      stddev: its standard deviation; likewise.
      dtype: float16, bfloat16, float32 or float64.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of `shape` and `dtype`.

    Raises:
      tf.errors.InvalidArgumentError: a negative dimension.
      TypeError: another dtype.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> abs(float(tf.truncated_normal([]))) < 2
      True
    """
    if not _native.executing_eagerly():
        shape, mean, stddev = _nodes(shape, dtype, mean=mean, stddev=stddev)
    _check_normal(mean, stddev, dtype)
    seed, seed2 = op_seeds(seed)
    return _to_normal(raw.TruncatedNormal(shape, seed, seed2, dtype), mean, stddev)


@public("random_gamma", "random.gamma")
@named("random_gamma", "Maximum")
def random_gamma(shape, alpha, beta=None, dtype=dtypes.float32, seed=None, name=None):
    """Draws Gamma(alpha, beta) numbers, density proportional to x^(alpha - 1) exp(-beta x).

    By Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). beta's gradient
    is the pathwise one; alpha's is not built.

    Args:
      shape: 1-D integers, samples per pair of parameters.
      alpha: shape parameter, of `dtype`, not negative.
      beta: inverse scale, of `dtype`, broadcasts with alpha; 1 by default.
      dtype: float16, float32 or float64.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of shape `shape` + shape of (alpha + beta), all values positive.

    Raises:
      tf.errors.InvalidArgumentError: alpha is negative.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random_gamma([3], alpha=[0.5, 1.5]).shape
      TensorShape([Dimension(3), Dimension(2)])
    """
    dtype = dtypes.as_dtype(dtype)
    shape = _native.convert(shape, dtypes.int32, "shape")
    alpha = _native.convert(alpha, dtype, "alpha")
    beta = _native.convert(1 if beta is None else beta, dtype, "beta")
    alpha = alpha + zeros_like(beta)
    drawn = raw.RandomGamma(shape, alpha, *op_seeds(seed))
    import numpy as np

    tiny = _native.convert(float(np.finfo(dtype.as_numpy_dtype).tiny), dtype)
    return api.maximum(tiny, drawn / beta)


@public("random_poisson", "random.poisson")
@named("random_poisson", "RandomPoissonV2")
def random_poisson(lam, shape, dtype=dtypes.float32, seed=None, name=None):
    """Draws Poisson numbers of mean lam.

    By Knuth's product of uniforms below 10, Hoermann's transformed rejection (1993) from 10 on.

    Args:
      lam: the means, any shape, float16, float32, float64, int32 or int64.
      shape: 1-D integers, samples per mean.
      dtype: float16, float32, float64, int32 or int64.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of shape `shape` + lam's shape.

    Raises:
      tf.errors.InvalidArgumentError: a mean that is negative, NaN, or above dtype's maximum.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random_poisson([1.0, 20.0], [3]).shape
      TensorShape([Dimension(3), Dimension(2)])
    """
    # Python numbers become float64 here, unlike elsewhere.
    wanted = None if hasattr(lam, "dtype") else dtypes.float64
    shape = _native.convert(shape, dtypes.int32)
    seed, seed2 = op_seeds(seed)
    lam = _native.convert(lam, wanted)
    return raw.RandomPoissonV2(shape, lam, seed, seed2, dtypes.as_dtype(dtype or dtypes.int64))
