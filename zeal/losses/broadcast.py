"""Weights that broadcast to what they weigh: checks of shapes."""

from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.effects.check import Assert
from zeal.graph.conditions import cond


def check_broadcast(values, weights):
    """Raises ValueError unless weights of one shape multiply values of another."""
    if not weights or values is None:
        return
    if len(values) != len(weights):
        raise ValueError(
            f"weights can not be broadcast to values. values.rank={len(values)}. "
            f"weights.rank={len(weights)}. values.shape={values}. weights.shape={weights}."
        )
    for axis, (n, w) in enumerate(zip(values, weights, strict=True)):
        if w not in (1, n, None) and n is not None:
            raise ValueError(
                f"weights can not be broadcast to values. Mismatch at dim {axis}. "
                f"values.shape={_vector(values)} weights.shape={_vector(weights)}."
            )


def checked_values(values, weights):
    """values; where a rank is not known, once the run has found that weights broadcast to them."""
    wanted, given = values._shape_tuple(), weights._shape_tuple()
    check_broadcast(wanted, given)
    if None not in (wanted, given) or given == ():
        return values
    with control_dependencies([assert_broadcastable(weights, values)]):
        return api.identity(values)


def assert_broadcastable(weights, values):
    """Raises unless weights are a scalar, or have values' rank and axes of length 1 or theirs.

    Returns:
      None, or the op that checks what is not known yet.

    Raises:
      ValueError: they are not, as far as is known before the run.
      InvalidArgumentError: the same, when that is found by the run.
    """
    known, wanted = weights.shape, values.shape
    if known.ndims == 0:
        return None
    if None not in (known.ndims, wanted.ndims):
        check_broadcast(values._shape_tuple(), weights._shape_tuple())
        if known.is_fully_defined() and wanted.is_fully_defined():
            return None
    rank, shape = api.rank(weights), api.shape(weights)
    scalar = api.equal(rank, 0)
    fits = cond(scalar, lambda: scalar, lambda: _fits(shape, api.shape(values)))
    return Assert(fits, [
        "weights can not be broadcast to values.", "weights.shape=", weights.name, shape,
        "values.shape=", values.name, api.shape(values), "is_scalar=", scalar,
    ])  # fmt: skip


def _fits(weights, values):
    def lengths_fit():
        return api.reduce_all(api.logical_or(api.equal(weights, 1), api.equal(weights, values)))

    same_rank = api.equal(api.size(weights), api.size(values))
    return cond(same_rank, lengths_fit, lambda: same_rank)


def _vector(sizes):
    return f"[{' '.join(map(str, sizes))}]"
