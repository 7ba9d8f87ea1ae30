"""Jacobians by one gradient per element of the target."""

from zeal import nest
from zeal._native import api, convert
from zeal.ops.array.fill import zeros, zeros_like
from zeal.ops.array.join import stack


def _size(shape):
    if shape is None or None in shape:
        raise NotImplementedError(
            "jacobians of a target whose sizes are not known before the run are not built"
        )
    n = 1
    for d in shape:
        n *= d
    return n


def _basis(like, hot):
    """Ones where `hot`, a flat list of bools, says so, in the shape and dtype of `like`."""
    flat = api.cast(convert(hot), like.dtype)
    return api.reshape(flat, convert(like._shape_tuple(), "int32"))


def _stack(grads, shape):
    """Gradients of all elements as one tensor of `shape`; None when no element has one.

    Of a target without elements there is one gradient, which tells whether it depends on the
    source.
    """
    dense = [g if g is None else convert(g) for g in grads]
    known = next((g for g in dense if g is not None), None)
    if known is None:
        return None
    full = [*shape, *known._shape_tuple()]
    if not _size(shape):
        return zeros(full, known.dtype)
    rows = stack([zeros_like(known) if g is None else g for g in dense])
    return api.reshape(rows, convert(full, "int32"))


def _gradients(tape, target, sources, unconnected_gradients, basis, n):
    """Gradients of sources for the n vectors `basis(i)`; one, of zeros, where n is 0."""
    n = max(n, 1)
    return [
        tape.gradient(
            target,
            sources,
            output_gradients=basis(i),
            unconnected_gradients=unconnected_gradients,
            _keep=i + 1 < n,
        )
        for i in range(n)
    ]


def jacobian(tape, target, sources, unconnected_gradients):
    """See GradientTape.jacobian."""
    target = convert(target)
    shape, flat = target._shape_tuple(), nest.flatten(sources)
    n = _size(shape)
    rows = _gradients(
        tape, target, flat, unconnected_gradients,
        lambda i: _basis(target, [k == i for k in range(n)]), n,
    )  # fmt: skip
    jacobians = [_stack(column, shape) for column in zip(*rows, strict=True)]
    return nest.pack_sequence_as(sources, jacobians)


def batch_jacobian(tape, target, source, unconnected_gradients):
    """See GradientTape.batch_jacobian."""
    target, value = convert(target), convert(source)
    batch, *inner = target.shape.with_rank_at_least(2).as_list()
    from_batch, *from_inner = value.shape.with_rank_at_least(2).as_list()
    if batch != from_batch:
        raise ValueError(
            f"Need first dimension of target shape ({target.shape}) and source shape "
            f"({value.shape}) to match."
        )
    n = _size(inner)
    rows = _gradients(
        tape, target, source, unconnected_gradients,
        lambda i: _basis(target, [k == i for _ in range(batch) for k in range(n)]), n,
    )  # fmt: skip
    stacked = _stack(rows, [n])
    full = [batch, *inner, *from_inner]
    if stacked is None:  # a target that does not depend on the source
        return zeros(full, value.dtype)
    by_batch = api.transpose(stacked, convert([1, 0, *range(2, value.ndim + 1)], "int32"))
    return api.reshape(by_batch, convert(full, "int32"))
