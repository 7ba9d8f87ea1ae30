"""Canned estimators: linear models, networks, both together, and constants."""

import math

from zeal._native import api
from zeal.estimators.estimator import Estimator
from zeal.estimators.heads import RegressionHead, classification_head
from zeal.estimators.towers import (
    Network,
    baseline_logits,
    check_features,
    default_ftrl,
    linear_logits,
    optimizer_of,
    steps_of,
    summarize_layer,
)
from zeal.losses.weighted import Reduction
from zeal.public import public
from zeal.state.partitioners import min_max_variable_partitioner
from zeal.state.scope import variable_scope

_relu = api.relu


def _linear(head, columns, optimizer, partitioner, combiner):
    def model_fn(features, labels, mode, config):
        check_features(features)
        parts = partitioner or min_max_variable_partitioner(min_slice_size=64 << 20)
        with variable_scope("linear", partitioner=parts):
            logits = linear_logits(features, columns, head.logits_dimension, combiner)
            chosen = optimizer_of(optimizer or default_ftrl(columns), 0.2)
            return head.create_estimator_spec(features, mode, logits, labels, chosen)

    return model_fn


def _dnn(head, network, optimizer):
    def model_fn(features, labels, mode, config):
        check_features(features)
        # TensorFlow's default without servers: one part, after which slots are named.
        with variable_scope("dnn", partitioner=min_max_variable_partitioner()):
            logits = network.logits(features, head.logits_dimension, mode)
            chosen = optimizer_of(optimizer, 0.05)
            return head.create_estimator_spec(features, mode, logits, labels, chosen)

    return model_fn


def _combined(head, linear_columns, linear_optimizer, combiner, dnn_optimizer, dnn_columns, *rest):
    """`rest`: as for `_network`, behind the columns."""
    if not linear_columns and not dnn_columns:
        raise ValueError(
            "Either linear_feature_columns or dnn_feature_columns must be defined."
        )
    network = _network(dnn_columns, *rest) if dnn_columns else None

    def model_fn(features, labels, mode, config):
        check_features(features)
        parts, logits, size = [], [], head.logits_dimension
        if network is not None:
            with variable_scope("dnn") as scope:
                logits.append(network.logits(features, size, mode))
            parts.append((optimizer_of(dnn_optimizer, 0.001), scope.name))
        if linear_columns:
            rate = min(0.005, 1.0 / math.sqrt(len(linear_columns)))
            with variable_scope("linear") as scope:
                logits.append(linear_logits(features, linear_columns, size, combiner))
                summarize_layer(logits[-1], scope.name)
            parts.append((optimizer_of(linear_optimizer, rate), scope.name))
        return head.create_estimator_spec(
            features, mode, api.add_n(logits), labels, train_op_fn=steps_of(parts)
        )

    return model_fn


def _network(columns, units, activation, dropout, partitioner, batch_norm):
    if not units:
        raise ValueError(
            "dnn_hidden_units must be defined when dnn_feature_columns is specified."
        )
    return Network(units, list(columns), activation, dropout, partitioner, batch_norm)


@public("estimator.LinearEstimator")
class LinearEstimator(Estimator):
    """What a head makes of a weighted sum of columns.

    Args:
      head: a head, as `tf.estimator.MultiLabelHead` or one of `tf.contrib.estimator`.
      the others: as for `LinearClassifier`.
    """

    def __init__(
        self, head, feature_columns, model_dir=None, optimizer="Ftrl", config=None,
        partitioner=None, sparse_combiner="sum",
    ):  # fmt: skip
        columns = list(feature_columns)
        model_fn = _linear(head, columns, optimizer, partitioner, sparse_combiner)
        super().__init__(model_fn, model_dir, config)


