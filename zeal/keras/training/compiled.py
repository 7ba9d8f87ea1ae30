"""What `Model.compile` says: the optimizer, the loss and the metrics of a model."""

from typing import Any

from zeal.eager.control import init_scope
from zeal.keras import losses as losses_
from zeal.keras.losses import crossentropy
from zeal.keras.losses.loss import Loss, LossFunctionWrapper
from zeal.keras.metrics import accuracies, lookup
from zeal.keras.metrics.means import MeanMetricWrapper
from zeal.keras.metrics.metric import Metric

_ACCURACY, _ENTROPY = ("accuracy", "acc"), ("crossentropy", "ce")


def loss_of(given) -> Loss:
    """The loss that a name, function or Loss stands for."""
    found = losses_.get(given)
    if isinstance(found, Loss):
        return found
    return LossFunctionWrapper(found, name=getattr(found, "__name__", None))


def optimizer_of(given) -> Any:
    """The optimizer that a name or an object stands for."""
    if hasattr(given, "apply_gradients"):
        return given
    from zeal import keras

    return keras.optimizers.get(given)


def _name(given, weighted):
    prefix = "weighted_" if weighted else ""
    if isinstance(given, str) and given in _ACCURACY:
        return f"{prefix}acc"
    if isinstance(given, str) and given in _ENTROPY:
        return f"{prefix}ce"
    found = lookup.get(given)
    return prefix + (getattr(found, "name", None) or found.__name__)


class Compiled:
    """The parts of a compiled model.

    Args:
      optimizer: an object with `apply_gradients`, or a name.
      loss: a name, a function of (y_true, y_pred), or a Loss.
      metrics, weighted_metrics: lists of names, functions or Metrics; only the latter are given
        the weights of examples.
    """

    def __init__(self, optimizer, loss, metrics, weighted_metrics) -> None:
        self.optimizer = optimizer_of(optimizer)
        self.loss = loss_of(loss)
        self._given = [(m, False) for m in metrics] + [(m, True) for m in weighted_metrics]
        self.names = ["loss"]
        for given, weighted in self._given:
            self.names.append(self._unused(_name(given, weighted)))
        self.metrics: "list[Metric] | None" = None  # made for the first predictions

    def _unused(self, name):
        number = sum(n == name or n.startswith(f"{name}_") for n in self.names)
        return f"{name}_{number}" if name in self.names else name

    def _make_metrics(self, y_pred):
        with init_scope():
            self.metrics = [
                self._metric(given, name, y_pred)
                for (given, _), name in zip(self._given, self.names[1:], strict=True)
            ]

    def _metric(self, given, name, y_pred):
        found = self._fitting(given, y_pred) or lookup.get(given)
        return found if isinstance(found, Metric) else MeanMetricWrapper(found, name=name)

    def _fitting(self, given, y_pred):
        """The function that "accuracy" or "crossentropy" stands for with this loss and output."""
        if not isinstance(given, str) or given not in _ACCURACY + _ENTROPY:
            return None
        accuracy = given in _ACCURACY
        fn = getattr(self.loss, "fn", None)
        if y_pred.shape[-1] == 1 or fn is crossentropy.binary_crossentropy:
            return accuracies.binary_accuracy if accuracy else crossentropy.binary_crossentropy
        if fn is crossentropy.sparse_categorical_crossentropy:
            return accuracies.sparse_categorical_accuracy if accuracy else fn
        return (
            accuracies.categorical_accuracy if accuracy else crossentropy.categorical_crossentropy
        )

    def total_loss(self, model, y_true, y_pred, weights) -> Any:
        """The loss of a batch and the model's own losses."""
        loss = self.loss(y_true, y_pred, sample_weight=weights)
        for own in model.losses:
            loss = loss + own
        return loss

    def update_metrics(self, y_true, y_pred, weights) -> list:
        """Adds a batch to the metrics; returns the operations of a graph that do so."""
        if self.metrics is None:
            self._make_metrics(y_pred)
        updates = []
        for metric, (_, weighted) in zip(self.metrics, self._given, strict=True):
            updates.append(metric.update_state(y_true, y_pred, weights if weighted else None))
        return [u for u in updates if u is not None]

    def reset(self) -> None:
        """Starts the metrics anew."""
        for metric in self.metrics or ():
            metric.reset_states()
