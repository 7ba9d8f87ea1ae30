"""tf.signal's Fourier transforms."""

from zeal import dtypes
from zeal._native import api, convert, known_value
from zeal.ops.array.range import range as indices_below
from zeal.ops.named import named
from zeal.ops.signal.fft import COMPLEX_OPS, REAL_OPS, grown
from zeal.public import public


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


@public("signal.fft", "spectral.fft", "fft")
def fft(input, name=None):
    """Computes the Fourier transform of complex numbers over the last axis.

    Args:
      input: complex64 or complex128 tensor of rank 1 or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.fft(tf.ones([2], tf.complex64)).numpy().real.ravel().tolist()
      [2.0, 0.0]
    """
    return COMPLEX_OPS[1, False](convert(input), name=name)


@public("signal.ifft", "spectral.ifft", "ifft")
def ifft(input, name=None):
    """Computes the inverse Fourier transform of complex numbers over the last axis.

    Args:
      input: complex64 or complex128 tensor of rank 1 or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.ifft(tf.ones([2], tf.complex64)).numpy().real.ravel().tolist()
      [1.0, 0.0]
    """
    return COMPLEX_OPS[1, True](convert(input), name=name)


@public("signal.rfft", "spectral.rfft")
@named("rfft")
def rfft(input_tensor, fft_length=None, name=None):
    """Computes the Fourier transform of real numbers over the last axis.

    Args:
      input_tensor: float32 tensor of rank 1 or more.
      fft_length: int32 vector of 1: how many real numbers there are along that axis. More
        are cut off, fewer have zeros behind. By default those of the input.
      name: its name in graphs.

    Returns:
      A complex64 tensor, of whose last axis only the frequencies up to half the length are there.

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.rfft(tf.zeros([4])).shape.as_list()
      [3]
    """
    return _real_transform(input_tensor, fft_length, 1, False)


@public("signal.irfft", "spectral.irfft")
@named("irfft")
def irfft(input_tensor, fft_length=None, name=None):
    """Computes the inverse Fourier transform of real numbers over the last axis.

    Args:
      input_tensor: complex64 tensor of rank 1 or more, frequencies up to half the length.
      fft_length: int32 vector of 1: how many real numbers there are along that axis. More
        are cut off, fewer have zeros behind. By default 2 (n - 1) for n frequencies.
      name: its name in graphs.

    Returns:
      A float32 tensor.

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.irfft(tf.zeros([3], tf.complex64)).shape.as_list()
      [4]
    """
    return _real_transform(input_tensor, fft_length, 1, True)


@public("signal.fft2d", "spectral.fft2d", "fft2d")
def fft2d(input, name=None):
    """Computes the Fourier transform of complex numbers over the last two axes.

    Args:
      input: complex64 or complex128 tensor of rank 2 or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.fft2d(tf.ones([2, 2], tf.complex64)).numpy().real.ravel().tolist()
      [4.0, 0.0, 0.0, 0.0]
    """
    return COMPLEX_OPS[2, False](convert(input), name=name)


@public("signal.ifft2d", "spectral.ifft2d", "ifft2d")
def ifft2d(input, name=None):
    """Computes the inverse Fourier transform of complex numbers over the last two axes.

    Args:
      input: complex64 or complex128 tensor of rank 2 or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.ifft2d(tf.ones([2, 2], tf.complex64)).numpy().real.ravel().tolist()
      [1.0, 0.0, 0.0, 0.0]
    """
    return COMPLEX_OPS[2, True](convert(input), name=name)


@public("signal.rfft2d", "spectral.rfft2d")
@named("rfft2d")
def rfft2d(input_tensor, fft_length=None, name=None):
    """Computes the Fourier transform of real numbers over the last two axes.

    Args:
      input_tensor: float32 tensor of rank 2 or more.
      fft_length: int32 vector of 2: how many real numbers there are along each of these axes. More
        are cut off, fewer have zeros behind. By default those of the input.
      name: its name in graphs.

    Returns:
      A complex64 tensor, of whose last axis only the frequencies up to half the length are there.

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.rfft2d(tf.zeros([4, 4])).shape.as_list()
      [4, 3]
    """
    return _real_transform(input_tensor, fft_length, 2, False)


