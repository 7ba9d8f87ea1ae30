"""tf.contrib.learn's models that are there already: linear ones, deep ones, and both together."""

import math

from zeal import feature_column
from zeal._native import api
from zeal.contrib.layers.columns.column import Column
from zeal.contrib.layers.columns.inputs import input_from_feature_columns
from zeal.contrib.layers.columns.sums import (
    joint_weighted_sum_from_feature_columns,
    weighted_sum_from_feature_columns,
)
from zeal.contrib.layers.connected import fully_connected
from zeal.contrib.layers.training import optimize_loss
from zeal.eager.control import control_dependencies, group
from zeal.estimators.older_estimator import Estimator
from zeal.estimators.older_heads import RegressionHead, classification_head
from zeal.estimators.older_model_function import PredictionKey
from zeal.estimators.spec import ModeKeys
from zeal.graph.graph import get_default_graph
from zeal.ops.nn.dropout import dropout
from zeal.public import public
from zeal.state.scope import variable_scope
from zeal.train import FtrlOptimizer
from zeal.train.step_counter import get_global_step


class _Linear:
    """The sum of weighted columns."""

    scope = "linear"

    def __init__(self, columns, optimizer=None, joint=False):
        self._columns, self._joint = list(columns), joint
        self.rate = min(0.2, 1 / math.sqrt(len(self._columns)))
        self._optimizer = optimizer

    def optimizer(self):
        return _made(self._optimizer) or FtrlOptimizer(self.rate)

    def logits(self, features, units, mode):
        if not _are_older(self._columns):
            return feature_column.linear_model(
                features, self._columns, units, weight_collections=[self.scope])
        total = weighted_sum_from_feature_columns
        total = joint_weighted_sum_from_feature_columns if self._joint else total
        return total(features, self._columns, units, [self.scope], scope=self.scope)[0]


class _Deep:
    """Layers of columns beside each other."""

    scope, rate = "dnn", 0.05

    def __init__(self, columns, units, optimizer, activation, drop):
        if not units:
            raise ValueError(
                "dnn_hidden_units must be defined when dnn_feature_columns is specified.")
        self._columns, self._units = list(columns), units
        self._optimizer = optimizer or "Adagrad"
        self._activation, self._drop = activation or api.relu, drop

    def optimizer(self):
        return _made(self._optimizer)

    def logits(self, features, units, mode):
        with variable_scope(self.scope):
            x = self._input(features)
            for i, width in enumerate(self._units):
                x = self._layer(x, width, self._activation, f"hiddenlayer_{i}")
                if self._drop is not None and mode == ModeKeys.TRAIN:
                    x = dropout(x, rate=self._drop)
            return self._layer(x, units, None, "logits")

    def _input(self, features):
        if _are_older(self._columns):
            return input_from_feature_columns(
                features, self._columns, [self.scope], scope="input_from_feature_columns")
        with variable_scope("input_from_feature_columns"):
            return feature_column.input_layer(features, self._columns, [self.scope])

    def _layer(self, x, width, activation, scope):
        return fully_connected(
            x, width, activation, variables_collections=[self.scope], scope=scope)


def _made(optimizer):
    return optimizer() if callable(optimizer) else optimizer


def _check(enable_centered_bias=False, embedding_lr_multipliers=None, label_keys=None):
    for name, value in locals().items():
        if value:
            raise NotImplementedError(f"{name}={value!r} is not built")


def _are_older(columns):
    return all(isinstance(column, Column) for column in columns)


