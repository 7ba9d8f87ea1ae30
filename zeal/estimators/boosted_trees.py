"""Estimators of boosted trees: sums of trees, each of which lowers the loss of those before."""

from collections import OrderedDict
from functools import partial

import numpy as np

from zeal import dtypes
from zeal._native import api
from zeal.eager.control import group, no_op
from zeal.estimators import tree_ops as ops
from zeal.estimators.estimator import Estimator
from zeal.estimators.heads import RegressionHead, classification_head
from zeal.feature_columns.column import CategoricalColumn, DenseColumn, Features
from zeal.feature_columns.dense import IndicatorColumn
from zeal.feature_columns.numeric import BucketizedColumn, numeric_column
from zeal.graph.conditions import cond
from zeal.graph.gradients import gradients as gradients_of
from zeal.losses.weighted import Reduction
from zeal.ops.array.fill import ones
from zeal.ops.array.join import stack
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.state.variable import Variable, assign, assign_add
from zeal.summary.ops import scalar
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.step_counter import get_or_create_global_step

_PARTS = "zeal_contributions"
_PRUNING = {"none": 0, "pre": ops.PRE, "post": ops.POST}


class _StopWhenGrown(SessionRunHook):
    """Ends a training with the last tree, or where too many layers came to nothing."""

    def __init__(self, state, trees, depth):
        self._state, self._trees, self._layers = state, trees, 2 * trees * depth

    def before_run(self, run_context):
        return SessionRunArgs(self._state)

    def after_run(self, run_context, run_values):
        state = run_values.results
        if state[ops.FINALIZED] >= self._trees - 1 or state[ops.ATTEMPTED] >= self._layers:
            state = run_context.session.run(self._state)
        if state[ops.FINALIZED] >= self._trees or state[ops.ATTEMPTED] > self._layers:
            run_context.request_stop()


def _is_numeric(column):
    return not isinstance(column, (IndicatorColumn, BucketizedColumn))


def _name(column):
    return getattr(column, "categorical_column", column).name


def _width(column):
    if isinstance(column, BucketizedColumn):
        return 1
    if isinstance(column, IndicatorColumn):
        return column.categorical_column.num_buckets
    if isinstance(column, CategoricalColumn):
        raise ValueError(f"CategoricalColumn must be wrapped by IndicatorColumn, got: {column}")
    if not isinstance(column, DenseColumn):
        raise ValueError(f"Got unexpected feature column type: {column}")
    if column.variable_shape.ndims > 1:
        raise ValueError(
            f"For now, we only support Dense column with rank of 1, but column `{column.name}` "
            f"got: {column.variable_shape}"
        )
    return column.variable_shape.num_elements()


class _Buckets:
    """The features of a batch as numbers of buckets, a column for each feature.

    Numbers without buckets get them from their quantiles, which the first batches are read for.
    """

    def __init__(self, columns, most):
        self._columns, self._most = columns, most
        self._floats = sum(_width(c) for c in columns if _is_numeric(c))
        self.count = sum(map(_width, columns))
        self.size = max(map(self._size, columns))
        self.ready = None
        if self._floats:
            self.ready = Variable(False, trainable=False, name="are_boundaries_ready")
            self._ends = _table([self._floats, 0], "quantiles")
            self._seen = _table([0, self._floats + 1], "values")
            self._read = Variable(np.int64(0), trainable=False, name="batches")

    def _size(self, column):
        if isinstance(column, BucketizedColumn):
            return len(column.boundaries) + 1
        return 2 if isinstance(column, IndicatorColumn) else self._most

    def _numbers(self, made):
        return api.concat([made.get(c) for c in self._columns if _is_numeric(c)], 1)

    def of(self, features):
        """The buckets, int32 [batch, features]."""
        made, parts, at = Features(features), [], 0
        if self._floats:
            found = ops.bucketize(self._numbers(made), self._ends.read_value())
        for column in self._columns:
            width = _width(column)
            if _is_numeric(column):
                parts.append(found[:, at : at + width])
                at += width
                continue
            part = api.cast(api.reshape(made.get(column), [-1, width]), dtypes.int32)
            parts.append(api.minimum(part, 1) if isinstance(column, IndicatorColumn) else part)
        return api.concat(parts, 1)

    def learn(self, features, weights, batches):
        """An op that takes a batch into the quantiles, which some batches make."""
        numbers = self._numbers(Features(features))
        weights = ones([api.shape(numbers)[0], 1]) if weights is None else weights
        rows = api.concat([self._seen.read_value(), api.concat([numbers, weights], 1)], 0)
        count = assign_add(self._read, 1)

        def finish():
            ends = ops.boundaries(rows, self._most)
            return group(
                assign(self._ends, ends, validate_shape=False), assign(self.ready, True),
                assign(self._seen, rows[:0], validate_shape=False),
            )  # fmt: skip

        return cond(
            api.cast(count, dtypes.float32) >= batches, finish,
            lambda: group(assign(self._seen, rows, validate_shape=False)),
        )  # fmt: skip


