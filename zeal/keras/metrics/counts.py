"""Keras metrics of decisions at thresholds: counts of right and wrong ones, precision, recall."""

from typing import Any, ClassVar

from zeal import _native
from zeal._native import Tensor, Variable, api
from zeal.dtypes import float32
from zeal.eager.control import after
from zeal.effects.check import assert_greater_equal, assert_less_equal
from zeal.keras.documented import documented
from zeal.keras.metrics.means import matched
from zeal.keras.metrics.metric import Metric, done
from zeal.metrics.thresholds import decisions
from zeal.metrics.weights import aligned, broadcast_weights
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.top_k import top_k as largest
from zeal.public import public
from zeal.state.initializers import Zeros

_LEAST = -1e10  # below every threshold


def _listed(thresholds):
    return list(thresholds) if isinstance(thresholds, (list, tuple)) else [thresholds]


def parsed_thresholds(thresholds, default=0.5) -> list[float]:
    """Thresholds as a list; those outside of [0, 1] raise ValueError."""
    if thresholds is None:
        return [default]
    invalid = [t for t in _listed(thresholds) if t is None or t < 0 or t > 1]
    if invalid:
        raise ValueError(f"Threshold values must be in [0, 1]. Invalid values: {invalid}")
    return _listed(thresholds)


def _checked(predictions):
    """Predictions that are found to lie in [0, 1]."""
    checks = [
        assert_greater_equal(predictions, 0.0, message="predictions must be >= 0"),
        assert_less_equal(predictions, 1.0, message="predictions must be <= 1"),
    ]
    return after(checks, predictions)


def _without_the_others(predictions, k):
    """Predictions of which all but the k largest of each example are below every threshold."""
    _, ids = largest(predictions, k, sorted=False)
    mask = api.reduce_sum(one_hot(ids, predictions.shape._at(-1), axis=-1), -2)
    return predictions * mask + _LEAST * (1.0 - mask)


def add_counts(
    variables: dict[str, Variable], y_true, y_pred, thresholds, sample_weight, top_k=None,
    class_id=None,
) -> Any:  # fmt: skip
    """Adds a batch to variables that count decisions at each threshold.

    Args:
      variables: which of "tp", "fn", "tn", "fp" to count, and where.
      y_true, y_pred, sample_weight: as in `update_state`.
      thresholds: a list of numbers.
      top_k, class_id: as in `Precision`.

    Returns:
      In graphs, the operation that does so.
    """
    y_true, y_pred = api.cast(y_true, float32), api.cast(y_pred, float32)
    y_pred.shape.assert_is_compatible_with(y_true.shape)
    y_true, y_pred = matched(y_true, _checked(y_pred), float32)
    if sample_weight is not None:
        y_pred, _, sample_weight = aligned(y_pred, None, api.cast(sample_weight, float32))
    if top_k is not None:
        y_pred = _without_the_others(y_pred, top_k)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id], y_pred[..., class_id]
    if sample_weight is not None:
        sample_weight = api.reshape(broadcast_weights(sample_weight, y_pred), [1, -1])
    masks = decisions(api.cast(y_true, "bool"), y_pred, _native.convert(thresholds, float32))
    updates = []
    for kind, variable in variables.items():
        hits = api.cast(masks[kind](), float32)
        hits = hits if sample_weight is None else hits * sample_weight
        updates.append(variable.assign_add(api.reduce_sum(hits, 1)))
    return done(updates)


class Counts(Metric):
    """Keeps counts of decisions, one for each threshold.

    Args:
      number: how many thresholds there are.
      name: its name.
      dtype: of its variables.
    """

    _kinds: ClassVar[dict[str, str]] = {}  # "tp", ... to the name of the variable
    top_k: "int | None" = None
    class_id: "int | None" = None
    thresholds: list[float]

    def _make(self, number):
        for name in self._kinds.values():
            setattr(self, name, self.add_weight(name, [number], initializer=Zeros()))

    def update_state(self, y_true, y_pred, sample_weight=None) -> Any:
        """Adds a batch.

        Args:
          y_true: labels, 0 for False, of the shape of y_pred.
          y_pred: a tensor of predictions in [0, 1].
          sample_weight: a scalar, a number per example, or one per value; None for 1.

        Returns:
          In graphs, the operation that does so.

        Raises:
          InvalidArgumentError: predictions are beyond [0, 1].
        """
        variables = {kind: getattr(self, name) for kind, name in self._kinds.items()}
        return add_counts(
            variables, y_true, y_pred, self.thresholds, sample_weight, self.top_k, self.class_id
        )

    def _of_thresholds(self, result):
        return result[0] if len(self.thresholds) == 1 else result


