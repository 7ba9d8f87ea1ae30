"""Reads checkpoints of TensorFlow's old format: one file, a table of SavedTensorSlices."""

import contextlib
import glob
import math
import os
import re

from zeal import _native, dtypes, errors
from zeal.checkpoint import slices, table
from zeal.checkpoint.bundle_reader import stored_dtype
from zeal.checkpoint.coding import shown
from zeal.checkpoint.near import hint
from zeal.graph.graph import outside_graphs
from zeal.graph_def.tensor_proto import array_of
from zeal.local_files import call
from zeal.messages.checkpoint import SavedTensorSlices
from zeal.messages.graph import DecodeError
from zeal.tensor_shape import TensorShape

_OF_BUNDLES = re.compile(r"\.(index|meta|data-\d{5}-of-\d{5})$")


def files_of(prefix: str) -> list:
    """The files of a checkpoint: that of the name itself, its shards, or those that match it."""
    if os.path.isfile(prefix):
        return [prefix]
    shards = sorted(glob.glob(f"{glob.escape(prefix)}-?????-of-?????"))
    if shards or not re.search(r"[*?\[]", prefix):
        return shards
    return sorted(filter(os.path.isfile, glob.glob(prefix)))


class V1Reader:
    """The tensors of a checkpoint in the old format; as `bundle_reader.BundleReader`.

    Args:
      prefix: its file, or what its shards' names begin with.

    Raises:
      NotFoundError: there is none.
      DataLossError: a file is damaged.
    """

    def __init__(self, prefix):
        self.prefix = os.fsdecode(prefix)
        paths = files_of(self.prefix)
        if not paths:
            raise errors.NotFoundError(
                "Unsuccessful TensorSliceReader constructor: Failed to find any matching files "
                f"for {self.prefix}"
            )
        self._tensors: dict = {}  # by name: the meta message, and pairs of part and its bytes
        for path in paths:
            self._load(path)

    def held(self):
        """A block in which all that is read was saved together: this reader has it in memory."""
        return contextlib.nullcontext(self)

    def keys(self) -> list:
        """The names of the tensors, sorted."""
        return sorted(self._tensors)

    def has(self, key) -> bool:
        """Whether there is a tensor of that name."""
        return shown(key) in self._tensors

    def dtype(self, key):
        """The dtype of a tensor. Raises NotFoundError if there is none."""
        return stored_dtype(self._known(key)[0].type, self.prefix, key)

    def shape(self, key) -> TensorShape:
        """The shape of a tensor. Raises NotFoundError if there is none."""
        return TensorShape(self._sizes(key))

    def read_into(self, variable, key) -> bool:
        """Whether a tensor was read into a variable's memory: none is of this format."""
        return False

    def get(self, key, part=None):
        """A tensor, or a part of one. See `BundleReader.get`."""
        import numpy as np

        wanted, dtype = part or slices.whole(self._sizes(key)), self.dtype(key)
        values = []
        for box, path, data in self._known(key)[1]:
            common = box.common(wanted)
            if common is not None:
                values.append((box, common, self._array(path, key, data, dtype, box)))
        have = sum(math.prod(size) for _, (_, size), _ in values)
        if have != math.prod(wanted.size):
            raise errors.DataLossError(f"{self.prefix}: parts of tensor {shown(key)} are missing")
        kind = object if dtype == dtypes.string else dtype.as_numpy_dtype
        found = np.empty(wanted.size, kind)
        for box, (begin, size), value in values:
            found[wanted.within(begin, size)] = value[box.within(begin, size)]
        with outside_graphs():
            return _native.convert(found, dtype)

    # --- files ---
    def _load(self, path):
        own = _OF_BUNDLES.search(path)
        if own is not None:
            raise errors.DataLossError(
                f"{path} is one file of a checkpoint; what is asked for is the prefix that their "
                f"names have in common, {path[: own.start()]}"
            )
        with call(open, path, "rb") as file:
            entries = table.parse(file.read(), path)
        try:
            saved = [SavedTensorSlices.FromString(v) for v in entries.values()]
        except DecodeError as e:
            raise errors.DataLossError(f"{path}: a damaged entry: {e}") from None
        for meta in (t for s in saved for t in s.meta.tensor):
            self._tensors.setdefault(meta.name, (meta, []))
        for data in (s.data for s in saved if s.HasField("data")):
            meta, parts = self._known(data.name)
            box = slices.of_proto(data.slice, self._sizes(data.name))
            parts.append((box, path, data.data))

    def _known(self, key):
        name = shown(key)
        if name not in self._tensors:
            raise errors.NotFoundError(
                f"Key {name} not found in checkpoint {self.prefix}{hint(name, self.keys())}"
            )
        return self._tensors[name]

    def _sizes(self, key) -> tuple:
        meta = self._known(key)[0]
        sizes = tuple(d.size for d in meta.shape.dim)
        if any(n < 0 for n in sizes):
            raise errors.DataLossError(f"{self.prefix}: tensor {shown(key)} has shape {sizes}")
        return sizes

    def _array(self, path, key, data, dtype, box):
        """A part's value, whose message says neither dtype nor shape."""
        if _count(data) != math.prod(box.size) * (2 if dtype.is_complex else 1):
            raise errors.DataLossError(
                f"{path}: tensor {shown(key)} has {_count(data)} values in a part of sizes "
                f"{list(box.size)}"
            )
        return array_of(data, dtype, list(box.size))


def _count(data) -> int:
    """How many numbers a message has in all its lists."""
    return sum(
        len(value) for field, value in data.ListFields() if field.name.endswith("_val")
    )
