"""Ops that write and read checkpoints: SaveV2, RestoreV2, MergeV2Checkpoints, ShardedFilename.

Those of the old format are Save, SaveSlices and ShardedFilespec; RestoreV2 reads both.
"""

import contextlib
import os
import threading
from itertools import starmap
from typing import Any

from zeal import _native, dtypes, errors
from zeal.checkpoint import durable, slices, v1_writer
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter, as_prefix, commit, index_path
from zeal.checkpoint.v1_reader import V1Reader
from zeal.local_files import call
from zeal.messages.checkpoint import BundleEntryProto
from zeal.ops.host_op import python_op
from zeal.tensor_shape import sizes_text

_held: Any = threading.local()  # what this thread reads in blocks of `one_checkpoint`, by prefix


def open_reader(prefix):
    """What reads the checkpoint of a prefix, of the present format or the old one.

    Raises:
      NotFoundError: there is none.
      DataLossError: it is damaged.
    """
    prefix = as_prefix(prefix)
    return BundleReader(prefix) if os.path.exists(index_path(prefix)) else V1Reader(prefix)


@contextlib.contextmanager
def one_checkpoint(prefix):
    """A block in which all that the thread restores from a prefix was saved together.

    Somebody may save to the prefix meanwhile. The index is read once, for all ops in the block.

    Returns:
      A context manager, which gives what reads it.

    Raises:
      NotFoundError: there is none.
      DataLossError: it is damaged.
    """
    prefix, readers = as_prefix(prefix), vars(_held)
    if prefix in readers:
        yield readers[prefix]
        return
    with open_reader(prefix).held() as reader:
        readers[prefix] = reader
        try:
            yield reader
        finally:
            del readers[prefix]


def current_reader(prefix):
    """What a block of `one_checkpoint` reads a prefix by, or else a new reader."""
    return vars(_held).get(as_prefix(prefix)) or open_reader(prefix)


def _texts(tensor) -> list:
    return list(tensor.__array__().ravel())


def _prefix(tensor) -> str:
    if tensor.shape.ndims:
        raise errors.InvalidArgumentError(
            f"Input prefix should be a scalar tensor, got {sizes_text(tensor.shape)} instead"
        )
    return as_prefix(tensor.numpy())


def _names_and_parts(names, parts, count=None):
    """Pairs of a name and a Box or None."""
    for what, tensor in (("tensor_names", names), ("shape_and_slices", parts)):
        if tensor.shape.ndims != 1 or (count is not None and len(_texts(tensor)) != count):
            raise errors.InvalidArgumentError(
                f"Expected a vector of {count} elements for {what}, got shape "
                f"{sizes_text(tensor.shape)}"
            )
    if len(_texts(names)) != len(_texts(parts)):
        raise errors.InvalidArgumentError(
            f"Got {len(_texts(names))} tensor names but {len(_texts(parts))} slices"
        )
    boxes = (slices.of_spec(text.decode()) for text in _texts(parts))
    return list(zip(_texts(names), boxes, strict=True))


# --- kernels ---
def _save(tensors, attrs):
    prefix, names, parts, *values = tensors
    pairs = _names_and_parts(names, parts, len(values))
    with BundleWriter(_prefix(prefix)) as writer:
        for (name, box), value in zip(pairs, values, strict=True):
            if box is None:
                writer.add(name, value)
            else:
                writer.add_slice(name, box.shape, box, value)
        writer.finish()
    return []


def _save_slices(tensors, attrs):
    name, names, parts, *values = tensors
    pairs = _names_and_parts(names, parts, len(values))
    triples = [(name, box, value) for (name, box), value in zip(pairs, values, strict=True)]
    v1_writer.write(_prefix(name), triples)
    return []


def _save_old(tensors, attrs):
    name, names, *values = tensors
    whole = _native.convert([""] * len(values), dtypes.string)
    return _save_slices([name, names, whole, *values], attrs)


def _restore(tensors, attrs):
    prefix, names, parts = tensors
    dtypes = attrs["dtypes"]
    with one_checkpoint(_prefix(prefix)) as reader:
        pairs = _names_and_parts(names, parts, len(dtypes))
        for (name, _), dtype in zip(pairs, dtypes, strict=True):  # before anything is read
            _check_dtype(reader, name, dtype)
        return list(starmap(reader.get, pairs))


def check_there(prefix, names, kinds) -> None:
    """Raises as RestoreV2 does where a checkpoint lacks a tensor, or has one of another dtype.

    Args:
      prefix: the checkpoint's.
      names: the tensors' names, str.
      kinds: the dtypes that they must have.
    """
    reader = current_reader(prefix)
    for name, dtype in zip(names, kinds, strict=True):
        _check_dtype(reader, name.encode(), dtype)


