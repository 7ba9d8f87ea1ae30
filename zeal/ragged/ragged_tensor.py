"""tf.RaggedTensor: rows of different lengths."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int64
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public
from zeal.ragged import partitions
from zeal.ragged.dispatch import OPERATORS, answer, answer_calls
from zeal.ragged.value import RaggedParts, RaggedTensorValue
from zeal.tensor_shape import TensorShape


@public("RaggedTensor")
class RaggedTensor(CompositeTensor, RaggedParts):
    """A tensor with an axis along which sizes differ: values, cut into rows.

    Made by `tf.ragged.constant` and the functions `from_...` of the class.

    Example:
      >>> rows = tf.RaggedTensor.from_row_lengths([1, 2, 3], row_lengths=[2, 0, 1])
      >>> rows.to_list(), rows.row_splits.numpy().tolist()
      ([[1, 2], [], [3]], [0, 2, 2, 3])
    """

    _values_vary = True
    __slots__ = (
        "__weakref__", "_given_lengths", "_given_numbers", "_keras_history", "_row_splits",
        "_values",
    )  # fmt: skip
    _answers_tensors = _answers_lists = True

    def __init__(self, values, row_splits, internal=False):
        if not internal:
            raise ValueError(
                "RaggedTensor constructor is private; please use one of the factory methods "
                "instead (e.g., RaggedTensor.from_row_lengths())"
            )
        self._values, self._row_splits = values, row_splits
        self._given_lengths = self._given_numbers = None  # what need not be worked out again

    # --- made of values and a partition ---
    @classmethod
    def from_row_splits(cls, values, row_splits, name=None, validate=True):
        """Rows that begin, and end, at the splits.

        Args:
          values: a tensor of rank 1 or more, or another RaggedTensor.
          row_splits: vector of int32 or int64, from 0 to the number of values.
          name: name of the ops.
          validate: whether the run checks that.

        Returns:
          A RaggedTensor.

        Raises:
          ValueError: row_splits is empty, or of another dtype.
          InvalidArgumentError: it does not fit the values.
        """
        values = _values_of(values)
        if isinstance(row_splits, (list, tuple)) and not row_splits:
            raise ValueError("row_splits tensor may not be empty.")
        splits = partitions.as_partition(values, row_splits, "row_splits")
        splits.shape.assert_has_rank(1)
        if validate:
            splits = _checked_splits(values, splits)
        return cls(values, splits, internal=True)

    @classmethod
    def from_row_lengths(cls, values, row_lengths, name=None, validate=True):
        """Rows of these lengths; see `from_row_splits`."""
        values = _values_of(values)
        lengths = partitions.as_partition(values, row_lengths, "row_lengths")
        splits = partitions.splits_of_lengths(lengths)
        made = cls.from_row_splits(values, splits, name, validate)
        made._given_lengths = lengths
        return made

    @classmethod
    def from_row_starts(cls, values, row_starts, name=None, validate=True):
        """Rows that begin there; see `from_row_splits`."""
        values = _values_of(values)
        starts = partitions.as_partition(values, row_starts, "row_starts")
        count = api.reshape(_count(values, starts.dtype), [1])
        return cls.from_row_splits(values, api.concat([starts, count], 0), name, validate)

    @classmethod
    def from_row_limits(cls, values, row_limits, name=None, validate=True):
        """Rows that end before these places; see `from_row_splits`."""
        values = _values_of(values)
        limits = partitions.as_partition(values, row_limits, "row_limits")
        zero = _native.convert([0], limits.dtype)
        return cls.from_row_splits(values, api.concat([zero, limits], 0), name, validate)

    @classmethod
    def from_value_rowids(cls, values, value_rowids, nrows=None, name=None, validate=True):
        """Rows of which each value tells the number, in order; see `from_row_splits`.

        `nrows` says how many rows there are; by default the last one has a value.
        """
        values = _values_of(values)
        rows = partitions.as_partition(values, value_rowids, "value_rowids")
        if nrows is None:
            nrows = api.reduce_max(api.concat([rows, _native.convert([-1], rows.dtype)], 0)) + 1
        else:
            known = nrows if isinstance(nrows, int) else None
            if known is not None and known < 0:
                raise ValueError(f"Expected nrows >= 0; got {known}")
            numbers = _native.known_value(rows)
            last = max([-1] if numbers is None else [-1, *numbers.numpy()[-1:]])
            if known is not None and last >= known:
                raise ValueError(
                    f"Expected nrows >= value_rowids[-1] + 1; got nrows={known}, "
                    f"value_rowids[-1]={last}"
                )
            nrows = api.cast(_native.convert(nrows), rows.dtype)
        if validate:
            count = _count(values, rows.dtype)
            rows = partitions.checked(rows, [
                (api.equal(api.cast(api.size(rows), rows.dtype), count),
                 "Arguments to from_value_rowids do not form a valid RaggedTensor: value_rowids "
                 "must have one number for each of values"),
                (api.reduce_all(api.greater_equal(rows, 0)),
                 "Arguments to from_value_rowids do not form a valid RaggedTensor: value_rowids "
                 "must not be negative"),
                (api.reduce_all(api.less(rows, nrows)),
                 "Arguments to from_value_rowids do not form a valid RaggedTensor: value_rowids "
                 "must be below nrows"),
                (api.reduce_all(api.greater_equal(rows[1:], rows[:-1])),
                 "Arguments to from_value_rowids do not form a valid RaggedTensor: value_rowids "
                 "must not fall"),
            ])  # fmt: skip
        made = cls(values, partitions.splits_of_row_numbers(rows, nrows), internal=True)
        made._given_numbers = rows
        return made

    @classmethod
    def from_nested_row_splits(cls, flat_values, nested_row_splits, name=None, validate=True):
        """Several ragged axes, whose splits are given from the outermost one on."""
        return _nested(cls.from_row_splits, flat_values, nested_row_splits, "splits", validate)

    @classmethod
    def from_nested_row_lengths(cls, flat_values, nested_row_lengths, name=None, validate=True):
        """Several ragged axes, whose lengths are given from the outermost one on."""
        return _nested(cls.from_row_lengths, flat_values, nested_row_lengths, "lengths", validate)

    @classmethod
    def from_nested_value_rowids(
        cls, flat_values, nested_value_rowids, nested_nrows=None, name=None, validate=True
    ):
        """Several ragged axes, whose numbers of rows are given from the outermost one on."""
        for name, given in (("value_rowids", nested_value_rowids), ("nrows", nested_nrows)):
            if isinstance(given, _native.Tensor):
                raise TypeError(f"nested_{name} must be a list of Tensors")
        counts = nested_nrows or [None] * len(nested_value_rowids)
        if len(counts) != len(nested_value_rowids):
            raise ValueError("nested_nrows must have the same length as nested_value_rowids")
        found = flat_values
        for rows, count in reversed(list(zip(nested_value_rowids, counts, strict=True))):
            found = cls.from_value_rowids(found, rows, count, validate=validate)
        return found

    @classmethod
    def from_tensor(
        cls, tensor, lengths=None, padding=None, ragged_rank=1, name=None, row_splits_dtype=int64
    ):
        """The rows of a tensor, whole, cut to lengths (of each ragged axis), or without padding."""
        from zeal.ragged.conversion import from_tensor

        return from_tensor(cls, tensor, lengths, padding, ragged_rank, row_splits_dtype)

    @classmethod
    def from_sparse(cls, st_input, name=None, row_splits_dtype=int64):
        """The rows of a sparse matrix whose elements stand at the left."""
        from zeal.ragged.conversion import from_sparse

        return from_sparse(cls, st_input, row_splits_dtype)

    # --- parts ---
    @property
    def shape(self):
        """The static shape, None along ragged axes."""
        rows = self._row_splits.shape._at(0)
        inner = self._values.shape
        first = TensorShape([None if rows is None else rows - 1, None])
        return first.concatenate(inner[1:]) if inner.ndims is not None else inner

    def get_shape(self):
        """The static shape."""
        return self.shape

    def value_rowids(self, name=None):
        """The number of each value's row."""
        if self._given_numbers is not None:
            return self._given_numbers
        return partitions.row_numbers(self._row_splits)

    def nested_value_rowids(self, name=None):
        """The row numbers of all ragged axes, from the outermost one on."""
        return tuple(map(partitions.row_numbers, self.nested_row_splits))

    def nrows(self, out_type=None, name=None):
        """The number of rows."""
        return api.cast(api.shape(self._row_splits)[0] - 1, out_type or self._row_splits.dtype)

    def row_starts(self, name=None):
        """Where each row begins."""
        return self._row_splits[:-1]

    def row_limits(self, name=None):
        """Where each row ends."""
        return self._row_splits[1:]

    def row_lengths(self, axis=1, name=None):
        """The length of each row along an axis; ragged for an axis behind a ragged one."""
        from zeal.ragged.conversion import row_lengths

        if axis == 1 and self._given_lengths is not None:
            return self._given_lengths
        return row_lengths(self, axis)

    def nested_row_lengths(self, name=None):
        """The lengths of all ragged axes, from the outermost one on."""
        return tuple(map(partitions.lengths_of, self.nested_row_splits))

    def bounding_shape(self, axis=None, name=None, out_type=None):
        """The least shape that holds all rows."""
        from zeal.ragged.conversion import bounding_shape

        return bounding_shape(self, axis, out_type)

    # --- others made of it ---
    def with_values(self, new_values):
        """Other values in the same rows."""
        new_values = _values_of(new_values)
        new_values.shape.with_rank_at_least(1)
        self._values.shape[:1].assert_is_compatible_with(new_values.shape[:1])
        return RaggedTensor(new_values, self._row_splits, internal=True)

    def with_flat_values(self, new_values):
        """Other innermost values in the same rows."""
        inner = self._values
        if isinstance(inner, RaggedTensor):
            new_values = inner.with_flat_values(new_values)
        return self.with_values(new_values)

    def with_row_splits_dtype(self, dtype):
        """The same with splits of int32 or int64."""
        inner = self._values
        inner = inner.with_row_splits_dtype(dtype) if isinstance(inner, RaggedTensor) else inner
        return RaggedTensor(inner, api.cast(self._row_splits, dtype), internal=True)

    def to_tensor(self, default_value=None, name=None):
        """A dense tensor, filled up with a default value, 0 or "" if None."""
        from zeal.ragged.conversion import to_tensor

        return to_tensor(self, default_value)

    def to_sparse(self, name=None):
        """A `tf.SparseTensor` of the values."""
        from zeal.ragged.conversion import to_sparse

        return to_sparse(self)

    def to_list(self):
        """Nested lists of the values, while programs execute eagerly.

        Raises:
          ValueError: it belongs to a graph.
        """
        if self.flat_values._symbolic:
            raise ValueError(
                "RaggedTensor.to_list() is only supported in eager mode; in graph mode, evaluate "
                "the RaggedTensor first and then use RaggedTensorValue.to_list()."
            )
        return self._of_run([x.numpy() for x in self._to_components()]).to_list()

    def consumers(self):
        """The operations that take its parts."""
        return [op for part in self._to_components() for op in part.consumers()]

    def eval(self, feed_dict=None, session=None):
        """Runs what it needs in a session, the one in force by default: a RaggedTensorValue."""
        from zeal.graph.session import _eval

        return _eval(self, feed_dict, session)

    def __getitem__(self, key):
        from zeal.ragged.indexing import picked

        return picked(self, key)

    def __bool__(self):
        raise TypeError("RaggedTensor may not be used as a boolean.")

    def __repr__(self):
        if not self.flat_values._symbolic:
            return f"<tf.RaggedTensor {self.to_list()}>"
        return f"tf.RaggedTensor(values={self._values}, row_splits={self._row_splits})"

    __str__ = __repr__

    def __zeal_function__(self, function, args, kwargs):
        """Answers for functions of elements, of rows, and for `tf.concat` and its kind."""
        return answer(function, args, kwargs)

    def _answer_calls(self, function, args, kwargs):
        return answer_calls(function, args, kwargs)

    # --- the leaves that nest.flatten(expand_composites=True) shows ---
    @property
    def _type_spec(self):
        from zeal.ragged.ragged_tensor_spec import RaggedTensorSpec

        return RaggedTensorSpec.from_value(self)

    def _to_components(self):
        return [self.flat_values, *self.nested_row_splits]

    def _from_components(self, parts):
        return RaggedTensor.from_nested_row_splits(parts[0], parts[1:], validate=False)

    def _of_run(self, arrays):
        found, *splits = arrays
        for part in reversed(splits):
            found = RaggedTensorValue(found, part)
        return found


