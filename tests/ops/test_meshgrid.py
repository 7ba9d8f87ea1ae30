"""Tests of tf.meshgrid against NumPy's."""

import numpy as np
import pytest

import zeal as tf


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize("lengths", [(3,), (3, 2), (2, 3, 4), (1, 1), (0, 2)])
def test_meshgrid(lengths, indexing):
    vectors = [np.arange(n, dtype=np.float32) + i for i, n in enumerate(lengths)]
    for found, expected in zip(
        tf.meshgrid(*vectors, indexing=indexing),
        np.meshgrid(*vectors, indexing=indexing),
        strict=True,
    ):
        np.testing.assert_array_equal(found.numpy(), expected)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="indexing"):
        tf.meshgrid([1], indexing="yx")
    with pytest.raises(TypeError, match="wrong"):
        tf.meshgrid([1], wrong=1)
