"""PNG files, written as libpng does: each row by the filter that leaves the smallest bytes."""

import struct
import zlib

import numpy as np

_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}  # by channels: grey, colours, both also with transparency
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST = 8192  # bytes of a data chunk


def encode(image, level=-1) -> bytes:
    """An image as a PNG file.

    Args:
      image: an array of uint8 or uint16, [height, width, channels] of 1 to 4 channels, no size 0.
      level: how hard zlib tries, from 0 to 9; -1 for its own choice.
    """
    height, width, channels = image.shape
    bits = image.itemsize * 8
    header = struct.pack(">IIBBBBB", width, height, bits, _COLOURS[channels], 0, 0, 0)
    if bits == 16:  # the high byte first
        image = image.astype(">u2").view(np.uint8).reshape(height, width, channels * 2)
    data = _compressed(_filtered(image), level)
    parts = [data[i : i + _MOST] for i in range(0, len(data), _MOST)]
    chunks = [(b"IHDR", header), *((b"IDAT", part) for part in parts), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _compressed(rows, level):
    """With a window no larger than the data needs, as its header says."""
    window = 15
    while window > 9 and rows.size + 262 <= 1 << (window - 1):
        window -= 1
    packer = zlib.compressobj(level, zlib.DEFLATED, window, 8, zlib.Z_FILTERED)
    packed = packer.compress(rows) + packer.flush()
    return _window_byte(packed[0], rows.size) + packed[2:]


def _window_byte(first, size):
    """The two bytes before the data: the least window that holds all, and the check of both."""
    window = first >> 4
    while window > 0 and size <= 1 << (window + 7):
        window -= 1
    head = (window << 4 | first & 15) << 8 | 2 << 6
    return struct.pack(">H", head + 31 - head % 31)


def _filtered(image):
    """Rows of bytes, each behind the number of its filter."""
    height, width, channels = image.shape
    pixels = image.reshape(height, width * channels)
    ways = np.stack(_ways(pixels, channels))
    sizes = np.abs(ways.view(np.int8).astype(np.int16)).sum(2, dtype=np.int64)
    allowed = [0, *([1] if width > 1 else []), *([2] if height > 1 else [])]
    allowed += [3, 4] if width > 1 and height > 1 else []
    best = np.array(allowed)[sizes[allowed].argmin(0)]
    rows = ways[best, np.arange(height)]
    return np.concatenate([best.astype(np.uint8)[:, None], rows], 1)


def _ways(pixels, step):
    """What PNG's five filters make of all rows: less nothing, left, up, their mean, Paeth's."""
    x = pixels.astype(np.int16)
    left, up, corner = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    left[:, step:], up[1:], corner[1:, step:] = x[:, :-step], x[:-1], x[:-1, :-step]
    guesses = [np.zeros_like(x), left, up, (left + up) >> 1, _paeth(left, up, corner)]
    return [(x - guess).astype(np.uint8) for guess in guesses]


def _paeth(left, up, corner):
    """Of the three neighbours the one next to left + up - corner."""
    to_left, to_up = abs(up - corner), abs(left - corner)
    to_corner = abs(left + up - 2 * corner)
    nearer = np.where(to_up <= to_corner, up, corner)
    return np.where((to_left <= to_up) & (to_left <= to_corner), left, nearer)
