"""Heads: what a model makes of its last layer: predictions, loss, metrics, a training step."""

from zeal import _native, losses, metrics
from zeal.dtypes import float32, int64
from zeal.eager import control
from zeal.effects.check import assert_equal, assert_greater_equal, assert_less
from zeal.estimators.calling import call_with
from zeal.estimators.outputs import (
    DEFAULT,
    ClassificationOutput,
    PredictOutput,
    RegressionOutput,
)
from zeal.estimators.spec import EstimatorSpec, ModeKeys
from zeal.feature_columns.column import Features
from zeal.feature_columns.numeric import NumericColumn, numeric_column
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.lookup.vocabulary import index_table_from_tensor, index_to_string_table_from_tensor
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.range import range as indices_below
from zeal.ops.named import named
from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope
from zeal.summary.ops import scalar
from zeal.texts.formatting import as_string
from zeal.train.step_counter import get_global_step

api = _native.api


BATCH_MEAN = "sum_over_batch_size"
_REDUCTIONS = {"sum": losses.Reduction.SUM, BATCH_MEAN: losses.Reduction.SUM_OVER_BATCH_SIZE}


class Head:
    """What heads have in common; one says how wide logits are, and what they mean."""

    logits_dimension = 1

    def __init__(self, weight_column, loss_reduction, loss_fn=None, name=None):
        reduction = _REDUCTIONS.get(loss_reduction, loss_reduction)
        if reduction not in losses.Reduction.all() or reduction == "none":
            raise ValueError(f"Invalid loss_reduction: {loss_reduction}")
        self._weight_column, self._reduction = weight_column, reduction
        self._loss_fn, self._name = loss_fn, name

    @property
    def name(self):
        """What ends the names of metrics and summaries, or None."""
        return self._name

    def _key(self, key):
        return f"{key}/{self._name}" if self._name else key

    def create_estimator_spec(
        self, features, mode, logits, labels=None, optimizer=None, train_op_fn=None,
        regularization_losses=None, trainable_variables=None, update_ops=None,
    ):  # fmt: skip
        """The EstimatorSpec of logits.

        Args:
          features: dict of tensors, for the weights.
          mode: one of ModeKeys.
          logits: tensor of shape `[batch, logits_dimension]`.
          labels: tensor, not needed to predict.
          optimizer: a `tf.train.Optimizer`, or
          train_op_fn: a function of the loss that returns a training step.
          regularization_losses: list of scalars that are added to the loss.
          trainable_variables: those that the optimizer changes, by default all.
          update_ops: ops that run with a step, besides those that the graph has collected.
        """
        with name_scope(self._name or "head"):
            logits = self._checked(logits)
            found = self.predictions(logits)
            if mode == ModeKeys.PREDICT:
                return EstimatorSpec(mode, found, export_outputs=self.export_outputs(found))
            loss, each, weights, labels = self._losses(features, logits, labels)
            extra = api.add_n(list(regularization_losses)) if regularization_losses else None
            total = loss if extra is None else loss + extra
            if mode == ModeKeys.EVAL:
                measured = self._measures(found, labels, weights, each)
                if extra is not None:
                    measured["regularization_loss"] = metrics.mean(extra)
                measured = {self._key(key): value for key, value in measured.items()}
                return EstimatorSpec(mode, found, total, eval_metric_ops=measured)
            self._summarize(total, loss, weights, each, extra)
            step = train_op(total, optimizer, train_op_fn, trainable_variables, update_ops)
            return EstimatorSpec(mode, found, total, step)

    def loss(self, labels, logits, features=None, mode=None, regularization_losses=None):
        """The loss of logits, with the arguments of `create_estimator_spec`."""
        found = self._losses(features, self._checked(logits), labels)[0]
        return api.add_n([found, *regularization_losses]) if regularization_losses else found

    def _checked(self, logits):
        logits = api.cast(logits, float32)
        if logits.shape.ndims is not None and logits.shape._at(-1) != self.logits_dimension:
            raise ValueError(
                "logits shape must be [D0, D1, ... DN, logits_dimension], got "
                f"{logits.shape}."
            )
        return logits

    def _losses(self, features, logits, labels):
        """Loss, losses of each label, weights, and labels as numbers."""
        if labels is None:
            raise ValueError(
                "You must provide a labels Tensor. Given: None. Suggested troubleshooting steps: "
                "Check that your data contain your label feature. Check that your input_fn "
                "properly parses and returns labels."
            )
        labels = self._labels(labels, logits)
        if self._loss_fn:
            each = self._given_each(labels, logits, features)
        else:
            each = self._each(labels, logits)
        weights = self._weights(features, logits)
        return (
            losses.compute_weighted_loss(each, weights, reduction=self._reduction), each, weights,
            labels,
        )  # fmt: skip

    def _labels(self, labels, logits):
        return self._numbers(_like_logits(labels, logits, self._label_dimension()))

    def _given_each(self, labels, logits, features):
        """What the program's function gives: a loss of each example, or of each number."""
        values = {"labels": labels, "logits": logits, "features": features}
        each = call_with(self._loss_fn, loss_reduction=self._reduction, **values)
        if each.shape.ndims not in (None, logits.shape.ndims):
            raise ValueError(f"loss_fn must return Tensor of shape [D0, ..., 1], not {each.shape}.")
        return each

    def _label_dimension(self):
        return 1

    def _weights(self, features, logits):
        column = self._weight_column
        if column is None:
            return 1.0
        column = numeric_column(column) if isinstance(column, str) else column
        if not isinstance(column, NumericColumn):
            raise TypeError(
                "Weight column must be either a string or NumericColumn. Given type: "
                f"{type(column)}."
            )
        return column.get_dense_tensor(Features(features), None)

    def _summarize(self, total, loss, weights, each, extra):
        summed = self._reduction == losses.Reduction.SUM
        average = loss / api.reduce_sum(weights * ones_like(each)) if summed else None
        with name_scope(""):
            scalar(self._key("loss"), total)
            if summed:
                scalar(self._key("average_loss"), average)
            if extra is not None:
                scalar(self._key("regularization_loss"), extra)


