"""Heads of counts, of probabilities, of several classes at once, and of several heads."""

from zeal import _native, metrics
from zeal.dtypes import float32
from zeal.eager import control
from zeal.effects.check import assert_positive
from zeal.estimators.heads import (
    BATCH_MEAN,
    Classifies,
    Head,
    RegressionHead,
    of_labels,
    train_op,
)
from zeal.estimators.outputs import DEFAULT, ClassificationOutput, PredictOutput
from zeal.estimators.spec import EstimatorSpec, ModeKeys
from zeal.lookup.vocabulary import index_table_from_tensor
from zeal.losses.weighted import Reduction
from zeal.ops.array.join import split
from zeal.ops.nn.cross_entropy import sigmoid_cross_entropy_with_logits
from zeal.ops.nn.poisson_loss import log_poisson_loss
from zeal.public import public
from zeal.sparse.dense_forms import sparse_to_indicator
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope
from zeal.summary.ops import scalar

api = _native.api
_LOSSES_MEAN = Reduction.SUM_OVER_BATCH_SIZE  # what contrib's heads call BATCH_MEAN


@public("estimator.PoissonRegressionHead")
class PoissonRegressionHead(RegressionHead):
    """Counts, by the likelihood of Poisson's distribution; logits are logarithms of means.

    Args:
      the others: as for `RegressionHead`.
      compute_full_loss: whether what depends on labels alone is part of the loss.
    """

    def __init__(
        self, label_dimension=1, weight_column=None, loss_reduction=BATCH_MEAN,
        compute_full_loss=True, name=None,
    ):  # fmt: skip
        def loss_fn(labels, logits):
            labels = control.after([assert_positive(labels)], labels)
            return log_poisson_loss(labels, logits, compute_full_loss)

        super().__init__(label_dimension, weight_column, loss_reduction, loss_fn, api.exp, name)


@public("estimator.LogisticRegressionHead", "contrib.estimator.logistic_regression_head")
class LogisticRegressionHead(RegressionHead):
    """A probability, by the cross entropy.

    Args:
      weight_column, loss_reduction, name: as for `RegressionHead`.
    """

    def __init__(self, weight_column=None, loss_reduction=BATCH_MEAN, name=None):
        def each(labels, logits):
            return sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

        super().__init__(1, weight_column, loss_reduction, each, api.sigmoid, name)


@public("estimator.MultiLabelHead", "contrib.estimator.multi_label_head")
class MultiLabelHead(Classifies):
    """Any of several classes at once, by the logistic function.

    Labels are zeros and ones of shape `[batch, n_classes]`, or a `SparseTensor` of classes.

    Args:
      n_classes: how many classes there are.
      the others: as for `BinaryClassHead`.
      classes_for_class_based_metrics: numbers or names of classes with metrics of their own.

    Raises:
      ValueError: an argument is wrong.
    """

    def __init__(
        self, n_classes, weight_column=None, thresholds=None, label_vocabulary=None,
        loss_reduction=BATCH_MEAN, loss_fn=None, classes_for_class_based_metrics=None, name=None,
    ):  # fmt: skip
        if n_classes is None or n_classes < 2:
            raise ValueError(
                f"n_classes must be > 1 for multi-label classification. Given: {n_classes}"
            )
        loss = loss_reduction, loss_fn, name
        super().__init__(n_classes, weight_column, label_vocabulary, *loss, thresholds=thresholds)
        self.logits_dimension = n_classes
        self._watched = [self._named(c) for c in classes_for_class_based_metrics or ()]

    def _named(self, which):
        """The number of a class and what its metrics are called."""
        if isinstance(which, str):
            return list(self._names).index(which), which
        if not 0 <= which < self._count:
            raise ValueError(
                f"All classes_for_class_based_metrics must be in range [0, {self._count}]."
            )
        return which, self._names[which] if self._names else f"class{which}"

    def _label_dimension(self):
        return self._count

    def _labels(self, labels, logits):
        if isinstance(labels, SparseTensor):
            if self._names and labels.dtype == "string":
                labels = index_table_from_tensor(list(self._names)).lookup(labels)
            labels = api.cast(sparse_to_indicator(labels, self._count), "int64")
        return super()._labels(labels, logits)

    def _numbers(self, labels):
        return api.cast(labels, float32)

    def _each(self, labels, logits):
        each = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
        return api.reduce_mean(each, -1, True)

    def predictions(self, logits, keys=None):
        """Logits and probabilities."""
        with name_scope("predictions"):
            return {"logits": logits, "probabilities": api.sigmoid(logits, name="probabilities")}

    def export_outputs(self, predictions):
        """Classes and their probabilities, all predictions."""
        chances = predictions["probabilities"]
        names = list(self._names or map(str, range(self._count)))
        words = api.tile(api.expand_dims(_native.convert(names), 0), [api.shape(chances)[0], 1])
        classes = ClassificationOutput(chances, words)
        return {DEFAULT: classes, "classification": classes, "predict": PredictOutput(predictions)}

    def _measures(self, predictions, labels, weights, each):
        given, chances = of_labels(labels, weights), predictions["probabilities"]
        found = {"average_loss": metrics.mean(each, given), **_areas(labels, chances, given, "")}
        found.update(self._at_thresholds(labels, chances, given))
        for i, name in self._watched:
            own = chances[:, i : i + 1]
            found[f"probability_mean/{name}"] = metrics.mean(own, given)
            found.update(_areas(labels[:, i : i + 1], own, given, f"/{name}"))
        return found


