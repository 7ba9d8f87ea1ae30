"""Sparse tensors in elements of datasets: each is a string on its way, so that they can be batched.

The string has the dtype's number, the rank, the number of elements, the dense shape, the indices
and the values; of strings their lengths, then their bytes. A batch is a tensor of such strings.
"""

import struct
from itertools import pairwise

from zeal import _native
from zeal.data.pending import as_tensor, is_symbolic
from zeal.dtypes import as_dtype, int64, string
from zeal.graph.host_call import host_call
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.tensor_shape import TensorShape, unknown_shape

_HEAD = struct.Struct("<qqq")


class PackedLeaf:
    """A leaf of a template that stands for what is a string on its way.

    Args:
      dtype: the DType of its values.
      shape: the static shape of the whole.
    """

    def __init__(self, dtype, shape):
        self.dtype, self.shape = dtype, shape


class SparseLeaf(PackedLeaf):
    """A leaf of a template that stands for a sparse tensor in an element."""

    kind = SparseTensor

    def unpacked(self, texts):
        """The sparse tensor that strings stand for."""
        return unpacked(texts, self)

    def with_shape(self, change):
        """The same with `change(shape)`."""
        return SparseLeaf(self.dtype, change(self.shape))


def leaf_of(x, exact) -> SparseLeaf:
    """The leaf for a sparse tensor; what its sizes are at the moment counts if they are `exact`."""
    sizes = x.dense_shape  # a value's may be tensors too, where a program made it of them
    if isinstance(sizes, _native.Tensor) or any(isinstance(n, _native.Tensor) for n in sizes):
        x = SparseTensor(*_tensors(x))
    shape = x.shape if isinstance(x, SparseTensor) else TensorShape(list(x.dense_shape))
    return SparseLeaf(as_dtype(_values(x).dtype), shape if exact else unknown_shape(shape.ndims))


def _values(x):
    return x.values if hasattr(x.values, "dtype") else as_tensor(x.values)


# --- to strings ---
def encoded(indices, values, shape) -> bytes:
    """The string of a sparse tensor: of arrays, but values are a tensor."""
    dtype = values.dtype
    head = _HEAD.pack(dtype.as_datatype_enum, len(shape), len(indices))
    if dtype == string:
        import numpy as np

        texts = list(values.numpy())
        body = np.array([len(t) for t in texts], np.int64).tobytes() + b"".join(texts)
    else:
        body = memoryview(values.__array__()).cast("B") if len(indices) else b""
    return b"".join([head, shape.tobytes(), indices.tobytes(), body])


def _whole(tensors):
    indices, values, shape = tensors
    return [as_tensor(encoded(indices.numpy(), values, shape.numpy()), string)]


def _rows(tensors):
    """One string for each row of the first axis."""
    import numpy as np

    indices, values, shape = tensors[0].numpy(), tensors[1], tensors[2].numpy()
    numbers = values.numpy()
    order = np.argsort(indices[:, 0], kind="stable")
    starts = np.searchsorted(indices[order, 0], np.arange(int(shape[0]) + 1))
    found = []
    for a, b in pairwise(starts):
        own = order[a:b]
        row = as_tensor(numbers[own], values.dtype)  # no op: it may be a graph's time
        found.append(encoded(indices[own, 1:], row, shape[1:]))
    return [as_tensor(found, string)]


def packed(x, rows=False):
    """A sparse tensor as a string scalar; `rows`: as a vector of one for each row."""
    parts = _tensors(x)
    pack = _rows if rows else _whole
    if not any(map(is_symbolic, parts)):
        return pack(parts)[0]
    op = "PackSparseRows" if rows else "PackSparse"
    return host_call(op, pack, parts, [(string, TensorShape([None] if rows else []))])[0]


_TYPES = (int64, None, int64)


def _tensors(x):
    parts = (x.indices, x.values, x.dense_shape)
    return [as_tensor(part, dtype) for part, dtype in zip(parts, _TYPES, strict=True)]


# --- and back ---
def _decoded(text, rank, dtype):
    """Indices, values and dense shape, of arrays; of an empty string an empty tensor."""
    import numpy as np

    if not text:
        return np.zeros((0, rank), np.int64), np.zeros(0, object), np.zeros(rank, np.int64)
    _, rank, count = _HEAD.unpack_from(text)
    at = _HEAD.size
    numbers = np.frombuffer(text, np.int64, rank + count * rank, at)
    at += numbers.nbytes
    if dtype != string:
        values = np.frombuffer(text, dtype.as_numpy_dtype, count, at)
    else:
        ends = at + 8 * count + np.cumsum(np.frombuffer(text, np.int64, count, at))
        starts = [at + 8 * count, *ends][:count]
        values = np.array([text[a:b] for a, b in zip(starts, ends, strict=True)] + [0], object)[:-1]
    return numbers[rank:].reshape(count, rank), values, numbers[:rank]


def _unpack(leaf):
    """A kernel that makes the three parts of a tensor of strings, whose axes come first."""

    def run(tensors):
        import numpy as np

        texts = np.asarray(tensors[0].numpy(), object)
        rank = max((leaf.shape.ndims or texts.ndim + 1) - texts.ndim, 0)
        parts = [_decoded(text, rank, leaf.dtype) for text in texts.ravel()]
        places = np.ndindex(texts.shape)
        indices = [
            np.concatenate([np.tile(np.array(place, np.int64), (len(own), 1)), own], 1)
            for place, (own, _, _) in zip(places, parts, strict=True)
        ]
        width = texts.ndim + (parts[0][2].size if parts else rank)
        values = np.concatenate([v for _, v, _ in parts]) if parts else []
        sizes = np.max([s for _, _, s in parts], 0) if parts else np.zeros(rank, np.int64)
        return [
            as_tensor(np.concatenate([np.zeros((0, width), np.int64), *indices])),
            as_tensor(list(values) if leaf.dtype == string else values, leaf.dtype),
            as_tensor(np.concatenate([np.array(texts.shape, np.int64), sizes])),
        ]

    return run


def unpacked(texts, leaf) -> SparseTensor:
    """The sparse tensor that strings stand for."""
    if not is_symbolic(texts):
        return SparseTensor(*_unpack(leaf)([texts]))
    rank = leaf.shape.ndims
    outputs = [
        (int64, TensorShape([None, rank])),
        (leaf.dtype, TensorShape([None])),
        (int64, TensorShape([rank])),
    ]
    return SparseTensor(*host_call("UnpackSparse", _unpack(leaf), [texts], outputs))
