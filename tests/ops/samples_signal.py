"""Sample rows of Fourier transforms: host ops, by NumPy."""

import numpy as np
from samples import A, E, Sample, V

import zeal.ops.signal.fft  # noqa: F401
from zeal.errors import InvalidArgumentError as Invalid


def rows(rank):
    suffix = "" if rank == 1 else f"{rank}D"
    axes, shape = range(-rank, 0), (2, 3, 2, 4)[3 - rank :]
    short = [A((3,) * (rank - 1))]
    for name, ref in ((f"FFT{suffix}", np.fft.fftn), (f"IFFT{suffix}", np.fft.ifftn)):
        yield Sample(name, [A(shape)], lambda x, ref=ref: ref(x, axes=axes), tol=20, errors=[
            E([A(s.shape, dtype="complex64") for s in short], {}, Invalid, f"Input must have rank of at least {rank} but got:")])
        yield Sample(name, [A((2, 0, 0, 0), dtype="complex64")], lambda x: x, grad=(), name="empty")
    for lengths in ([2, 2, 4], [2, 2, 3], [2, 1, 2]):
        n = lengths[3 - rank :]
        yield Sample(f"RFFT{suffix}", [A(shape, dtype="float32"), V(n)], lambda x, _, n=n: np.fft.rfftn(x, n, axes), tol=20, grad=(0,),
                     name=str(n))
        # Of frequencies that stand for themselves alone the imaginary parts do not count.
        yield Sample(f"IRFFT{suffix}", [A((2, 3, 2, 4)[3 - rank :], dtype="complex64"), V(n)], lambda x, _, n=n: np.fft.irfftn(x, n, axes),
                     tol=20, grad=(0,), name=str(n))
    many = [9] * rank
    yield Sample(f"RFFT{suffix}", [A((2, 0, 0, 0), dtype="float32"), V([0] * rank)], lambda x, _: x.astype(complex), grad=(), name="errors", errors=[
        E([A((4,) * rank, dtype="float32"), V(many)], {}, Invalid, "must have length of at least 9 but got: 4"),
        E([A((4,) * rank, dtype="float32"), V([2] * (rank + 1))], {}, Invalid, f"fft_length must have shape [{rank}]"),
        E([A((4,) * rank, dtype="float32"), V([-2] * rank)], {}, Invalid, "fft_length[0] must >= 0, but got: -2")])


ROWS = [[*rows(rank)] for rank in (1, 2, 3)]