def _check_dtype(reader, name, dtype):
    stored = reader.dtype(name)
    if stored != dtype:
        raise errors.InvalidArgumentError(
            f"tensor_name = {name.decode(errors='replace')}; expected dtype {dtype.name} does not "
            f"equal original dtype {stored.name} in {reader.prefix}"
        )


def _merge(tensors, attrs):
    merge_bundles([as_prefix(p) for p in _texts(tensors[0])], _prefix(tensors[1]))
    if attrs["delete_old_dirs"]:
        for folder in {os.path.dirname(os.fsdecode(p)) for p in _texts(tensors[0])}:
            with contextlib.suppress(OSError):  # it holds something else too
                os.rmdir(folder)
    return []


def merge_bundles(prefixes, prefix) -> None:
    """Makes one checkpoint of several: their files of data are renamed, the indices joined.

    Args:
      prefixes: the checkpoints, which are gone afterwards.
      prefix: the one that they become.

    Raises:
      InvalidArgumentError: two have a tensor of one name.
    """
    readers = list(map(BundleReader, prefixes))
    entries, paths = {}, []
    for reader in readers:
        for key, entry in reader.entries().items():
            _join(entries, key, entry, len(paths))
        paths += map(reader.data_path, range(reader.shards))
    with contextlib.ExitStack() as stack:
        files = []
        for path in paths:
            files.append(durable.Written(path))
            stack.callback(files[-1].close)
        commit(prefix, [(file, shard) for shard, file in enumerate(files)], entries)
    for path in {index_path(reader.prefix) for reader in readers} - {index_path(prefix)}:
        call(os.unlink, path)


def _join(entries, key, entry, first_shard):
    """Adds an entry; of a tensor whose parts lie in several bundles, one names them all."""
    known = entries.get(key)
    if known is None:
        known = entries[key] = BundleEntryProto()
        known.CopyFrom(entry)
        known.shard_id += 0 if entry.slices else first_shard
    elif known.slices and (known.dtype, known.shape) == (entry.dtype, entry.shape):
        known.slices.extend(entry.slices)
    else:
        raise errors.InvalidArgumentError(
            f"tensor {key.decode(errors='replace')} is in two of the checkpoints to be merged"
        )


def _sharded(tensors, attrs):
    name, shard, shards = tensors
    return [name.numpy() + b"-%05d-of-%05d" % (int(shard), int(shards))]


def _all_shards(tensors, attrs):
    name, shards = tensors
    return [name.numpy() + b"-?????-of-%05d" % int(shards)]


save_v2 = python_op(
    "SaveV2",
    [("prefix", "string"), ("tensor_names", "string"), ("shape_and_slices", "string"),
     ("tensors", "list(dtypes)")], [],
    infer=lambda shapes, attrs: [], kernel=_save, doc="Writes tensors to a checkpoint.",
)  # fmt: skip
restore_v2 = python_op(
    "RestoreV2",
    [("prefix", "string"), ("tensor_names", "string"), ("shape_and_slices", "string")],
    [("tensors", "list(dtypes)")],
    infer=lambda shapes, attrs: [None] * len(attrs["dtypes"]), kernel=_restore,
    doc="Reads tensors from a checkpoint.",
)  # fmt: skip
merge_v2_checkpoints = python_op(
    "MergeV2Checkpoints", [("checkpoint_prefixes", "string"), ("destination_prefix", "string")],
    [], attrs=[("delete_old_dirs", True)], infer=lambda shapes, attrs: [], kernel=_merge,
    doc="Makes one checkpoint of several.",
)  # fmt: skip
sharded_filename = python_op(
    "ShardedFilename", [("basename", "string"), ("shard", "int32"), ("num_shards", "int32")],
    [("filename", "string")], infer=lambda shapes, attrs: [()], kernel=_sharded,
    doc="The name of one of several files.",
)  # fmt: skip

# --- the old format ---
save = python_op(
    "Save", [("filename", "string"), ("tensor_names", "string"), ("data", "list(T)")], [],
    infer=lambda shapes, attrs: [], kernel=_save_old,
    doc="Writes tensors to a checkpoint of the old format.",
)  # fmt: skip
save_slices = python_op(
    "SaveSlices",
    [("filename", "string"), ("tensor_names", "string"), ("shapes_and_slices", "string"),
     ("data", "list(T)")], [],
    infer=lambda shapes, attrs: [], kernel=_save_slices,
    doc="Writes parts of tensors to a checkpoint of the old format.",
)  # fmt: skip
sharded_filespec = python_op(
    "ShardedFilespec", [("basename", "string"), ("num_shards", "int32")],
    [("filename", "string")], infer=lambda shapes, attrs: [()], kernel=_all_shards,
    doc="A pattern that names all of several files.",
)  # fmt: skip
