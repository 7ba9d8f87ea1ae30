"""tf.IndexedSlices: the gradient of a gather, rows of a tensor whose other rows are zero."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public

IndexedSlicesValue = namedtuple("IndexedSlicesValue", ["values", "indices", "dense_shape"])
IndexedSlicesValue.__doc__ = """What a run gives for `tf.IndexedSlices`: NumPy arrays."""

_ON_ROWS = frozenset(("cast", "clip_by_value"))


@public("IndexedSlices")
class IndexedSlices(CompositeTensor):
    """Rows `values` at `indices` of a tensor that is zero elsewhere.

    Rows with the same index add up. Ops take an `IndexedSlices` as the dense tensor it stands for.

    Args:
      values: a tensor of shape `[n, ...]`.
      indices: an integer tensor of shape `[n]`.
      dense_shape: shape of the dense tensor, a 1-D integer tensor; may be None.

    Example:
      >>> s = tf.IndexedSlices(tf.constant([[1., 2.]]), tf.constant([1]), tf.constant([3, 2]))
      >>> tf.convert_to_tensor(s).numpy().tolist()
      [[0.0, 0.0], [1.0, 2.0], [0.0, 0.0]]
    """

    __slots__ = ("_dense_shape", "_indices", "_values")

    def __init__(self, values, indices, dense_shape=None):
        self._values = values
        self._indices = indices
        self._dense_shape = dense_shape

    @property
    def values(self):
        """The rows, a tensor of shape `[n, ...]`."""
        return self._values

    @property
    def indices(self):
        """Where the rows stand, a tensor of shape `[n]`."""
        return self._indices

    @property
    def dense_shape(self):
        """The dense tensor's shape as a 1-D tensor, or None."""
        return self._dense_shape

    @property
    def shape(self):
        """The dense tensor's static shape."""
        from zeal.tensor_shape import TensorShape

        if self._dense_shape is None:
            return TensorShape(None)
        known = _native.known_value(_native.convert(self._dense_shape))
        return TensorShape(None if known is None else known._tolist())

    @property
    def dtype(self):
        """Element type of the rows."""
        return self._values.dtype

    @property
    def name(self):
        """The name of the rows in a graph."""
        return self._values.name

    @property
    def op(self):
        """The operation of a graph that makes the rows."""
        return self._values.op

    @property
    def device(self):
        """Name of the device that holds the rows."""
        return self._values.device

    def __str__(self):
        shape = "" if self._dense_shape is None else f", dense_shape={self._dense_shape!s}"
        return f"IndexedSlices(indices={self._indices!s}, values={self._values!s}{shape})"

    def __abs__(self):
        return abs(self._as_tensor())

    def __neg__(self):
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def _with_values(self, values):
        """The same rows of another tensor."""
        return IndexedSlices(values, self._indices, self._dense_shape)

    def __zeal_function__(self, function, args, kwargs):
        """Answers for the op `function`: row by row where that is the same, else as a tensor."""
        if function.__name__ in _ON_ROWS and args and args[0] is self:
            return self._with_values(function(self._values, *args[1:], **kwargs))
        args = [a._as_tensor() if isinstance(a, IndexedSlices) else a for a in args]
        kwargs = {
            k: a._as_tensor() if isinstance(a, IndexedSlices) else a for k, a in kwargs.items()
        }
        return function(*args, **kwargs)

    # --- conversion to a tensor, and the leaves nest.flatten(expand_composites=True) shows ---
    def _as_tensor(self):
        if self._dense_shape is None:
            raise ValueError(
                f"Tensor conversion requested for IndexedSlices without dense_shape: {self}"
            )
        return api.unsorted_segment_sum(self._values, self._indices, self._num_rows())

    def _num_rows(self):
        from zeal import errors

        shape = _native.convert(self._dense_shape)
        if shape._symbolic:
            return shape[0]
        sizes = shape._tolist()
        if not isinstance(sizes, list) or not sizes:
            raise errors.InvalidArgumentError(
                f"[IndexedSlices] dense_shape must be a vector of sizes, got {sizes}: "
                "slice index 0 of dimension 0 out of bounds."
            )
        return _native.convert(sizes[0])

    @property
    def _type_spec(self):
        from zeal.ops.indexed_slices_spec import spec_of

        return spec_of(self)

    def _to_components(self):
        parts = [self._values, self._indices]
        return parts if self._dense_shape is None else [*parts, self._dense_shape]

    def _from_components(self, parts):
        return IndexedSlices(*parts)

    def _of_run(self, arrays):
        return IndexedSlicesValue(*arrays, *[None] * (3 - len(arrays)))


_native.set_hook("indexed_slices", IndexedSlices)