class _Canned(Estimator):
    """A model of a head and parts whose logits are added."""

    _default_output = PredictionKey.SCORES

    def _set_up(
        self, head, parts, model_dir, config=None, feature_engineering_fn=None,
        gradient_clip_norm=None, input_layer_min_slice_size=None,
        fix_global_step_increment_bug=False, **others,
    ):  # fmt: skip
        _check(**others)
        self._head, self._clip = head, gradient_clip_norm
        self._counts_parts = not fix_global_step_increment_bug
        self._parts = [part for part in parts if part is not None]
        if not self._parts:
            raise ValueError(
                "Either linear_feature_columns or dnn_feature_columns must be defined.")
        super().__init__(self._build, model_dir, config, None, feature_engineering_fn)

    def _build(self, features, labels, mode):
        features = features if isinstance(features, dict) else {"": features}
        logits = [part.logits(features, self._head.dimension, mode) for part in self._parts]
        logits = logits[0] + logits[1] if len(logits) == 2 else logits[0]
        return self._head.ops(features, labels, mode, logits, self._step)

    def _step(self, loss):
        count = len(self._parts) if self._counts_parts else 1
        with control_dependencies([group(*(self._part_step(p, loss) for p in self._parts))]):
            return get_global_step().assign_add(count).op

    def _part_step(self, part, loss):
        optimizer = part.optimizer()
        lone = len(self._parts) == 1 and isinstance(part, _Linear)  # keeps no rate in checkpoints
        rate = None if lone and not isinstance(optimizer, str) else part.rate
        return optimize_loss(
            loss, get_global_step(), rate, optimizer,
            clip_gradients=self._clip, name=part.scope, summaries=[], increment_global_step=False,
            variables=get_default_graph().get_collection(part.scope),
        )  # fmt: skip

    def predict(self, x=None, input_fn=None, batch_size=None, outputs=None, as_iterable=True):
        """Classes or scores, or dicts of `outputs`; without as_iterable in arrays."""
        if outputs:
            return super().predict(x, input_fn, batch_size, outputs, as_iterable)
        return self._only(self._default_output, x, input_fn, batch_size, as_iterable)

    def _only(self, key, x=None, input_fn=None, batch_size=None, as_iterable=True):
        found = super().predict(x, input_fn, batch_size, [key], as_iterable)
        return (each[key] for each in found) if as_iterable else found[key]


class _Classifier(_Canned):
    _default_output = PredictionKey.CLASSES

    def predict_classes(self, *args, **kwargs):
        """The numbers of classes, for x, input_fn, batch_size and as_iterable of `predict`."""
        return self._only(PredictionKey.CLASSES, *args, **kwargs)

    def predict_proba(self, *args, **kwargs):
        """The classes' probabilities; arguments as of `predict_classes`."""
        return self._only(PredictionKey.PROBABILITIES, *args, **kwargs)


class _Regressor(_Canned):
    def predict_scores(self, *args, **kwargs):
        """The numbers, for x, input_fn, batch_size and as_iterable of `predict`."""
        return self._only(PredictionKey.SCORES, *args, **kwargs)


@public("contrib.learn.DNNClassifier")
class DNNClassifier(_Classifier):
    """A deep network that tells classes.

    Args:
      hidden_units: list of the layers' widths.
      feature_columns: columns of `tf.contrib.layers`, or of `tf.feature_column`.
      model_dir: the folder.
      n_classes: how many classes there are; labels are their numbers.
      weight_column_name: the feature that weighs examples.
      optimizer: an Optimizer, or one's name; Adagrad with a rate of 0.05 by default.
      activation_fn: the layers' activation.
      dropout: the share of numbers that training drops.
      **settings: gradient_clip_norm, the largest global norm of gradients; config and
        feature_engineering_fn as for `tf.contrib.learn.Estimator`.

    Raises:
      ValueError: n_classes is below 2.

    Example:
      >>> x, y = np.eye(2, dtype=np.float32), np.array([0, 1])
      >>> columns = tf.contrib.learn.infer_real_valued_columns_from_input(x)
      >>> model = tf.contrib.learn.DNNClassifier([8], columns).fit(x, y, steps=200)
      >>> [int(i) for i in model.predict_classes(x)]
      [0, 1]
    """

    def __init__(
        self, hidden_units, feature_columns, model_dir=None, n_classes=2, weight_column_name=None,
        optimizer=None, activation_fn=api.relu, dropout=None, **settings,
    ):  # fmt: skip
        deep = _Deep(feature_columns, hidden_units, optimizer, activation_fn, dropout)
        head = classification_head(n_classes, weight_column_name)
        self._set_up(head, [deep], model_dir, **settings)


