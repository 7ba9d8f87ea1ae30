"""tf.contrib.layers.sparse_feature_cross: combinations of features, as texts or numbers."""

from functools import partial

from zeal.dtypes import int64
from zeal.public import publish
from zeal.sparse.crossing import cross, numbers_of, sparse_cross, sparse_cross_hashed

SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY = 0xDECAFCAFFE
publish(__name__, "SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY",
        "contrib.layers.SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY")  # fmt: skip
_ADDED = 0x9E3779B97F4A7800  # near 2^64 over the golden ratio
_LARGEST = (1 << 63) - 1


def sparse_feature_cross(inputs, hashed_output=False, num_buckets=0, name=None, hash_key=None):
    """Joins each element of a matrix's row with each of the same row of the others.

    Args:
      inputs: as for `tf.sparse.cross`.
      hashed_output: whether the results are numbers.
      num_buckets: the numbers are below it; 0 for all int64 from 0 on.
      name: name of the op.
      hash_key: an int that the numbers depend on; None for TensorFlow's older way to mix, whose
        low bits depend on low bits alone, so that many collide.

    Returns:
      A SparseTensor of strings or of int64.

    Raises:
      TypeError: inputs is no list, or has something else.
      InvalidArgumentError: one is no matrix, or has another number of rows.
    """
    if not hashed_output:
        return sparse_cross(inputs, name)
    if hash_key:
        return sparse_cross_hashed(inputs, num_buckets, hash_key, name)
    return cross(inputs, partial(_older_numbers, num_buckets), int64, name)


def _older_numbers(buckets, columns, count):
    import numpy as np

    mixed = np.full(count, SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY, np.uint64)
    for column in columns:
        shifted = (mixed.view(np.int64) >> 4).view(np.uint64)  # the sign stays
        left = mixed << np.uint64(10)
        mixed = mixed ^ (numbers_of(column) + np.uint64(_ADDED) + left + shifted)
    return (mixed % np.uint64(buckets or _LARGEST)).astype(np.int64)
