"""What a run gives for a ragged tensor, in arrays of NumPy."""

from itertools import pairwise

from zeal.public import public


class RaggedParts:
    """What ragged tensors and their values share: `_values`, cut into rows at `_row_splits`."""

    __slots__ = ()

    @property
    def values(self):
        """The rows' values, one after the other; ragged again where an axis inside is."""
        return self._values

    @property
    def row_splits(self):
        """Where each row begins in values, and where the last one ends."""
        return self._row_splits

    @property
    def flat_values(self):
        """The innermost values."""
        inner = self._values
        return inner.flat_values if isinstance(inner, RaggedParts) else inner

    @property
    def nested_row_splits(self):
        """The splits of all ragged axes, from the outermost one on."""
        inner = self._values
        return (self._row_splits,) + (
            inner.nested_row_splits if isinstance(inner, RaggedParts) else ()
        )

    @property
    def ragged_rank(self):
        """The number of ragged axes."""
        return len(self.nested_row_splits)

    @property
    def dtype(self):
        """The values' dtype."""
        return self._values.dtype


@public("ragged.RaggedTensorValue")
class RaggedTensorValue(RaggedParts):
    """Rows of values of NumPy, as a session gives them for a `tf.RaggedTensor`.

    Args:
      values: an array, or another RaggedTensorValue.
      row_splits: vector of int32 or int64: where each row begins in values, and the last one ends.

    Raises:
      TypeError: values or splits are none of these.
      ValueError: the splits are no such vector.

    Example:
      >>> tf.ragged.RaggedTensorValue(np.array([1, 2, 3]), np.array([0, 1, 3])).to_list()
      [[1], [2, 3]]
    """

    _answers_lists = True

    def __init__(self, values, row_splits):
        import numpy as np

        if not (isinstance(row_splits, (np.ndarray, np.generic)) and row_splits.dtype in
                (np.int64, np.int32) and row_splits.ndim == 1):  # fmt: skip
            raise TypeError("row_splits must be a 1D int32 or int64 numpy array")
        if not isinstance(values, (np.ndarray, np.generic, RaggedTensorValue)):
            raise TypeError("values must be a numpy array or a RaggedTensorValue")
        if isinstance(values, RaggedTensorValue) and row_splits.dtype != values.row_splits.dtype:
            raise ValueError("row_splits and values.row_splits must have the same dtype")
        self._values, self._row_splits = values, row_splits

    @property
    def shape(self):
        """Sizes, None for those that differ."""
        return (len(self._row_splits) - 1, None, *self._values.shape[1:])

    def to_list(self):
        """Nested lists of the values."""
        inner = self._values
        rows = inner.to_list() if isinstance(inner, RaggedTensorValue) else inner.tolist()
        ends = self._row_splits.tolist()
        return [rows[a:b] for a, b in pairwise(ends)]

    def __zeal_function__(self, function, args, kwargs):
        """Answers as the `tf.RaggedTensor` of its rows does."""
        from zeal.ragged.dispatch import answer

        return answer(function, args, kwargs)

    def _answer_calls(self, function, args, kwargs):
        from zeal.ragged.dispatch import answer_calls

        return answer_calls(function, args, kwargs)

    def _to_components(self):
        return [self.flat_values, *self.nested_row_splits]

    def __str__(self):
        return f"<tf.RaggedTensorValue {self.to_list()}>"

    def __repr__(self):
        return f"tf.RaggedTensorValue(values={self._values!r}, row_splits={self._row_splits!r})"
