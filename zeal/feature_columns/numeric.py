"""Columns of numbers: as they are, or by the ranges in which they lie."""

import itertools
from typing import Any, NamedTuple

from zeal import _native, nest
from zeal.dtypes import as_dtype, float32, int64
from zeal.feature_columns.column import (
    CategoricalColumn,
    DenseColumn,
    IdWeightPair,
    check_key,
)
from zeal.ops.array.join import stack
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.range import range as indices_below
from zeal.public import public
from zeal.records.features import FixedLenFeature
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.tensor_shape import TensorShape

api = _native.api


class _Numeric(NamedTuple):
    key: str
    shape: tuple
    default_value: Any
    dtype: Any
    normalizer_fn: Any


class NumericColumn(DenseColumn, _Numeric):
    """What `tf.feature_column.numeric_column` makes."""

    @property
    def parse_example_spec(self):
        """A feature of known length."""
        return {self.key: FixedLenFeature(self.shape, self.dtype, self.default_value)}

    def transform_feature(self, transformation_cache, state_manager):
        """The numbers, as float32."""
        numbers = transformation_cache.get(self.key, state_manager)
        if isinstance(numbers, SparseTensor):
            raise ValueError(
                "The corresponding Tensor of numerical column must be a Tensor. SparseTensor is "
                f"not supported. key: {self.key}"
            )
        if self.normalizer_fn is not None:
            numbers = self.normalizer_fn(numbers)
        return api.cast(numbers, float32)

    @property
    def variable_shape(self):
        """The shape of an example's numbers."""
        return TensorShape(self.shape)


@public("feature_column.numeric_column")
def numeric_column(key, shape=(1,), default_value=None, dtype=float32, normalizer_fn=None):
    """A column of numbers.

    Args:
      key: the feature's name.
      shape: an int or ints: the shape of an example's numbers.
      default_value: what stands for missing numbers when examples are parsed: a number, or a list
        of that shape; None where none may be missing.
      dtype: type of the numbers that are stored.
      normalizer_fn: a function of the tensor, which changes it.

    Returns:
      A column.

    Raises:
      ValueError: the key is no string, dtype no number, or a shape does not fit.
      TypeError: the shape is of no integers, or the default value no number.

    Example:
      >>> age = tf.feature_column.numeric_column("age", normalizer_fn=lambda x: x / 10)
      >>> tf.feature_column.input_layer({"age": [[20.0], [35.0]]}, [age]).numpy().tolist()
      [[2.0], [3.5]]
    """
    shape, dtype = checked_shape(shape, key), as_dtype(dtype)
    check_numbers(dtype, key)
    default_value = _checked_default(shape, default_value, dtype, key)
    check_function(normalizer_fn)
    check_key(key)
    return NumericColumn(key, shape, default_value, dtype, normalizer_fn)


def checked_shape(shape, key):
    """A tuple of positive ints."""
    shape = tuple(shape) if nest.is_nested(shape) or isinstance(shape, TensorShape) else (shape,)
    shape = tuple(getattr(size, "value", size) for size in shape)
    for size in shape:
        if not isinstance(size, int):
            raise TypeError(
                f"shape dimensions must be integer. shape: {shape}, key: {key}"
            )
        if size < 1:
            raise ValueError(
                f"shape dimensions must be greater than 0. shape: {shape}, key: {key}"
            )
    return shape


def check_numbers(dtype, key):
    """Raises ValueError for a dtype of no real numbers."""
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(f"dtype must be convertible to float. dtype: {dtype}, key: {key}")


def check_function(normalizer_fn):
    """Raises TypeError for what is neither None nor callable."""
    if normalizer_fn is not None and not callable(normalizer_fn):
        raise TypeError(f"normalizer_fn must be a callable. Given: {normalizer_fn}")


def _checked_default(shape, value, dtype, key):
    """Nested tuples of that shape, or None."""
    if value is None:
        return None
    if isinstance(value, int) or (isinstance(value, float) and dtype.is_floating):
        return _filled(shape, value)
    value = value.tolist() if hasattr(value, "tolist") else value
    if nest.is_nested(value):
        if not _has_shape(value, shape):
            raise ValueError(
                "The shape of default_value must be equal to given shape. "
                f"default_value: {value}, shape: {shape}, key: {key}"
            )
        kinds = {type(v) for v in nest.flatten(value)}
        if kinds == {int} or (kinds <= {int, float} and dtype.is_floating):
            return _as_tuple(value)
    raise TypeError(
        f"default_value must be compatible with dtype. default_value: {value}, dtype: {dtype}, "
        f"key: {key}"
    )


