"""Layers over feature columns: DenseFeatures, SequenceFeatures and LinearModel of Keras."""

from zeal import _native
from zeal.feature_columns.column import DenseColumn, Features, SequenceDenseColumn
from zeal.feature_columns.column import normalized as normalized_columns
from zeal.feature_columns.configs import deserialize_columns, serialize_columns
from zeal.feature_columns.functions import (
    check_batches,
    check_dense,
    create_weights,
    flat,
    joined_steps,
    weighted_sum,
)
from zeal.feature_columns.state import LayerState, own_scope
from zeal.keras.layers.layer import Layer
from zeal.keras.model import Model
from zeal.ops.nn.bias import bias_add
from zeal.public import public

api = _native.api


class _OverColumns(Layer):
    """A layer of features, by name."""

    _zeal_takes = DenseColumn
    _is_feature_layer = True  # which may be first in a Sequential that is given dicts

    def __init__(self, feature_columns, trainable=True, name=None, **kwargs):
        super().__init__(trainable=trainable, name=name, **kwargs)
        self._feature_columns = normalized_columns(feature_columns)
        check_dense(self._feature_columns, self._zeal_takes)
        self._state_manager = LayerState(self)

    def build(self, input_shape):
        """Makes the columns' variables."""
        for column in self._feature_columns:
            column.create_state(self._state_manager)
        super().build(None)

    def get_config(self):
        columns = serialize_columns(self._feature_columns)
        return {**super().get_config(), "feature_columns": columns}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A layer of what `get_config` returned."""
        columns = deserialize_columns(config["feature_columns"], custom_objects)
        return cls(**{**config, "feature_columns": columns})


def _check_dict(features):
    if not isinstance(features, dict):
        raise ValueError(f"We expected a dictionary here. Instead we got: {features}")


@public("keras.layers.DenseFeatures")
class DenseFeatures(_OverColumns):
    """The columns of a batch side by side, in the order of their names.

    Args:
      feature_columns: list of dense columns: numeric, bucketized, indicator or embedding.
      trainable: whether optimizers change the variables.
      name, **kwargs: those of `tf.keras.layers.Layer`.

    Raises:
      ValueError: there are no columns, two of one name or one that is not dense.

    Example:
      >>> columns = [tf.feature_column.numeric_column(key) for key in ("b", "a")]
      >>> layer = tf.keras.layers.DenseFeatures(columns)
      >>> layer({"a": tf.constant([1.0]), "b": tf.constant([2.0])}).numpy().tolist()
      [[1.0, 2.0]]
    """

    def call(self, features, cols_to_output_tensors=None):
        """A matrix of numbers.

        Args:
          features: dict from names to tensors or SparseTensors.
          cols_to_output_tensors: a dict that is filled: the tensor of each column.

        Returns:
          A float32 tensor of shape `[batch, numbers]`.

        Raises:
          ValueError: features is no dict, or one is missing or has another batch size.
        """
        _check_dict(features)
        made, parts = Features(features), []
        for column in self._feature_columns:
            parts.append(flat(column, column.get_dense_tensor(made, self._state_manager)))
            if cols_to_output_tensors is not None:
                cols_to_output_tensors[column] = parts[-1]
        check_batches(parts, self._feature_columns)
        return api.concat(parts, -1)

    def compute_output_shape(self, input_shape):
        """The shape of the matrix."""
        sizes = [column.variable_shape.num_elements() for column in self._feature_columns]
        return (input_shape[0], sum(sizes))


@public("keras.experimental.SequenceFeatures")
class SequenceFeatures(_OverColumns):
    """The columns of a batch of sequences side by side, in the order of their names.

    Args:
      feature_columns: list of columns: sequence_numeric_column, or embedding and indicator columns
        over sequence_categorical_column_with_*.
      trainable: whether optimizers change the variables.
      name, **kwargs: those of `tf.keras.layers.Layer`.

    Raises:
      ValueError: there are no columns, two of one name or one that is not for sequences.

    Example:
      >>> heat = tf.feature_column.sequence_numeric_column("heat")
      >>> sparse = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1.0, 2.0, 3.0], [2, 2])
      >>> steps, lengths = tf.keras.experimental.SequenceFeatures([heat])({"heat": sparse})
      >>> steps.shape.as_list(), lengths.numpy().tolist()
      ([2, 2, 1], [2, 1])
    """

    _zeal_takes = SequenceDenseColumn

    def call(self, features):
        """Numbers of each step.

        Args:
          features: dict from names to tensors or SparseTensors.

        Returns:
          A pair: float32 tensor of shape `[batch, time, numbers]`, int64 lengths of the sequences.

        Raises:
          ValueError: features is no dict, or one is missing or has another batch size.
          InvalidArgumentError: (in a run) sequences of two columns have two lengths.
        """
        _check_dict(features)
        made, columns, state = Features(features), self._feature_columns, self._state_manager
        return joined_steps(columns, [c.get_sequence_dense_tensor(made, state) for c in columns])

    def compute_output_shape(self, input_shape):
        """The shape of the steps, without that of the lengths."""
        sizes = [column.variable_shape.num_elements() for column in self._feature_columns]
        return (input_shape[0], input_shape[1], sum(sizes))


class _LinearLayer(_OverColumns):
    """The layer inside of `LinearModel`."""

    _zeal_takes = object

    def __init__(
        self, feature_columns, units=1, sparse_combiner="sum", trainable=True, name=None, **kwargs
    ):
        super().__init__(feature_columns, trainable, name, **kwargs)
        self._units, self._sparse_combiner, self.bias = units, sparse_combiner, None

    def build(self, input_shape):
        for column in self._feature_columns:
            column.create_state(self._state_manager)
            create_weights(column, self._state_manager, self._units)
        with own_scope(self):
            self.bias = self.add_weight(
                "bias_weights", [self._units], "float32", "zeros", trainable=self.trainable
            )
        Layer.build(self, None)

    def call(self, features):
        _check_dict(features)
        made = Features(features)
        sums = [
            weighted_sum(column, made, self._state_manager, self._sparse_combiner)
            for column in self._feature_columns
        ]
        check_batches(sums, self._feature_columns)
        return bias_add(api.add_n(sums), self.bias)

    def get_config(self):
        own = {"units": self._units, "sparse_combiner": self._sparse_combiner}
        return {**super().get_config(), **own}


class LinearModel(Model):
    """A model: a weighted sum of columns.

    Args:
      feature_columns: list of columns, dense or of categories.
      units: how many sums there are.
      sparse_combiner: what is made of several categories of an example: "sum", "mean" or "sqrtn".
      trainable: whether optimizers change the variables.
      name, **kwargs: those of `tf.keras.Model`.

    Raises:
      ValueError: there are no columns, two of one name or one for sequences.

    Example:
      >>> from zeal.feature_columns.layers import LinearModel
      >>> model = LinearModel([tf.feature_column.numeric_column("x")])
      >>> model({"x": tf.constant([[3.0]])}).numpy().tolist(), len(model.variables)
      ([[0.0]], 2)
    """

    def __init__(
        self, feature_columns, units=1, sparse_combiner="sum", trainable=True, name=None, **kwargs
    ):
        super().__init__(name=name, **kwargs)
        self.layer = _LinearLayer(
            feature_columns, units, sparse_combiner, trainable, name=self.name
        )

    def call(self, features):
        """The sums.

        Args:
          features: dict from names to tensors or SparseTensors.

        Returns:
          A float32 tensor of shape `[batch, units]`.
        """
        return self.layer(features)

    @property
    def bias(self):
        """The variable that is added; None before the first call."""
        return self.layer.bias