def _table(shape, name):
    empty = api.fill(shape, np.float32(0))
    return Variable(empty, trainable=False, validate_shape=False, name=name)


class _Ensemble:
    """The variables of an ensemble, and the ops that grow it."""

    def __init__(self, buckets, numbers, center_bias):
        self.buckets, self.numbers = buckets, numbers
        self.nodes = _table([0, ops.COLUMNS], "nodes")
        self.state = Variable(np.array(ops.STATE, np.int32), trainable=False, name="state")
        self._centering = Variable(center_bias, trainable=False, name="center_bias_needed")
        self._center_bias = center_bias

    def make_sums(self, depth):
        """Makes the variables that gradients are gathered in."""
        shape = [2 ** (depth - 1), self.buckets.count, self.buckets.size, 2]
        self._sums = Variable(np.zeros(shape, np.float32), trainable=False, name="sums")
        if self._center_bias:
            self._bias = Variable(np.zeros(2, np.float32), trainable=False, name="bias_sums")

    def step(self, features, leaves, gradients, hessians):
        """An op that takes in a batch, and grows a layer where there have been enough."""

        def layer():
            return self._layer(features, leaves, gradients, hessians)

        if not self._center_bias:
            return layer()
        return cond(self._centering, lambda: self._center(gradients, hessians), layer)

    def _layer(self, features, leaves, gradients, hessians):
        sums, state = ops.count(
            self._sums.read_value(), self.state.read_value(), leaves, features, gradients, hessians
        )
        nodes = self.nodes.read_value()
        enough = api.cast(state[ops.BATCHES], dtypes.float32) >= self.numbers[ops.N_BATCHES]
        nodes, state, sums = cond(
            enough, lambda: tuple(ops.grow(nodes, state, sums, self.numbers)),
            lambda: (nodes, state, sums),
        )  # fmt: skip
        return group(
            assign(self.nodes, nodes, validate_shape=False), assign(self.state, state),
            assign(self._sums, sums),
        )  # fmt: skip

    def _center(self, gradients, hessians):
        means = stack([api.reduce_mean(gradients), api.reduce_mean(hessians)])
        sums = self._bias.read_value() + means
        batches = self.state[ops.BATCHES] + 1
        enough = api.cast(batches, dtypes.float32) >= self.numbers[ops.N_BATCHES]

        def move():
            n, nodes = self.numbers, self.nodes.read_value()
            mean = sums / n[ops.N_BATCHES]
            return tuple(ops.center(nodes, mean[0], mean[1], n[ops.L1], n[ops.L2]))

        nodes, more = cond(enough, move, lambda: (self.nodes.read_value(), True))
        going = api.cast(api.logical_not(enough), dtypes.int32)
        state = api.concat([self.state[: ops.BATCHES], [batches * going]], 0)
        return group(
            assign(self.nodes, nodes, validate_shape=False), assign(self._centering, more),
            assign(self._bias, sums * api.cast(going, dtypes.float32)), assign(self.state, state),
        )  # fmt: skip


