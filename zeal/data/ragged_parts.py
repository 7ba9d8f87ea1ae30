"""Ragged tensors in elements of datasets: each is a string on its way, so that they can be batched.

The string has the dtype's number, how many splits there are, the shape of the flat values, the
lengths of the splits, the splits, and the values; of strings their lengths, then their bytes.
"""

import struct

from zeal import _native
from zeal.data.pending import as_tensor, is_symbolic
from zeal.data.sparse_parts import PackedLeaf
from zeal.dtypes import as_dtype, int64, string
from zeal.graph.host_call import host_call
from zeal.ragged.ragged_tensor import RaggedTensor
from zeal.tensor_shape import TensorShape, as_shape

_HEAD = struct.Struct("<qqq")


class RaggedLeaf(PackedLeaf):
    """A leaf of a template that stands for a ragged tensor in an element.

    Args:
      dtype: its DType.
      shape: the static shape of the whole.
      ragged_rank: how many axes are ragged; none for a row of a tensor that has one.
    """

    kind = RaggedTensor

    def __init__(self, dtype, shape, ragged_rank):
        super().__init__(dtype, shape)
        self.ragged_rank = ragged_rank

    def with_shape(self, change):
        """The same with `change(shape)`; an axis that comes in front, or goes, is a ragged one."""
        shape = as_shape(change(self.shape))
        return RaggedLeaf(self.dtype, shape, self.ragged_rank + shape.ndims - self.shape.ndims)

    def unpacked(self, texts):
        """The ragged tensor that strings stand for; a dense one where no axis is ragged."""
        if self.ragged_rank < 0:
            raise ValueError("a ragged tensor has no rows any more")
        unpack = _unpack(self)
        if not is_symbolic(texts):
            flat, *splits = unpack([texts])
        else:
            inner = self.shape.as_list()[self.ragged_rank + 1 :]
            first = self.shape.as_list()[0] if not self.ragged_rank else None
            outputs = [(self.dtype, TensorShape([first, *inner]))]
            outputs += [(int64, TensorShape([None]))] * self.ragged_rank
            flat, *splits = host_call("UnpackRagged", unpack, [texts], outputs)
        return RaggedTensor.from_nested_row_splits(flat, splits, validate=False)


def is_ragged(value) -> bool:
    """Whether a value is a ragged tensor, or a session's value of one."""
    return hasattr(value, "nested_row_splits")


def leaf_of(x) -> RaggedLeaf:
    """The leaf for a ragged tensor."""
    return RaggedLeaf(as_dtype(x.dtype), as_shape(x.shape), x.ragged_rank)


# --- to strings ---
def _encoded(flat, splits, dtype) -> bytes:
    import numpy as np

    head = _HEAD.pack(dtype.as_datatype_enum, len(splits), flat.ndim)
    sizes = np.array([*flat.shape, *map(len, splits)], np.int64).tobytes()
    if dtype == string:
        texts = list(flat.ravel())
        body = np.array([len(t) for t in texts], np.int64).tobytes() + b"".join(texts)
    else:
        body = np.ascontiguousarray(flat).tobytes()
    return b"".join([head, sizes, *(np.asarray(s, np.int64).tobytes() for s in splits), body])


def _whole(tensors):
    flat, *splits = tensors
    return [as_tensor(_encoded(flat.numpy(), [s.numpy() for s in splits], flat.dtype), string)]


def _rows(tensors):
    """One string for each row of the first axis."""
    flat, *splits = tensors
    values, splits = flat.numpy(), [s.numpy() for s in splits]
    found = []
    for i in range(len(splits[0]) - 1):
        begin, end, own = splits[0][i], splits[0][i + 1], []
        for inner in splits[1:]:
            part = inner[begin : end + 1]
            own.append(part - part[0])
            begin, end = part[0], part[-1]
        found.append(_encoded(values[begin:end], own, flat.dtype))
    return [as_tensor(found, string)]


def packed(x, rows=False):
    """A ragged tensor as a string scalar; `rows`: as a vector of one for each row."""
    parts = [as_tensor(x.flat_values), *(as_tensor(s, int64) for s in _splits(x))]
    pack = _rows if rows else _whole
    if not any(map(is_symbolic, parts)):
        return pack(parts)[0]
    op = "PackRaggedRows" if rows else "PackRagged"
    return host_call(op, pack, parts, [(string, TensorShape([None] if rows else []))])[0]


def _splits(x):
    if isinstance(x, RaggedTensor):
        return [_native.api.cast(s, int64) for s in x.nested_row_splits]
    return x.nested_row_splits


# --- and back ---
def _decoded(text, leaf):
    """Flat values and splits, arrays; of an empty string those of nothing."""
    import numpy as np

    if not text:
        inner = [n or 0 for n in leaf.shape.as_list()[leaf.ragged_rank + 1 :]]
        empty = np.zeros([0, *inner], object if leaf.dtype == string else leaf.dtype.as_numpy_dtype)
        return empty, [np.zeros(1, np.int64)] * leaf.ragged_rank
    _, count, rank = _HEAD.unpack_from(text)
    at = _HEAD.size
    sizes = np.frombuffer(text, np.int64, rank + count, at)
    at += sizes.nbytes
    splits = []
    for n in sizes[rank:]:
        splits.append(np.frombuffer(text, np.int64, n, at))
        at += splits[-1].nbytes
    total = int(np.prod(sizes[:rank]))
    if leaf.dtype != string:
        flat = np.frombuffer(text, leaf.dtype.as_numpy_dtype, total, at)
    else:
        ends = at + 8 * total + np.cumsum(np.frombuffer(text, np.int64, total, at))
        starts = [at + 8 * total, *ends][:total]
        flat = np.empty(total, object)
        flat[:] = [text[a:b] for a, b in zip(starts, ends, strict=True)]
    return flat.reshape(sizes[:rank]), splits


def _below(parts):
    """Several parts one below the other: a new first axis, which is ragged."""
    import numpy as np

    flat = np.concatenate([flat for flat, _ in parts])
    lengths = [len(splits[0]) - 1 if splits else len(values) for values, splits in parts]
    joined = [np.cumsum([0, *lengths])]
    for level in zip(*[splits for _, splits in parts], strict=True):
        shifts = np.cumsum([0, *(s[-1] for s in level)])
        moved = [s[1:] + shift for s, shift in zip(level, shifts, strict=False)]
        joined.append(np.concatenate([[0], *moved]))
    return flat, joined


def _unpack(leaf):
    """A kernel that makes flat values and splits of a tensor of strings, whose axes come first."""

    def of(texts, depth):
        if not depth:
            return _decoded(texts, leaf)
        if not len(texts):
            return _decoded(b"", leaf)
        return _below([of(t, depth - 1) for t in texts])

    def run(tensors):
        import numpy as np

        texts = tensors[0].numpy()
        array = np.asarray(texts, object)
        flat, splits = of(texts if not array.ndim else array, array.ndim)
        values = as_tensor(flat.tolist() if leaf.dtype == string else flat, leaf.dtype)
        return [values, *(as_tensor(np.asarray(s, np.int64)) for s in splits)]

    return run
