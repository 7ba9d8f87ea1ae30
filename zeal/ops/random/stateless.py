"""Random numbers that their seed alone determines."""

from zeal import _native, dtypes
from zeal._native import raw
from zeal.ops.named import named
from zeal.ops.random.distributions import _check_normal, _check_uniform, _to_normal, _to_range
from zeal.public import public


def _seed(seed):
    return seed if hasattr(seed, "dtype") else _native.convert(seed, dtypes.int64)


@public("random.stateless_uniform", "contrib.stateless.stateless_random_uniform")
@named("stateless_random_uniform")
def stateless_uniform(shape, seed, minval=0, maxval=None, dtype=dtypes.float32, name=None):
    """Draws uniform numbers from [minval, maxval), determined by the seed.

    Args:
      shape: 1-D int32 or int64 tensor or sequence of integers, the output's shape.
      seed: two integers, shape (2,), int32 or int64.
      minval: lower bound, of `dtype`; broadcasts to `shape` for floats, scalar for integers.
      maxval: upper bound, excluded; 1 by default for floats, required for integers.
      dtype: float16, bfloat16, float32, float64, int32 or int64.
      name: its name in graphs.

    Returns:
      A tensor of `shape` and `dtype`.

    Raises:
      ValueError: dtype is not one of the above, or maxval is missing for integers.
      tf.errors.InvalidArgumentError: a seed of another shape, a negative dimension, or minval >=
        maxval for integers.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> a, b = (tf.random.stateless_uniform([3], seed=[1, 2]).numpy() for _ in range(2))
      >>> bool((a == b).all())
      True
    """
    dtype = _check_uniform(dtype, maxval, "stateless_uniform")
    if dtype.is_integer:
        low, high = _native.convert(minval, dtype), _native.convert(maxval, dtype)
        return raw.StatelessRandomUniformInt(shape, _seed(seed), low, high)
    unit = raw.StatelessRandomUniform(shape, _seed(seed), dtype)
    return _to_range(unit, minval, maxval, dtype)


@public("random.stateless_normal", "contrib.stateless.stateless_random_normal")
@named("stateless_random_normal")
def stateless_normal(shape, seed, mean=0.0, stddev=1.0, dtype=dtypes.float32, name=None):
    """Draws normal numbers, determined by the seed.

    Args:
      mean: mean, of `dtype`; broadcasts with `shape`.
      stddev: standard deviation; likewise.
      dtype: float16, bfloat16, float32 or float64.
      the others: as for `stateless_uniform`.

    Returns:
      A tensor of `shape` and `dtype`.

    Raises:
      tf.errors.InvalidArgumentError: another seed shape, or a negative dimension.
      TypeError: another dtype.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random.stateless_normal([2, 2], seed=[1, 2]).shape
      TensorShape([Dimension(2), Dimension(2)])
    """
    dtype = dtype or dtypes.float32
    _check_normal(mean, stddev, dtype)
    return _to_normal(raw.StatelessRandomNormal(shape, _seed(seed), dtype), mean, stddev)


@public("random.stateless_truncated_normal", "contrib.stateless.stateless_truncated_normal")
@named("stateless_truncated_normal")
def stateless_truncated_normal(shape, seed, mean=0.0, stddev=1.0, dtype=dtypes.float32, name=None):
    """Draws normal numbers within two standard deviations of the mean, determined by the seed.

    Args:
      mean: mean of the untruncated distribution, of `dtype`; broadcasts with `shape`.
      stddev: its standard deviation; likewise.
      dtype: float16, bfloat16, float32 or float64.
      the others: as for `stateless_uniform`.

    Returns:
      A tensor of `shape` and `dtype`.

    Raises:
      tf.errors.InvalidArgumentError: another seed shape, or a negative dimension.
      TypeError: another dtype.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> abs(float(tf.random.stateless_truncated_normal([], seed=[1, 2]))) < 2
      True
    """
    dtype = dtype or dtypes.float32
    _check_normal(mean, stddev, dtype)
    return _to_normal(raw.StatelessTruncatedNormal(shape, _seed(seed), dtype), mean, stddev)


@public("random.stateless_categorical")
@named("stateless_categorical", "StatelessMultinomial")
def stateless_categorical(logits, num_samples, seed, dtype=dtypes.int64, name=None):
    """Draws class numbers with probabilities softmax(logits), determined by the seed.

    Args:
      logits: (batch, classes) floating tensor of unnormalised log-probabilities.
      num_samples: scalar integer, draws per row.
      seed: two integers, shape (2,), int32 or int64.
      dtype: int64 or int32.
      name: its name in graphs.

    Returns:
      A (batch, num_samples) tensor of class numbers.

    Raises:
      tf.errors.InvalidArgumentError: logits is no matrix or has no classes, num_samples < 0, or a
        seed of another shape.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random.stateless_categorical([[0.0, 0.0]], 4, seed=[1, 2]).shape
      TensorShape([Dimension(1), Dimension(4)])
    """
    samples = _native.convert(num_samples, dtypes.int32)
    dtype = dtypes.as_dtype(dtype or dtypes.int64)
    return raw.StatelessMultinomial(logits, samples, _seed(seed), dtype)


@public("random.stateless_multinomial", "contrib.stateless.stateless_multinomial")
@named("stateless_multinomial", "StatelessMultinomial")
def stateless_multinomial(logits, num_samples, seed, output_dtype=dtypes.int64, name=None):
    """Draws class numbers: the older name of `tf.random.stateless_categorical`.

    Args:
      output_dtype: int64 or int32.
      the others: as for `stateless_categorical`.

    Returns:
      A (batch, num_samples) tensor of class numbers.
    """
    return stateless_categorical(logits, num_samples, seed, output_dtype)
