"""Tables: sorted pairs of bytes in one file, in blocks with checksums, as LevelDB has them.

A block is a run of entries (how much of the key is the last one's, the rest, the value), the
places at which whole keys stand, and their number; behind it stand its kind and its checksum. An
index block has the last key and the place of each block; the footer says where the index is.
"""

import struct
from itertools import pairwise

from zeal import _native, errors
from zeal.checkpoint.coding import masked, read_varint, varint

_BLOCK_BYTES = 1 << 18
_FOOTER = 48
_MAGIC = struct.pack("<Q", 0xDB4775248B80FB57)
_TRAILER = 5  # bytes behind a block: its kind and checksum
_PLAIN, _SNAPPY = 0, 1


# --- writing ---
def build(entries) -> bytes:
    """A table's file.

    Args:
      entries: pairs of key and value, both bytes, keys increasing.
    """
    file, index = bytearray(), []
    for block in _cut(entries):
        index.append((block[-1][0], _add_block(file, _block(block, 16))))
    meta = _add_block(file, _block([], 1))
    handles = meta + _add_block(file, _block(index, 1))
    return bytes(file + handles.ljust(_FOOTER - len(_MAGIC), b"\0") + _MAGIC)


def _cut(entries):
    """Entries block by block."""
    block, size = [], 0
    for key, value in entries:
        block.append((key, value))
        size += len(key) + len(value)
        if size >= _BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _block(entries, interval) -> bytes:
    """Entries as bytes; every `interval`th key stands whole."""
    out, restarts, last = bytearray(), [0], b""
    for number, (key, value) in enumerate(entries):
        shared = 0
        if number % interval:
            shared = _common(last, key)
        elif number:
            restarts.append(len(out))
        out += varint(shared) + varint(len(key) - shared) + varint(len(value))
        out += key[shared:] + value
        last = key
    return bytes(out) + struct.pack(f"<{len(restarts) + 1}I", *restarts, len(restarts))


def _common(a, b) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def _add_block(file, block) -> bytes:
    """Appends a block; returns its handle."""
    handle = varint(len(file)) + varint(len(block))
    body = block + bytes([_PLAIN])
    file += body + struct.pack("<I", masked(_native.crc32c(body)))
    return handle


# --- reading ---
def parse(data: bytes, path: str) -> dict:
    """The entries of a table.

    Returns:
      A dict, in the order of the keys.

    Raises:
      DataLossError: it is no table, cut short or damaged.
      UnimplementedError: it is compressed.
    """
    try:
        return _Parser(data).entries()
    except (ValueError, IndexError, struct.error) as e:
        if isinstance(e, errors.OpError):
            raise
        raise errors.DataLossError(f"Unable to open table file {path}: Data loss: {e}") from None


class _Parser:
    """Reads a table, with bounds on all that a file can make it do."""

    def __init__(self, data):
        self._data = data
        self._room = 64 * len(data) + (1 << 20)  # for keys: prefixes could multiply them

    def entries(self) -> dict:
        data = self._data
        if len(data) < _FOOTER:
            raise ValueError(f"file is too short to be an sstable: {len(data)} bytes")
        if data[-8:] != _MAGIC:
            raise ValueError(
                "not an sstable (bad magic number): perhaps your file is in a different file "
                "format and you need to use a different restore operator?"
            )
        at = len(data) - _FOOTER
        offset, size, at = self._handle(data, at)
        self._block(offset, size)  # of filters, which checkpoints have none of
        offset, size, _ = self._handle(data, at)
        found, end = {}, 0
        for handle in self._block(offset, size).values():
            offset, size, _ = self._handle(handle, 0)
            if offset < end:  # each block once: a small file must not stand for a large one
                raise ValueError(f"blocks overlap at byte {offset}")
            end = offset + size
            self._add(found, self._block(offset, size))
        return found

    def _add(self, found, block):
        if found and block and next(iter(block)) <= next(reversed(found)):
            raise ValueError("keys are not in order")
        found.update(block)

    @staticmethod
    def _handle(data, at):
        offset, at = read_varint(data, at)
        size, at = read_varint(data, at)
        return offset, size, at

    def _block(self, offset, size) -> dict:
        end = offset + size
        if end + _TRAILER > len(self._data) - _FOOTER:
            raise ValueError(f"truncated block read: bytes {offset} to {end}")
        body = self._data[offset : end + 1]
        (checksum,) = struct.unpack_from("<I", self._data, end + 1)
        if masked(_native.crc32c(body)) != checksum:
            raise ValueError(f"block checksum mismatch: bytes {offset} to {end}")
        if body[-1] == _SNAPPY:
            raise errors.UnimplementedError(
                "a table whose blocks are compressed with Snappy cannot be read; TensorFlow "
                "writes checkpoints without compression"
            )
        if body[-1] != _PLAIN:
            raise ValueError(f"bad block type {body[-1]}")
        return self._pairs(body[:-1])

    def _pairs(self, block) -> dict:
        (restarts,) = struct.unpack_from("<I", block, len(block) - 4)
        end = len(block) - 4 - 4 * restarts
        if end < 0:
            raise ValueError("bad entry in block: more restarts than it has room for")
        found, at, key = {}, 0, None
        while at < end:
            shared, at = read_varint(block, at)
            own, at = read_varint(block, at)
            size, at = read_varint(block, at)
            if shared > len(key or b"") or at + own + size > end:
                raise ValueError(f"bad entry in block at byte {at}")
            key = (key or b"")[:shared] + block[at : at + own]
            self._room -= len(key)
            if self._room < 0:
                raise ValueError("keys are longer than the file can have")
            at += own
            found[key] = block[at : at + size]
            at += size
        if any(a >= b for a, b in pairwise(found)):
            raise ValueError("keys are not in order")
        return found
