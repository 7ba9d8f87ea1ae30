"""tf.compat.v2.summary.scalar and its kin: tensors as TensorBoard's plugins want them."""

import numpy as np

from zeal import _native, dtypes
from zeal._native import api
from zeal.effects.check import assert_rank
from zeal.effects.check_kind import assert_scalar
from zeal.graph.conditions import cond
from zeal.graph.host_call import host_call
from zeal.images.adjusting import convert_image_dtype
from zeal.images.png import encode
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack
from zeal.ops.array.one_hot import one_hot
from zeal.public import public
from zeal.records.wav import encoded
from zeal.summary.v2 import summary_scope, write

_WAV = b"\x10\x0b"  # that AudioPluginData names this encoding


def _metadata(plugin, description, content=b""):
    from zeal.messages.summary import SummaryMetadata

    metadata = SummaryMetadata(summary_description=description or "")
    metadata.plugin_data.plugin_name, metadata.plugin_data.content = plugin, content
    return metadata


@public("compat.v2.summary.scalar")
def scalar(name, data, step=None, description=None):
    """Writes a number; see `tf.compat.v2.summary.write`.

    Args:
      name: where the curve is found in TensorBoard, behind the name scopes in force.
      data: a scalar of real numbers.
      step: an int64 scalar; by default what `experimental.set_step` was given.
      description: a text about it.

    Returns:
      A boolean scalar: whether it was written.

    Raises:
      ValueError: data is no scalar, or there is a writer and no step.

    Example:
      >>> import tempfile
      >>> with tf.compat.v2.summary.create_file_writer(tempfile.mkdtemp()).as_default():
      ...     print(bool(tf.compat.v2.summary.scalar("loss", 0.5, step=3)))
      True
    """
    with summary_scope(name, "scalar_summary", [data]) as (tag, _):
        data = assert_scalar(_native.convert(data))
        return write(
            tag, api.cast(data, dtypes.float32), step, _metadata("scalars", description)
        )


@public("compat.v2.summary.text")
def text(name, data, step=None, description=None):
    """Writes texts, which TensorBoard shows as Markdown; see `tf.compat.v2.summary.scalar`.

    Args:
      name, step, description: as there.
      data: strings of any shape.

    Returns:
      A boolean scalar: whether it was written.
    """
    with summary_scope(name, "text_summary", [data]) as (tag, _):
        data = _native.convert(data, dtypes.string)
        return write(tag, data, step, _metadata("text", description))


@public("compat.v2.summary.histogram")
def histogram(name, data, step=None, buckets=None, description=None):
    """Writes how values are spread; see `tf.compat.v2.summary.scalar`.

    Args:
      name, step, description: as there.
      data: real numbers of any shape.
      buckets: into how many parts their range is divided; 30 by default.

    Returns:
      A boolean scalar: whether it was written.
    """
    with summary_scope(name, "histogram_summary", [data]) as (tag, _):
        counted = _buckets(_native.convert(data), 30 if buckets is None else buckets)
        return write(tag, counted, step, _metadata("histograms", description))


def _buckets(data, count):
    """Rows of left edge, right edge and number of values, float64."""
    data = api.cast(api.reshape(data, [-1]), dtypes.float64)
    return cond(
        api.equal(api.size(data), 0),
        lambda: zeros([0, 3], dtypes.float64),
        lambda: _buckets_of_values(data, count),
    )


def _buckets_of_values(data, count):
    least, most = api.reduce_min(data), api.reduce_max(data)

    def several():
        places = api.cast(api.floor((data - least) / ((most - least) / count)), dtypes.int32)
        counts = api.reduce_sum(
            one_hot(api.minimum(places, count - 1), count, dtype=dtypes.float64), 0
        )
        edges = api.concat([api.linspace(least, most, count + 1)[:-1], [most]], 0)
        return stack([edges[:-1], edges[1:], counts], 1)

    def one():
        number = api.cast(api.size(data), dtypes.float64)
        return stack([least - 0.5, least + 0.5, number])[None]

    return cond(api.equal(least, most), one, several)


@public("compat.v2.summary.image")
def image(name, data, step=None, max_outputs=3, description=None):
    """Writes images; see `tf.compat.v2.summary.scalar`.

    Args:
      name, step, description: as there.
      data: `[batch, height, width, channels]` with 1 to 4 channels, uint8 or floats from 0 to 1.
      max_outputs: how many of the batch at most.

    Returns:
      A boolean scalar: whether it was written.

    Raises:
      ValueError: data has another rank.
    """
    with summary_scope(name, "image_summary", [data]) as (tag, _):
        data = _native.convert(data)
        assert_rank(data, 4)
        pixels = convert_image_dtype(data[:max_outputs], dtypes.uint8, saturate=True)
        [encoded] = host_call("EncodePngs", _pngs, [pixels], [(dtypes.string, [None])])
        return write(tag, encoded, step, _metadata("images", description))


def _pngs(tensors):
    """Width and height as texts, then files."""
    images = tensors[0].numpy()
    sizes = [str(images.shape[2]).encode(), str(images.shape[1]).encode()]
    return [_native.convert([*sizes, *map(encode, images)], dtypes.string)]


@public("compat.v2.summary.audio")
def audio(name, data, sample_rate, step=None, max_outputs=3, encoding=None, description=None):
    """Writes sounds; see `tf.compat.v2.summary.scalar`.

    Args:
      name, step, description: as there.
      data: `[batch, frames, channels]`, floats from -1 to 1.
      sample_rate: frames per second, an int32 scalar.
      max_outputs: how many of the batch at most.
      encoding: "wav", or None for whatever is best.

    Returns:
      A boolean scalar: whether it was written.

    Raises:
      ValueError: data has another rank, or there is no such encoding.
    """
    if encoding not in (None, "wav"):
        raise ValueError(f"Unknown encoding: {encoding!r}")
    with summary_scope(name, "audio_summary", [data]) as (tag, _):
        data = _native.convert(data, dtypes.float32)
        assert_rank(data, 3)
        inputs = [data[:max_outputs], _native.convert(sample_rate, dtypes.int32)]
        [encoded] = host_call("EncodeWavs", _wavs, inputs, [(dtypes.string, [None, 2])])
        return write(tag, encoded, step, _metadata("audio", description, _WAV))


def _wavs(tensors):
    """Pairs of a file and a label, which is empty."""
    sounds, rate = tensors[0].numpy(), int(tensors[1].numpy())
    pairs = np.empty((len(sounds), 2), object)
    for pair, sound in zip(pairs, sounds, strict=True):
        pair[:] = encoded(sound, rate), b""
    return [_native.convert(pairs, dtypes.string)]
