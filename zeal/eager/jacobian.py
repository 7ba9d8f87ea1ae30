"""Jacobians by one gradient per element of the target."""

from zeal import nest
from zeal._native import convert, raw

__all__ = ["batch_jacobian", "jacobian"]


def _size(shape):
    n = 1
    for d in shape:
        n *= d
    return n


def _basis(like, hot):
    """Ones where `hot`, a flat list of bools, says so, in the shape and dtype of `like`."""
    flat = raw.Cast(convert(hot), DstT=like.dtype)
    return raw.Reshape(flat, convert(like._shape_tuple(), "int32"))


def _stack(grads, shape):
    """Gradients of all elements as one tensor of `shape`; None when no element has one."""
    dense = [g if g is None else convert(g) for g in grads]
    known = next((g for g in dense if g is not None), None)
    if known is None:
        return None
    rows = raw.Pack([raw.ZerosLike(known) if g is None else g for g in dense])
    return raw.Reshape(rows, convert([*shape, *known._shape_tuple()], "int32"))


def jacobian(tape, target, sources, unconnected_gradients):
    """See GradientTape.jacobian."""
    target = convert(target)
    n = _size(target._shape_tuple())
    flat = nest.flatten(sources)
    rows = [
        tape.gradient(
            target,
            flat,
            output_gradients=_basis(target, [k == i for k in range(n)]),
            unconnected_gradients=unconnected_gradients,
            _keep=i + 1 < n,
        )
        for i in range(n)
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(flat)
    jacobians = [_stack(c, target._shape_tuple()) for c in columns]
    return nest.pack_sequence_as(sources, jacobians)


def batch_jacobian(tape, target, source, unconnected_gradients):
    """See GradientTape.batch_jacobian."""
    target = convert(target)
    shape, from_shape = target._shape_tuple(), tuple(convert(source)._shape_tuple())
    if not shape or not from_shape or shape[0] != from_shape[0]:
        raise ValueError(
            "Need first dimension of target shape (%s) and source shape (%s) to match."
            % (shape, from_shape)
        )
    batch, n = shape[0], _size(shape[1:])
    rows = [
        tape.gradient(
            target,
            source,
            output_gradients=_basis(target, [k == i for _ in range(batch) for k in range(n)]),
            unconnected_gradients=unconnected_gradients,
            _keep=i + 1 < n,
        )
        for i in range(n)
    ]
    stacked = _stack(rows, [n])
    if stacked is None:
        return None
    rank = len(from_shape)
    by_batch = raw.Transpose(stacked, convert([1, 0, *range(2, rank + 1)], "int32"))
    return raw.Reshape(by_batch, convert([*shape, *from_shape[1:]], "int32"))
