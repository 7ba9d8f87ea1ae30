"""Reader of IDX files, the format of MNIST: a typed header, then one big-endian array."""

import gzip
import zlib
from pathlib import Path

from zeal import errors

# The header's type code -> NumPy dtype, big-endian.
_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx(path):
    """Reads one IDX file, compressed with gzip or not.

    Format: two zero bytes, a type code, the rank, one big-endian uint32 per axis, the elements.

    Args:
      path: the file.

    Returns:
      A read-only ndarray of the file's shape and type, in native byte order.

    Raises:
      NotFoundError: there is no such file.
      InvalidArgumentError: the file is no IDX file.
      DataLossError: the file is truncated, too long or fails its checksum.
    """
    import numpy as np

    data = _content(Path(path))
    dtype, shape, start = _header(path, data)
    expected = dtype.itemsize
    for axis in shape:
        expected *= axis  # Python integers: a forged header cannot overflow
    if len(data) - start != expected:
        found = "truncated" if len(data) - start < expected else "longer than it says"
        raise errors.DataLossError(
            f"[IDX] {path} is {found}: its header promises {expected} bytes for shape "
            f"{shape}, it holds {len(data) - start}; get the file again"
        )
    array = np.frombuffer(data, dtype, offset=start).reshape(shape)
    return array.astype(dtype.newbyteorder("="), copy=False)


def _content(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise errors.NotFoundError(f"[IDX] there is no file {path}") from None
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error) as error:
        raise errors.DataLossError(
            f"[IDX] {path} is a damaged gzip file: {error}; get the file again"
        ) from None


def _header(path, data: bytes) -> tuple:
    """The dtype, the shape and where the elements start."""
    import numpy as np

    if len(data) < 4:
        raise errors.DataLossError(
            f"[IDX] {path} is truncated: it holds {len(data)} bytes, less than a header"
        )
    if data[:2] != b"\0\0" or data[2] not in _TYPES:
        raise errors.InvalidArgumentError(
            f"[IDX] {path} is no IDX file: it starts with {data[:4].hex()}, not with 0000, a "
            "type code and the rank"
        )
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise errors.DataLossError(
            f"[IDX] {path} is truncated: its header alone takes {start} bytes, it holds {len(data)}"
        )
    shape = tuple(np.frombuffer(data, ">u4", data[3], offset=4).tolist())
    return np.dtype(_TYPES[data[2]]), shape, start
