"""contrib's columns of numbers, and of the ranges that they lie in."""

from typing import Any, NamedTuple

from zeal import _native
from zeal._native import api
from zeal.contrib.layers.columns.categorical import Categories
from zeal.contrib.layers.columns.column import Column, Lookup, of_rank
from zeal.dtypes import as_dtype, float32, int64
from zeal.feature_columns.column import DenseColumn
from zeal.feature_columns.numeric import bucketized_ids, reached
from zeal.ops.array.one_hot import one_hot
from zeal.public import public
from zeal.records.features import FixedLenFeature, FixedLenSequenceFeature, VarLenFeature
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.initializers import Zeros
from zeal.tensor_shape import TensorShape


class _Numbers(Column):
    """Numbers of one feature."""

    _unkeyed = ("normalizer",)

    @property
    def name(self):
        """The feature's."""
        return self.column_name

    @property
    def normalizer_fn(self):
        """What is done to the numbers, or None."""
        return self.normalizer

    def transform_feature(self, transformation_cache, state_manager):
        """The numbers, normalized, in float32."""
        given = transformation_cache.get(self.column_name, state_manager)
        normalize = self.normalizer or (lambda x: x)
        if isinstance(given, SparseTensor):
            values = api.cast(normalize(given.values), float32)
            return SparseTensor(given.indices, values, given.dense_shape)
        return api.cast(normalize(_native.convert(given)), float32)

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        numbers = api.cast(self._to_dense_tensor(input_tensor), float32)
        return of_rank(numbers, output_rank, self.name)

    def _to_dense_tensor(self, input_tensor):
        return input_tensor


class _VariableFields(NamedTuple):
    column_name: str
    default_value: Any
    dtype: Any
    normalizer: Any
    is_sparse: bool


class _RealValuedVarLenColumn(_Numbers, _VariableFields):
    """Any number of numbers."""

    @property
    def parse_example_spec(self):
        """Sparse, or padded."""
        if self.is_sparse:
            return {self.column_name: VarLenFeature(self.dtype)}
        return {self.column_name: FixedLenSequenceFeature([], self.dtype, True, self.default_value)}

    def _to_dense_tensor(self, input_tensor):
        if self.is_sparse:
            raise ValueError(
                f"Set is_sparse to False if you want a dense Tensor for column_name: {self.name}"
            )
        return input_tensor


def real_valued_var_len_column(
    column_name, default_value=None, dtype=float32, normalizer=None, is_sparse=False
):
    """A column of any number of numbers.

    Args:
      column_name: the feature's name.
      default_value: the number that pads; needed unless is_sparse.
      dtype: of numbers.
      normalizer: a function of the numbers, or None.
      is_sparse: whether they are kept as a SparseTensor.

    Raises:
      TypeError: the dtype is not of numbers.
      ValueError: the default is missing, or a list.
    """
    dtype = as_dtype(dtype)
    if not (dtype.is_integer or dtype.is_floating):
        raise TypeError(
            f"dtype must be convertible to float. dtype: {dtype}, column_name: {column_name}"
        )
    if default_value is None and not is_sparse:
        raise ValueError(
            "default_value must be provided when is_sparse=False to parse a padded Tensor. "
            f"column_name: {column_name}"
        )
    if isinstance(default_value, list):
        raise ValueError(
            f"Only scalar default value. default_value: {default_value}, column_name: {column_name}"
        )
    if default_value is not None:
        default_value = (int if dtype.is_integer else float)(default_value)
    return _RealValuedVarLenColumn(column_name, default_value, dtype, normalizer, is_sparse)


class _RealFields(NamedTuple):
    column_name: str
    dimension: int
    default_value: Any
    dtype: Any
    normalizer: Any


class _RealValuedColumn(_Numbers, DenseColumn, _RealFields):
    """So many numbers."""

    @property
    def parse_example_spec(self):
        """So many."""
        default = None if self.default_value is None else list(self.default_value)
        return {self.column_name: FixedLenFeature([self.dimension], self.dtype, default)}

    @property
    def variable_shape(self):
        """So many."""
        return TensorShape([self.dimension])


