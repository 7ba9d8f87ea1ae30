"""Samples of given values: shuffles, crops, categories."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.errors import InvalidArgumentError
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.random_seed import op_seeds


@public("random_shuffle", "random.shuffle")
@op_function("RandomShuffle", "value")
@named("RandomShuffle")
def random_shuffle(value, seed=None, name=None):
    """Permutes a tensor at random along its first axis.

    Args:
      value: tensor of any dtype and shape.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of value's shape and dtype.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> sorted(tf.random_shuffle([3, 1, 2]).numpy().tolist())
      [1, 2, 3]
    """
    return raw.RandomShuffle(value, *op_seeds(seed))


@public("random_crop", "image.random_crop")
@named("random_crop")
def random_crop(value, size, seed=None, name=None):
    """Cuts a slice of a given size at a uniformly chosen offset.

    Args:
      value: the tensor to crop.
      size: 1-D integers, one per axis of value; the size itself where no cropping is wanted.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A tensor of shape `size` and value's dtype.

    Raises:
      tf.errors.InvalidArgumentError: size exceeds value's shape.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random_crop(tf.zeros([4, 4, 3]), [2, 2, 3]).shape
      TensorShape([Dimension(2), Dimension(2), Dimension(3)])
    """
    value, size = _native.convert(value), _native.convert(size, dtypes.int32)
    shape = api.shape(value)
    have, want = _native.known_value(shape), _native.known_value(size)
    if have is not None and want is not None:
        _check_crop(have._tolist(), want)  # else the slice refuses
    limit = shape - size + 1
    offset = random_uniform(api.shape(shape), 0, dtypes.int32.max, dtypes.int32, seed) % limit
    return api.slice(value, offset, size)


def _check_crop(have, size):
    want = size._tolist() if size.ndim == 1 else []
    fits = size.ndim == 1 and len(have) == len(want)
    if not fits or any(h < w for h, w in zip(have, want, strict=True)):
        raise InvalidArgumentError(
            f"[random_crop] Need value.shape >= size, got value {tuple(have)}, size {want}"
        )


@public("multinomial", "random.multinomial")
@named("multinomial", "Multinomial")
def multinomial(logits, num_samples, seed=None, name=None, output_dtype=None):
    """Draws class numbers with probabilities softmax(logits), row by row.

    Args:
      logits: (batch, classes) floating tensor of unnormalised log-probabilities.
      num_samples: scalar integer, draws per row.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.
      output_dtype: int64 (default) or int32.

    Returns:
      A (batch, num_samples) tensor of class numbers.

    Raises:
      tf.errors.InvalidArgumentError: logits is no matrix or has no classes, or num_samples < 0.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.multinomial([[0.0, 0.0]], 5).shape
      TensorShape([Dimension(1), Dimension(5)])
    """
    return categorical(logits, num_samples, output_dtype, seed)


@public("random.categorical")
@named("categorical", "Multinomial")
def categorical(logits, num_samples, dtype=None, seed=None, name=None):
    """Draws class numbers with probabilities softmax(logits): `tf.random.categorical`.

    Args:
      logits: (batch, classes) floating tensor of unnormalised log-probabilities.
      num_samples: scalar integer, draws per row.
      dtype: int64 (default) or int32.
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A (batch, num_samples) tensor of class numbers.

    Raises:
      tf.errors.InvalidArgumentError: logits is no matrix or has no classes, or num_samples < 0.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.random.categorical([[0.0, float("-inf")]], 3).numpy().tolist()
      [[0, 0, 0]]
    """
    logits, seeds = _native.convert(logits), op_seeds(seed)
    samples = _native.convert(num_samples, dtypes.int32, "num_samples")
    dtype = dtypes.int64 if dtype is None else dtypes.as_dtype(dtype)
    return raw.Multinomial(logits, samples, *seeds, dtype)
