"""tensorflow.python.ops.nn_ops: pooling with the signatures of TensorFlow 2."""

from zeal._native import api
from zeal.random_seed import get_seed

__all__ = ["fractional_avg_pool_v2", "fractional_max_pool_v2"]


def _pooled(pool, value, ratio, pseudo_random, overlapping, seed, name):
    ratio = list(ratio) if isinstance(ratio, (list, tuple)) else [ratio]
    if len(ratio) <= 2:  # one for both axes of space, or one for each
        ratio = [1.0, *(ratio * 2)[:2], 1.0]
    if seed == 0:
        return pool(value, ratio, pseudo_random, overlapping, name=name)
    seed, seed2 = get_seed(seed)
    return pool(value, ratio, pseudo_random, overlapping, True, seed, seed2, name=name)


def fractional_avg_pool_v2(
    value, pooling_ratio, pseudo_random=False, overlapping=False, seed=0, name=None
):
    """`tf.nn.fractional_avg_pool`, the same at every call where a seed is given."""
    return _pooled(
        api.fractional_avg_pool, value, pooling_ratio, pseudo_random, overlapping, seed, name
    )


def fractional_max_pool_v2(
    value, pooling_ratio, pseudo_random=False, overlapping=False, seed=0, name=None
):
    """`tf.nn.fractional_max_pool`, the same at every call where a seed is given."""
    return _pooled(
        api.fractional_max_pool, value, pooling_ratio, pseudo_random, overlapping, seed, name
    )
