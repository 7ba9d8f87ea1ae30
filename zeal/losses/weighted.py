"""From a loss per element to one number: weights and reductions."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import float32
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.losses.broadcast import checked_values
from zeal.ops.array.fill import ones_like
from zeal.ops.named import named
from zeal.ops.op_counts import count_behind
from zeal.public import public


@public("losses.Reduction")
class Reduction:
    """How weighted losses become one number.

    Example:
      >>> total = tf.losses.Reduction.SUM
      >>> float(tf.losses.absolute_difference([1.0, 2.0], [2.0, 4.0], reduction=total))
      3.0
    """

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_OVER_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_BY_NONZERO_WEIGHTS = SUM_OVER_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All reductions.

        Returns:
          A tuple of their names.

        Example:
          >>> tf.losses.Reduction.NONE in tf.losses.Reduction.all()
          True
        """
        return (
            cls.NONE, cls.SUM, cls.MEAN, cls.SUM_OVER_BATCH_SIZE, cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key) -> None:
        """Checks that key is a reduction.

        Args:
          key: any value.

        Raises:
          ValueError: it is none.

        Example:
          >>> tf.losses.Reduction.validate("weighted_sum")
        """
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}.")


BY_NONZERO = Reduction.SUM_BY_NONZERO_WEIGHTS


@public("losses.compute_weighted_loss")
@named("weighted_loss", None)
def compute_weighted_loss(
    losses, weights=1.0, scope=None, loss_collection="losses", reduction=BY_NONZERO
) -> Tensor:
    """Multiplies losses by weights and reduces them.

    Args:
      losses: tensor of any shape.
      weights: a scalar, or a tensor of the rank of losses whose axes have length 1 or that of
        losses.
      scope: the name scope of its ops in graphs.
      loss_collection: the graph's collection that the loss joins; None for none.
      reduction: one of `Reduction`; by default the sum divided by the number of nonzero weights.

    Returns:
      A scalar of the dtype of losses; with Reduction.NONE the shape of losses.

    Raises:
      ValueError: the weights do not broadcast, or the reduction is unknown.

    Example:
      >>> float(tf.losses.compute_weighted_loss([1.0, 2.0, 3.0], weights=[1.0, 0.0, 2.0]))
      3.5
    """
    return weighted_loss(losses, weights, loss_collection, reduction)


def weighted_loss(losses, weights, loss_collection, reduction):
    """What `compute_weighted_loss` gives; its ops are named in the scope in force."""
    if type(weights) is float and weights == 1.0 and reduction == BY_NONZERO:
        losses = _native.convert(losses)
        if losses._elements and losses.dtype.is_floating:
            return api.reduce_mean(losses)
    loss = _general(losses, weights, reduction)
    if loss._symbolic:
        add_loss(loss, loss_collection)
        count_behind("weighted loss")
    return loss


def _general(losses, weights, reduction):
    Reduction.validate(reduction)
    losses = _native.convert(losses)
    given = losses.dtype
    if not given.is_floating:
        losses = api.cast(losses, "float32")
    weights = _native.convert(weights)
    weights = api.cast(weights, losses.dtype)
    losses = checked_values(losses, weights)
    weighted = losses * weights
    if not _surely_broadcasts(losses._shape_tuple(), weights._shape_tuple()):
        weighted = api.broadcast_to(weighted, api.shape(losses))  # refuses what is larger
    if reduction != Reduction.NONE:
        weighted = _reduce(weighted, losses, weights, reduction)
    return api.cast(weighted, given)


def _reduce(weighted, losses, weights, reduction):
    total = api.reduce_sum(weighted)
    if reduction == Reduction.SUM:
        return total
    ones = ones_like(losses)
    if reduction == Reduction.MEAN:
        count = api.reduce_sum(ones * weights)
    elif reduction == Reduction.SUM_OVER_BATCH_SIZE:
        count = api.reduce_sum(ones)
    else:
        count = api.reduce_sum(ones * api.cast(api.not_equal(weights, 0), losses.dtype))
    return api.div_no_nan(total, count, name="value")


def _surely_broadcasts(values, weights):
    """Whether it is known that weights of one shape make no values of another larger."""
    if weights == ():
        return True
    if values is None or weights is None:
        return False
    return all(w == 1 or (w == n and n is not None) for n, w in zip(values, weights, strict=True))


