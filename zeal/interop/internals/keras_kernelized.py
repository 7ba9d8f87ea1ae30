"""tensorflow.python.keras.utils.kernelized_utils: kernels between the rows of two matrices."""

from zeal import _native
from zeal._native import api

__all__ = ["exact_gaussian_kernel", "exact_laplacian_kernel", "inner_product"]


def _rows(value):
    value = _native.convert(value)
    if value.shape.ndims not in (1, 2):
        raise ValueError(f"a kernel is between vectors or matrices, not {value.shape}")
    return api.reshape(value, [1, -1]) if value.shape.ndims == 1 else value


def inner_product(u, v):
    """The product of each row of u with each of v."""
    return api.matmul(_rows(u), _rows(v), transpose_b=True)


def _differences(x, y):
    return api.expand_dims(_rows(x), 1) - api.expand_dims(_rows(y), 0)


def exact_gaussian_kernel(x, y, stddev):
    """`exp(-|a - b|^2 / (2 stddev^2))` of each row a of x and each row b of y."""
    squares = api.reduce_sum(api.square(_differences(x, y)), 2)
    return api.exp(-squares / (2.0 * stddev * stddev))


def exact_laplacian_kernel(x, y, stddev):
    """`exp(-|a - b|_1 / stddev)` of each row a of x and each row b of y."""
    return api.exp(-api.reduce_sum(abs(_differences(x, y)), 2) / stddev)
