"""Signals in overlapping frames, and back."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.array.pad import pad
from zeal.ops.array.range import range as range_
from zeal.ops.named import named
from zeal.public import public


def scalar(x, name):
    """An integer or a scalar tensor of one: the Python integer where it is known, and the tensor.

    Returns:
      An int or None, and an int32 or int64 tensor.

    Raises:
      ValueError: it is no scalar integer.
    """
    x = _native.convert(x, None, name)
    if not x.dtype.is_integer:
        raise ValueError(f"{name} must be an integer. Got {x.dtype}")
    if x.shape.ndims not in (None, 0):
        raise ValueError(f"Shape {x.shape} must have rank 0: {name} is a scalar")
    known = _native.known_value(x)
    return (None if known is None else known._tolist()), api.cast(x, "int32")


@public("signal.frame", "contrib.signal.frame")
@named("frame", "Reshape_4")
def frame(signal, frame_length, frame_step, pad_end=False, pad_value=0, axis=-1, name=None):
    """Cuts an axis into frames that may overlap.

    Args:
      signal: tensor of rank 1 or more.
      frame_length: scalar integer, the size of a frame.
      frame_step: scalar integer, from one frame's beginning to the next one's.
      pad_end: whether frames may reach beyond the end; else what does not fill a frame is left out.
      pad_value: what lies there.
      axis: the axis.
      name: its name in graphs.

    Returns:
      A tensor with two axes, of frames and of places in them, for that axis.

    Raises:
      ValueError: signal is a scalar, or a number is no scalar integer.

    Example:
      >>> tf.signal.frame([1, 2, 3, 4, 5], 3, 2).numpy().tolist()
      [[1, 2, 3], [3, 4, 5]]
    """
    signal = _native.convert(signal, None, "signal")
    if signal.shape.ndims == 0:
        raise ValueError("Shape () must have rank at least 1")
    known_length, length = scalar(frame_length, "frame_length")
    known_step, step = scalar(frame_step, "frame_step")
    known_axis, place = scalar(axis, "axis")
    for number, what in ((known_length, "frame_length"), (known_step, "frame_step")):
        if number is not None and number <= 0:
            raise ValueError(f"{what} must be positive, got {number}")
    rank, shape = api.rank(signal), signal.shape
    place = (place + rank) % rank
    size = api.shape(signal)[place]
    if pad_end:
        count = -(-size // step)
        more = api.maximum(0, length + step * (count - 1) - size)
        none = zeros([1, 2], "int32")
        row = api.concat([[0], api.expand_dims(more, 0)], 0)[None]
        rows = [api.tile(none, api.concat([n[None], [1]], 0)) for n in (place, rank - 1 - place)]
        value = _native.convert(pad_value, signal.dtype)
        signal = pad(signal, api.concat([rows[0], row, rows[1]], 0), constant_values=value)
    else:
        count = api.maximum(0, 1 + (size - length) // step)
    places = (range_(count) * step)[:, None] + range_(length)
    frames = api.gather(signal, places, axis=axis if known_axis is None else known_axis)
    if frames._symbolic:
        _tell(frames, shape, known_length, known_axis)
    return frames


def _tell(frames, shape, length, axis):
    """What is known of the shape of frames of a signal of a shape."""
    if shape.ndims is None or axis is None:
        return
    sizes = shape.as_list()
    axis %= len(sizes)
    frames.set_shape([*sizes[:axis], None, length, *sizes[axis + 1 :]])


@public("signal.overlap_and_add", "contrib.signal.overlap_and_add")
@named("overlap_and_add", "strided_slice_4")
def overlap_and_add(signal, frame_step, name=None):
    """Adds frames up where they overlap: the adjoint of `frame`.

    Args:
      signal: tensor of numbers of shape `[..., frames, frame_length]`.
      frame_step: scalar integer, from one frame's beginning to the next one's.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., (frames - 1) * frame_step + frame_length]`.

    Raises:
      ValueError: signal has less than two axes, or frame_step is no scalar integer.

    Example:
      >>> tf.signal.overlap_and_add([[1, 1, 1], [2, 2, 2]], 2).numpy().tolist()
      [1, 1, 3, 2, 2]
    """
    signal = _native.convert(signal, None, "signal")
    if signal.shape.ndims is not None and signal.shape.ndims < 2:
        raise ValueError(f"Shape {signal.shape} must have rank at least 2")
    known_step, step = scalar(frame_step, "frame_step")
    if known_step is not None and known_step <= 0:
        raise ValueError(f"frame_step must be positive, got {known_step}")
    shape = api.shape(signal)
    outer, frames, length = shape[:-2], shape[-2], shape[-1]
    pieces = -(-length // step)  # of frame_step numbers, in a frame
    # Each frame's pieces, then rows of frames + pieces: piece j of frame i comes to place i + j.
    behind = zeros(api.concat([outer, [frames], (pieces * step - length)[None]], 0), signal.dtype)
    parts = api.reshape(
        api.concat([signal, behind], -1), api.concat([outer, [frames, pieces, step]], 0)
    )
    after = zeros(api.concat([outer, pieces[None], [pieces, step]], 0), signal.dtype)
    parts = _swapped(api.concat([parts, after], -3), api.size(outer))
    flat = api.reshape(parts, api.concat([outer, ((frames + pieces) * pieces)[None], [step]], 0))
    flat = flat[..., : (frames + pieces - 1) * pieces, :]
    rows = api.reshape(flat, api.concat([outer, [pieces, frames + pieces - 1, step]], 0))
    total = api.reduce_sum(rows, -3)
    whole = api.reshape(total, api.concat([outer, [-1]], 0))
    return whole[..., : (frames - 1) * step + length]


def _swapped(x, outer):
    """x with two of its last three axes swapped: pieces first, then frames."""
    order = api.concat([range_(outer), outer + [1, 0, 2]], 0)
    return api.transpose(x, order)
