"""Logits of canned models: linear ones, networks, constants; and their training steps."""

import math

from zeal import layers
from zeal.dtypes import float32
from zeal.eager import control
from zeal.estimators.spec import ModeKeys
from zeal.feature_columns.functions import input_layer, linear_model
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.ops.array.fill import ones
from zeal.ops.array.shape import size_along
from zeal.ops.nn.norm import zero_fraction
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.initializers import GlorotUniform, Zeros
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable
from zeal.summary.ops import histogram, scalar
from zeal.train.adagrad import AdagradOptimizer
from zeal.train.adam import AdamOptimizer
from zeal.train.ftrl import FtrlOptimizer
from zeal.train.gradient_descent import GradientDescentOptimizer
from zeal.train.optimizer import Optimizer
from zeal.train.rmsprop import RMSPropOptimizer
from zeal.train.step_counter import get_global_step

_OPTIMIZERS = {
    "Adagrad": AdagradOptimizer, "Adam": AdamOptimizer, "Ftrl": FtrlOptimizer,
    "RMSProp": RMSPropOptimizer, "SGD": GradientDescentOptimizer,
}  # fmt: skip


def optimizer_of(given, learning_rate):
    """An optimizer, of one, its name or a function that makes it.

    Raises:
      ValueError: the name is unknown, or it is no optimizer.
    """
    if isinstance(given, str):
        if given not in _OPTIMIZERS:
            raise ValueError(
                f"Unsupported optimizer name: {given}. Supported names are: "
                f"{tuple(sorted(_OPTIMIZERS))}"
            )
        return _OPTIMIZERS[given](learning_rate)
    given = given() if callable(given) and not isinstance(given, Optimizer) else given
    if not isinstance(given, Optimizer):
        raise ValueError(f"The given object is not an Optimizer instance. Given: {given}")
    return given


def check_features(features):
    """Raises ValueError for features that are no dict."""
    if not isinstance(features, dict):
        raise ValueError(
            f"features should be a dictionary of `Tensor`s. Given type: {type(features)}"
        )


def summarize_layer(value, tag):
    """Shows what a layer gives."""
    scalar(f"{tag}/fraction_of_zero_values", zero_fraction(value))
    histogram(f"{tag}/activation", value)


def linear_logits(features, columns, units, combiner):
    """A weighted sum of columns, in the scope in force."""
    made = {}
    logits = linear_model(features, columns, units, combiner, cols_to_vars=made)
    [bias] = made.pop("bias")
    if units > 1:
        histogram("bias", bias)
    else:
        scalar("bias", bias[0])
    weights = [variable for variables in made.values() for variable in variables]
    sizes = [float(variable.shape.num_elements()) for variable in weights]
    zeros = [zero_fraction(v) * n for v, n in zip(weights, sizes, strict=True)]
    scalar("fraction_of_zero_weights", sum(zeros) / sum(sizes))
    return logits


class Network:
    """A network over columns.

    Args:
      hidden_units: how many units each layer has.
      columns: list of dense columns.
      activation: of the layers.
      dropout: the share of outputs that is dropped in training, or None.
      partitioner: of the columns' variables.
      batch_norm: whether layers' outputs are normalised.
    """

    def __init__(self, hidden_units, columns, activation, dropout, partitioner, batch_norm):
        self._units, self._columns, self._activation = hidden_units, columns, activation
        self._dropout, self._partitioner, self._norm = dropout, partitioner, batch_norm

    def logits(self, features, units, mode):
        """The last layer's outputs, in the scope in force."""
        with variable_scope("input_from_feature_columns", partitioner=self._partitioner):
            value = input_layer(features, self._columns)
        for number, width in enumerate(self._units):
            with variable_scope(f"hiddenlayer_{number}") as scope:
                value = self._hidden(value, width, number, mode, scope)
            summarize_layer(value, scope.name)
        with variable_scope("logits") as scope:
            value = layers.dense(value, units, kernel_initializer=GlorotUniform(), name=scope)
        summarize_layer(value, scope.name)
        return value

    def _hidden(self, value, width, number, mode, scope):
        value = layers.dense(
            value, width, self._activation, kernel_initializer=GlorotUniform(), name=scope
        )
        if self._dropout is not None and mode == ModeKeys.TRAIN:
            value = layers.dropout(value, self._dropout, training=True)
        if self._norm:
            value = layers.batch_normalization(
                value, momentum=0.999, training=mode == ModeKeys.TRAIN,
                name=f"batchnorm_{number}",
            )  # fmt: skip
        return value


def default_ftrl(columns):
    """The optimizer of a linear model that names none."""
    return FtrlOptimizer(min(0.2, 1.0 / math.sqrt(len(columns))))


def baseline_logits(features, units):
    """The same numbers for each example."""
    check_features(features)
    first = next(iter(features.values()))
    sparse = isinstance(first, SparseTensor)
    size = first.dense_shape[0] if sparse else size_along(first, 0)
    with variable_scope("baseline"):
        bias = get_variable("bias", [units], float32, Zeros())
    return bias * ones([size, units])


def steps_of(parts):
    """A function of a loss: one step of each optimizer, for the variables of its scope.

    Args:
      parts: list of pairs (optimizer, scope).
    """

    def train_op(loss):
        steps = [
            optimizer.minimize(
                loss, var_list=collected(GraphKeys.TRAINABLE_VARIABLES, f"{scope}/")
            )
            for optimizer, scope in parts
        ]
        with control.control_dependencies(steps):
            return get_global_step().assign_add(1).op

    return train_op
