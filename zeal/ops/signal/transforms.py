"""tf.signal's Fourier transforms."""

from zeal import dtypes
from zeal._native import api, convert, known_value
from zeal.ops.array.range import range as indices_below
from zeal.ops.named import named
from zeal.ops.signal.fft import COMPLEX_OPS, REAL_OPS, grown
from zeal.public import public, publish


def _lengths(x, rank, inverse):
    """The lengths of a transform where the program gives none."""
    known = x.shape.as_list()[-rank:] if x.shape.ndims is not None else [None]
    if None not in known:
        last = max(0, 2 * (known[-1] - 1)) if inverse else known[-1]
        return convert([*known[:-1], last], "int32")
    sizes = api.shape(x)[-rank:]
    if not inverse:
        return sizes
    return api.concat([sizes[:-1], api.maximum(0, 2 * (sizes[-1:] - 1))], 0)


def _padded(x, lengths, rank, inverse):
    """x with zeros behind its last axes where they are shorter than what the transform reads."""
    if inverse:
        lengths = api.concat([lengths[:-1], lengths[-1:] // 2 + 1], 0)
    known = x.shape.as_list() if x.shape.ndims is not None else [None]
    wanted = known_value(lengths)
    wanted = None if wanted is None else wanted._tolist()
    fits = wanted is not None and None not in known
    fits = fits and all(n >= w for n, w in zip(known[-rank:], wanted, strict=False))
    if 0 in known or fits or lengths.shape.as_list() != [rank]:  # which the op refuses
        return x
    return grown(x, api.maximum(lengths, api.shape(x)[-rank:]), rank)


def _real_transform(x, fft_length, rank, inverse):
    x = convert(x, dtypes.complex64 if inverse else dtypes.float32)
    if x.shape.ndims is not None and x.shape.ndims < rank:
        raise ValueError(f"Shape {x.shape} must have rank at least {rank}")
    lengths = _lengths(x, rank, inverse) if fft_length is None else convert(fft_length, "int32")
    out = REAL_OPS[rank, inverse](_padded(x, lengths, rank, inverse), lengths)
    known = known_value(lengths) if out._symbolic and x.shape.ndims is not None else None
    if known is not None:
        sizes = known._tolist()
        last = sizes[-1] if inverse or not sizes[-1] else sizes[-1] // 2 + 1
        out.set_shape([*x.shape.as_list()[:-rank], *sizes[:-1], last])
    return out


def _published(transform, word, rank, inverse, *spaces):
    """A transform under its name; says what its docstring begins with."""
    name = f"{'i' * inverse}{word}{'' if rank == 1 else f'{rank}d'}"
    transform.__name__ = transform.__qualname__ = name
    publish(__name__, name, *(space + name for space in spaces))
    words = "inverse Fourier transform" if inverse else "Fourier transform"
    return name, words, ("axis", "two axes", "three axes")[rank - 1]


def _complex_function(rank, inverse):
    def transform(input, name=None):
        return COMPLEX_OPS[rank, inverse](convert(input), name=name)

    spaces = "signal.", "spectral.", ""
    name, words, axes = _published(transform, "fft", rank, inverse, *spaces)
    transform.__doc__ = f"""Computes the {words} of complex numbers over the last {axes}.

    Args:
      input: complex64 or complex128 tensor of rank {rank} or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.{name}(tf.ones({[2] * rank}, tf.complex64)).numpy().real.ravel().tolist()
      {[1.0 if inverse else 2.0**rank] + [0.0] * (2**rank - 1)}
    """
    return transform


def _real_function(rank, inverse):
    def transform(input_tensor, fft_length=None, name=None):
        return _real_transform(input_tensor, fft_length, rank, inverse)

    whole, half = [4] * rank, [*[4] * (rank - 1), 3]
    given, default, result, example, gives = (
        ", frequencies up to half the length", "2 (n - 1) for n frequencies",
        "A float32 tensor.", f"{half}, tf.complex64", whole,
    ) if inverse else (
        "", "those of the input",
        "A complex64 tensor; along its last axis are the frequencies up to half the length.",
        whole, half,
    )  # fmt: skip
    name, words, axes = _published(transform, "rfft", rank, inverse, "signal.", "spectral.")
    transform.__doc__ = f"""Computes the {words} of real numbers over the last {axes}.

    Args:
      input_tensor: {"complex64" if inverse else "float32"} tensor of rank {rank} or more{given}.
      fft_length: int32 vector of {rank}: how many real numbers there are along each of these axes.
        More are cut off, fewer have zeros behind. By default {default}.
      name: its name in graphs.

    Returns:
      {result}

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.{name}(tf.zeros({example})).shape.as_list()
      {gives}
    """
    return named(name)(transform)


fft, ifft = _complex_function(1, False), _complex_function(1, True)
fft2d, ifft2d = _complex_function(2, False), _complex_function(2, True)
fft3d, ifft3d = _complex_function(3, False), _complex_function(3, True)
rfft, irfft = _real_function(1, False), _real_function(1, True)
rfft2d, irfft2d = _real_function(2, False), _real_function(2, True)
rfft3d, irfft3d = _real_function(3, False), _real_function(3, True)


def _shifted(x, axes, sign):
    """Half of each axis rolled over its end, or back."""
    x = convert(x)
    rank, sizes = x.shape.ndims, None
    axes = [axes] if isinstance(axes, int) else axes
    if rank is not None:
        axes = [*range(rank)] if axes is None else [*axes]
        sizes = [x.shape.as_list()[a] for a in axes]
    elif axes is None:
        axes = indices_below(api.rank(x))
    if sizes is None or None in sizes:  # the run knows them
        sizes = api.gather(api.shape(x), convert(axes, dtypes.int32) % api.rank(x))
        return api.roll(x, sign * (sizes // 2), axes)
    return api.roll(x, [sign * (n // 2) for n in sizes], axes)


@public("signal.fftshift")
@named("fftshift", "Roll")
def fftshift(x, axes=None, name=None):
    """Moves the frequency 0 from the front to the middle.

    Args:
      x: tensor.
      axes: the axes to shift, an int or several; all by default.
      name: its name in graphs.

    Returns:
      A tensor like x.

    Example:
      >>> tf.signal.fftshift([1, 2, 3]).numpy().tolist()
      [3, 1, 2]
    """
    return _shifted(x, axes, 1)


@public("signal.ifftshift")
@named("ifftshift", "Roll")
def ifftshift(x, axes=None, name=None):
    """Moves the frequency 0 from the middle back to the front.

    Args:
      all: as for `fftshift`.

    Returns:
      A tensor like x.

    Example:
      >>> tf.signal.ifftshift([1, 2, 3]).numpy().tolist()
      [2, 3, 1]
    """
    return _shifted(x, axes, -1)
