"""What all feature columns have: kinds, names, and the features that they transform."""

from typing import Any, NamedTuple

from zeal import _native
from zeal.dtypes import int64
from zeal.eager.control import control_dependencies
from zeal.effects.check import assert_positive
from zeal.feature_columns.state import ScopeState
from zeal.graph.conditions import cond
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.where import where
from zeal.sparse.shapes import sparse_reshape
from zeal.sparse.sparse_tensor import SparseTensor, convert_to_tensor_or_sparse_tensor

api = _native.api


class IdWeightPair(NamedTuple):
    """The numbers of categories, a SparseTensor, and their weights: one, or None."""

    id_tensor: Any
    weight_tensor: Any


class TensorSequenceLengthPair(NamedTuple):
    """A tensor of shape `[batch, time, ...]`, and the lengths of its sequences."""

    dense_tensor: Any
    sequence_length: Any


def _has_own(column, base, name) -> bool:
    """Whether a program's column has a method of its own, by its older name, `_transform_feature`.

    Those of the bases call the newer one, which calls the older one where there is one.
    """
    return getattr(type(column), name) is not getattr(base, name)


def _require_own(column, base, name):
    if not _has_own(column, base, name):
        raise NotImplementedError(f"{type(column).__name__}.{name.removeprefix('_')}")


class FeatureColumn:
    """A column; subclasses are also named tuples of what they were made of."""

    def __lt__(self, other):
        return str(self) < str(other)

    def __gt__(self, other):
        return str(self) > str(other)

    @property
    def name(self) -> str:
        """What the column is called."""
        return self.key

    @property
    def _var_scope_name(self):
        return self.name

    @property
    def _is_v2_column(self):
        return True

    @property
    def parents(self) -> list:
        """The features, by name, and the columns that this one is made of."""
        fields = self._asdict()
        names = ("key", "source_column", "categorical_column", "weight_feature_key")
        return [*fields.get("keys", ()), *(fields[name] for name in names if name in fields)]

    def _get_config(self):
        from zeal.feature_columns.configs import config_of

        return config_of(self)

    @classmethod
    def _from_config(cls, config, custom_objects=None, columns_by_name=None):
        from zeal.feature_columns.configs import deserialize_columns

        whole = {"class_name": cls.__name__, "config": config}
        return deserialize_columns([whole], custom_objects, columns_by_name)[0]

    @property
    def parse_example_spec(self) -> dict:
        """What `tf.io.parse_example` takes: a dict from features to how they are stored."""
        _require_own(self, FeatureColumn, "_parse_example_spec")
        return self._parse_example_spec

    @property
    def _parse_example_spec(self):
        return self.parse_example_spec

    def transform_feature(self, transformation_cache, state_manager):
        """The column's tensor, of the features in `transformation_cache`."""
        _require_own(self, FeatureColumn, "_transform_feature")
        return self._transform_feature(transformation_cache)

    def _transform_feature(self, inputs):
        return self.transform_feature(inputs, None)

    def create_state(self, state_manager):
        """Makes the column's variables, if any."""

    def _state(self, weight_collections, trainable):
        """Variables of its own in the scope in force."""
        state = ScopeState(trainable is not False, weight_collections)
        self.create_state(state)
        return state


class DenseColumn(FeatureColumn):
    """A column that gives a tensor of numbers."""

    @property
    def variable_shape(self):
        """The tensor's shape without the batch."""
        _require_own(self, DenseColumn, "_variable_shape")
        return self._variable_shape

    @property
    def _variable_shape(self):
        return self.variable_shape

    def get_dense_tensor(self, transformation_cache, state_manager):
        """The tensor."""
        if _has_own(self, DenseColumn, "_get_dense_tensor"):
            return self._get_dense_tensor(transformation_cache)
        return transformation_cache.get(self, state_manager)

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return self.get_dense_tensor(inputs, self._state(weight_collections, trainable))


class CategoricalColumn(FeatureColumn):
    """A column that gives numbers of categories."""

    IdWeightPair = IdWeightPair

    @property
    def num_buckets(self) -> int:
        """How many categories there are."""
        _require_own(self, CategoricalColumn, "_num_buckets")
        return self._num_buckets

    @property
    def _num_buckets(self):
        return self.num_buckets

    def get_sparse_tensors(self, transformation_cache, state_manager) -> IdWeightPair:
        """The numbers, and their weights or None."""
        if _has_own(self, CategoricalColumn, "_get_sparse_tensors"):
            return self._get_sparse_tensors(transformation_cache)
        return IdWeightPair(transformation_cache.get(self, state_manager), None)

    def _get_sparse_tensors(self, inputs, weight_collections=None, trainable=None):
        return self.get_sparse_tensors(inputs, self._state(weight_collections, trainable))


