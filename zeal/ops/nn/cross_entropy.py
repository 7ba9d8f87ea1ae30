"""Cross-entropies of logits against labels."""

from zeal import _native
from zeal._native import api, composites
from zeal.errors import InvalidArgumentError
from zeal.ops.array.reorder import with_axes_last
from zeal.ops.deprecation import renamed
from zeal.ops.named import named
from zeal.public import public


def _unnamed(op, sentinel):
    """The error of a loss that was called without names, or without one of its arguments."""
    if sentinel is None:
        return ValueError("Both labels and logits must be provided.")
    return ValueError(f"Only call `{op}` with named arguments (labels=..., logits=..., ...)")


@public("nn.sparse_softmax_cross_entropy_with_logits")
@named("SparseSoftmaxCrossEntropyWithLogits", "SparseSoftmaxCrossEntropyWithLogits")
def sparse_softmax_cross_entropy_with_logits(_sentinel=None, labels=None, logits=None, name=None):
    """Cross-entropy between class numbers and softmax(logits).

    Args:
      _sentinel: forces the use of named arguments.
      labels: int32 or int64 tensor [d_0, ..., d_{r-1}] of classes in [0, num_classes).
      logits: half, float32 or float64 tensor [d_0, ..., d_{r-1}, num_classes].
      name: its name in graphs.

    Returns:
      A tensor of the shape of labels and the dtype of logits.

    Raises:
      ValueError: arguments were not named, or shapes do not fit.

    Example:
      >>> tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=[[0.0, 0.0]]).numpy()
      array([0.6931472], dtype=float32)
    """
    if _sentinel is not None or labels is None or logits is None:
        raise _unnamed("sparse_softmax_cross_entropy_with_logits", _sentinel)
    return composites.sparse_softmax_cross_entropy_with_logits(labels, logits)


@public("nn.softmax_cross_entropy_with_logits_v2")
@named("softmax_cross_entropy_with_logits", "Reshape_2")
def softmax_cross_entropy_with_logits_v2(labels, logits, axis=None, name=None, dim=None):
    """Cross-entropy between class probabilities and softmax(logits).

    Args:
      labels: tensor of the shape and dtype of logits, or one row for all; each row a distribution.
      logits: half, float32 or float64 tensor.
      axis: the class axis, the last by default.
      name: its name in graphs.
      dim: deprecated alias of axis.

    Returns:
      A tensor of the shape of logits without the class axis. Gradients flow into both arguments.

    Raises:
      InvalidArgumentError: axis is out of range, or the shapes differ.

    Example:
      >>> tf.nn.softmax_cross_entropy_with_logits_v2([[0.5, 0.5]], [[0.0, 0.0]]).numpy()
      array([0.6931472], dtype=float32)
    """
    if dim is not None:
        axis = renamed("softmax_cross_entropy_with_logits_v2", "axis", axis, "dim", dim)
    if axis is not None:
        labels, logits = _classes_last(labels, logits, int(axis))
    return composites.softmax_cross_entropy_with_logits_v2(labels, logits)


def _classes_last(labels, logits, axis):
    """labels and logits with this axis moved to the end."""
    logits = _native.convert(logits)
    rank = logits.shape.ndims
    if rank is None:
        if axis == -1:
            return labels, logits
        return with_axes_last(_native.convert(labels), [axis]), with_axes_last(logits, [axis])
    if not -rank <= axis < rank:
        raise InvalidArgumentError(
            f"[softmax_cross_entropy_with_logits_v2] axis {axis} is out of range for logits of "
            f"shape {logits._shape_tuple()}; it must be in [-{rank}, {rank})"
        )
    if axis in (-1, rank - 1):
        return labels, logits
    order = [i for i in range(rank) if i != axis % rank] + [axis % rank]
    return api.transpose(labels, order), api.transpose(logits, order)


@public("nn.softmax_cross_entropy_with_logits")
@named("softmax_cross_entropy_with_logits_sg", "Reshape_2")
def softmax_cross_entropy_with_logits(
    _sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None
):
    """As `softmax_cross_entropy_with_logits_v2`, with no gradient into labels.

    Args:
      _sentinel: forces the use of named arguments.
      labels: tensor of the shape and dtype of logits; each row a distribution.
      the others: as for `softmax_cross_entropy_with_logits_v2`.

    Returns:
      A tensor of the shape of logits without the class axis.

    Raises:
      ValueError: arguments were not named, or both axis and dim are given.

    Example:
      >>> tf.nn.softmax_cross_entropy_with_logits(labels=[[1.0, 0.0]], logits=[[0.0, 0.0]]).numpy()
      array([0.6931472], dtype=float32)
    """
    if _sentinel is not None or labels is None or logits is None:
        raise _unnamed("softmax_cross_entropy_with_logits", _sentinel)
    if dim != -1:
        axis = renamed("softmax_cross_entropy_with_logits", "axis", axis, "dim", dim)
    labels = api.stop_gradient(_native.convert(labels))
    return softmax_cross_entropy_with_logits_v2(labels, logits, axis)


@public("nn.sigmoid_cross_entropy_with_logits")
@named("logistic_loss")
def sigmoid_cross_entropy_with_logits(_sentinel=None, labels=None, logits=None, name=None):
    """Cross-entropy of independent binary classes.

    max(x, 0) - x * z + log(1 + exp(-|x|)) with x = logits, z = labels.

    Args:
      _sentinel: forces the use of named arguments.
      labels: tensor of the shape and dtype of logits.
      logits: floating tensor.
      name: its name in graphs.

    Returns:
      A tensor of the shape of logits.

    Raises:
      ValueError: arguments were not named, or shapes differ.
      InvalidArgumentError: labels are a tensor of another dtype.

    Example:
      >>> tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0], logits=[0.0, 0.0]).numpy()
      array([0.6931472, 0.6931472], dtype=float32)
    """
    if _sentinel is not None or labels is None or logits is None:
        raise _unnamed("sigmoid_cross_entropy_with_logits", _sentinel)
    return composites.sigmoid_cross_entropy_with_logits(labels, logits)


@public("nn.weighted_cross_entropy_with_logits")
@named("logistic_loss")
def weighted_cross_entropy_with_logits(
    labels=None, logits=None, pos_weight=None, name=None, targets=None
):
    """Sigmoid cross-entropy with a weight on positive labels.

    (1 - z) x + (1 + (q - 1) z) (log(1 + exp(-|x|)) + max(-x, 0)), with q = pos_weight.

    Args:
      labels: tensor of the shape and dtype of logits.
      logits: floating tensor.
      pos_weight: scalar or tensor that broadcasts to logits.
      name: its name in graphs.
      targets: deprecated alias of labels.

    Returns:
      A tensor of the shape of logits.

    Raises:
      ValueError: shapes differ, or both labels and targets are given.

    Example:
      >>> tf.nn.weighted_cross_entropy_with_logits([1.0, 0.0], [0.0, 0.0], pos_weight=2.0).numpy()
      array([1.3862944, 0.6931472], dtype=float32)
    """
    labels = renamed("weighted_cross_entropy_with_logits", "labels", labels, "targets", targets)
    logits = _native.convert(logits)
    own = isinstance(labels, (_native.Tensor, _native.Variable))
    labels = _native.convert(labels, None if own else logits.dtype)
    if not labels.shape.is_compatible_with(logits.shape):
        raise ValueError(
            f"logits and labels must have the same shape ({logits.shape} vs {labels.shape})"
        )
    weight = 1 + (pos_weight - 1) * labels
    tail = api.log1p(api.exp(-abs(logits))) + api.relu(-logits)
    return (1 - labels) * logits + weight * tail