@public("contrib.learn.DNNRegressor")
class DNNRegressor(_Regressor):
    """A deep network that tells numbers, label_dimension for an example.

    Args:
      Those of `tf.contrib.learn.DNNClassifier`.
    """

    def __init__(
        self, hidden_units, feature_columns, model_dir=None, weight_column_name=None,
        optimizer=None, activation_fn=api.relu, dropout=None, *, label_dimension=1, **settings,
    ):  # fmt: skip
        deep = _Deep(feature_columns, hidden_units, optimizer, activation_fn, dropout)
        head = RegressionHead(label_dimension, weight_column_name)
        self._set_up(head, [deep], model_dir, **settings)


@public("contrib.learn.LinearClassifier")
class LinearClassifier(_Classifier):
    """A linear model that tells classes; its optimizer is Ftrl by default.

    Args:
      Those of `tf.contrib.learn.DNNClassifier`.
    """

    def __init__(
        self, feature_columns, model_dir=None, n_classes=2, weight_column_name=None,
        optimizer=None, *, _joint_weight=False, **settings,
    ):  # fmt: skip
        linear = _Linear(feature_columns, optimizer, _joint_weight)
        head = classification_head(n_classes, weight_column_name)
        self._set_up(head, [linear], model_dir, **settings)


@public("contrib.learn.LinearRegressor")
class LinearRegressor(_Regressor):
    """A linear model that tells numbers; its optimizer is Ftrl by default.

    Args:
      Those of `tf.contrib.learn.DNNRegressor`.
    """

    def __init__(
        self, feature_columns, model_dir=None, weight_column_name=None, optimizer=None, *,
        label_dimension=1, _joint_weights=False, **settings,
    ):  # fmt: skip
        linear = _Linear(feature_columns, optimizer, _joint_weights)
        head = RegressionHead(label_dimension, weight_column_name)
        self._set_up(head, [linear], model_dir, **settings)


def _both(
    linear_feature_columns=None, linear_optimizer=None, _joint_linear_weights=False,
    dnn_feature_columns=None, dnn_optimizer=None, dnn_hidden_units=None,
    dnn_activation_fn=api.relu, dnn_dropout=None, **settings,
):  # fmt: skip
    """The parts that there are columns for, and the other settings."""
    deep = dnn_feature_columns and _Deep(
        dnn_feature_columns, dnn_hidden_units, dnn_optimizer, dnn_activation_fn, dnn_dropout)
    linear = linear_feature_columns and _Linear(
        linear_feature_columns, linear_optimizer, _joint_linear_weights)
    return [deep or None, linear or None], settings


@public("contrib.learn.DNNLinearCombinedClassifier")
class DNNLinearCombinedClassifier(_Classifier):
    """A linear model and a deep network, added, that tell classes.

    Args:
      model_dir, n_classes, weight_column_name: as of `tf.contrib.learn.DNNClassifier`.
      **settings: those of both models, as in linear_optimizer and dnn_hidden_units; and
        fix_global_step_increment_bug: True lets the global step count a training step of both once;
        else, as in TensorFlow, it counts each of the two.

    Raises:
      ValueError: there are no columns, or columns of a network without layers.
    """

    def __init__(self, model_dir=None, n_classes=2, weight_column_name=None, **settings):
        parts, settings = _both(**settings)
        head = classification_head(n_classes, weight_column_name)
        self._set_up(head, parts, model_dir, **settings)


@public("contrib.learn.DNNLinearCombinedRegressor")
class DNNLinearCombinedRegressor(_Regressor):
    """A linear model and a deep network, added, that tell numbers.

    Args:
      Those of `tf.contrib.learn.DNNLinearCombinedClassifier`.
    """

    def __init__(self, model_dir=None, weight_column_name=None, label_dimension=1, **settings):
        parts, settings = _both(**settings)
        head = RegressionHead(label_dimension, weight_column_name)
        self._set_up(head, parts, model_dir, **settings)
