"""Writes checkpoints of TensorFlow's old format: one file, a table of SavedTensorSlices."""

from zeal import dtypes, errors
from zeal.checkpoint import durable, slices, table
from zeal.checkpoint.coding import shown
from zeal.graph_def.tensor_proto import write_values
from zeal.messages.checkpoint import SavedTensorSlices

_VERSION = 1
_MOST_BYTES = 1 << 31  # of a message
_WITHOUT_FORM = (dtypes.bfloat16, dtypes.uint32, dtypes.uint64, dtypes.resource, dtypes.variant)


def write(path, parts) -> None:
    """Writes a checkpoint's file, at one moment.

    Args:
      path: the file.
      parts: triples of name (bytes), `slices.Box` or None for a whole tensor, and value.

    Raises:
      InvalidArgumentError: a name comes twice, parts are not of one tensor, or a value is too
        large for a message.
      UnimplementedError: the format has no room for a dtype.
    """
    head, entries, metas = SavedTensorSlices(), {}, {}
    head.meta.versions.producer = _VERSION
    for name, box, value in parts:
        whole = box is None
        box = slices.whole(value._shape_tuple()) if whole else box
        _check(name, box, value)
        if box.key(name) in entries or (whole and name in metas):
            raise errors.InvalidArgumentError(f"Adding duplicate key: {shown(name)}")
        entries[box.key(name)] = _data(name, box, value)
        if name not in metas:
            metas[name] = head.meta.tensor.add(name=name, type=value.dtype.as_datatype_enum)
            metas[name].shape.SetInParent()
            for size in box.shape:
                metas[name].shape.dim.add(size=size)
        _add_part(metas[name], name, box, value)
    durable.remove_leftovers(path)
    pairs = [(b"", head.SerializeToString()), *sorted(entries.items())]
    durable.write_whole(path, table.build(pairs))


def _check(name, box, value):
    if value.dtype in _WITHOUT_FORM:
        raise errors.UnimplementedError(
            f"Saving data type {value.dtype.name} not yet supported: {shown(name)}; format V2 has "
            "all of them"
        )
    if box.size != value._shape_tuple():
        raise errors.InvalidArgumentError(
            f"{shown(name)}: a slice of sizes {list(box.size)} was announced, and one of "
            f"{list(value._shape_tuple())} given"
        )


def _add_part(meta, name, box, value):
    if (meta.type, [d.size for d in meta.shape.dim]) != (
        value.dtype.as_datatype_enum, list(box.shape)
    ):  # fmt: skip
        raise errors.InvalidArgumentError(
            f"Mismatching shapes or dtypes: the parts of {shown(name)} are of different tensors"
        )
    meta.slice.append(box.proto())


def _data(name, box, value) -> bytes:
    saved = SavedTensorSlices()
    saved.data.name = name
    saved.data.slice.CopyFrom(box.proto())
    write_values(saved.data.data, value)
    if saved.ByteSize() >= _MOST_BYTES:
        raise errors.InvalidArgumentError(
            f"Tensor slice is too large to serialize: {shown(name)} takes {saved.ByteSize()} "
            f"bytes, format V1 has at most {_MOST_BYTES} for each; format V2 has no such bound"
        )
    return saved.SerializeToString()