@public("estimator.LinearClassifier")
class LinearClassifier(Estimator):
    """Classes, by a weighted sum of columns.

    Args:
      feature_columns: list of columns.
      model_dir, config, warm_start_from: as for `Estimator`.
      n_classes: how many classes there are.
      weight_column: name or numeric column of the examples' weights.
      label_vocabulary: list of the classes' names, where labels are strings.
      optimizer: a `tf.train.Optimizer`, its name, or a function that makes it.
      partitioner: of the variables.
      loss_reduction: one of `tf.losses.Reduction`.
      sparse_combiner: what is made of several categories: "sum", "mean" or "sqrtn".

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> data = {"x": np.array([[0.0], [1.0]] * 8, "f")}
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     data, np.array([0, 1] * 8), num_epochs=20, shuffle=False)
      >>> model = tf.estimator.LinearClassifier([tf.feature_column.numeric_column("x")])
      >>> float(model.train(inputs).evaluate(inputs)["accuracy"])
      1.0
    """

    def __init__(
        self, feature_columns, model_dir=None, n_classes=2, weight_column=None,
        label_vocabulary=None, optimizer="Ftrl", config=None, partitioner=None,
        warm_start_from=None, loss_reduction=Reduction.SUM, sparse_combiner="sum",
    ):  # fmt: skip
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(
            _linear(head, list(feature_columns), optimizer, partitioner, sparse_combiner),
            model_dir, config, warm_start_from=warm_start_from,
        )  # fmt: skip


@public("estimator.LinearRegressor")
class LinearRegressor(Estimator):
    """Numbers, by a weighted sum of columns.

    Args:
      the others: as for `tf.estimator.LinearClassifier`.
      model_dir, config, warm_start_from: as for `Estimator`.
      label_dimension: how many numbers an example has.

    Example:
      >>> model = tf.estimator.LinearRegressor([tf.feature_column.numeric_column("x")])
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones(4, "f"), shuffle=False)
      >>> float(model.train(inputs).evaluate(inputs)["label/mean"])
      1.0
    """

    def __init__(
        self, feature_columns, model_dir=None, label_dimension=1, weight_column=None,
        optimizer="Ftrl", config=None, partitioner=None, warm_start_from=None,
        loss_reduction=Reduction.SUM, sparse_combiner="sum",
    ):  # fmt: skip
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(
            _linear(head, list(feature_columns), optimizer, partitioner, sparse_combiner),
            model_dir, config, warm_start_from=warm_start_from,
        )  # fmt: skip


@public("estimator.DNNEstimator")
class DNNEstimator(Estimator):
    """What a head makes of a network over dense columns.

    Args:
      head: a head, as `tf.estimator.MultiLabelHead` or one of `tf.contrib.estimator`.
      the others: as for `DNNClassifier`.

    Example:
      >>> x = tf.feature_column.numeric_column("x")
      >>> model = tf.estimator.DNNEstimator(tf.estimator.MultiLabelHead(2), [4], [x])
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones([4, 2], "i"), shuffle=False)
      >>> model.train(inputs).evaluate(inputs)["global_step"]
      1
    """

    def __init__(
        self, head, hidden_units, feature_columns, model_dir=None, optimizer="Adagrad",
        activation_fn=_relu, dropout=None, input_layer_partitioner=None, config=None,
        warm_start_from=None, batch_norm=False,
    ):  # fmt: skip
        network = _network(feature_columns, hidden_units, activation_fn, dropout,
                           input_layer_partitioner, batch_norm)  # fmt: skip
        super().__init__(
            _dnn(head, network, optimizer), model_dir, config, warm_start_from=warm_start_from
        )


@public("estimator.DNNClassifier")
class DNNClassifier(Estimator):
    """Classes, by a network over dense columns.

    Args:
      hidden_units: list of how many units each layer has.
      feature_columns: list of dense columns.
      model_dir, config, warm_start_from: as for `Estimator`.
      the others: as for `LinearClassifier`.
      activation_fn: of the layers.
      dropout: the share of outputs that is dropped in training, or None.
      input_layer_partitioner: of the columns' variables.
      batch_norm: whether layers' outputs are normalised.

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> model = tf.estimator.DNNClassifier([4], [tf.feature_column.numeric_column("x")])
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones(4, "i"), shuffle=False)
      >>> model.train(inputs).evaluate(inputs)["global_step"]
      1
    """

    def __init__(
        self, hidden_units, feature_columns, model_dir=None, n_classes=2, weight_column=None,
        label_vocabulary=None, optimizer="Adagrad", activation_fn=_relu, dropout=None,
        input_layer_partitioner=None, config=None, warm_start_from=None,
        loss_reduction=Reduction.SUM, batch_norm=False,
    ):  # fmt: skip
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        network = _network(feature_columns, hidden_units, activation_fn, dropout,
                           input_layer_partitioner, batch_norm)  # fmt: skip
        super().__init__(
            _dnn(head, network, optimizer), model_dir, config, warm_start_from=warm_start_from
        )