def train_op(loss, optimizer, train_op_fn, variables=None, update_ops=None):
    """A training step, with the updates that layers have collected."""
    if (optimizer is None) == (train_op_fn is None):
        both = "both be None" if optimizer is None else "both be set"
        raise ValueError(f"train_op_fn and optimizer cannot {both}.")
    if optimizer is not None:
        step = optimizer.minimize(loss, global_step=get_global_step(), var_list=variables)
    else:
        step = train_op_fn(loss)
    updates = [*collected(GraphKeys.UPDATE_OPS), *(update_ops or ())]
    return control.group(step, *updates) if updates else step


@named("labels")
def _like_logits(labels, logits, dimension):
    """Labels of shape `[batch, dimension]`; a vector gets a second axis."""
    if isinstance(labels, SparseTensor):
        raise ValueError(
            "SparseTensor labels are not supported. labels must be a Tensor of shape [D0, D1, ..., "
            f"DN, {dimension}], e.g. [batch_size, {dimension}]. Suggested Fix (1): Check the label "
            f"feature in your data. Each example must contain {dimension} value(s). If not, your "
            "choice of label was probably incorrect. Suggested Fix (2): In your input_fn, use "
            "tf.sparse_tensor_to_dense() to turn labels into a Tensor."
        )
    labels = _native.convert(labels)
    if None not in (labels.shape.ndims, logits.shape.ndims) and (
        labels.shape.ndims == logits.shape.ndims - 1
    ):
        labels = api.expand_dims(labels, -1)
    if labels.shape.ndims is not None and labels.shape._at(-1) not in (None, dimension):
        raise ValueError(
            f"Mismatched label shape. Expected labels dimension={dimension}.  Received "
            f"{labels.shape._at(-1)}. Suggested Fix:If your classifier expects one-hot encoding "
            "label,check your n_classes argument to the estimator and/or the shape of your label. "
            "Otherwise, check the shape of your label."
        )
    expected = api.concat([api.shape(logits)[:-1], [dimension]], 0)
    check = assert_equal(
        expected, api.shape(labels),
        message=f"labels shape must be [D0, D1, ... DN, {dimension}]. Suggested Fix: check your "
        "n_classes argument to the estimator and/or the shape of your label.",
    )  # fmt: skip
    return control.after([check], labels)


def _below(labels, n_classes):
    """Labels that are refused in a run where they are no number of a class."""
    top = assert_less(
        labels, _native.convert(n_classes, labels.dtype),
        message="Labels must <= n_classes - 1",
    )  # fmt: skip
    bottom = assert_greater_equal(
        labels, _native.convert(0, labels.dtype), message="Labels must >= 0"
    )
    return control.after([top, bottom], labels)