def _weights(features, column):
    if column is None:
        return None
    column = numeric_column(column) if isinstance(column, str) else column
    return Features(features).get(column)


def _check_pruning(mode, complexity):
    if mode not in _PRUNING:
        raise ValueError(f"Pruning mode must be one of: {', '.join(_PRUNING)}")
    if complexity > 0 and mode == "none":
        raise ValueError("Tree complexity have no effect unless pruning mode is chosen.")
    if complexity <= 0 and mode != "none":
        raise ValueError("For pruning, tree_complexity must be positive.")


class _Model:
    """The graphs of a model: predictions, explained or not, and growth."""

    def __init__(
        self, head, columns, most, center_bias, weight_column, trees, depth, numbers
    ):  # fmt: skip
        self._head, self._columns, self._most = head, columns, most
        self._center_bias, self._weight_column = center_bias, weight_column
        self._trees, self._depth, self._numbers = trees, depth, numbers

    def spec(self, features, labels, mode):
        """The `model_fn` of the estimator."""
        ensemble, found, logits, leaves = self._predicted(features)
        if mode != "train":
            return self._said(features, labels, mode, logits)
        with name_scope("boosted_trees/"):  # again, not "boosted_trees_1"
            ensemble.make_sums(self._depth)
            done = ensemble.state[ops.FINALIZED]
            begun = api.minimum(api.shape(ensemble.nodes)[0], 1)  # the tree that grows
            scalar("ensemble/num_trees", done + begun)
            scalar("ensemble/num_finalized_trees", done)
            scalar("ensemble/num_attempted_layers", ensemble.state[ops.ATTEMPTED])
        step = partial(self._step, features, ensemble, found, leaves, logits)
        spec = self._said(features, labels, mode, logits, step)
        hook = _StopWhenGrown(ensemble.state, self._trees, self._depth)
        return spec._replace(training_hooks=(*spec.training_hooks, hook))

    def explained(self, features, labels, mode):
        """The `model_fn` of predictions that also say what features add to them."""
        ensemble, found, logits, _ = self._predicted(features)
        spec = self._said(features, labels, mode, logits)
        nodes, classes = ensemble.nodes.read_value(), "logits" in spec.predictions
        spec.predictions[_PARTS] = ops.explain(nodes, found, classes)
        return spec

    def _predicted(self, features):
        with name_scope("boosted_trees"):
            numbers = stack([api.cast(n, dtypes.float32) for n in self._numbers])
            buckets = _Buckets(self._columns, self._most)
            ensemble = _Ensemble(buckets, numbers, self._center_bias)
            found = buckets.of(features)
            return ensemble, found, *ops.predict(ensemble.nodes.read_value(), found)

    def _said(self, features, labels, mode, logits, train_op=no_op):
        return self._head.create_estimator_spec(
            features, mode, logits, labels, train_op_fn=train_op
        )

    def _step(self, features, ensemble, found, leaves, logits, loss):
        first = gradients_of(loss, logits)[0]
        second = gradients_of(first, logits)[0]
        buckets, step = ensemble.buckets, get_or_create_global_step()

        def grow():
            return group(ensemble.step(found, leaves, first, second), assign_add(step, 1))

        if buckets.ready is None:
            return grow()
        weights, batches = _weights(features, self._weight_column), ensemble.numbers[ops.N_BATCHES]
        return cond(buckets.ready, grow, lambda: buckets.learn(features, weights, batches))