class _Count(Counts):
    """Counts one kind of decision."""

    def __init__(self, thresholds=None, name=None, dtype=None) -> None:
        super().__init__(name, dtype)
        self.init_thresholds = thresholds
        self.thresholds = parsed_thresholds(thresholds)
        self._make(len(self.thresholds))

    def result(self) -> Tensor:
        """The count so far.

        Returns:
          A scalar; for a list of thresholds a vector.
        """
        return self._of_thresholds(self.accumulator.value())

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"thresholds": self.init_thresholds}


@public("keras.metrics.TruePositives")
@documented("float(tf.keras.metrics.TruePositives()([0, 1, 1], [0.2, 0.9, 0.4]))", "1.0")
class TruePositives(_Count):
    """Counts predictions above the threshold that should be."""

    _kinds: ClassVar[dict[str, str]] = {"tp": "accumulator"}


@public("keras.metrics.FalsePositives")
@documented("float(tf.keras.metrics.FalsePositives()([0, 1, 1], [0.2, 0.9, 0.4]))", "0.0")
class FalsePositives(_Count):
    """Counts predictions above the threshold that should not be."""

    _kinds: ClassVar[dict[str, str]] = {"fp": "accumulator"}


@public("keras.metrics.TrueNegatives")
@documented("float(tf.keras.metrics.TrueNegatives()([0, 1, 1], [0.2, 0.9, 0.4]))", "1.0")
class TrueNegatives(_Count):
    """Counts predictions not above the threshold that should not be."""

    _kinds: ClassVar[dict[str, str]] = {"tn": "accumulator"}


@public("keras.metrics.FalseNegatives")
@documented("float(tf.keras.metrics.FalseNegatives()([0, 1, 1], [0.2, 0.9, 0.4]))", "1.0")
class FalseNegatives(_Count):
    """Counts predictions not above the threshold that should be."""

    _kinds: ClassVar[dict[str, str]] = {"fn": "accumulator"}


class _Share(Counts):
    """The share of true positives among them and another kind of decision."""

    def __init__(
        self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None
    ) -> None:
        super().__init__(name, dtype)
        self.init_thresholds = thresholds
        self.top_k, self.class_id = top_k, class_id
        self.thresholds = parsed_thresholds(thresholds, 0.5 if top_k is None else _LEAST)
        self._make(len(self.thresholds))

    def result(self) -> Tensor:
        """The share so far, 0 where there are neither.

        Returns:
          A scalar; for a list of thresholds a vector.
        """
        hits, others = (getattr(self, name) for name in self._kinds.values())
        return self._of_thresholds(api.div_no_nan(hits, hits + others))

    def get_config(self) -> dict[str, Any]:
        own = {"thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id}
        return super().get_config() | own


@public("keras.metrics.Precision")
@documented("float(tf.keras.metrics.Precision()([0, 1, 1], [0.7, 0.9, 0.4]))", "0.5")
class Precision(_Share):
    """The share of predictions above the threshold that should be."""

    _kinds: ClassVar[dict[str, str]] = {"tp": "true_positives", "fp": "false_positives"}


@public("keras.metrics.Recall")
@documented("float(tf.keras.metrics.Recall()([0, 1, 1], [0.7, 0.9, 0.4]))", "0.5")
class Recall(_Share):
    """The share of true labels whose prediction is above the threshold."""

    _kinds: ClassVar[dict[str, str]] = {"tp": "true_positives", "fn": "false_negatives"}
