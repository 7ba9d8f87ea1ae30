"""tf.audio: WAV files of 16 bits a sample as tensors, and back."""

import struct
from typing import NamedTuple

import numpy as np

from zeal import _native, dtypes
from zeal._native import Tensor
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op, python_op
from zeal.ops.named import named
from zeal.public import public


def encoded(frames, rate):
    """A file's bytes, of an array [frames, channels] of float32."""
    if not frames.size:
        raise InvalidArgumentError("audio is null")
    if frames.shape[1] > 32767 or max(rate, frames.size * 2 + 36) >= 1 << 32:
        raise InvalidArgumentError(
            f"no WAV file has {frames.shape[0]} frames of {frames.shape[1]} channels at {rate} Hz"
        )
    scaled = np.nan_to_num(frames.astype(np.float32) * np.float32(32768))
    rounded = np.trunc(scaled + np.copysign(np.float32(0.5), scaled))  # halves away from zero
    data = np.clip(rounded, -32768, 32767).astype("<i2").tobytes()
    channels, per_second = frames.shape[1], max(round(rate), 1)
    layout = 1, channels, per_second, per_second * channels * 2 & 0xFFFFFFFF, channels * 2, 16
    head = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, *layout, b"data", len(data))
    return struct.pack("<4sI4s", b"RIFF", 36 + len(data), b"WAVE") + head + data


class _Reader:
    """A file's bytes and the place in them."""

    def __init__(self, data):
        self._data, self._at = data, 0

    def take(self, count):
        """The next bytes."""
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise InvalidArgumentError("Data too short when trying to read string")
        self._at += count
        return found

    def skip(self, count):
        """Goes past bytes that nobody reads, which a file may lack."""
        self._at += count

    def numbers(self, kinds):
        """The next little-endian numbers, "H" of 2 bytes and "I" of 4."""
        return struct.unpack("<" + kinds, self.take(struct.calcsize("<" + kinds)))

    def expect(self, word):
        """Goes past a word."""
        found = self.take(4)
        if found != word:
            raise InvalidArgumentError(
                f"Header mismatch: Expected {word.decode()} but found "
                f"{found.decode('utf-8', 'replace')}"
            )

    def at_end(self):
        """Whether nothing is left."""
        return self._at >= len(self._data)


def _layout(reader):
    """Channels and rate, of the header."""
    reader.expect(b"RIFF")
    reader.take(4)
    reader.expect(b"WAVE")
    reader.expect(b"fmt ")
    size, kind, channels, rate, per_second, per_frame, bits = reader.numbers("IHHIIHH")
    if size not in (16, 18):
        raise InvalidArgumentError(
            f"Bad format chunk size for WAV: Expected 16 or 18, but got{size}"
        )
    if kind != 1:
        raise InvalidArgumentError(f"Bad audio format for WAV: Expected 1 (PCM), but got{kind}")
    if bits != 16:
        raise InvalidArgumentError(f"Can only read 16-bit WAV files, but received {bits}")
    if channels < 1:
        raise InvalidArgumentError(
            f"Bad number of channels for WAV: Expected at least 1, but got {channels}"
        )
    frame = channels * 2
    if per_second != rate * frame & 0xFFFFFFFF:
        raise InvalidArgumentError(
            f"Bad bytes per second in WAV header: Expected {rate * frame} but got {per_second} "
            f"(sample_rate={rate}, bytes_per_sample={frame})"
        )
    if per_frame != frame:
        raise InvalidArgumentError(
            f"Bad bytes per sample in WAV header: Expected {frame} but got {per_frame}"
        )
    reader.take(size - 16)
    return channels, rate


def decoded(data):
    """The samples of a file, int16 [frames, channels], and its rate."""
    reader = _Reader(data)
    channels, rate = _layout(reader)
    samples = None
    while not reader.at_end():
        kind, (size,) = reader.take(4), reader.numbers("I")
        if kind == b"data":
            if samples is not None:
                raise InvalidArgumentError("More than one data chunk found in WAV")
            count = size // (channels * 2)
            samples = np.frombuffer(reader.take(count * channels * 2), "<i2")
        else:
            reader.skip(size)
    if samples is None:
        raise InvalidArgumentError("No data chunk found in WAV")
    return samples.reshape(-1, channels), rate


