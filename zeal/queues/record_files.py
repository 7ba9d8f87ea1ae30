"""Files as readers step through them: pairs of a key and a value, both bytes."""

import os

from zeal import _native
from zeal.data.text import lines
from zeal.records.compressed import open_bytes
from zeal.records.record_file import opener


def _read(path, compression="") -> bytes:
    with open_bytes(path, compression) as file:
        return file.read()


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
    for start, record in _native.record_reader(work, opener(compression)):
        yield _key(work, start), record