@public("estimator.DNNRegressor")
class DNNRegressor(Estimator):
    """Numbers, by a network over dense columns.

    Args:
      the others: as for `DNNClassifier`.
      model_dir, config, warm_start_from: as for `Estimator`.
      label_dimension, weight_column, optimizer, loss_reduction: as for `LinearRegressor`.

    Example:
      >>> model = tf.estimator.DNNRegressor([4], [tf.feature_column.numeric_column("x")])
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones(4, "f"), shuffle=False)
      >>> model.train(inputs).evaluate(inputs)["global_step"]
      1
    """

    def __init__(
        self, hidden_units, feature_columns, model_dir=None, label_dimension=1,
        weight_column=None, optimizer="Adagrad", activation_fn=_relu, dropout=None,
        input_layer_partitioner=None, config=None, warm_start_from=None,
        loss_reduction=Reduction.SUM, batch_norm=False,
    ):  # fmt: skip
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        network = _network(feature_columns, hidden_units, activation_fn, dropout,
                           input_layer_partitioner, batch_norm)  # fmt: skip
        super().__init__(
            _dnn(head, network, optimizer), model_dir, config, warm_start_from=warm_start_from
        )


@public("estimator.DNNLinearCombinedEstimator")
class DNNLinearCombinedEstimator(Estimator):
    """What a head makes of a weighted sum of columns and a network.

    Args:
      head: a head, as `tf.estimator.MultiLabelHead` or one of `tf.contrib.estimator`.
      the others: as for `DNNLinearCombinedClassifier`.

    Raises:
      ValueError: there are no columns.
    """

    def __init__(
        self, head, model_dir=None, linear_feature_columns=None, linear_optimizer="Ftrl",
        dnn_feature_columns=None, dnn_optimizer="Adagrad", dnn_hidden_units=None,
        dnn_activation_fn=_relu, dnn_dropout=None, input_layer_partitioner=None, config=None,
        linear_sparse_combiner="sum",
    ):  # fmt: skip
        super().__init__(
            _combined(head, linear_feature_columns, linear_optimizer, linear_sparse_combiner,
                      dnn_optimizer, dnn_feature_columns, dnn_hidden_units, dnn_activation_fn,
                      dnn_dropout, input_layer_partitioner, False),
            model_dir, config,
        )  # fmt: skip


@public("estimator.DNNLinearCombinedClassifier")
class DNNLinearCombinedClassifier(Estimator):
    """Classes, by a weighted sum of columns and a network (https://arxiv.org/abs/1606.07792).

    Args:
      model_dir, config, warm_start_from: as for `Estimator`.
      linear_feature_columns, linear_optimizer, linear_sparse_combiner: the weighted sum.
      dnn_feature_columns, dnn_optimizer, dnn_hidden_units, dnn_activation_fn, dnn_dropout,
        batch_norm, input_layer_partitioner: the network.
      the others: as for `LinearClassifier`.

    Raises:
      ValueError: there are no columns, or an argument is wrong.

    Example:
      >>> x = tf.feature_column.numeric_column("x")
      >>> model = tf.estimator.DNNLinearCombinedClassifier(
      ...     linear_feature_columns=[x], dnn_feature_columns=[x], dnn_hidden_units=[4])
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones(4, "i"), shuffle=False)
      >>> model.train(inputs).evaluate(inputs)["global_step"]
      1
    """

    def __init__(
        self, model_dir=None, linear_feature_columns=None, linear_optimizer="Ftrl",
        dnn_feature_columns=None, dnn_optimizer="Adagrad", dnn_hidden_units=None,
        dnn_activation_fn=_relu, dnn_dropout=None, n_classes=2, weight_column=None,
        label_vocabulary=None, input_layer_partitioner=None, config=None, warm_start_from=None,
        loss_reduction=Reduction.SUM, batch_norm=False, linear_sparse_combiner="sum",
    ):  # fmt: skip
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(
            _combined(head, linear_feature_columns, linear_optimizer, linear_sparse_combiner,
                      dnn_optimizer, dnn_feature_columns, dnn_hidden_units, dnn_activation_fn,
                      dnn_dropout, input_layer_partitioner, batch_norm),
            model_dir, config, warm_start_from=warm_start_from,
        )  # fmt: skip