def _areas(labels, chances, weights, end):
    return {
        f"auc{end}": metrics.auc(labels, chances, weights),
        f"auc_precision_recall{end}": metrics.auc(labels, chances, weights, curve="PR"),
    }


@public("estimator.MultiHead", "contrib.estimator.multi_head")
class MultiHead(Head):
    """Several heads, each with its own part of the logits and its own labels.

    Args:
      heads: heads with different names.
      head_weights: what their losses are multiplied by, by default 1.

    Raises:
      ValueError: there are no heads, names are missing or twice, or weights are not as many.
    """

    def __init__(self, heads, head_weights=None):
        names = [head.name for head in heads or ()]
        if not names:
            raise ValueError(f"Must specify heads. Given: {heads}")
        if not all(names):
            raise ValueError("All given heads must have name set.")
        if len(set(names)) < len(names):
            raise ValueError(f"All heads must have unique names. Given: {names}")
        if head_weights and len(head_weights) != len(names):
            raise ValueError(
                "heads and head_weights must have the same size. Given len(heads): "
                f"{len(names)}. Given len(head_weights): {len(head_weights)}."
            )
        super().__init__(None, BATCH_MEAN, name="_".join(names))
        self._heads, self._weights = tuple(heads), head_weights or [1.0] * len(names)
        self.logits_dimension = sum(head.logits_dimension for head in heads)

    def _split(self, logits):
        if isinstance(logits, dict):
            return [logits[head.name] for head in self._heads]
        sizes = [head.logits_dimension for head in self._heads]
        return split(self._checked(logits), sizes, -1)

    def _total(self, each):
        return api.add_n([x * w for x, w in zip(each, self._weights, strict=True)])

    def loss(self, labels, logits, features=None, mode=None, regularization_losses=None):
        """The weighted sum of the heads' losses, of dicts by their names."""
        pairs = zip(self._heads, self._split(logits), strict=True)
        each = [head.loss(labels[head.name], part, features) for head, part in pairs]
        return api.add_n([self._total(each), *(regularization_losses or ())])

    def predictions(self, logits, keys=None):
        """Those of all heads, by (name, key)."""
        pairs = zip(self._heads, self._split(logits), strict=True)
        found = {head.name: head.predictions(part) for head, part in pairs}
        return {(name, key): value for name, own in found.items() for key, value in own.items()}

    def create_estimator_spec(
        self, features, mode, logits, labels=None, optimizer=None, train_op_fn=None,
        regularization_losses=None, trainable_variables=None, update_ops=None,
    ):  # fmt: skip
        """The EstimatorSpec of logits, a dict by names of heads or one tensor, and such labels."""
        with name_scope("multi_head"):
            specs = [
                head.create_estimator_spec(
                    features, mode, part, labels and labels[head.name], None, control.group
                )
                for head, part in zip(self._heads, self._split(logits), strict=True)
            ]
            found = {
                (h.name, k): v for h, s in self._pairs(specs) for k, v in s.predictions.items()
            }
            if mode == ModeKeys.PREDICT:
                return EstimatorSpec(mode, found, export_outputs=self._exported(specs, found))
            extra = list(regularization_losses or ())
            total = api.add_n([self._total([spec.loss for spec in specs]), *extra])
            if mode == ModeKeys.EVAL:
                measured = {f"loss/{h.name}": metrics.mean(s.loss) for h, s in self._pairs(specs)}
                for spec in specs:
                    measured.update(spec.eval_metric_ops)
                return EstimatorSpec(mode, found, total, eval_metric_ops=measured)
            with name_scope(""):
                scalar("loss", total)
            step = train_op(total, optimizer, train_op_fn, trainable_variables, update_ops)
            return EstimatorSpec(mode, found, total, step)

    def _pairs(self, specs):
        return zip(self._heads, specs, strict=True)

    def _exported(self, specs, predictions):
        outputs = {DEFAULT: specs[0].export_outputs[DEFAULT]}
        for head, spec in self._pairs(specs):
            for key, output in spec.export_outputs.items():
                outputs[head.name if key == DEFAULT else f"{head.name}/{key}"] = output
        merged = {f"{name}/{key}": value for (name, key), value in predictions.items()}
        return {**outputs, "predict": PredictOutput(merged)}


@public("contrib.estimator.regression_head")
def regression_head(
    weight_column=None, label_dimension=1, loss_reduction=_LOSSES_MEAN, loss_fn=None,
    inverse_link_fn=None, name=None,
):  # fmt: skip
    """`tf.estimator.RegressionHead`, with its arguments."""
    more = loss_reduction, loss_fn, inverse_link_fn, name
    return RegressionHead(label_dimension, weight_column, *more)


@public("contrib.estimator.poisson_regression_head")
def poisson_regression_head(
    weight_column=None, label_dimension=1, loss_reduction=_LOSSES_MEAN, compute_full_loss=True,
    name=None,
):  # fmt: skip
    """`tf.estimator.PoissonRegressionHead`, with its arguments."""
    more = loss_reduction, compute_full_loss, name
    return PoissonRegressionHead(label_dimension, weight_column, *more)
