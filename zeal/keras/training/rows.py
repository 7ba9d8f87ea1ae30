"""Sparse and ragged data as batches are cut from them: NumPy arrays, by rows."""

from typing import Any

from zeal.dtypes import as_dtype, int64
from zeal.eager.context import executing_eagerly
from zeal.graph.placeholder import placeholder
from zeal.keras.session import get_session
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ragged.ragged_tensor import RaggedTensor
from zeal.ragged.value import RaggedTensorValue
from zeal.sparse.sparse_tensor import SparseTensor, SparseTensorValue


def is_of_rows(value) -> bool:
    """Whether a value is sparse or ragged: a tensor, a session's value of one, or SciPy's."""
    return isinstance(value, _KINDS) or hasattr(value, "tocoo")


def rows_of(value) -> "Rows":
    """Sparse or ragged data as Rows; a tensor of a graph is run once, in Keras's session."""
    if isinstance(value, Rows):
        return value
    if hasattr(value, "tocoo"):
        return _of_scipy(value.tocoo())
    if isinstance(value, CompositeTensor):
        value = array_of(value)
    return SparseRows(*value) if isinstance(value, SparseTensorValue) else RaggedRows(value)


def array_of(tensor) -> Any:
    """The value of a tensor in NumPy's arrays."""
    if not isinstance(tensor, CompositeTensor):
        return tensor.numpy()
    if executing_eagerly():
        return tensor._of_run([part.numpy() for part in tensor._to_components()])
    return get_session().run(tensor)


def _of_scipy(matrix):
    import numpy as np

    order = np.lexsort((matrix.col, matrix.row))
    places = np.stack([matrix.row[order], matrix.col[order]], 1).astype(np.int64)
    return SparseRows(places, matrix.data[order], np.array(matrix.shape, np.int64))


class Rows:
    """Base of the two: `value` is what a session takes, `tensor()` an eager tensor of it.

    `placeholder()` is what a session is fed with it; indexing with a slice or with numbers of
    rows gives other Rows.
    """

    shape: tuple
    dtype: Any
    value: Any

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def __len__(self):
        return int(self.shape[0])

    def _numbers(self, chosen):
        import numpy as np

        return np.arange(len(self))[chosen]


class SparseRows(Rows):
    """Rows of a sparse tensor, its parts as arrays."""

    def __init__(self, indices, values, dense_shape) -> None:
        import numpy as np

        self.value = SparseTensorValue(*map(np.asarray, (indices, values, dense_shape)))
        self.shape, self.dtype = tuple(map(int, dense_shape)), self.value.values.dtype

    def __getitem__(self, chosen):
        import numpy as np

        numbers = self._numbers(chosen)
        indices, values, shape = self.value
        places = [np.flatnonzero(indices[:, 0] == n) for n in numbers]
        rows = np.repeat(np.arange(len(numbers)), [len(p) for p in places])
        at = np.concatenate([*places, np.zeros(0, np.int64)]).astype(np.int64)
        moved = np.concatenate([rows[:, None], indices[at, 1:]], 1).astype(np.int64)
        return SparseRows(moved, values[at], np.array([len(numbers), *shape[1:]], np.int64))

    def tensor(self) -> SparseTensor:
        """An eager tensor of it."""
        return SparseTensor(*self.value)

    def placeholder(self) -> SparseTensor:
        """What a session is fed with it."""
        rank = self.ndim
        indices, shape = placeholder(int64, [None, rank]), placeholder(int64, [rank])
        return SparseTensor(indices, placeholder(as_dtype(self.dtype), [None]), shape)


class RaggedRows(Rows):
    """Rows of a ragged tensor's value."""

    def __init__(self, value) -> None:
        self.value = value
        self.dtype = value.dtype
        inner, lengths = value, [len(value.row_splits) - 1]
        while isinstance(inner, RaggedTensorValue):
            lengths.append(None)
            inner = inner.values
        self.shape = (*lengths, *inner.shape[1:])

    def __getitem__(self, chosen):
        return RaggedRows(_ragged_at(self.value, self._numbers(chosen)))

    def tensor(self) -> RaggedTensor:
        """An eager tensor of it."""
        return _ragged(self.value, lambda x: x)

    def placeholder(self) -> RaggedTensor:
        """What a session is fed with it."""
        return _ragged(self.value, lambda x: placeholder(as_dtype(x.dtype), [None, *x.shape[1:]]))


def _ragged(value, function):
    """A RaggedTensor of a function of each part of a value."""
    inner = value.values
    ragged = isinstance(inner, RaggedTensorValue)
    values = _ragged(inner, function) if ragged else function(inner)
    return RaggedTensor.from_row_splits(values, function(value.row_splits), validate=False)


def _ragged_at(value, numbers):
    """The rows of those numbers; of an array its own."""
    import numpy as np

    if not isinstance(value, RaggedTensorValue):
        return value[numbers]
    starts, ends = value.row_splits[:-1][numbers], value.row_splits[1:][numbers]
    inner = np.concatenate([*map(np.arange, starts, ends), np.zeros(0, np.int64)])
    splits = np.concatenate([[0], np.cumsum(ends - starts)]).astype(value.row_splits.dtype)
    return RaggedTensorValue(_ragged_at(value.values, inner.astype(np.int64)), splits)


def joined(parts) -> Any:
    """Outputs of several batches as one: arrays, or values of sparse or ragged tensors."""
    import numpy as np

    if isinstance(parts[0], RaggedTensorValue):
        splits = [part.row_splits for part in parts]
        before = np.cumsum([0, *(s[-1] for s in splits[:-1])])
        moved = [s[i > 0 :] + n for i, (s, n) in enumerate(zip(splits, before, strict=True))]
        values = joined([part.values for part in parts])
        return RaggedTensorValue(values, np.concatenate(moved).astype(splits[0].dtype))
    if not isinstance(parts[0], SparseTensorValue):
        return np.concatenate(parts)
    before = np.cumsum([0, *(part.dense_shape[0] for part in parts[:-1])])
    indices = [part.indices.copy() for part in parts]
    for places, n in zip(indices, before, strict=True):
        places[:, 0] += n
    shapes = np.array([part.dense_shape for part in parts])
    shape = np.array([shapes[:, 0].sum(), *shapes[:, 1:].max(0)], np.int64)
    return SparseTensorValue(
        np.concatenate(indices), np.concatenate([part.values for part in parts]), shape
    )


_KINDS = (Rows, CompositeTensor, SparseTensorValue, RaggedTensorValue)
