"""Jacobians by one gradient per element of the target."""

from zeal import nest
from zeal._native import api, convert
from zeal.eager.context import executing_eagerly
from zeal.ops.array.fill import zeros, zeros_like
from zeal.ops.array.join import stack


def _size(shape):
    n = 1
    for d in shape:
        n *= d
    return n


def _basis(like, hot):
    """Ones where `hot`, a flat list of bools, says so, in the shape and dtype of `like`."""
    flat = api.cast(convert(hot), like.dtype)
    return api.reshape(flat, convert(like._shape_tuple(), "int32"))


def _hot(i, n, dtype):
    """A unit vector."""
    return api.cast(convert([k == i for k in range(n)]), dtype)


def of_any_size(tape, target, source, unconnected_gradients):
    """The Jacobian by one source where the run tells the target's sizes: a loop over elements."""
    from zeal.graph.unit_vectors import for_unit_vectors

    def gradient(direction):
        return tape.gradient(
            target,
            source,
            output_gradients=api.reshape(direction, api.shape(target)),
            unconnected_gradients=unconnected_gradients,
        )

    rows = for_unit_vectors(gradient, api.size(target), target.dtype)
    if rows is None:
        return None
    sizes = api.concat([api.shape(target), api.shape(rows)[1:]], 0)
    found = api.reshape(rows, sizes)
    found.set_shape(target.shape.concatenate(rows.shape[1:]))
    return found


def _joined(shape, tensor):
    """A known shape and that of a tensor, as a vector."""
    inner = tensor._shape_tuple()
    if inner is None or None in inner:
        return api.concat([convert(list(shape), "int32"), api.shape(tensor)], 0)
    return convert([*shape, *inner], "int32")


def _stack(grads, shape):
    """Gradients of all elements as one tensor of `shape`; None when no element has one.

    Of a target without elements there is one gradient, which tells whether it depends on the
    source.
    """
    dense = [g if g is None else convert(g) for g in grads]
    known = next((g for g in dense if g is not None), None)
    if known is None:
        return None
    sizes = _joined(shape, known)
    if not _size(shape):
        return zeros(sizes, known.dtype)
    rows = stack([zeros_like(known) if g is None else g for g in dense])
    return api.reshape(rows, sizes)


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


def check_repeatable(tape, use_pfor, what):
    """Raises RuntimeError where one gradient per element, as asked for, needs more of the tape."""
    if not use_pfor and not tape._persistent and executing_eagerly():
        raise RuntimeError(
            f"GradientTape must be created with persistent=True to compute the {what} with eager "
            "execution enabled and with experimental_use_pfor set to False."
        )


def jacobian(tape, target, sources, unconnected_gradients):
    """See GradientTape.jacobian."""
    target = convert(target)
    shape, flat = target._shape_tuple(), nest.flatten(sources)
    if shape is None or None in shape:
        found = [of_any_size(tape, target, x, unconnected_gradients) for x in flat]
        return nest.pack_sequence_as(sources, found)
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
    if None in inner or None in from_inner:
        raise NotImplementedError(
            "tape.batch_jacobian: only the first size may be left to the run: the target has shape "
            f"{target.shape}, the source {value.shape}"
        )
    n = _size(inner)
    nothing = zeros_like(target)
    rows = _gradients(
        tape, target, source, unconnected_gradients,
        lambda i: nothing + api.reshape(_hot(i, n, target.dtype), [1, *inner]), n,
    )  # fmt: skip
    rest = [*inner, *from_inner]
    full = convert([api.shape(target)[0] if batch is None else batch, *rest], "int32")
    stacked = _stack(rows, [n])
    if stacked is None:  # a target that does not depend on the source
        return zeros(full, value.dtype)
    by_batch = api.transpose(stacked, convert([1, 0, *range(2, value.ndim + 1)], "int32"))
    return api.reshape(by_batch, full)
