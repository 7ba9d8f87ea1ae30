"""What models of tf.contrib.learn make of their logits: predictions, loss and metrics."""

from zeal._native import api, convert
from zeal.dtypes import float32
from zeal.estimators.older_model_function import ModelFnOps, PredictionKey
from zeal.estimators.spec import ModeKeys
from zeal.metrics import accuracy, auc, mean, precision, recall
from zeal.ops.array.fill import zeros_like
from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)


class OlderHead:
    """What all have in common; `weights` is the name of the feature that weighs examples."""

    dimension = 1

    def __init__(self, weights):
        self._weights = weights

    def ops(self, features, labels, mode, logits, train_op):
        """The ModelFnOps of logits; `train_op` makes the step of a loss."""
        predictions = self.predictions(logits)
        if mode == ModeKeys.INFER:
            return ModelFnOps(mode, predictions)
        weights = features[self._weights] if self._weights else None
        labels = self.labels(convert(labels))
        each = self.each(labels, logits)
        if weights is not None:
            weights = api.reshape(api.cast(weights, float32), [-1, 1])
            each *= weights
        loss = api.reduce_mean(each)
        if weights is not None and mode == ModeKeys.EVAL:  # what a unit of weight costs
            loss /= api.reduce_mean(weights)
        step = train_op(loss) if mode == ModeKeys.TRAIN else None
        metrics = self.metrics(predictions, labels, weights) if mode == ModeKeys.EVAL else None
        return ModelFnOps(mode, predictions, loss, step, metrics)

    def metrics(self, predictions, labels, weights):
        """Pairs (value, update) by name."""
        return {}


class RegressionHead(OlderHead):
    """Numbers, with the squared error."""

    def __init__(self, dimension, weights):
        super().__init__(weights)
        self.dimension = dimension

    def predictions(self, logits):
        """The logits; without an axis of size 1."""
        scores = api.squeeze(logits, [1]) if self.dimension == 1 else logits
        return {PredictionKey.SCORES: scores}

    def labels(self, labels):
        """Rows of floats."""
        labels = api.cast(labels, float32)
        return labels if labels.shape.ndims == 2 else api.expand_dims(labels, 1)

    def each(self, labels, logits):
        """The loss of each number."""
        return api.squared_difference(logits, labels)


class BinaryHead(OlderHead):
    """Two classes, with the log loss of one logit."""

    def predictions(self, logits):
        """Logits, probabilities, classes."""
        pair = api.concat([zeros_like(logits), logits], 1)
        return {
            PredictionKey.LOGITS: logits,
            PredictionKey.LOGISTIC: api.sigmoid(logits),
            PredictionKey.PROBABILITIES: api.softmax(pair),
            PredictionKey.CLASSES: api.argmax(pair, 1),
        }

    def labels(self, labels):
        """A column of numbers."""
        return api.reshape(labels, [-1, 1])

    def each(self, labels, logits):
        """The loss of each example."""
        labels = api.cast(labels, float32)
        return sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

    def metrics(self, predictions, labels, weights):
        """Accuracy, areas under curves, means, and what a threshold of 0.5 gives."""
        chances = predictions[PredictionKey.LOGISTIC]
        likely = api.cast(chances > 0.5, float32)
        actual = api.cast(labels, float32)
        classes = api.reshape(predictions[PredictionKey.CLASSES], [-1, 1])
        return {
            "accuracy": accuracy(labels, classes, weights),
            "labels/prediction_mean": mean(chances, weights),
            "labels/actual_label_mean": mean(actual, weights),
            "accuracy/baseline_label_mean": mean(actual, weights),
            "auc": auc(actual, chances, weights),
            "auc_precision_recall": auc(actual, chances, weights, curve="PR"),
            "accuracy/threshold_0.500000_mean": accuracy(actual, likely, weights),
            "precision/positive_threshold_0.500000_mean": precision(actual, likely, weights),
            "recall/positive_threshold_0.500000_mean": recall(actual, likely, weights),
        }


class MultiClassHead(OlderHead):
    """Several classes, with the cross entropy of the softmax."""

    def __init__(self, classes, weights):
        super().__init__(weights)
        self.dimension = classes

    def predictions(self, logits):
        """Logits, probabilities, classes."""
        return {
            PredictionKey.LOGITS: logits,
            PredictionKey.PROBABILITIES: api.softmax(logits),
            PredictionKey.CLASSES: api.argmax(logits, 1),
        }

    def labels(self, labels):
        """A vector of numbers."""
        return api.reshape(labels, [-1])

    def each(self, labels, logits):
        """The loss of each example, a column."""
        losses = sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        return api.reshape(losses, [-1, 1])

    def metrics(self, predictions, labels, weights):
        """The accuracy."""
        weights = None if weights is None else api.reshape(weights, [-1])
        return {"accuracy": accuracy(labels, predictions[PredictionKey.CLASSES], weights)}


def classification_head(classes, weights):
    """The head of a classifier."""
    if classes < 2:
        raise ValueError(f"n_classes must be > 1 for classification: {classes}.")
    return BinaryHead(weights) if classes == 2 else MultiClassHead(classes, weights)
