"""Reader of IDX files, the format of MNIST: a typed header, then one big-endian array."""

import gzip
import math
import struct
import zlib
from pathlib import Path

from zeal import errors

# The header's type code -> NumPy dtype, big-endian.
_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}

_MAX_RANK = 32  # NumPy's, before its version 2
_CHUNK = 1 << 20  # a forged file is refused one chunk beyond what its header promises


def read_idx(path):
    """Reads one IDX file, compressed with gzip or not.

    Format: two zero bytes, a type code, the rank, one big-endian uint32 per axis, the elements.

    Returns:
      A read-only ndarray of the file's shape and type, in native byte order.

    Raises:
      NotFoundError: there is no such file.
      InvalidArgumentError: the file is no IDX file.
      DataLossError: the file is truncated, too long or fails its checksum.
    """
    import numpy as np

    path = Path(path)
    try:
        with _opened(path) as file:
            dtype, shape = _header(path, file)
            data = _elements(path, file, dtype, shape)
    except FileNotFoundError:
        raise errors.NotFoundError(f"[IDX] there is no file {path}") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise errors.DataLossError(
            f"[IDX] {path} is a damaged gzip file: {error}; get the file again"
        ) from None
    array = np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)
    array.flags.writeable = False
    return array


def _opened(path: Path):
    """The file, unpacked while it is read."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")


def _header(path, file) -> tuple:
    """The dtype and the shape, checked before a single element is read."""
    import numpy as np

    start = file.read(4)
    if len(start) < 4:
        raise errors.DataLossError(
            f"[IDX] {path} is truncated: it holds {len(start)} bytes, less than a header"
        )
    if start[:2] != b"\0\0" or start[2] not in _TYPES:
        raise errors.InvalidArgumentError(
            f"[IDX] {path} is no IDX file: it starts with {start.hex()}, not with 0000, a "
            "type code and the rank"
        )
    rank = start[3]
    if rank > _MAX_RANK:
        raise errors.InvalidArgumentError(
            f"[IDX] {path} has rank {rank}; arrays have at most {_MAX_RANK} axes"
        )
    sizes = file.read(4 * rank)
    if len(sizes) < 4 * rank:
        raise errors.DataLossError(
            f"[IDX] {path} is truncated: its header alone takes {4 + 4 * rank} bytes, it holds "
            f"{4 + len(sizes)}"
        )
    dtype, shape = np.dtype(_TYPES[start[2]]), struct.unpack(f">{rank}I", sizes)
    if math.prod(size or 1 for size in shape) * dtype.itemsize >= 2**63:  # NumPy counts so too
        raise errors.InvalidArgumentError(f"[IDX] {path}: shape {shape} is beyond any memory")
    return dtype, shape


def _elements(path, file, dtype, shape) -> bytearray:
    """The bytes of all elements: what the header promises, no byte less or more."""
    expected = math.prod(shape) * dtype.itemsize
    data = bytearray()
    while len(data) <= expected and (part := file.read(_CHUNK)):
        data += part
    if len(data) != expected:
        short = len(data) < expected
        raise errors.DataLossError(
            f"[IDX] {path} is {'truncated' if short else 'longer than it says'}: its header "
            f"promises {expected} bytes for shape {shape}, it holds "
            f"{len(data) if short else 'more'}; get the file again"
        )
    return data