def _filled(shape, value):
    return tuple(_filled(shape[1:], value) for _ in range(shape[0])) if shape else value


def _has_shape(value, shape):
    if not nest.is_nested(value) or not shape:
        return not nest.is_nested(value) and not shape
    return len(value) == shape[0] and all(_has_shape(v, shape[1:]) for v in value)


def _as_tuple(value):
    return tuple(map(_as_tuple, value)) if nest.is_nested(value) else value


def reached(numbers, boundaries):
    """How many boundaries each number has reached; one that is no number has reached all."""
    boundaries = _native.convert([float(b) for b in boundaries], float32)
    below = api.less(api.expand_dims(numbers, -1), boundaries)
    return api.reduce_sum(api.cast(api.logical_not(below), "int32"), -1)


def bucketized_ids(ranges, count, width):
    """The ranges of numbers, counted over all of an example: a SparseTensor.

    Args:
      ranges: int32 tensor of shape `[batch, width]`, below count.
      count: how many ranges there are.
      width: how many numbers an example has.
    """
    batch = api.shape(ranges)[0]
    rows = api.reshape(api.tile(api.expand_dims(indices_below(batch), 1), [1, width]), [-1])
    columns = api.tile(indices_below(width), [batch])
    ids = api.reshape(ranges, [-1]) + count * columns
    indices = api.cast(stack([rows, columns], 1), int64)
    return SparseTensor(indices, ids, api.cast(stack([batch, width]), int64))


class _Bucketized(NamedTuple):
    source_column: Any
    boundaries: tuple


class BucketizedColumn(DenseColumn, CategoricalColumn, _Bucketized):
    """What `tf.feature_column.bucketized_column` makes."""

    @property
    def name(self):
        """That of the numbers, and what was done."""
        return f"{self.source_column.name}_bucketized"

    @property
    def parse_example_spec(self):
        """That of the numbers."""
        return self.source_column.parse_example_spec

    def transform_feature(self, transformation_cache, state_manager):
        """How many boundaries a number has reached; one that is no number has reached all."""
        numbers = transformation_cache.get(self.source_column, state_manager)
        return reached(numbers, self.boundaries)

    @property
    def variable_shape(self):
        """A row of ranges for each number."""
        return TensorShape((*self.source_column.shape, len(self.boundaries) + 1))

    def get_dense_tensor(self, transformation_cache, state_manager):
        """One where a number lies, 0 elsewhere."""
        ranges = transformation_cache.get(self, state_manager)
        return one_hot(api.cast(ranges, int64), len(self.boundaries) + 1, 1.0, 0.0)

    @property
    def num_buckets(self):
        """As many ranges as all numbers of an example have together."""
        return (len(self.boundaries) + 1) * self.source_column.shape[0]

    def get_sparse_tensors(self, transformation_cache, state_manager):
        """The range of each number, counted over all numbers of an example."""
        ranges = transformation_cache.get(self, state_manager)
        width = self.source_column.shape[0]
        return IdWeightPair(bucketized_ids(ranges, len(self.boundaries) + 1, width), None)


@public("feature_column.bucketized_column")
def bucketized_column(source_column, boundaries):
    """A column of the ranges in which numbers lie.

    Args:
      source_column: a numeric_column of at most one axis.
      boundaries: list or tuple of numbers, ascending; a number that equals one lies behind it.

    Returns:
      A column, of categories or of ones and zeros.

    Raises:
      ValueError: the source is another column, or the boundaries are not ascending.

    Example:
      >>> age = tf.feature_column.numeric_column("age")
      >>> ranges = tf.feature_column.bucketized_column(age, [18, 65])
      >>> tf.feature_column.input_layer({"age": [[18.0], [70.0]]}, [ranges]).numpy().tolist()
      [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if not isinstance(source_column, NumericColumn):
        raise ValueError(
            "source_column must be a column generated with numeric_column(). "
            f"Given: {source_column}"
        )
    if len(source_column.shape) > 1:
        raise ValueError(
            f"source_column must be one-dimensional column. Given: {source_column}"
        )
    if boundaries is None or not len(boundaries):
        raise ValueError("boundaries must not be empty.")
    ascending = isinstance(boundaries, (list, tuple)) and all(
        a < b for a, b in itertools.pairwise(boundaries)
    )
    if not ascending:
        raise ValueError(f"boundaries must be a sorted list. Given: {boundaries}")
    return BucketizedColumn(source_column, tuple(boundaries))