class _Trees(Estimator):
    """What these estimators have in common."""

    def __init__(
        self, head, feature_columns, n_batches_per_layer, model_dir, weight_column, n_trees,
        max_depth, learning_rate, l1, l2, tree_complexity, min_node_weight, config, center_bias,
        pruning_mode, epsilon,
    ):  # fmt: skip
        _check_pruning(pruning_mode, tree_complexity)
        self._zeal_columns = sorted(feature_columns, key=lambda column: column.name)
        self._zeal_centered = center_bias
        self._zeal_model = _Model(
            head, self._zeal_columns, int(1 / epsilon), center_bias, weight_column, n_trees,
            max_depth, [
                l1, l2, tree_complexity, min_node_weight, learning_rate, max_depth,
                _PRUNING[pruning_mode], n_batches_per_layer,
            ],
        )  # fmt: skip
        super().__init__(self._zeal_model.spec, model_dir, config)

    def _zeal_by_name(self, values):
        """Numbers of features, added up by columns, largest first."""
        names = [n for c in self._zeal_columns for n in [_name(c)] * _width(c)]
        found = dict.fromkeys(names, 0.0)
        for name, value in zip(names, values, strict=True):
            found[name] += float(value)
        return OrderedDict(sorted(found.items(), key=lambda pair: -abs(pair[1])))

    def experimental_predict_with_explanations(
        self, input_fn, predict_keys=None, hooks=None, checkpoint_path=None
    ):
        """Predicts, and says what each column has added.

        Args:
          input_fn, predict_keys, hooks, checkpoint_path: as for `predict`.

        Returns:
          A generator of dicts as `predict` gives, with "bias", where a prediction begins, and
          "dfc", an OrderedDict from columns to what they add, largest first.

        Raises:
          ValueError: the model was made without `center_bias`.
        """
        if not self._zeal_centered:
            raise ValueError(
                "center_bias must be enabled during estimator instantiation when using "
                "experimental_predict_with_explanations."
            )
        model = Estimator(self._zeal_model.explained, self.model_dir, self.config)
        keys = None if predict_keys is None else [*predict_keys, _PARTS]
        for found in model.predict(input_fn, keys, hooks, checkpoint_path):
            *parts, found["bias"] = found.pop(_PARTS)
            found["dfc"] = self._zeal_by_name(parts)
            yield found

    def experimental_feature_importances(self, normalize=False):
        """How much splits by each column lowered the loss.

        Args:
          normalize: whether the sum is 1.

        Returns:
          An OrderedDict from the columns' names to numbers, largest first.

        Raises:
          ValueError: there are no trees.
        """
        nodes = self.get_variable_value("boosted_trees/nodes")
        if not len(nodes):
            raise ValueError(
                "Found empty serialized string for TreeEnsemble.You should only call this method "
                "after training."
            )
        splits = nodes[nodes[:, ops.FEATURE] >= 0]
        features = splits[:, ops.FEATURE].astype(np.int64)
        width = sum(map(_width, self._zeal_columns))
        gains = np.bincount(features, splits[:, ops.GAIN], width)
        if normalize:
            assert gains.sum() > 0, "Trees are all empty or contain only a root node."
            gains = gains / gains.sum()
        return self._zeal_by_name(gains)


@public("estimator.BoostedTreesEstimator")
class BoostedTreesEstimator(_Trees):
    """What a head makes of boosted trees.

    Args:
      head: a head of one logit.
      feature_columns, ...: as for `tf.estimator.BoostedTreesClassifier`.
    """

    def __init__(
        self, feature_columns, n_batches_per_layer, head, model_dir=None, weight_column=None,
        n_trees=100, max_depth=6, learning_rate=0.1, l1_regularization=0.0, l2_regularization=0.0,
        tree_complexity=0.0, min_node_weight=0.0, config=None, center_bias=False,
        pruning_mode="none", quantile_sketch_epsilon=0.01,
    ):  # fmt: skip
        super().__init__(
            head, feature_columns, n_batches_per_layer, model_dir, weight_column, n_trees,
            max_depth, learning_rate, l1_regularization, l2_regularization, tree_complexity,
            min_node_weight, config, center_bias, pruning_mode, quantile_sketch_epsilon,
        )  # fmt: skip