def squeezed_to(x, rank):
    """x without its last axis, of size 1, where it has one axis more than so many.

    Args:
      x: a tensor.
      rank: an int, or a scalar that the run will tell.
    """
    if x.shape.ndims is not None and isinstance(rank, int):
        return api.squeeze(x, [-1]) if x.ndim and x.ndim == rank + 1 else x
    return api.reshape(x, api.shape(x)[:rank])


def rank_of(x):
    """How many axes x has: an int where that is known, else a scalar that the run will tell."""
    return api.rank(x) if x.shape.ndims is None else x.ndim


def require(**values: Any):
    """Raises ValueError for a value that is None."""
    for name, value in values.items():
        if value is None:
            raise ValueError(f"{name} must not be None.")


def float_pair(first, second):
    """Two values as float32 tensors; raises ValueError if their shapes differ."""
    first, second = api.cast(first, float32), api.cast(second, float32)
    same_shape(first, second)
    return first, second


def same_shape(first: Tensor, second: Tensor) -> None:
    """Raises ValueError unless two tensors have one shape."""
    if first._shape_tuple() == second._shape_tuple():
        return
    if not first.shape.is_compatible_with(second.shape):
        raise ValueError(f"Shapes {first.shape} and {second.shape} are incompatible")


@public("losses.add_loss")
def add_loss(loss, loss_collection="losses") -> None:
    """Collects a loss for `get_total_loss`, in graphs; executing eagerly, it does nothing.

    Args:
      loss: a tensor.
      loss_collection: the collection to add it to; None for none.

    Example:
      >>> tf.losses.add_loss(tf.constant(1.0))
    """
    if loss_collection is not None and not _native.executing_eagerly():
        get_default_graph().add_to_collection(loss_collection, loss)


@public("losses.get_losses", "contrib.losses.get_losses")
def get_losses(scope=None, loss_collection="losses") -> list[Any]:
    """The losses that the graph collected; none while executing eagerly.

    Args:
      scope: a pattern that names match from the start, or None for all.
      loss_collection: the collection to look in.

    Returns:
      A list of tensors.

    Example:
      >>> tf.losses.get_losses()
      []
    """
    return collected(loss_collection, scope)


@public("losses.get_regularization_losses", "contrib.losses.get_regularization_losses")
def get_regularization_losses(scope=None) -> list[Any]:
    """The regularisation losses that the graph collected; none while executing eagerly.

    Args:
      scope: a pattern that names match from the start, or None for all.

    Returns:
      A list of tensors.

    Example:
      >>> tf.losses.get_regularization_losses()
      []
    """
    return collected(GraphKeys.REGULARIZATION_LOSSES, scope)


@public("losses.get_regularization_loss")
def get_regularization_loss(scope=None, name="total_regularization_loss") -> Tensor:
    """The sum of the graph's regularisation losses, zero without any, as while executing eagerly.

    Args:
      scope: a pattern that names of losses match from the start, or None for all.
      name: name of the sum.

    Returns:
      A float32 scalar.

    Example:
      >>> float(tf.losses.get_regularization_loss())
      0.0
    """
    losses = get_regularization_losses(scope)
    return api.add_n(losses, name=name) if losses else _native.convert(0.0)


@public("losses.get_total_loss", "contrib.losses.get_total_loss")
def get_total_loss(add_regularization_losses=True, name="total_loss", scope=None) -> Tensor:
    """The sum of the losses that the graph collected; an error while executing eagerly.

    Args:
      add_regularization_losses: whether the regularisation losses count.
      name: name of the sum.
      scope: a pattern that names of losses match from the start, or None for all.

    Returns:
      A scalar.

    Raises:
      ValueError: there are no losses.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     loss = tf.losses.mean_squared_error([1.0], [3.0])
      ...     print(session.run(tf.losses.get_total_loss()))
      4.0
    """
    losses = get_losses(scope)
    if add_regularization_losses:
        losses = losses + get_regularization_losses(scope)
    if not losses:
        raise ValueError(
            "inputs must be a list of at least one Tensor/IndexedSlices with the same dtype and "
            "shape: no losses were collected; eager programs add up those that they compute"
        )
    return api.add_n(losses, name=name)
