"""Initializers of convolutions that keep the norm of what they are given (Xiao et al. 2018)."""

import itertools
from typing import Any

from zeal import dtypes
from zeal._native import Tensor, api
from zeal.public import public
from zeal.state.initializers import Initializer, _floating

_NUMBERS = {1: "three", 2: "four", 3: "five"}


class _Orthogonal(Initializer):
    """Kernels made from orthogonal matrices of the number of output channels.

    Args:
      gain: a factor, which the norm of an input is multiplied by.
      seed: operation seed.
      dtype: floating element type used when the call names none.
    """

    _fields = ("gain", "seed", "dtype")

    def __init__(self, gain=1.0, seed=None, dtype: Any = dtypes.float32) -> None:
        self.gain, self.seed, self.dtype = gain, seed, _floating(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> Tensor:
        sizes = [int(shape[i]) for i in range(len(shape))]
        self._check_rank(len(sizes))
        if sizes[-2] > sizes[-1]:
            raise ValueError("In_filters cannot be greater than out_filters.")
        dtype = self._dtype(dtype)
        half = dtype in (dtypes.float16, dtypes.bfloat16)
        kernel = self.gain * self._kernel(sizes, "float32" if half else dtype)
        return api.cast(kernel, dtype) if half else kernel


@public("contrib.framework.convolutional_delta_orthogonal")
class ConvolutionDeltaOrthogonal(_Orthogonal):
    """A kernel whose middle is an orthogonal matrix, and all else 0.

    Args:
      gain: a factor, which the norm of an input is multiplied by.
      seed: operation seed.
      dtype: floating element type used when the call names none.

    Raises:
      ValueError: dtype is no floating one, a shape has not three to five axes, or fewer output
        channels than input channels.

    Example:
      >>> kernel = tf.contrib.framework.convolutional_delta_orthogonal()([3, 2, 4])
      >>> np.allclose(tf.matmul(kernel[1], kernel[1], transpose_b=True), np.eye(2), atol=1e-5)
      True

    Source: Xiao et al. 2018, algorithm 2.
    """

    def _check_rank(self, rank):
        if not 3 <= rank <= 5:
            raise ValueError(
                "The tensor to initialize must be at least three-dimensional and at most "
                "five-dimensional"
            )

    def _kernel(self, sizes, dtype):
        middle = _orthogonal(sizes[-1], dtype, self.seed)[: sizes[-2]]
        around = [((n - 1) // 2, n - 1 - (n - 1) // 2) for n in sizes[:-2]]
        whole = api.reshape(middle, [1] * len(around) + sizes[-2:])
        return _padded(whole, around)


class _ConvolutionOrthogonal(_Orthogonal):
    """The base of those whose convolution is orthogonal, where inputs go round at their ends."""

    _axes: int

    def _check_rank(self, rank):
        if rank != self._axes + 2:
            raise ValueError(f"The tensor to initialize must be {_NUMBERS[self._axes]}-dimensional")

    def _kernel(self, sizes, dtype):
        size, (fan_in, n) = sizes[0], sizes[-2:]
        if any(other != size for other in sizes[:-2]):
            raise ValueError("Kernel sizes must be equal.")
        seeds = itertools.count(self.seed) if self.seed else itertools.repeat(self.seed)
        rows = _orthogonal(n, dtype, next(seeds))[:fan_in]
        if size == 1:
            return api.reshape(rows, [1] * self._axes + [fan_in, n])
        kernel = self._block(n, dtype, seeds)
        for _ in range(size - 2):
            kernel = self._convolved(kernel, self._block(n, dtype, seeds))
        return api.matmul(rows, kernel)

    def _block(self, n, dtype, seeds):
        """A kernel of size 2: along each axis a projection P, and then 1 - P."""
        from zeal.ops.array.join import stack
        from zeal.ops.linalg.eye import eye

        block = eye(n, dtype=dtype)
        for _ in range(self._axes):
            p = _projection(n, dtype, seeds)
            both = stack([p, eye(n, dtype=dtype) - p])
            block = api.matmul(api.expand_dims(block, -3), both)
        return block

    def _convolved(self, a, block):
        """Two kernels as one, whose convolution is that of one after the other."""
        whole = 0
        for place in itertools.product(range(2), repeat=self._axes):
            part = api.matmul(a, block[place])
            whole = whole + _padded(part, [(i, 1 - i) for i in place])
        return whole


@public("contrib.framework.convolutional_orthogonal_1d")
class ConvolutionOrthogonal1D(_ConvolutionOrthogonal):
    """A kernel of shape [size, inputs, outputs] whose convolution is orthogonal.

    That is exact where inputs go round at their ends.

    Args:
      all: as for `ConvolutionDeltaOrthogonal`.

    Raises:
      ValueError: dtype is no floating one, a shape has not three axes, or fewer output channels
        than input channels.

    Example:
      >>> kernel = tf.contrib.framework.convolutional_orthogonal_1d()([3, 2, 2])
      >>> np.allclose(tf.reduce_sum(kernel * kernel), 2, atol=1e-4)
      True

    Source: Xiao et al. 2018, algorithm 1.
    """

    _axes = 1


@public("contrib.framework.convolutional_orthogonal_2d")
class ConvolutionOrthogonal2D(_ConvolutionOrthogonal):
    """A kernel of shape [size, size, inputs, outputs] whose convolution is orthogonal.

    See `tf.contrib.framework.convolutional_orthogonal_1d`.

    Example:
      >>> kernel = tf.contrib.framework.convolutional_orthogonal_2d()([3, 3, 2, 2])
      >>> np.allclose(tf.reduce_sum(kernel * kernel), 2, atol=1e-4)
      True
    """

    _axes = 2


@public("contrib.framework.convolutional_orthogonal_3d")
class ConvolutionOrthogonal3D(_ConvolutionOrthogonal):
    """A kernel of shape [size, size, size, inputs, outputs] whose convolution is orthogonal.

    See `tf.contrib.framework.convolutional_orthogonal_1d`.

    Example:
      >>> kernel = tf.contrib.framework.convolutional_orthogonal_3d()([2, 2, 2, 2, 2])
      >>> np.allclose(tf.reduce_sum(kernel * kernel), 2, atol=1e-4)
      True
    """

    _axes = 3


def _orthogonal(n, dtype, seed):
    from zeal.ops.linalg.diagonal import matrix_diag_part
    from zeal.ops.linalg.qr import qr
    from zeal.ops.random.distributions import random_normal

    q, r = qr(random_normal([n, n], dtype=dtype, seed=seed))
    return q * api.sign(matrix_diag_part(r))  # of all factors, the one that is unique


def _projection(n, dtype, seeds):
    """A symmetric matrix that is its own square."""
    from zeal.ops.random.distributions import random_normal

    q = _orthogonal(n, dtype, next(seeds))
    columns = q * api.cast(random_normal([n], seed=next(seeds)) > 0, dtype)
    return api.matmul(columns, columns, transpose_b=True)


def _padded(kernel, around):
    from zeal.ops.array.pad import pad

    return pad(kernel, [*around, (0, 0), (0, 0)])
