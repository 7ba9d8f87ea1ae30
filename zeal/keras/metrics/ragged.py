"""Ragged values in metrics: their flat values, once their rows are known to be alike."""

from typing import Any

from zeal._native import api
from zeal.eager.context import executing_eagerly
from zeal.eager.control import control_dependencies
from zeal.effects.check import assert_equal
from zeal.ragged.ragged_tensor import RaggedTensor


def flattened(values: list, weights=None) -> "tuple[list, Any]":
    """Ragged values, and their weights, as columns of all values; others as they are.

    Args:
      values: tensors, all ragged or none.
      weights: one for each value; a RaggedTensor, or None.

    Returns:
      A list of values and the weights.

    Raises:
      InvalidArgumentError: rows are of other lengths.
      TypeError: some are ragged and others not.
      ValueError: they have different numbers of ragged axes.
    """
    given = [*values, *([] if weights is None else [weights])]
    ragged = [isinstance(x, RaggedTensor) for x in given]
    if not any(ragged):
        return values, weights
    if not all(ragged[: len(values)]):
        words = "Ragged mask is not allowed with non-ragged inputs."
        if any(ragged[: len(values)]):
            words = "One of the inputs does not have acceptable types."
        raise TypeError(words)
    if not all(ragged):
        return values, weights
    with control_dependencies(_checks(given)):
        flat = [api.expand_dims(api.identity(x.flat_values), -1) for x in given]
    return flat[: len(values)], flat[-1] if weights is not None else None


def _checks(given) -> list:
    """Operations that compare the rows of all with those of the first; none eagerly."""
    first = given[0].nested_row_splits
    checks: list = []
    for other in given[1:]:
        if other.ragged_rank != given[0].ragged_rank:
            raise ValueError(
                "Inputs must have identical ragged splits, and have ragged ranks "
                f"{given[0].ragged_rank} and {other.ragged_rank}"
            )
        for ours, theirs in zip(first, other.nested_row_splits, strict=True):
            message = "Inputs must have identical ragged splits"
            checks.append(assert_equal(ours, theirs, message=message))
    return [] if executing_eagerly() else checks
