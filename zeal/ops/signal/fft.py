"""The ops of Fourier transforms along the last one, two or three axes."""

from zeal import dtypes
from zeal._native import api
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ops.host_op import host_op
from zeal.ops.math.complex import real


def _suffix(rank):
    return "" if rank == 1 else f"{rank}D"


def _check_rank(op, shape, rank):
    if shape is not None and len(shape) < rank:
        raise InvalidArgumentError(
            f"[{op}] Input must have rank of at least {rank} but got: {list(shape)}. Shape must be "
            f"at least rank {rank} but is rank {len(shape)}"
        )


def _complex_op(rank, inverse):
    """FFT or IFFT over the last axes."""
    op = "I" * inverse + "FFT" + _suffix(rank)

    def infer(shapes, attrs):
        _check_rank(op, shapes[0], rank)
        return shapes

    def kernel(a):
        import numpy as np

        transform = np.fft.ifftn if inverse else np.fft.fftn
        return transform(a, axes=range(-rank, 0)).astype(a.dtype) if a.size else a.copy()

    def gradient(op, grad):
        size = api.cast(api.reduce_prod(api.shape(grad)[-rank:]), grad.dtype)
        back = COMPLEX_OPS[rank, not inverse](grad)
        return back / size if inverse else back * size

    words = "inverse " * inverse + "Fourier transform"
    return host_op(
        op,
        [("input", "Tcomplex")],
        [("output", "Tcomplex")],
        types=[("Tcomplex", ["complex64", "complex128"])],
        infer=infer,
        kernel=kernel,
        gradient=gradient,
        doc=f"The {words} of complex numbers over the last axes: {rank}.",
    )


COMPLEX_OPS = {(r, i): _complex_op(r, i) for r in (1, 2, 3) for i in (False, True)}


def _check_lengths(op, rank, lengths, shape, half):
    """Raises where the input is shorter than what the lengths ask for."""
    for axis, n in enumerate(lengths, -rank):
        if n < 0:
            raise InvalidArgumentError(
                f"[{op}] fft_length[{axis + rank}] must >= 0, but got: {n}"
            )
        wanted = n // 2 + 1 if half and axis == -1 else n
        if n and 0 not in shape and shape[axis] < wanted:
            raise InvalidArgumentError(
                f"[{op}] Input dimension {len(shape) + axis} must have length of at least "
                f"{wanted} but got: {shape[axis]}"
            )


def _real_op(rank, inverse):
    """RFFT or IRFFT over the last axes."""
    op = "I" * inverse + "RFFT" + _suffix(rank)
    given, made = ("float32", "complex64")[:: -1 if inverse else 1]

    def infer(shapes, attrs):
        shape, length = shapes
        _check_rank(op, shape, rank)
        if length is not None and (len(length) != 1 or length[0] not in (None, rank)):
            raise InvalidArgumentError(
                f"[{op}] fft_length must have shape [{rank}], but it is {list(length)}"
            )
        return [shape and (*shape[:-rank], *[None] * rank)]

    def kernel(a, fft_length):
        import numpy as np

        lengths = fft_length.tolist()
        _check_lengths(op, rank, lengths, a.shape, inverse)
        last = lengths[-1] if inverse or not lengths[-1] else lengths[-1] // 2 + 1
        sizes = (*a.shape[:-rank], *lengths[:-1], last)
        if 0 in sizes or not a.size:
            return np.zeros(sizes, made)
        transform = np.fft.irfftn if inverse else np.fft.rfftn
        return transform(a, lengths, range(-rank, 0)).astype(made)

    return host_op(
        op,
        [("input", given), ("fft_length", "int32")],
        [("output", made)],
        infer=infer,
        kernel=kernel,
        gradient=(_irfft_gradient if inverse else _rfft_gradient)(rank),
        doc=f"The {'inverse ' * inverse}Fourier transform of real numbers over the last axes: "
        f"{rank}.",
    )


def grown(x, sizes, rank):
    """x with zeros behind its last axes, up to these sizes."""
    shape = api.shape(x)
    after = api.concat([zeros_like(shape[:-rank]), sizes - shape[-rank:]], 0)
    return pad(x, stack([zeros_like(after), after], 1))


def _rfft_gradient(rank):
    def gradient(op, grad):
        # The transform of real numbers is a part of the complex one, whose gradient is real here.
        x, lengths = op.inputs
        whole = grown(grad, lengths, rank)
        size = api.cast(api.reduce_prod(lengths), dtypes.float32)
        back = real(COMPLEX_OPS[rank, True](whole)) * size
        return grown(back, api.shape(x)[-rank:], rank), None

    return gradient


def _irfft_gradient(rank):
    def gradient(op, grad):
        # All but the first frequency and, of even lengths, the last stand for two.
        x, lengths = op.inputs
        n = lengths[-1]
        place = range_(n // 2 + 1)
        once = api.logical_or(api.equal(place, 0), api.equal(2 * place, n))
        weight = where_v2(once, 1.0, 2.0) / api.cast(api.reduce_prod(lengths), dtypes.float32)
        back = REAL_OPS[rank, False](grad, lengths) * api.cast(weight, dtypes.complex64)
        return grown(back, api.shape(x)[-rank:], rank), None

    return gradient


REAL_OPS = {(r, i): _real_op(r, i) for r in (1, 2, 3) for i in (False, True)}
