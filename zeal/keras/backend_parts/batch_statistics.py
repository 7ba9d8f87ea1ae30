"""tf.keras.backend: batches normalized by their own statistics, averages, sparse tensors."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.ops.array.fill import ones, zeros
from zeal.ops.nn.fused_batch_norm import fused_batch_norm
from zeal.ops.nn.norm import batch_normalization, moments
from zeal.public import public
from zeal.sparse.dense_forms import sparse_tensor_to_dense
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.train.moving_averages import assign_moving_average


@public("keras.backend.normalize_batch_in_training")
def normalize_batch_in_training(
    x, gamma, beta, reduction_axes, epsilon=1e-3
) -> tuple[Tensor, Tensor, Tensor]:
    """A batch normalized by its own mean and variance.

    Args:
      x: a floating tensor.
      gamma, beta: factor and shift, tensors of the axes that stay; None for 1 and 0.
      reduction_axes: the axes over which mean and variance are taken.
      epsilon: what is added to the variance.

    Returns:
      A triple: the normalized tensor, mean and variance.

    Example:
      >>> x = tf.constant([[1.0], [3.0]])
      >>> y, mean, variance = tf.keras.backend.normalize_batch_in_training(x, None, None, [0])
      >>> float(mean), float(variance)
      (2.0, 1.0)
    """
    x = _native.convert(x)
    rank, axes = x.shape.ndims, list(reduction_axes)
    if rank == 4 and axes == [0, 1, 2]:
        length = x.shape.as_list()[3]
        gamma = ones([length], x.dtype) if gamma is None else gamma
        beta = zeros([length], x.dtype) if beta is None else beta
        return fused_batch_norm(x, gamma, beta, epsilon=epsilon)
    mean, variance = moments(x, axes)
    sizes = api.shape(x)
    wide = [1 if axis in axes else sizes[axis] for axis in range(rank)]

    def aligned(part):
        return None if part is None else api.reshape(part, wide)

    normed = batch_normalization(x, *map(aligned, (mean, variance, beta, gamma)), epsilon)
    return normed, mean, variance


@public("keras.backend.moving_average_update")
def moving_average_update(x, value, momentum) -> Any:
    """Moves a variable towards a value: `x = momentum * x + (1 - momentum) * value`.

    Args:
      x: a variable, which began at 0: the average is divided by the weight of the values so far.
      value: a tensor of its shape.
      momentum: how much of the variable stays.

    Returns:
      The updated variable; in graphs, the operation.

    Example:
      >>> x = tf.Variable(0.0)
      >>> _ = tf.keras.backend.moving_average_update(x, 2.0, 0.9)
      >>> round(float(x), 4)
      2.0
    """
    return assign_moving_average(x, value, momentum, zero_debias=True)


@public("keras.backend.is_sparse")
def is_sparse(tensor) -> bool:
    """Whether something is a SparseTensor.

    Args:
      tensor: anything.

    Returns:
      A bool.

    Example:
      >>> tf.keras.backend.is_sparse(tf.constant(1.0))
      False
    """
    return isinstance(tensor, SparseTensor)


@public("keras.backend.to_dense")
def to_dense(tensor) -> Any:
    """A SparseTensor as a tensor with zeros; anything else as it is.

    Args:
      tensor: a SparseTensor, or anything else.

    Returns:
      A tensor.

    Example:
      >>> sparse = tf.SparseTensor([[1]], [3.0], [2])
      >>> tf.keras.backend.to_dense(sparse).numpy().tolist()
      [0.0, 3.0]
    """
    return sparse_tensor_to_dense(tensor) if is_sparse(tensor) else tensor
