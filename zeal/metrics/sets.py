"""Labels and predictions as sets of classes: along the last axis, repeated members count once."""

from typing import NamedTuple

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import float64, int64
from zeal.ops.array.fill import ones_like


class Members(NamedTuple):
    """Members of sets along the last axis; where `there` is False, there is none."""

    ids: Tensor
    there: "Tensor | None"  # None: all are

    def counted(self, mask) -> Tensor:
        """How many of the places in a mask hold a member."""
        mask = mask if self.there is None else api.logical_and(mask, self.there)
        return api.reduce_sum(api.cast(mask, float64), -1)

    def first(self) -> Tensor:
        """Which places hold a member that none before them holds."""
        same = _pairs(self, self)
        earlier = api.cumsum(api.cast(same, "int32"), -1)  # of those before and itself
        return api.equal(_diagonal(earlier), 1)


def _pairs(a, b):
    """Which members (..., i, j) of two sets are the same."""
    same = api.equal(api.expand_dims(a.ids, -1), api.expand_dims(b.ids, -2))
    return same if b.there is None else api.logical_and(same, api.expand_dims(b.there, -2))


def _diagonal(matrices):
    from zeal.ops.linalg.diagonal import matrix_diag_part

    return matrix_diag_part(matrices)


def of_predictions(ids) -> Members:
    """The set of predicted classes."""
    return Members(api.cast(ids, int64), None)


def of_labels(labels, predictions) -> Members:
    """The sets of labels.

    Args:
      labels: an integer tensor (..., n), or (...) for one label each; or a SparseTensor of them.
      predictions: the tensor (..., k) that they go with.
    """
    there = None
    if hasattr(labels, "dense_shape"):
        shape = api.cast(labels.dense_shape, int64)
        there = api.scatter_nd(labels.indices, ones_like(labels.values, "int32"), shape) > 0
        there = _expanded(there, predictions)
        labels = api.scatter_nd(labels.indices, labels.values, shape)
    return Members(_expanded(api.cast(labels, int64), predictions), there)


def _expanded(labels, predictions):
    """Labels with an axis of their own, also where there is one each."""
    labels = _native.convert(labels)
    rank, wanted = labels.shape.ndims, predictions.shape.ndims
    if rank is None or wanted is None:
        from zeal.graph.conditions import cond

        single = api.equal(api.rank(predictions), api.rank(labels) + 1)
        return cond(single, lambda: api.expand_dims(labels, -1), lambda: labels)
    if rank + 1 == wanted:
        return api.expand_dims(labels, -1)
    if rank != wanted:
        raise ValueError(
            f"Unexpected labels shape {labels.shape} for predictions shape {predictions.shape}."
        )
    return labels


def found(a: Members, b: Members) -> Tensor:
    """Which places of a hold a member of b."""
    return api.reduce_any(_pairs(a, b), -1)