class SequenceDenseColumn(FeatureColumn):
    """A column that gives sequences of numbers."""

    TensorSequenceLengthPair = TensorSequenceLengthPair

    def get_sequence_dense_tensor(self, transformation_cache, state_manager):
        """The sequences and their lengths."""
        raise NotImplementedError(f"{type(self).__name__}.get_sequence_dense_tensor")

    def _get_sequence_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return self.get_sequence_dense_tensor(inputs, self._state(weight_collections, trainable))


class Features:
    """A batch of features, and what columns have made of them: nothing is made twice.

    Args:
      features: dict from names to tensors, arrays or SparseTensors.
    """

    def __init__(self, features):
        self._features, self._made = dict(features), {}

    def get(self, key, state_manager=None):
        """The tensor of a feature, by its name, or of a column."""
        if key not in self._made:
            self._made[key] = self._make(key, state_manager)
        return self._made[key]

    def _make(self, key, state):
        if isinstance(key, str):
            if key not in self._features:
                raise ValueError(f"Feature {key} is not in features dictionary.")
            return _matrix(key, convert_to_tensor_or_sparse_tensor(self._features[key]))
        if not isinstance(key, FeatureColumn):
            raise TypeError(
                f'"key" must be either a "str" or "_FeatureColumn". Provided: {key}'
            )
        made = key.transform_feature(self, state)
        if made is None:
            raise ValueError(f"Column {key.name} is not supported.")
        return made


def _matrix(key, feature):
    """A feature of at least two axes: numbers become rows of one."""
    rank = feature.shape.ndims
    if rank is None:
        return _matrix_in_run(key, feature)
    if rank == 0:
        raise ValueError(f"Feature (key: {key}) cannot have rank 0. Given: {feature}")
    if rank > 1:
        return feature
    return _column_of(feature)


def _column_of(numbers):
    if isinstance(numbers, SparseTensor):
        return sparse_reshape(numbers, [-1, 1])
    return api.expand_dims(numbers, -1)


def _matrix_in_run(key, feature):
    """The same where only a run tells the rank."""
    sparse = isinstance(feature, SparseTensor)
    rank = api.size(feature.dense_shape) if sparse else api.rank(feature)
    check = assert_positive(rank, message=f"Feature (key: {key}) cannot have rank 0.")
    with control_dependencies([check]):
        return cond(api.equal(rank, 1), lambda: _column_of(feature), lambda: feature)


def without_missing(feature, missing=None):
    """A SparseTensor of a tensor's elements but for those that stand for nothing.

    Args:
      feature: a tensor, or a SparseTensor, which is returned.
      missing: what stands for nothing; by default "", -1, or 0.0.
    """
    feature = convert_to_tensor_or_sparse_tensor(feature)
    if isinstance(feature, SparseTensor):
        return feature
    if missing is None:
        missing = "" if feature.dtype == "string" else -1 if feature.dtype.is_integer else 0
    places = where(api.not_equal(feature, _native.convert(missing, feature.dtype)))
    return SparseTensor(places, gather_nd(feature, places), api.shape(feature, out_type=int64))


def normalized(feature_columns):
    """A list of columns, by their names.

    Raises:
      ValueError: there are none, or things that are no columns, or two have one name.
    """
    if isinstance(feature_columns, FeatureColumn):
        feature_columns = [feature_columns]
    if isinstance(feature_columns, dict):
        raise ValueError("Expected feature_columns to be iterable, found dict.")
    by_name = {}
    for column in feature_columns:
        if not isinstance(column, FeatureColumn):
            raise ValueError(
                "Items of feature_columns must be a _FeatureColumn. "
                f"Given (type {type(column)}): {column}."
            )
        if column.name in by_name:
            raise ValueError(
                f"Duplicate feature column name found for columns: {column} and "
                f"{by_name[column.name]}. This usually means that these columns refer to same "
                "base feature. Either one must be discarded or a duplicated but renamed item must "
                "be inserted in features dict."
            )
        by_name[column.name] = column
    if not by_name:
        raise ValueError("feature_columns must not be empty.")
    return [by_name[name] for name in sorted(by_name)]


def check_key(key):
    """Raises ValueError for a feature's name that is no string."""
    if not isinstance(key, str):
        raise ValueError(f"key must be a string. Got: type {type(key)}. Given key: {key}.")


def check_text_or_integer(dtype, prefix):
    """Raises ValueError for a dtype of which there are no categories."""
    if dtype != "string" and not dtype.is_integer:
        raise ValueError(f"{prefix} dtype must be string or integer. dtype: {dtype}.")
