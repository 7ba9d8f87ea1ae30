"""Files as readers step through them: pairs of a key and a value, both bytes."""

import gzip
import io
import os
import struct
import zlib

from zeal import _native, errors
from zeal.data.text import lines
from zeal.local_files import call


def _read(path, compression="") -> bytes:
    with call(open, path, "rb") as file:
        content = file.read()
    try:
        if compression == "GZIP":
            return gzip.decompress(content)
        return zlib.decompress(content) if compression == "ZLIB" else content
    except (EOFError, zlib.error, gzip.BadGzipFile) as e:
        raise errors.DataLossError(f"{path} is no whole {compression} file: {e}") from None


def _key(path: bytes, number) -> bytes:
    return path + b":%d" % number


def identity(work: bytes):
    """The piece of work itself."""
    yield work, work


def whole_file(work: bytes):
    """A file's whole content."""
    yield work, _read(os.fsdecode(work))


def text_lines(work: bytes, skipped: int):
    """Lines, without the first `skipped`; keys count from 1."""
    for number, line in enumerate(lines(os.fsdecode(work)), 1):
        if number > skipped:
            yield _key(work, number), line


def fixed_length(work: bytes, length: int, header: int, footer: int, hop: int, encoding: str):
    """Records of one length, `hop` bytes from one to the next; keys count from 0."""
    content = _read(os.fsdecode(work), encoding)
    end = len(content) - footer - length
    for number, start in enumerate(range(header, end + 1, hop)):
        yield _key(work, number), content[start : start + length]


def tf_records(work: bytes, compression: str):
    """Records of TensorFlow's format; keys say at which byte they begin."""
    path = os.fsdecode(work)
    file = io.BytesIO(_read(path, compression)) if compression else call(open, path, "rb")
    with file:
        while True:
            start = file.tell()
            header = file.read(12)
            if len(header) < 12:  # as TensorFlow: the end, be it in the middle of a header
                return
            yield _key(work, start), _record(path, start, file, header)


def _record(path, start, file, header):
    """The record behind a header: a length, its checksum; the data, its checksum."""
    _check(path, start, header[:8], header[8:])
    (length,) = struct.unpack("<Q", header[:8])
    here = file.tell()
    if length + 4 > file.seek(0, io.SEEK_END) - here:  # before memory is asked for
        raise errors.DataLossError(f"truncated record at {start} of {path}")
    file.seek(here)
    data = file.read(length)
    _check(path, start, data, file.read(4))
    return data


def _check(path, start, data, checksum):
    crc = _native.crc32c(data)
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    if masked != int.from_bytes(checksum, "little"):
        raise errors.DataLossError(f"corrupted record at {start} of {path}")
