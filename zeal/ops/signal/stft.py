"""Short-time Fourier transforms."""

import math

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.named import named
from zeal.ops.signal.frames import frame, overlap_and_add, scalar
from zeal.ops.signal.transforms import irfft, rfft
from zeal.ops.signal.windows import hann_window
from zeal.public import public


def _fft_length(given, frame_length):
    """What the program gives or, else, the least power of two that a frame fits in."""
    if given is not None:
        return scalar(given, "fft_length")[1]
    known, length = scalar(frame_length, "frame_length")
    if known is not None:
        return _native.convert(1 << max(0, known - 1).bit_length(), "int32", "fft_length")
    power = api.ceil(api.log(api.cast(length, "float64")) / math.log(2.0) - 1e-9)
    return api.cast(api.round(api.pow(api.cast(2.0, "float64"), power)), "int32")


@public("signal.stft", "contrib.signal.stft")
@named("stft", "rfft")
def stft(
    signals, frame_length, frame_step, fft_length=None, window_fn=hann_window, pad_end=False,
    name=None,
):  # fmt: skip
    """Fourier transforms of overlapping frames of signals.

    Args:
      signals: float32 tensor of shape `[..., samples]`.
      frame_length: scalar integer, the size of a frame.
      frame_step: scalar integer, from one frame's beginning to the next one's.
      fft_length: scalar integer, the size of a transform; by default the least power of two that is
        not below frame_length.
      window_fn: a function of a length and a dtype that gives a window, or None.
      pad_end: whether frames may reach beyond the end, where zeros lie.
      name: its name in graphs.

    Returns:
      A complex64 tensor of shape `[..., frames, fft_length // 2 + 1]`.

    Raises:
      ValueError: signals is a scalar, or a number is no scalar integer.

    Example:
      >>> tf.signal.stft(tf.ones([8]), 4, 2, window_fn=None).numpy().real[:, 0].tolist()
      [4.0, 4.0, 4.0]
    """
    signals = _native.convert(signals, None, "signals")
    frames = frame(signals, frame_length, frame_step, pad_end=pad_end)
    if window_fn is not None:
        frames = frames * window_fn(frame_length, dtype=frames.dtype)
    return rfft(frames, api.reshape(_fft_length(fft_length, frame_length), [1]))


@public("signal.inverse_stft_window_fn", "contrib.signal.inverse_stft_window_fn")
def inverse_stft_window_fn(frame_step, forward_window_fn=hann_window, name=None):
    """The window with which `inverse_stft` gives back what `stft` got.

    D. Griffin, J. Lim, "Signal estimation from modified short-time Fourier transform" (1984).

    Args:
      frame_step: scalar integer, from one frame's beginning to the next one's.
      forward_window_fn: the window function of `stft`.
      name: its name in graphs.

    Returns:
      A function of a length and a dtype.

    Example:
      >>> window = tf.signal.inverse_stft_window_fn(2)(4, tf.float32)
      >>> window.numpy().round(2).tolist()
      [0.0, 1.0, 1.0, 1.0]
    """
    step = scalar(frame_step, "frame_step")[1]

    def window_fn(frame_length, dtype):
        return _inverse_window(frame_length, dtype, name=name)

    @named("inverse_stft_window_fn")
    def _inverse_window(frame_length, dtype, name=None):
        length = scalar(frame_length, "frame_length")[1]
        window = forward_window_fn(frame_length, dtype=dtype)
        squares = api.square(window)
        overlaps = -(-length // step)
        behind = zeros((overlaps * step - length)[None], squares.dtype)
        rows = api.reshape(api.concat([squares, behind], 0), [-1, step])
        total = api.tile(api.reduce_sum(rows, 0), overlaps[None])
        return window / total[:length]

    return window_fn


@public("signal.inverse_stft", "contrib.signal.inverse_stft")
@named("inverse_stft", "overlap_and_add/strided_slice_4")
def inverse_stft(
    stfts, frame_length, frame_step, fft_length=None, window_fn=hann_window, name=None
):
    """Signals whose short-time Fourier transforms are given.

    Args:
      stfts: complex64 tensor of shape `[..., frames, fft_length // 2 + 1]`.
      frame_length, frame_step, fft_length: those of `stft`.
      window_fn: a function of a length and a dtype that gives a window, or None: for the very
        signal, `inverse_stft_window_fn(frame_step, forward_window_fn)`.
      name: its name in graphs.

    Returns:
      A float32 tensor of shape `[..., samples]`.

    Raises:
      ValueError: stfts has less than two axes, or a number is no scalar integer.

    Example:
      >>> stfts = tf.signal.stft(tf.ones([8]), 4, 2)
      >>> window = tf.signal.inverse_stft_window_fn(2)
      >>> tf.signal.inverse_stft(stfts, 4, 2, window_fn=window).numpy()[2:6].round(4).tolist()
      [1.0, 1.0, 1.0, 1.0]
    """
    stfts = _native.convert(stfts, None, "stfts")
    if stfts.shape.ndims is not None and stfts.shape.ndims < 2:
        raise ValueError(f"Shape {stfts.shape} must have rank at least 2")
    known, length = scalar(frame_length, "frame_length")
    frames = irfft(stfts, api.reshape(_fft_length(fft_length, frame_length), [1]))
    frames = frames[..., :length]
    shape = api.shape(frames)
    lacks = api.maximum(0, length - shape[-1])
    behind = zeros(api.concat([shape[:-1], lacks[None]], 0), frames.dtype)
    frames = api.concat([frames, behind], -1)
    if frames._symbolic and known is not None and frames.shape.ndims is not None:
        frames.set_shape([None] * (frames.shape.ndims - 1) + [known])
    if window_fn is not None:
        frames = frames * window_fn(frame_length, dtype=frames.dtype)
    return overlap_and_add(frames, frame_step)
