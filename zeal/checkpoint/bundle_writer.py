"""Writes a bundle: tensors by name in `prefix.data-00000-of-00001`, found by `prefix.index`."""

import contextlib
import os
import re
import struct

from zeal import _native, dtypes, errors
from zeal.checkpoint import durable, slices, table
from zeal.checkpoint.coding import key_bytes, masked, shown, varint
from zeal.graph.graph import outside_graphs
from zeal.local_files import call, call_open
from zeal.messages.checkpoint import BundleEntryProto, BundleHeaderProto
from zeal.messages.graph import DecodeError

_VERSION = 1
_SHARD = re.compile(r"\d{5,}-of-\d{5,}")
_WITHOUT_VALUES = (dtypes.resource, dtypes.variant)


def data_path(prefix: str, shard: int, shards: int) -> str:
    """The file of a shard."""
    return f"{prefix}.data-{shard:05d}-of-{shards:05d}"


def index_path(prefix: str) -> str:
    """The file that says where each tensor lies."""
    return f"{prefix}.index"


def data_paths(prefix: str, shards: "int | None" = None) -> list:
    """The files of data of a prefix that there are, of so many shards or of any number."""
    start, end = f"{prefix}.data-", "" if shards is None else f"-of-{shards:05d}"
    found = durable.paths_that_begin(start)
    return [path for path in found if _SHARD.fullmatch(path, len(start)) and path.endswith(end)]


def as_prefix(prefix) -> str:
    """A prefix as text.

    Raises:
      InvalidArgumentError: it is empty, or has a zero byte.
    """
    text = os.fsdecode(prefix)
    if not text or "\0" in text:
        raise errors.InvalidArgumentError(f"no path begins with {text!r}, a checkpoint's prefix")
    return text