class Classifies(Head):
    """A head for classes, which may have names."""

    def __init__(self, n_classes, weight_column, label_vocabulary, *loss, thresholds=None):
        super().__init__(weight_column, *loss)
        if label_vocabulary is not None and not isinstance(label_vocabulary, (list, tuple)):
            raise ValueError(
                "label_vocabulary should be a list or a tuple. Given type: "
                f"{type(label_vocabulary)}"
            )
        if label_vocabulary and len(label_vocabulary) != n_classes:
            raise ValueError(
                f'"label_vocabulary" does not have "n_classes" items. n_classes={n_classes}, '
                f"label_vocabulary={label_vocabulary}"
            )
        self._count, self._names = n_classes, label_vocabulary
        self._thresholds = tuple(thresholds or ())
        if not all(0 < t < 1 for t in self._thresholds):
            raise ValueError(f"thresholds not in (0, 1): {self._thresholds}.")

    def _at_thresholds(self, labels, chances, weights):
        """Shares of right answers where what is as likely as a threshold counts as true."""
        found = {}
        for t in self._thresholds:
            likely = api.cast(chances >= t, float32)
            end, at = f"/positive_threshold_{t:g}", (labels, chances, (t,), weights)
            found["accuracy" + end] = metrics.accuracy(labels, likely, weights)
            for name in ("precision", "recall"):
                pair = getattr(metrics, f"{name}_at_thresholds")(*at)
                found[name + end] = tuple(map(api.squeeze, pair))
        return found

    def _classes(self, logits):
        """What predictions say of classes."""
        ids = api.expand_dims(api.argmax(logits, -1, name="class_ids"), -1)
        numbers = indices_below(self._count)
        if self._names:
            table = index_to_string_table_from_tensor(list(self._names))
            names, words = table.lookup(ids), _native.convert(list(self._names))
        else:
            names, words = as_string(ids, name="str_classes"), as_string(numbers)
        times = [api.shape(logits)[0], 1]
        return {
            "class_ids": ids, "classes": names,
            "all_class_ids": api.tile(api.expand_dims(numbers, 0), times),
            "all_classes": api.tile(api.expand_dims(words, 0), times),
        }  # fmt: skip

    def _numbers(self, labels):
        if self._names:
            if labels.dtype != "string":
                raise ValueError(
                    f"Labels dtype should be string if there is a vocabulary. Instead got "
                    f"{labels.dtype}"
                )
            labels = index_table_from_tensor(list(self._names)).lookup(labels)
        return labels

    def export_outputs(self, predictions):
        """Classes and their probabilities, numbers of a binary classifier, all predictions."""
        classes = ClassificationOutput(
            predictions["probabilities"], predictions["all_classes"]
        )
        outputs = {
            DEFAULT: classes, "classification": classes, "predict": PredictOutput(predictions)
        }
        if "logistic" in predictions:
            outputs["regression"] = RegressionOutput(predictions["logistic"])
        return outputs


@public("estimator.MultiClassHead", "contrib.estimator.multi_class_head")
class MultiClassHead(Classifies):
    """One of three or more classes, by softmax.

    Args:
      n_classes: how many classes there are.
      the others: as for `BinaryClassHead`.
    """

    def __init__(
        self, n_classes, weight_column=None, label_vocabulary=None, loss_reduction=BATCH_MEAN,
        loss_fn=None, name=None,
    ):  # fmt: skip
        super().__init__(n_classes, weight_column, label_vocabulary, loss_reduction, loss_fn, name)
        if n_classes <= 2:
            raise ValueError(f"n_classes must be > 2: {n_classes}.")
        self.logits_dimension = n_classes

    def predictions(self, logits, keys=None):
        """Probabilities, classes and logits."""
        with name_scope("predictions"):
            found = api.softmax(logits, name="probabilities")
            return {"logits": logits, "probabilities": found, **self._classes(logits)}

    def _numbers(self, labels):
        labels = super()._numbers(labels)
        if not labels.dtype.is_integer:
            raise ValueError(f"Labels dtype should be integer. Instead got {labels.dtype}.")
        return _below(labels, self._count)

    def _each(self, labels, logits):
        found = sparse_softmax_cross_entropy_with_logits(
            labels=api.squeeze(labels, [-1]), logits=logits
        )
        return api.expand_dims(found, -1)

    def _measures(self, predictions, labels, weights, each):
        """The mean loss and the share of right answers."""
        ids = predictions["class_ids"]
        return {
            "average_loss": metrics.mean(each, weights),
            "accuracy": metrics.accuracy(api.cast(labels, int64), ids, of_labels(labels, weights)),
        }