for _name, _operator in OPERATORS.items():
    setattr(RaggedTensor, _name, _operator)


def is_ragged(value) -> bool:
    """Whether a value is a RaggedTensor or a RaggedTensorValue."""
    return isinstance(value, (RaggedTensor, RaggedTensorValue))


def as_ragged(value):
    """A RaggedTensorValue as a RaggedTensor, anything else as a tensor."""
    if isinstance(value, RaggedTensor):
        return value
    if isinstance(value, RaggedTensorValue):
        return RaggedTensor.from_nested_row_splits(
            value.flat_values, value.nested_row_splits, validate=False)
    return _native.convert(value)


def _values_of(values):
    values = as_ragged(values)
    values.shape.with_rank_at_least(1)
    return values


def _count(values, dtype):
    """How many rows values have."""
    if isinstance(values, RaggedTensor):
        return values.nrows(dtype)
    return api.cast(api.shape(values)[0], dtype)


def _checked_splits(values, splits):
    words = "Arguments to from_row_splits do not form a valid RaggedTensor"
    zero = _native.convert(0, splits.dtype)
    return partitions.checked(splits, [
        (api.equal(splits[0], zero), f"{words}:zero: row_splits must begin with 0"),
        (api.reduce_all(api.greater_equal(splits[1:], splits[:-1])),
         f"{words}:monotonic: row_splits must not fall"),
        (api.equal(splits[-1], _count(values, splits.dtype)),
         f"{words}: row_splits must end with the number of values"),
    ])  # fmt: skip


def _nested(make, flat_values, nested, what, validate):
    if isinstance(nested, _native.Tensor):
        raise TypeError(f"nested_row_{what} must be a list of Tensors")
    found = flat_values
    for part in reversed(nested):
        found = make(found, part, validate=validate)
    return found
