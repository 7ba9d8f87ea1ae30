"""Reads a bundle: tensors by name from the files that `bundle_writer` or TensorFlow wrote."""

import contextlib
import math
import os
import struct

from zeal import _native, dtypes, errors
from zeal.checkpoint import slices, table
from zeal.checkpoint.bundle_writer import as_prefix, data_path, data_paths, index_path
from zeal.checkpoint.coding import key_bytes, masked, read_varint, shown, unmasked
from zeal.checkpoint.near import hint
from zeal.graph.graph import outside_graphs
from zeal.local_files import call
from zeal.messages.checkpoint import BundleEntryProto, BundleHeaderProto
from zeal.messages.graph import DecodeError
from zeal.tensor_shape import TensorShape

_MOST_AXES = 254
_LARGE = 1 << 24  # bytes: smaller values may lie in memory twice for a moment
_MOST_TURNS = 20  # to newer checkpoints at once: a save has two indices


class BundleReader:
    """The tensors of a checkpoint. Only what is asked for is read.

    Where the prefix is saved to meanwhile, it turns to the new checkpoint once the old one's data
    are gone, but in a block of `held`.

    Args:
      prefix: the path that the files' names begin with.

    Raises:
      NotFoundError: there is no such checkpoint.
      DataLossError: the index is cut short or damaged.
      UnimplementedError: it was written by a machine of the other byte order.

    Example:
      >>> import tempfile
      >>> from zeal.checkpoint.bundle_writer import BundleWriter
      >>> prefix = tempfile.mkdtemp() + "/model"
      >>> with BundleWriter(prefix) as writer:
      ...     writer.add("w", [1.0, 2.0])
      ...     writer.finish()
      >>> BundleReader(prefix).get("w").numpy().tolist()
      [1.0, 2.0]
    """

    def __init__(self, prefix):
        self.prefix = as_prefix(prefix)
        self._path = index_path(self.prefix)
        self._held: "dict[str, int] | None" = None  # open files by path
        self._open()

    def _open(self):
        """Reads the index."""
        content, self._file = _content(self._path, self.prefix)
        self._raw = table.parse(content, self._path)
        self._entries: dict = {}
        header = self._parsed(BundleHeaderProto, self._raw.pop(b"", b""))
        if header.endianness:
            raise errors.UnimplementedError(
                f"{self._path}: the checkpoint was written by a big-endian machine; convert it "
                "there"
            )
        if header.version.min_consumer > 1:
            raise errors.UnimplementedError(
                f"{self._path}: the checkpoint's format wants a reader of version "
                f"{header.version.min_consumer}, and this is version 1"
            )
        self.shards = header.num_shards
        if self.shards < 1:
            self._fail(f"there are {self.shards} files of data")

    @contextlib.contextmanager
    def held(self):
        """A block in which all that is read was saved together, whoever saves meanwhile."""
        if self._held is not None:
            yield self
            return
        try:
            self._hold()
            yield self
        finally:
            self._let_go()

    def _hold(self):
        """Opens the files of data of an index that still stands when they are open."""
        for _ in range(_MOST_TURNS):
            self._held = {}
            for path in data_paths(self.prefix, self.shards):
                with contextlib.suppress(OSError):  # what is read of it says so
                    self._held[path] = os.open(path, os.O_RDONLY)
            if _identity(call(os.stat, self._path)) == self._file:
                return
            self._let_go()
            self._open()
        raise errors.DataLossError(f"{self.prefix} is saved to faster than it can be read")

    def _let_go(self):
        for fd in (self._held or {}).values():
            os.close(fd)
        self._held = None

    def keys(self) -> list:
        """The names of the tensors, sorted."""
        return [key.decode(errors="replace") for key in self._raw if key[:1] != b"\0"]

    def has(self, key) -> bool:
        """Whether there is a tensor of that name."""
        return key_bytes(key) in self._raw

    def dtype(self, key):
        """The dtype of a tensor. Raises NotFoundError if there is none."""
        return self._dtype(key, self.entry(key))

    def shape(self, key) -> TensorShape:
        """The shape of a tensor. Raises NotFoundError if there is none."""
        return TensorShape(self._sizes(key, self.entry(key)))

    def get(self, key, part=None):
        """A tensor, or a part of one.

        Args:
          key: its name, str or bytes.
          part: a `slices.Box` of it; all by default.

        Returns:
          A tensor with a value, in graphs too.

        Raises:
          NotFoundError: there is none of that name, or no file of its data.
          InvalidArgumentError: the part does not lie in it.
          DataLossError: its data are cut short or damaged.
        """
        for _ in range(_MOST_TURNS if self._held is None else 0):
            try:
                return self._get(key, part)
            except (errors.NotFoundError, errors.DataLossError):
                if _identity(call(os.stat, self._path)) == self._file:
                    raise
            self._open()
        return self._get(key, part)

    def read_into(self, variable, key) -> bool:
        """Reads a large tensor into the memory of a variable's value, which it replaces.

        The file is read twice: first to see whether it is whole, so that no value is lost to a
        damaged one. To be called in a block of `held`.

        Args:
          variable: the variable, whose value must be of the tensor's dtype and shape.
          key: the tensor's name.

        Returns:
          Whether it was done. Not where the tensor is small, or lies in parts, or where somebody
          else sees the old value: `get` is for these.

        Raises:
          NotFoundError, DataLossError: as of `get`; the variable keeps its value.
        """
        entry = self.entry(key)
        if entry.size < _LARGE or entry.slices or not variable.shape.is_fully_defined():
            return False
        dtype, sizes = self._dtype(key, entry), self._sizes(key, entry)
        if dtype != variable.dtype or dtype == dtypes.string or variable.shape != sizes:
            return False
        with self._place(key, entry, dtype, sizes) as fd:
            wanted = unmasked(entry.crc32c)
            crc = _native.read_in_place(variable, fd, entry.offset, wanted)
        if crc is not None:
            self._check_sum(key, entry, crc)
        return crc is not None

    def _get(self, key, part):
        entry = self.entry(key)
        sizes = self._sizes(key, entry)
        if part is not None and part.shape != sizes:
            raise errors.InvalidArgumentError(
                f"{shown(key)}: a slice of a tensor of shape {list(part.shape)} was asked for; in "
                f"the checkpoint {self.prefix} its shape is {list(sizes)}"
            )
        if entry.slices:
            return self._from_parts(key, entry, part or slices.whole(sizes))
        value = self._read(key, entry, self._dtype(key, entry), sizes)
        if part is None or part.size == sizes:
            return value
        with outside_graphs():
            return _native.api.slice(value, list(part.begin), list(part.size))

    def entry(self, key):
        """What the index says of a tensor: a BundleEntryProto, which must not be changed."""
        name = key_bytes(key)
        if name not in self._entries:
            if name not in self._raw or not name:
                raise errors.NotFoundError(self._not_found(key))
            self._entries[name] = self._parsed(BundleEntryProto, self._raw[name])
        return self._entries[name]

    def entries(self) -> dict:
        """All that the index says, by key, the keys of parts among them."""
        return {key: self.entry(key) for key in self._raw}

    def data_path(self, shard: int) -> str:
        """The file of a shard."""
        return data_path(self.prefix, shard, self.shards)

    # --- what an entry says, checked ---
    def _parsed(self, kind, data):
        try:
            return kind.FromString(data)
        except DecodeError as e:
            raise errors.DataLossError(f"{self._path}: a damaged entry: {e}") from None

    def _fail(self, text, key=None):
        where = f"{self._path}: " + (f"tensor {shown(key)}: " if key is not None else "")
        raise errors.DataLossError(where + text)

    def _not_found(self, key):
        name = shown(key)
        return f"Key {name} not found in checkpoint {self.prefix}{hint(name, self.keys())}"

    def _dtype(self, key, entry):
        return stored_dtype(entry.dtype, self._path, key)

    def _sizes(self, key, entry) -> tuple:
        sizes = tuple(d.size for d in entry.shape.dim)
        if entry.shape.unknown_rank or len(sizes) > _MOST_AXES or any(n < 0 for n in sizes):
            self._fail(f"its shape {list(sizes)} is none", key)
        return sizes

    # --- values ---
    def _read(self, key, entry, dtype, sizes):
        """A tensor that lies in one piece."""
        with self._place(key, entry, dtype, sizes) as fd:
            if dtype == dtypes.string:
                value, crc = self._texts(key, entry, dtype, sizes, fd)
            else:
                value, crc = _native.read_tensor(fd, entry.offset, dtype, sizes)
        self._check_sum(key, entry, crc)
        return value

    @contextlib.contextmanager
    def _place(self, key, entry, dtype, sizes):
        """The open file that has a tensor's bytes, so many as its shape needs."""
        if not 0 <= entry.shard_id < self.shards:
            self._fail(f"it lies in file {entry.shard_id} of {self.shards}", key)
        with self._data(entry.shard_id) as fd:
            room = os.fstat(fd).st_size
            if min(entry.offset, entry.size) < 0 or entry.offset + entry.size > room:
                raise errors.DataLossError(
                    f"{self.data_path(entry.shard_id)}: tensor {shown(key)} lies at bytes "
                    f"{entry.offset} to {entry.offset + entry.size}, and the file has {room}"
                )
            self._check_size(key, entry, dtype, sizes)
            yield fd

    def _check_sum(self, key, entry, crc):
        if masked(crc) != entry.crc32c:
            raise errors.DataLossError(
                f"{self.data_path(entry.shard_id)}: TensorBundle at {self.prefix}: checksum of "
                f"tensor {shown(key)} does not match: stored {entry.crc32c:08x} vs. calculated "
                f"{masked(crc):08x}"
            )

    @contextlib.contextmanager
    def _data(self, shard):
        """An open file of data."""
        path = self.data_path(shard)
        if self._held and path in self._held:
            yield self._held[path]
            return
        fd = call(os.open, path, os.O_RDONLY)
        try:
            yield fd
        finally:
            os.close(fd)

    def _check_size(self, key, entry, dtype, sizes):
        """The bytes must be as many as the shape needs, before memory is asked for."""
        count = math.prod(sizes)
        if dtype == dtypes.string:
            if count + 4 > entry.size:  # a byte for each length, and their checksum
                self._fail(f"it has {entry.size} bytes, too few for {count} strings", key)
        elif count * dtype.size != entry.size:
            self._fail(
                f"it has {entry.size} bytes, which do not fit shape {list(sizes)} of {dtype.name}",
                key,
            )

    def _texts(self, key, entry, dtype, sizes, fd):
        data = _bytes_at(fd, entry.offset, entry.size)
        try:
            texts, crc = _split(data, math.prod(sizes))
        except ValueError as e:
            return self._fail(f"its strings are damaged: {e}", key)
        with outside_graphs():
            flat = _native.convert(texts, dtype) if texts else _no_texts()
            return _native.api.reshape(flat, list(sizes)), crc

    def _from_parts(self, key, entry, wanted):
        """A box of a tensor that was saved in parts."""
        import numpy as np

        dtype, name = self._dtype(key, entry), key_bytes(key)
        parts = [slices.of_proto(p, wanted.shape) for p in entry.slices]
        for part in parts:
            if (part.begin, part.size) == (wanted.begin, wanted.size):
                return self._part(key, name, part, dtype)
        overlaps = [(part, common) for part in parts if (common := part.common(wanted))]
        missing = math.prod(wanted.size) - sum(math.prod(size) for _, (_, size) in overlaps)
        if missing > 0:
            self._fail(f"its parts lack {missing} of the elements", key)
        self._check_room(key, name, parts, dtype)
        kind = object if dtype == dtypes.string else dtype.as_numpy_dtype
        found, seen = np.empty(wanted.size, kind), np.zeros(wanted.size, bool)
        for part, (begin, size) in overlaps:
            value, place = self._part(key, name, part, dtype), wanted.within(begin, size)
            found[place], seen[place] = value.__array__()[part.within(begin, size)], True
        if not seen.all():
            self._fail("its parts do not cover it", key)
        with outside_graphs():
            return _native.convert(found, dtype)

    def _check_room(self, key, name, parts, dtype):
        """The data must be as large as all parts together, before memory for them is asked for."""
        needed: dict = {}
        for part in parts:
            entry = self._part_entry(key, name, part)
            self._check_size(key, entry, dtype, part.size)
            needed[entry.shard_id] = needed.get(entry.shard_id, 0) + entry.size
        for shard, size in needed.items():
            with self._data(shard) as fd:
                room = os.fstat(fd).st_size
            if size > room:
                self._fail(f"its parts need {size} bytes of a file that has {room}", key)

    def _part(self, key, name, part, dtype):
        return self._read(key, self._part_entry(key, name, part), dtype, part.size)

    def _part_entry(self, key, name, part):
        stored = part.key(name)
        if stored not in self._raw:
            self._fail(f"the part from {list(part.begin)} is not there", key)
        return self.entry(stored)