def of_labels(labels, weights):
    """Weights of labels; None for none."""
    return None if isinstance(weights, float) else weights


@public("estimator.BinaryClassHead", "contrib.estimator.binary_classification_head")
class BinaryClassHead(Classifies):
    """One of two classes, by the logistic function.

    Args:
      weight_column: name or numeric column of the examples' weights.
      thresholds: probabilities from which on the second class is meant, for further metrics.
      label_vocabulary: list of the classes' names, where labels are strings.
      loss_reduction: "sum_over_batch_size", "sum", or one of `tf.losses.Reduction`.
      loss_fn: a function of `labels` and `logits` that gives losses in place of the cross entropy.
      name: what ends the names of metrics and summaries.

    Raises:
      ValueError: an argument is wrong.
    """

    def __init__(
        self, weight_column=None, thresholds=None, label_vocabulary=None,
        loss_reduction=BATCH_MEAN, loss_fn=None, name=None,
    ):  # fmt: skip
        loss = loss_reduction, loss_fn, name
        super().__init__(2, weight_column, label_vocabulary, *loss, thresholds=thresholds)

    def predictions(self, logits, keys=None):
        """Probabilities, classes and logits."""
        with name_scope("predictions"):
            two = api.concat([zeros_like(logits), logits], -1, name="two_class_logits")
            return {
                "logits": logits, "logistic": api.sigmoid(logits, name="logistic"),
                "probabilities": api.softmax(two, name="probabilities"), **self._classes(two),
            }  # fmt: skip

    def _numbers(self, labels):
        return _below(api.cast(super()._numbers(labels), float32), 2)

    def _each(self, labels, logits):
        return sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

    def _measures(self, predictions, labels, weights, each):
        """Loss, shares of right answers, means and areas under curves."""
        ids, logistic = predictions["class_ids"], predictions["logistic"]
        given = of_labels(labels, weights)
        label_mean = metrics.mean(labels, given)
        return {
            "average_loss": metrics.mean(each, given),
            "accuracy": metrics.accuracy(labels, ids, given),
            "precision": metrics.precision(labels, ids, given),
            "recall": metrics.recall(labels, ids, given),
            "prediction/mean": metrics.mean(logistic, given),
            "label/mean": label_mean,
            "accuracy_baseline": tuple(api.maximum(x, 1.0 - x) for x in label_mean),
            "auc": metrics.auc(labels, logistic, given),
            "auc_precision_recall": metrics.auc(labels, logistic, given, curve="PR"),
            **self._at_thresholds(labels, logistic, given),
        }


@public("estimator.RegressionHead")
class RegressionHead(Head):
    """Numbers, by their squared errors.

    Args:
      label_dimension: how many numbers an example has.
      the others: as for `BinaryClassHead`.
      inverse_link_fn: a function of logits that gives the numbers.
    """

    def __init__(
        self, label_dimension=1, weight_column=None, loss_reduction=BATCH_MEAN, loss_fn=None,
        inverse_link_fn=None, name=None,
    ):  # fmt: skip
        super().__init__(weight_column, loss_reduction, loss_fn, name)
        self._inverse_link = inverse_link_fn
        if label_dimension < 1:
            raise ValueError(f"Invalid label_dimension {label_dimension}.")
        self.logits_dimension = label_dimension

    def _label_dimension(self):
        return self.logits_dimension

    def predictions(self, logits, keys=None):
        """The numbers."""
        link = self._inverse_link
        return {"predictions": link(logits), "logits": logits} if link else {"predictions": logits}

    def export_outputs(self, predictions):
        """The numbers."""
        numbers = RegressionOutput(predictions["predictions"])
        return {
            DEFAULT: numbers, "regression": numbers, "predict": PredictOutput(predictions)
        }

    def _numbers(self, labels):
        return api.cast(labels, float32)

    def _each(self, labels, logits):
        return api.squared_difference(logits, labels)

    def _measures(self, predictions, labels, weights, each):
        """Means of losses, predictions and labels."""
        given = of_labels(labels, weights)
        return {
            "average_loss": metrics.mean(each, given),
            "prediction/mean": metrics.mean(predictions["predictions"], given),
            "label/mean": metrics.mean(labels, given),
        }


def classification_head(n_classes, weight_column, label_vocabulary, loss_reduction):
    """The head of two classes, or of more."""
    if n_classes == 2:
        return BinaryClassHead(weight_column, None, label_vocabulary, loss_reduction)
    return MultiClassHead(n_classes, weight_column, label_vocabulary, loss_reduction)