@public("contrib.layers.real_valued_column")
def real_valued_column(
    column_name, dimension=1, default_value=None, dtype=float32, normalizer=None
):
    """A column of numbers.

    Args:
      column_name: the feature's name.
      dimension: how many numbers an example has.
      default_value: those of an example that has none: a number or a list; None for an error.
      dtype: their type; the column gives float32.
      normalizer: a function of the numbers, or None.

    Returns:
      A column.

    Raises:
      TypeError: dimension is no integer, or the default of another type.
      ValueError: dimension is not positive, the dtype not of numbers, or the default's length
        another.

    Example:
      >>> tf.contrib.layers.real_valued_column("price", 2).config
      {'price': FixedLenFeature(shape=[2], dtype=tf.float32, default_value=None)}
    """
    if not isinstance(dimension, int):
        hint = ""
        if dimension is None:
            hint = " Use the _real_valued_var_len_column for variable length features."
        raise TypeError(
            f"dimension must be an integer.{hint} dimension: {dimension}, column_name: "
            f"{column_name}"
        )
    if dimension < 1:
        raise ValueError(
            f"dimension must be greater than 0. dimension: {dimension}, column_name: {column_name}"
        )
    dtype = as_dtype(dtype)
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(
            f"dtype must be convertible to float. dtype: {dtype}, column_name: {column_name}"
        )
    default = _default(default_value, dimension, dtype, column_name)
    return _RealValuedColumn(column_name, dimension, default, dtype, normalizer)


def _default(value, dimension, dtype, name):
    """A tuple of so many numbers, or None."""
    if value is None:
        return None
    numbers = value if isinstance(value, list) else [value] * dimension
    if len(numbers) != dimension:
        raise ValueError(
            f"The length of default_value must be equal to dimension. default_value: {value}, "
            f"dimension: {dimension}, column_name: {name}"
        )
    allowed = int if dtype.is_integer else (int, float)
    if not all(isinstance(number, allowed) for number in numbers):
        raise TypeError(
            f"default_value must be compatible with dtype. default_value: {value}, dtype: {dtype}, "
            f"column_name: {name}"
        )
    return tuple(map(float, numbers) if dtype.is_floating else numbers)


class _BucketizedFields(NamedTuple):
    source_column: Any
    boundaries: tuple


class _BucketizedColumn(DenseColumn, Categories, _BucketizedFields):
    """Ranges that numbers lie in."""

    combiner = "sum"

    @property
    def name(self):
        """That of the numbers, and what was done."""
        return f"{self.source_column.name}_bucketized"

    @property
    def length(self):
        """How many ranges there are."""
        return len(self.boundaries) + 1

    @property
    def num_buckets(self):
        """As many ranges as all numbers of an example have together."""
        return self.length * self.source_column.dimension

    @property
    def variable_shape(self):
        """A row of ranges for each number."""
        return TensorShape([self.num_buckets])

    @property
    def parse_example_spec(self):
        """That of the numbers."""
        return self.source_column.parse_example_spec

    def transform_feature(self, transformation_cache, state_manager):
        """How many boundaries a number has reached."""
        numbers = transformation_cache.get(self.source_column, state_manager)
        return reached(numbers, self.boundaries)

    def id_tensor(self, input_tensor):
        """The ranges, counted over all numbers of an example: a SparseTensor."""
        return bucketized_ids(input_tensor, self.length, self.source_column.dimension)

    def to_sparse_tensor(self, input_tensor):
        """The same."""
        return self.id_tensor(input_tensor)

    def get_dense_tensor(self, transformation_cache, state_manager):
        """One where a number lies, 0 elsewhere."""
        return self._to_dnn_input_layer(transformation_cache.get(self, state_manager))

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        if output_rank != 2:
            raise ValueError("BucketizedColumn currently only supports output_rank=2")
        places = one_hot(api.cast(input_tensor, int64), self.length, 1.0, 0.0)
        return api.reshape(places, [-1, self.num_buckets])

    def _wide_embedding_lookup_arguments(self, input_tensor):
        ids = self.id_tensor(input_tensor)
        return Lookup(ids, None, self.num_buckets, Zeros(), self.combiner)


@public("contrib.layers.bucketized_column")
def bucketized_column(source_column, boundaries):
    """A column of the ranges that numbers lie in.

    Args:
      source_column: what `real_valued_column` made.
      boundaries: list of numbers, in order; a number that equals one lies above it.

    Returns:
      A column.

    Raises:
      TypeError: the source is another column.
      ValueError: there are no boundaries, or not in order.

    Example:
      >>> age = tf.contrib.layers.real_valued_column("age")
      >>> tf.contrib.layers.bucketized_column(age, [18, 65]).length
      3
    """
    if not isinstance(source_column, _RealValuedColumn):
        raise TypeError(
            "source_column must be an instance of _RealValuedColumn. source_column: "
            f"{source_column}"
        )
    if not isinstance(boundaries, (list, tuple)) or not boundaries:
        raise ValueError(f"boundaries must be a non-empty list or tuple. boundaries: {boundaries}")
    if list(boundaries) != sorted(boundaries):
        raise ValueError(f"boundaries must be a sorted list. boundaries: {boundaries}")
    return _BucketizedColumn(source_column, tuple(dict.fromkeys(boundaries)))