class BundleWriter:
    """Collects tensors in a temporary file; `finish` makes them a checkpoint, at one moment.

    Args:
      prefix: the path that the files' names begin with. Its folder is made, not those above.

    Raises:
      NotFoundError, PermissionDeniedError, FailedPreconditionError: nothing can be written there.

    Example:
      >>> import tempfile
      >>> prefix = tempfile.mkdtemp() + "/model"
      >>> with BundleWriter(prefix) as writer:
      ...     writer.add("w", [1.0, 2.0])
      ...     writer.finish()
      >>> sorted(os.listdir(os.path.dirname(prefix)))
      ['model.data-00000-of-00001', 'model.index']
    """

    def __init__(self, prefix):
        self._prefix = as_prefix(prefix)
        folder = os.path.dirname(self._prefix)
        if folder:
            with contextlib.suppress(errors.AlreadyExistsError):
                call(os.mkdir, folder)
        self._path = data_path(self._prefix, 0, 1)
        durable.remove_leftovers(self._path)
        durable.remove_leftovers(index_path(self._prefix))
        self._entries: dict = {}
        self._end = 0
        self._file = durable.TemporaryFile(self._path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Lets go of what is not finished. The checkpoint that was there stays."""
        self._file.close()

    def add(self, key, value) -> None:
        """Writes a tensor.

        Args:
          key: its name, str or bytes.
          value: a tensor, array, or what becomes one; not symbolic.

        Raises:
          InvalidArgumentError: the key is empty or was added before.
          ResourceExhaustedError: the disk is full.
        """
        tensor = self._tensor(key, value)
        self._put(key_bytes(key), self._write(tensor), key)

    def add_slice(self, key, full_shape, part, value) -> None:
        """Writes a part of a tensor; the others follow, into this bundle or one merged with it.

        Args:
          key: the whole tensor's name.
          full_shape: its sizes.
          part: a `slices.Box`, or a text as the op SaveV2 takes it.
          value: the part's value.

        Raises:
          InvalidArgumentError: the part does not lie in the tensor, or is not of its shape.
        """
        tensor = self._tensor(key, value)
        box = slices.of_spec(part) if isinstance(part, str) else part
        name = key_bytes(key)
        if box.shape != tuple(full_shape) or box.size != tensor._shape_tuple():
            raise errors.InvalidArgumentError(
                f"{shown(key)}: a slice of sizes {list(box.size)} of a tensor of shape "
                f"{list(box.shape)} was announced, and one of {list(tensor.shape.as_list())} of "
                f"{list(full_shape)} given"
            )
        entry = self._entries.get(name)
        if entry is None:
            entry = self._entries[name] = _entry(tensor.dtype, box.shape)
        entry.slices.append(box.proto())
        self._put(box.key(name), self._write(tensor), key)

    def finish(self) -> None:
        """Makes the files what they are called: until then the old ones stand, from then on these.

        Raises:
          ResourceExhaustedError: the disk is full.
        """
        self._file.settle()
        commit(self._prefix, [(self._file, 0)], self._entries)
        self._file.close()

    # --- one tensor ---
    @staticmethod
    def _tensor(key, value):
        if not isinstance(value, _native.Tensor):
            with outside_graphs():
                value = _native.convert(value)
        if value._symbolic:
            raise errors.InvalidArgumentError(
                f"{shown(key)}: a symbolic tensor has no value to be saved"
            )
        if value.dtype in _WITHOUT_VALUES:
            raise errors.UnimplementedError(
                f"{shown(key)}: tensors of dtype {value.dtype.name} cannot be saved"
            )
        return value

    def _put(self, name, entry, key):
        if not name:
            raise errors.InvalidArgumentError("a tensor in a checkpoint needs a name")
        if name in self._entries:
            raise errors.InvalidArgumentError(f"Adding duplicate key: {shown(key)}")
        self._entries[name] = entry

    def _write(self, tensor):
        entry = _entry(tensor.dtype, tensor._shape_tuple())
        entry.offset = self._end
        if tensor.dtype == dtypes.string:
            entry.crc32c, entry.size = self._write_texts(tensor)
        else:
            crc = call_open(
                _native.write_tensor, self._file.temporary, self._file.fd, self._end, tensor
            )
            entry.crc32c = masked(crc)
            entry.size = tensor.dtype.size * _count(tensor)
        self._end += entry.size
        return entry

    def _write_texts(self, tensor):
        """Lengths, their checksum, then the bytes; returns checksum and size."""
        texts = [bytes(t) for t in tensor.__array__().ravel()]
        lengths = b"".join(varint(len(t)) for t in texts)
        crc = 0
        for text in texts:
            crc = _native.crc32c(struct.pack("<I" if len(text) < 1 << 32 else "<Q", len(text)), crc)
        check = struct.pack("<I", masked(crc))
        at = durable.append(self._file, self._end, lengths + check)
        crc = _native.crc32c(check, crc)
        for text in _joined(texts):
            crc = _native.crc32c(text, crc)
            at = durable.append(self._file, at, text)
        return masked(crc), at - self._end


def _joined(texts):
    """Short texts together, so that there are fewer writes."""
    held, size = [], 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size > 1 << 20:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _count(tensor) -> int:
    count = 1
    for size in tensor._shape_tuple():
        count *= size
    return count


def _entry(dtype, shape):
    entry = BundleEntryProto(dtype=dtype.as_datatype_enum)
    entry.shape.SetInParent()
    for size in shape:
        entry.shape.dim.add(size=size)
    return entry


# --- what stands at last ---
_commits: dict = {}  # the one that is at work, by the prefix's path


def index_bytes(entries, shards: int) -> bytes:
    """The index's content.

    Args:
      entries: BundleEntryProtos by key.
      shards: the number of files of data.
    """
    header = BundleHeaderProto(num_shards=shards)
    header.version.producer = _VERSION
    pairs = ((key, entries[key].SerializeToString()) for key in sorted(entries))
    return table.build([(b"", header.SerializeToString()), *pairs])


def commit(prefix, files, entries) -> None:
    """Gives files of data and their index the names that they will have.

    The index is what decides: it is renamed when the data that it names has its name. Where the
    data's name is that of what the index in force names, the new data first stands beside it under
    another (as shard n + i of 2 n) with an index of its own, so that at no moment there is an index
    without its data. Of several that save to one prefix each waits for the one before it.

    Args:
      prefix: the checkpoint's.
      files: pairs of a TemporaryFile, whose content is on the disk, and its shard.
      entries: BundleEntryProtos by key.
    """
    path, this = os.path.abspath(prefix), object()
    with durable.alone_in_folder(prefix):
        _commits[path] = this
        try:
            for _ in _steps(prefix, files, entries):
                if _commits.get(path) is not this:
                    break  # the handler of a signal has saved here, which is newer
        finally:
            _commits.pop(path, None)


def _steps(prefix, files, entries):
    """Gives files their names; each step may be the last one, and leaves a whole checkpoint."""
    shards = len(files)
    paths = [data_path(prefix, shard, shards) for _, shard in files]
    if _shards_there(prefix) == shards:
        for file, shard in files:
            _link(file, data_path(prefix, shards + shard, 2 * shards))
        yield from _index(prefix, _moved(entries, shards), 2 * shards)
    for (file, _), path in zip(files, paths, strict=True):
        yield
        file.become(path)
    yield from _index(prefix, entries, shards)
    for path in set(data_paths(prefix)) - set(paths):  # of what stood there before
        yield
        with contextlib.suppress(OSError):
            os.unlink(path)


def _index(prefix, entries, shards):
    with durable.prepared(index_path(prefix), index_bytes(entries, shards)) as file:
        yield
        file.become()


def _shards_there(prefix) -> int:
    """How many files of data the index of a prefix names, which their names tell; 0 for none."""
    path = index_path(prefix)
    try:
        with open(path, "rb") as file:
            entries = table.parse(file.read(), path)
        return BundleHeaderProto.FromString(entries[b""]).num_shards
    except (OSError, KeyError, DecodeError, errors.OpError):
        return 0  # nothing there that could be lost


def _link(file, path):
    """A second name for a temporary file's content, or a copy where there are no links."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    try:
        os.link(file.temporary, path)
    except OSError:
        copy = durable.TemporaryFile(path)
        try:
            size, at = os.fstat(file.fd).st_size, 0
            while at < size:
                at = durable.append(copy, at, os.pread(file.fd, 1 << 24, at))
            copy.settle()
            copy.become()
        finally:
            copy.close()


def _moved(entries, shards) -> dict:
    """The entries of the same data under its other name."""
    moved = {}
    for key, entry in entries.items():
        moved[key] = BundleEntryProto.FromString(entry.SerializeToString())
        if not entry.slices:
            moved[key].shard_id += shards
    return moved
