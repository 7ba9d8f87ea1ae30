"""One output of a model as `compile` sees it: its loss, the loss's weight, its metrics."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, float32, float64
from zeal.eager.behavior import is_v2_behavior
from zeal.keras import losses as losses_
from zeal.keras.losses import crossentropy, regression
from zeal.keras.losses.loss import Loss, LossFunctionWrapper
from zeal.keras.metrics import accuracies, lookup
from zeal.keras.metrics.means import Mean, MeanMetricWrapper
from zeal.keras.metrics.metric import Metric
from zeal.tensor_shape import TensorShape

_ACCURACY, _ENTROPY = ("accuracy", "acc"), ("crossentropy", "ce")


_ONE_BY_ONE = (
    regression.mean_squared_error, crossentropy.binary_crossentropy,
    crossentropy.categorical_crossentropy,
)  # fmt: skip
_CLASSES = (
    "You are passing a target array of shape {} while using as loss `categorical_crossentropy`. "
    "`categorical_crossentropy` expects targets to be binary matrices (1s and 0s) of shape "
    "(samples, classes). If your targets are integer classes, convert them with "
    "tf.keras.utils.to_categorical, or use the loss function `sparse_categorical_crossentropy` "
    "instead, which does expect integer targets."
)
_NO_STEPS = (
    "Found a sample_weight array for an input with shape {}. Timestep-wise sample weighting (use "
    'of sample_weight_mode="temporal") is restricted to outputs that are at least 3D, i.e. that '
    "have a time dimension."
)
_OF_STEPS = (
    "In order to use timestep-wise sample weighting, you should pass a 2D sample_weight array."
)
_OF_EXAMPLES = (
    "In order to use timestep-wise sample weights, you should specify sample_weight_mode="
    '"temporal" in compile(). If you just mean to use sample-wise weights, make sure your '
    "sample_weight array is 1D."
)


def _sizes(value):
    """The sizes of an array or tensor; none where their number is unknown."""
    shape = TensorShape(value.shape)
    return () if shape.ndims is None else tuple(shape.as_list())


def _are_wide(y_true, y_pred):
    """Whether targets of single precision are for an output of double precision."""
    return getattr(y_pred, "dtype", None) == float64 and as_dtype(y_true.dtype) == float32


def loss_of(given) -> "Loss | None":
    """The loss that a name, function or Loss stands for; None for None."""
    found = losses_.get(given)
    if found is None or isinstance(found, Loss):
        return found
    return LossFunctionWrapper(found, name=getattr(found, "__name__", None))


def metric_name(given, weighted) -> str:
    """The name under which a metric's results are told: in TensorFlow 2 the name that was given."""
    if is_v2_behavior():
        if isinstance(given, str):
            return given
        weighted = False
    prefix = "weighted_" if weighted else ""
    if isinstance(given, str) and given in _ACCURACY:
        return f"{prefix}acc"
    if isinstance(given, str) and given in _ENTROPY:
        return f"{prefix}ce"
    found = lookup.get(given)
    return prefix + (getattr(found, "name", None) or found.__name__)


class Endpoint:
    """An output.

    Args:
      name: its name.
      loss: a Loss, or None where it has none.
      weight: what the loss counts in the total.
      metrics: pairs of what names a metric, and whether it is given the weights of examples.
    """

    def __init__(self, name, loss, weight, metrics) -> None:
        self.name, self.loss, self.weight, self.given = name, loss, weight, metrics
        self.metric_names: list = []
        self.metrics: "list[Metric] | None" = None  # made for the first predictions
        self.mean: "Mean | None" = None  # of the loss, where there are several outputs
        self.weighs_steps = False  # whether weights are for the steps of sequences

    def make_metrics(self, y_pred, keeps_mean) -> None:
        """Makes the metrics for an output like this one."""
        pairs = zip(self.given, self.metric_names, strict=True)
        self.metrics = [self._metric(given, name, y_pred) for (given, _), name in pairs]
        if keeps_mean:
            self.mean = Mean(name=f"{self.name}_loss")

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

    def loss_value(self, y_true, y_pred, weights) -> Any:
        """The loss of a batch."""
        loss = self.loss
        assert loss is not None
        if weights is not None:
            self._require_weights(_sizes(weights), _sizes(y_true))
        if _are_wide(y_true, y_pred):
            y_true = api.cast(y_true, y_pred.dtype)
        return loss(y_true, y_pred, sample_weight=masked(y_pred, weights))

    def _require_weights(self, given, targets):
        found = f"Found a sample_weight array with shape {given}"
        if self.weighs_steps and len(targets) < 3:
            raise ValueError(_NO_STEPS.format(targets))
        if len(given) != 1 + self.weighs_steps:
            raise ValueError(f"{found}. {_OF_STEPS if self.weighs_steps else _OF_EXAMPLES}")
        if any(None not in p and p[0] != p[1] for p in zip(given, targets, strict=False)):
            raise ValueError(
                f"{found} for an input with shape {targets}. sample_weight cannot be broadcast."
            )

    def require_fitting(self, y_true, y_pred) -> None:
        """Checks targets whose shapes would broadcast into another meaning.

        Raises:
          ValueError: they have another shape than the output, where the loss compares them one
            by one, or are class numbers where it wants a column for each class.
        """
        fn = getattr(self.loss, "fn", None)
        if fn not in _ONE_BY_ONE:
            return
        given, wanted = _sizes(y_true), _sizes(y_pred)
        if fn is crossentropy.categorical_crossentropy and given[-1:] == (1,):
            raise ValueError(_CLASSES.format(given))
        pairs = zip(given[1:], wanted[1:], strict=False)
        if any(a is not None and b is not None and a != b for a, b in pairs):
            raise ValueError(
                f"A target array with shape {given} was passed for an output of shape {wanted} "
                f"while using as loss `{self.loss.name}`. This loss expects targets to have the "
                "same shape as the output."
            )

    def update(self, y_true, y_pred, weights) -> list:
        """Adds a batch to the metrics; returns the operations of a graph that do so."""
        masks = masked(y_pred, None)
        return [
            metric.update_state(y_true, y_pred, masked(y_pred, weights) if weighted else masks)
            for metric, (_, weighted) in zip(self.metrics or (), self.given, strict=True)
        ]


def masked(y_pred, weights) -> Any:
    """The weights of examples, 0 where the output is masked."""
    mask = getattr(y_pred, "_keras_mask", None)
    if mask is None:
        return weights
    mask = api.cast(mask, y_pred.dtype)
    if weights is None:
        return mask
    weights = _native.convert(weights, y_pred.dtype)
    for _ in range(mask.shape.ndims - weights.shape.ndims):
        weights = api.expand_dims(weights, -1)
    return mask * weights