def stored_dtype(number, path, key):
    """The dtype that a file's number stands for.

    Raises:
      DataLossError: it is none; UnimplementedError: values of it cannot be read.
    """
    try:
        dtype = dtypes.as_dtype(number)
    except TypeError:
        raise errors.DataLossError(
            f"{path}: tensor {shown(key)}: its dtype has the number {number}, which is none"
        ) from None
    if dtype.name in ("resource", "variant") or dtype._is_ref_dtype:
        raise errors.UnimplementedError(
            f"{path}: tensor {shown(key)} is of dtype {dtype.name}, which cannot be read"
        )
    return dtype


def _identity(stat) -> tuple:
    """What tells a file from the one that a later save puts in its place."""
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size


def _content(path, prefix):
    """The index's bytes, and which file they are of."""
    try:
        with call(open, path, "rb") as file:
            return file.read(), _identity(os.fstat(file.fileno()))
    except errors.NotFoundError:
        raise errors.NotFoundError(
            "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for "
            f"{prefix}"
        ) from None


def _bytes_at(fd, at, size) -> bytes:
    """So many bytes of a file; the system reads less than 2 GiB at once."""
    parts = []
    while size and (part := os.pread(fd, size, at)):
        parts.append(part)
        at, size = at + len(part), size - len(part)
    return b"".join(parts)


def _split(data, count):
    """The texts in a string tensor's bytes, and the checksum of all."""
    lengths, at, crc = [], 0, 0
    for _ in range(count):
        length, at = read_varint(data, at)
        lengths.append(length)
    packed = (struct.pack("<I" if n < 1 << 32 else "<Q", n) for n in lengths)
    crc = _native.crc32c(b"".join(packed))
    check = data[at : at + 4]
    if check != struct.pack("<I", masked(crc)):
        raise ValueError("the checksum of their lengths does not match")
    at += 4
    if at + sum(lengths) != len(data):
        raise ValueError(f"they need {at + sum(lengths)} bytes and have {len(data)}")
    crc = _native.crc32c(data[at:], _native.crc32c(check, crc))
    texts = []
    for length in lengths:
        texts.append(data[at : at + length])
        at += length
    return texts, crc


def _no_texts():
    return _native.api.slice(_native.convert([b""]), [0], [0])
