"""tensorflow.python.feature_column.feature_column: names of columns that begin with "_"."""

from functools import partial

from zeal.feature_columns.column import CategoricalColumn as _CategoricalColumn
from zeal.feature_columns.column import DenseColumn, normalized
from zeal.feature_columns.column import FeatureColumn as _FeatureColumn
from zeal.feature_columns.column import Features as _LazyBuilder
from zeal.feature_columns.column import SequenceDenseColumn as _SequenceDenseColumn
from zeal.feature_columns.dense import EmbeddingColumn as _EmbeddingColumn
from zeal.feature_columns.functions import input_layer, linear_sum
from zeal.feature_columns.state import ScopeState
from zeal.interop.internals.feature_column_v2 import _transform_features_v2
from zeal.interop.lookup import lookup
from zeal.keras.model import Model
from zeal.state.scope import variable_scope
from zeal.state.template import make_template
from zeal.state.variable_store import AUTO_REUSE

__all__ = [
    "InputLayer", "_CategoricalColumn", "_DenseColumn", "_EmbeddingColumn", "_FeatureColumn",
    "_LazyBuilder", "_LinearModel", "_SequenceDenseColumn", "_transform_features",
]  # fmt: skip


class _Every(type(DenseColumn)):
    """The type of a class whose instances are all dense columns, as TensorFlow's are of both."""

    def __instancecheck__(cls, column):
        if cls is _DenseColumn:
            return isinstance(column, DenseColumn)
        return super().__instancecheck__(column)


class _DenseColumn(DenseColumn, metaclass=_Every):
    """The base of dense columns once more: columns of programs inherit from both."""


class _LinearModel(Model):
    """`tf.feature_column.linear_model` of features, whose calls share their variables.

    Args:
      feature_columns, units, sparse_combiner, weight_collections, trainable: as there.
      name, **kwargs: those of `tf.keras.Model`; name is that of the variables' scope.
    """

    def __init__(
        self, feature_columns, units=1, sparse_combiner="sum", weight_collections=None,
        trainable=True, name=None, **kwargs,
    ):  # fmt: skip
        super().__init__(name=name, **kwargs)
        self._columns = normalized(feature_columns)
        self._arguments = units, sparse_combiner
        self._state_arguments = trainable, weight_collections
        self._variables_of = {}

    def call(self, features):
        """The sums, of a dict of features."""
        if not isinstance(features, dict):
            raise ValueError(f"We expected a dictionary here. Instead we got: {features}")
        state = ScopeState(*self._state_arguments)
        with variable_scope(self.name, reuse=AUTO_REUSE):
            made = linear_sum(features, self._columns, *self._arguments, state)
        total, self._variables_of = made
        return total

    def cols_to_vars(self):
        """A dict from columns to lists of their variables, and of "bias"."""
        return self._variables_of


def _transform_features(features, feature_columns):
    """A dict from columns to their tensors, of a dict of features."""
    return _transform_features_v2(features, feature_columns, None)


def InputLayer(
    feature_columns, weight_collections=None, trainable=True, cols_to_vars=None,
    name="feature_column_input_layer", create_scope_now=True,
):  # fmt: skip
    """`tf.feature_column.input_layer` of features, whose calls share their variables.

    Args:
      feature_columns, weight_collections, trainable, cols_to_vars: as there.
      name: of the variables' scope.
      create_scope_now: whether it is opened here, not by the first call.
    """
    made = partial(
        input_layer, feature_columns=feature_columns, trainable=trainable,
        weight_collections=weight_collections, cols_to_vars=cols_to_vars,
    )  # fmt: skip
    return make_template(name, lambda features: made(features), create_scope_now_=create_scope_now)


def __getattr__(name):
    if name.startswith("_") and not name.startswith("__"):  # _numeric_column, ...
        return getattr(lookup("feature_column"), name[1:])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