@public("estimator.DNNLinearCombinedRegressor")
class DNNLinearCombinedRegressor(Estimator):
    """Numbers, by a weighted sum of columns and a network (https://arxiv.org/abs/1606.07792).

    Args:
      label_dimension, weight_column, loss_reduction: as for `LinearRegressor`.
      the others: as for `DNNLinearCombinedClassifier`.
    """

    def __init__(
        self, model_dir=None, linear_feature_columns=None, linear_optimizer="Ftrl",
        dnn_feature_columns=None, dnn_optimizer="Adagrad", dnn_hidden_units=None,
        dnn_activation_fn=_relu, dnn_dropout=None, label_dimension=1, weight_column=None,
        input_layer_partitioner=None, config=None, warm_start_from=None,
        loss_reduction=Reduction.SUM, batch_norm=False, linear_sparse_combiner="sum",
    ):  # fmt: skip
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(
            _combined(head, linear_feature_columns, linear_optimizer, linear_sparse_combiner,
                      dnn_optimizer, dnn_feature_columns, dnn_hidden_units, dnn_activation_fn,
                      dnn_dropout, input_layer_partitioner, batch_norm),
            model_dir, config, warm_start_from=warm_start_from,
        )  # fmt: skip


def _baseline(head, optimizer):
    def model_fn(features, labels, mode, config):
        logits = baseline_logits(features, head.logits_dimension)
        chosen = optimizer_of(optimizer, 0.3)
        return head.create_estimator_spec(features, mode, logits, labels, chosen)

    return model_fn


@public("estimator.BaselineEstimator")
class BaselineEstimator(Estimator):
    """What a head makes of constants.

    Args:
      head: a head, as `tf.estimator.MultiLabelHead` or one of `tf.contrib.estimator`.
      model_dir, optimizer, config: as for `BaselineClassifier`.
    """

    def __init__(self, head, model_dir=None, optimizer="Ftrl", config=None):
        super().__init__(_baseline(head, optimizer), model_dir, config)


@public("estimator.BaselineClassifier")
class BaselineClassifier(Estimator):
    """Classes, by how frequent they are.

    Args:
      model_dir, config: as for `Estimator`.
      the others: as for `LinearClassifier`.

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones(4, "i"), shuffle=False)
      >>> float(tf.estimator.BaselineClassifier().train(inputs).evaluate(inputs)["accuracy"])
      1.0
    """

    def __init__(
        self, model_dir=None, n_classes=2, weight_column=None, label_vocabulary=None,
        optimizer="Ftrl", config=None, loss_reduction=Reduction.SUM,
    ):  # fmt: skip
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(_baseline(head, optimizer), model_dir, config)


@public("estimator.BaselineRegressor")
class BaselineRegressor(Estimator):
    """Numbers, by their mean.

    Args:
      model_dir, config: as for `Estimator`.
      the others: as for `LinearRegressor`.

    Raises:
      ValueError: an argument is wrong.

    Example:
      >>> inputs = tf.estimator.inputs.numpy_input_fn(
      ...     {"x": np.ones([4, 1], "f")}, np.ones(4, "f"), shuffle=False)
      >>> tf.estimator.BaselineRegressor().train(inputs).evaluate(inputs)["global_step"]
      1
    """

    def __init__(
        self, model_dir=None, label_dimension=1, weight_column=None, optimizer="Ftrl",
        config=None, loss_reduction=Reduction.SUM,
    ):  # fmt: skip
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(_baseline(head, optimizer), model_dir, config)
