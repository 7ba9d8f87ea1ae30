"""Draws that helpers of decoders make."""

from zeal import _native
from zeal.ops.random.distributions import random_uniform
from zeal.ops.random.sample import multinomial

api = _native.api


def drawn_classes(logits, seed):
    """One class for each row of logits, as int32."""
    return api.reshape(multinomial(logits, 1, seed=seed, output_dtype="int32"), [-1])


def drawn_flags(probability, batch_size, seed):
    """A boolean for each example: True with a probability, a scalar or one for each example."""
    shape = api.reshape(batch_size, [1]) if probability.shape.ndims == 0 else api.shape(probability)
    return api.less(random_uniform(shape, seed=seed, dtype=probability.dtype), probability)


def probability_of(value):
    """The probability of sampling as a tensor.

    Raises:
      ValueError: it is neither a scalar nor a vector.
    """
    tensor = _native.convert(value)
    if tensor.shape.ndims not in (0, 1):
        raise ValueError(
            f"sampling_probability must be either a scalar or a vector. saw shape: {tensor.shape}"
        )
    return tensor
