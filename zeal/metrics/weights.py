"""Shapes of labels, predictions and weights brought together."""

from zeal import _native
from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.graph.conditions import cond
from zeal.losses.broadcast import assert_broadcastable
from zeal.ops.array.fill import ones_like
from zeal.state.scope import name_scope


def squeezed_pair(labels, predictions, rank_difference=0):
    """Labels and predictions; one that has an axis of size 1 too many comes without it.

    Args:
      labels, predictions: tensors.
      rank_difference: how many axes more predictions shall have.
    """
    labels, predictions = _native.convert(labels), _native.convert(predictions)
    known = labels.shape.ndims, predictions.shape.ndims
    if None not in known:
        extra = known[1] - known[0] - rank_difference
        if extra == 1:
            predictions = api.squeeze(predictions, [-1])
        elif extra == -1:
            labels = api.squeeze(labels, [-1])
        return labels, predictions
    with name_scope("remove_squeezable_dimensions"):
        extra = api.rank(predictions) - api.rank(labels) - rank_difference
        return (
            _squeezed_if(labels, api.equal(extra, -1)),
            _squeezed_if(predictions, api.equal(extra, 1)),
        )


def _may_lose_an_axis(x):
    return x.shape.ndims is None or (x.ndim and x.shape[-1:].is_compatible_with([1]))


def _squeezed_if(x, wanted):
    return cond(wanted, lambda: api.squeeze(x, [-1]), lambda: x) if _may_lose_an_axis(x) else x


def aligned(predictions, labels, weights):
    """Predictions, labels and weights with as many axes as each other, as far as that is known.

    Args:
      predictions: a tensor.
      labels: a tensor, or None.
      weights: a tensor, or None; scalars stay.
    """
    predictions = _native.convert(predictions)
    if labels is not None:
        labels, predictions = squeezed_pair(labels, predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is None:
        return predictions, labels, None
    return predictions, labels, _with_rank_of(predictions, _native.convert(weights))


def _with_rank_of(values, weights):
    if weights.shape.ndims == 0:
        return weights
    if None in (values.shape.ndims, weights.shape.ndims):
        return _adjusted_when_run(weights, api.rank(weights) - api.rank(values))
    if weights.ndim - values.ndim == 1:
        return api.squeeze(weights, [-1])
    return api.expand_dims(weights, -1) if values.ndim - weights.ndim == 1 else weights


def _adjusted_when_run(weights, extra):
    def expanded():
        return cond(api.equal(extra, -1), lambda: api.expand_dims(weights, -1), lambda: weights)

    def squeezed():
        return api.squeeze(weights, [-1]) if _may_lose_an_axis(weights) else weights

    def adjusted():
        return cond(api.equal(extra, 1), squeezed, expanded)

    return cond(api.equal(api.rank(weights), 0), lambda: weights, adjusted)


def broadcast_weights(weights, values):
    """Weights as a tensor of the shape of values.

    Args:
      weights, values: tensors of one dtype; see `assert_broadcastable`.
    """
    known, wanted = weights.shape, values.shape
    if known.is_fully_defined() and wanted.is_fully_defined() and known.is_compatible_with(wanted):
        return weights
    with name_scope("broadcast_weights") as scope:
        check = assert_broadcastable(weights, values)
        with control_dependencies([] if check is None else [check]):
            return api.multiply(weights, ones_like(values), name=scope)