@public("signal.irfft2d", "spectral.irfft2d")
@named("irfft2d")
def irfft2d(input_tensor, fft_length=None, name=None):
    """Computes the inverse Fourier transform of real numbers over the last two axes.

    Args:
      input_tensor: complex64 tensor of rank 2 or more, frequencies up to half the length.
      fft_length: int32 vector of 2: how many real numbers there are along each of these axes. More
        are cut off, fewer have zeros behind. By default 2 (n - 1) for n frequencies.
      name: its name in graphs.

    Returns:
      A float32 tensor.

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.irfft2d(tf.zeros([4, 3], tf.complex64)).shape.as_list()
      [4, 4]
    """
    return _real_transform(input_tensor, fft_length, 2, True)


@public("signal.fft3d", "spectral.fft3d", "fft3d")
def fft3d(input, name=None):
    """Computes the Fourier transform of complex numbers over the last three axes.

    Args:
      input: complex64 or complex128 tensor of rank 3 or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.fft3d(tf.ones([2, 2, 2], tf.complex64)).numpy().real.ravel().tolist()
      [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    return COMPLEX_OPS[3, False](convert(input), name=name)


@public("signal.ifft3d", "spectral.ifft3d", "ifft3d")
def ifft3d(input, name=None):
    """Computes the inverse Fourier transform of complex numbers over the last three axes.

    Args:
      input: complex64 or complex128 tensor of rank 3 or more.
      name: its name in graphs.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: the rank is too small, or the dtype is not complex.

    Example:
      >>> tf.signal.ifft3d(tf.ones([2, 2, 2], tf.complex64)).numpy().real.ravel().tolist()
      [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    return COMPLEX_OPS[3, True](convert(input), name=name)


@public("signal.rfft3d", "spectral.rfft3d")
@named("rfft3d")
def rfft3d(input_tensor, fft_length=None, name=None):
    """Computes the Fourier transform of real numbers over the last three axes.

    Args:
      input_tensor: float32 tensor of rank 3 or more.
      fft_length: int32 vector of 3: how many real numbers there are along each of these axes. More
        are cut off, fewer have zeros behind. By default those of the input.
      name: its name in graphs.

    Returns:
      A complex64 tensor, of whose last axis only the frequencies up to half the length are there.

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.rfft3d(tf.zeros([4, 4, 4])).shape.as_list()
      [4, 4, 3]
    """
    return _real_transform(input_tensor, fft_length, 3, False)


@public("signal.irfft3d", "spectral.irfft3d")
@named("irfft3d")
def irfft3d(input_tensor, fft_length=None, name=None):
    """Computes the inverse Fourier transform of real numbers over the last three axes.

    Args:
      input_tensor: complex64 tensor of rank 3 or more, frequencies up to half the length.
      fft_length: int32 vector of 3: how many real numbers there are along each of these axes. More
        are cut off, fewer have zeros behind. By default 2 (n - 1) for n frequencies.
      name: its name in graphs.

    Returns:
      A float32 tensor.

    Raises:
      ValueError: the rank is too small.
      InvalidArgumentError: fft_length has another shape, or a negative number.

    Example:
      >>> tf.signal.irfft3d(tf.zeros([4, 4, 3], tf.complex64)).shape.as_list()
      [4, 4, 4]
    """
    return _real_transform(input_tensor, fft_length, 3, True)


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
      x: tensor.
      axes: the axes to shift, an int or several; all by default.
      name: its name in graphs.

    Returns:
      A tensor like x.

    Example:
      >>> tf.signal.ifftshift([1, 2, 3]).numpy().tolist()
      [2, 3, 1]
    """
    return _shifted(x, axes, -1)