@public("estimator.BoostedTreesClassifier")
class BoostedTreesClassifier(_Trees):
    """Two classes, by boosted trees.

    Args:
      feature_columns: list of bucketized, indicator and numeric columns; these get buckets by
        quantiles.
      n_batches_per_layer: how many batches make a layer of a tree: those of all data.
      model_dir, config: as for `tf.estimator.Estimator`.
      n_classes: 2.
      weight_column: name or numeric column of the examples' weights.
      label_vocabulary: list of the classes' names, where labels are strings.
      n_trees, max_depth: how many trees, and of how many layers.
      learning_rate: what leaves count by.
      l1_regularization, l2_regularization: of the leaves' values.
      tree_complexity: what a split costs, where trees are pruned.
      min_node_weight: the least sum of second derivatives in a node that is split.
      center_bias: whether the first tree begins at the mean of the labels.
      pruning_mode: "none", "pre" (splits that cost more than they gain are not made) or "post"
        (they are taken back from whole trees).
      quantile_sketch_epsilon: one part by how many buckets numeric columns get.
      train_in_memory: accepted for compatibility.

    Raises:
      ValueError: other classes, or pruning and complexity do not fit.

    Example:
      >>> x = tf.feature_column.numeric_column("x")
      >>> x = tf.feature_column.bucketized_column(x, [0.5])
      >>> inputs = lambda: tf.data.Dataset.from_tensors(({"x": [0.0, 1.0]}, [0, 1])).repeat()
      >>> model = tf.estimator.BoostedTreesClassifier([x], 1, n_trees=2, max_depth=1)
      >>> float(model.train(inputs).evaluate(inputs, steps=1)["accuracy"])
      1.0
    """

    def __init__(
        self, feature_columns, n_batches_per_layer, model_dir=None, n_classes=2,
        weight_column=None, label_vocabulary=None, n_trees=100, max_depth=6, learning_rate=0.1,
        l1_regularization=0.0, l2_regularization=0.0, tree_complexity=0.0, min_node_weight=0.0,
        config=None, center_bias=False, pruning_mode="none", quantile_sketch_epsilon=0.01,
        train_in_memory=False,
    ):  # fmt: skip
        if n_classes != 2:
            raise ValueError(
                f"For now only binary classification is supported.n_classes given as {n_classes}"
            )
        mean = Reduction.SUM_OVER_BATCH_SIZE
        super().__init__(
            classification_head(2, weight_column, label_vocabulary, mean), feature_columns,
            n_batches_per_layer, model_dir, weight_column, n_trees, max_depth, learning_rate,
            l1_regularization, l2_regularization, tree_complexity, min_node_weight, config,
            center_bias, pruning_mode, quantile_sketch_epsilon,
        )  # fmt: skip


@public("estimator.BoostedTreesRegressor")
class BoostedTreesRegressor(_Trees):
    """Numbers, by boosted trees.

    Args:
      label_dimension: 1.
      feature_columns, ...: as for `tf.estimator.BoostedTreesClassifier`.

    Raises:
      ValueError: another dimension, or pruning and complexity do not fit.
    """

    def __init__(
        self, feature_columns, n_batches_per_layer, model_dir=None, label_dimension=1,
        weight_column=None, n_trees=100, max_depth=6, learning_rate=0.1, l1_regularization=0.0,
        l2_regularization=0.0, tree_complexity=0.0, min_node_weight=0.0, config=None,
        center_bias=False, pruning_mode="none", quantile_sketch_epsilon=0.01,
        train_in_memory=False,
    ):  # fmt: skip
        if label_dimension != 1:
            raise ValueError(
                "For now only 1 dimension regression is supported."
                f"label_dimension given as {label_dimension}"
            )
        super().__init__(
            RegressionHead(1, weight_column, Reduction.SUM_OVER_BATCH_SIZE), feature_columns,
            n_batches_per_layer, model_dir, weight_column, n_trees, max_depth, learning_rate,
            l1_regularization, l2_regularization, tree_complexity, min_node_weight, config,
            center_bias, pruning_mode, quantile_sketch_epsilon,
        )  # fmt: skip