def _desired(attrs):
    sizes = attrs["desired_samples"], attrs["desired_channels"]
    for what, size in zip(("samples", "channels"), sizes, strict=True):
        if size < -1:
            raise InvalidArgumentError(f"{what} must be non-negative, got {size}")
        if size >= 1 << 31:
            raise InvalidArgumentError(
                f"Attr desired_{what} has value {size} out of range for an int32"
            )
    return [None if size == -1 else size for size in sizes]


def _infer_decoded(shapes, attrs):
    if shapes[0]:
        raise InvalidArgumentError(f"Shape must be rank 0 but is rank {len(shapes[0])}")
    return [tuple(_desired(attrs)), ()]


def _decode(contents, **attrs):
    samples, rate = decoded(contents)
    count, channels = _desired(attrs)
    audio = samples.astype(np.float32) / np.float32(32768)
    if channels is not None:  # missing ones repeat the last
        places = np.minimum(np.arange(channels), audio.shape[1] - 1)
        audio = audio[:, places]
    if count is not None:
        audio = np.pad(audio[:count], [(0, max(count - len(audio), 0)), (0, 0)])
    return [np.ascontiguousarray(audio), np.int32(np.uint32(rate).astype(np.int32))]


def _infer_encoded(shapes, attrs):
    for shape, rank in zip(shapes, (2, 0), strict=True):
        if shape is not None and len(shape) != rank:
            raise InvalidArgumentError(f"Shape must be rank {rank} but is rank {len(shape)}")
    return [()]


def _encode(tensors, attrs):
    audio, rate = (t.numpy() for t in tensors)
    if rate <= 0:
        raise InvalidArgumentError(f"sample_rate must be in (0, 2^32), got: {rate}")
    return [encoded(audio, int(rate))]


_decode_wav = host_op(
    "DecodeWav", [("contents", "string")], [("audio", "float32"), ("sample_rate", "int32")],
    attrs=[("desired_channels", -1), ("desired_samples", -1)], infer=_infer_decoded,
    kernel=_decode, doc="The samples of a WAV file and its rate.",
)  # fmt: skip
_encode_wav = python_op(
    "EncodeWav", [("audio", "float32"), ("sample_rate", "int32")], [("contents", "string")],
    infer=_infer_encoded, kernel=_encode, stateful=False, doc="Samples as a WAV file.",
)  # fmt: skip


class DecodeWav(NamedTuple):
    """What `decode_wav` returns."""

    audio: Tensor
    sample_rate: Tensor


@public("audio.decode_wav")
@named("DecodeWav")
def decode_wav(contents, desired_channels=-1, desired_samples=-1, name=None):
    """The samples of a WAV file of 16 bits a sample.

    Args:
      contents: the file's bytes, a string scalar.
      desired_channels: how many channels: further ones are left out, missing ones repeat the last;
        -1 for those of the file.
      desired_samples: how many frames: further ones are left out, missing ones 0; -1 for all.
      name: name of the op.

    Returns:
      A named tuple: `audio`, float32 [frames, channels] from -1 to 1, and `sample_rate`, int32.

    Raises:
      InvalidArgumentError: the bytes are no such file.

    Example:
      >>> file = tf.audio.encode_wav([[0.0], [0.5], [-1.0]], 8000)
      >>> sound = tf.audio.decode_wav(file)
      >>> sound.audio.numpy().ravel().tolist(), int(sound.sample_rate)
      ([0.0, 0.5, -1.0], 8000)
    """
    return DecodeWav(*_decode_wav(contents, desired_channels, desired_samples, name=name))


@public("audio.encode_wav")
@named("EncodeWav")
def encode_wav(audio, sample_rate, name=None):
    """A WAV file of 16 bits a sample.

    Args:
      audio: float32 [frames, channels] from -1 to 1; what is beyond is cut.
      sample_rate: int32 scalar: frames per second.
      name: name of the op.

    Returns:
      The file's bytes, a string scalar.

    Raises:
      InvalidArgumentError: there are no samples, or the rate is not positive.
    """
    audio = _native.convert(audio, dtypes.float32, "audio")
    rate = _native.convert(sample_rate, dtypes.int32, "sample_rate")
    return _encode_wav(audio, rate, name=name)
