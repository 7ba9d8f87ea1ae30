"""Keras metrics of curves over thresholds: the area under them, and points on them."""

import enum
from typing import Any, ClassVar

from zeal._native import Tensor, api
from zeal.keras.documented import documented
from zeal.keras.metrics.counts import Counts
from zeal.metrics.curves import interpolated_pr
from zeal.metrics.thresholds import even_thresholds
from zeal.public import public

_SCORES = "[0, 1, 1, 1], [0.1, 0.05, 0.6, 0.9]"
_ALL = {
    "tp": "true_positives", "tn": "true_negatives", "fp": "false_positives",
    "fn": "false_negatives",
}  # fmt: skip


class AUCCurve(enum.Enum):
    """Which curve the area is under."""

    ROC = "ROC"
    PR = "PR"


class AUCSummationMethod(enum.Enum):
    """What stands for the curve between neighbours: the line, or the larger or smaller one."""

    INTERPOLATION = "interpolation"
    MAJORING = "majoring"
    MINORING = "minoring"


def _chosen(choices, key, what):
    for choice in choices:
        if key is choice or key in (choice.value, choice.value.lower(), choice.value.capitalize()):
            return choice
    raise ValueError(f'Invalid AUC {what} value "{key}".')


class _Point(Counts):
    """A share at the threshold where another one is nearest to a value."""

    _kinds: ClassVar[dict[str, str]] = _ALL

    def __init__(self, value, num_thresholds, name, dtype) -> None:
        super().__init__(name, dtype)
        if num_thresholds <= 0:
            raise ValueError("`num_thresholds` must be > 0.")
        self.value, self.num_thresholds = value, num_thresholds
        self._make(num_thresholds)
        inner = even_thresholds(num_thresholds)[1:-1]
        self.thresholds = [0.5] if num_thresholds == 1 else [0.0, *inner, 1.0]

    def _at(self, given, wanted):
        """The share of the pair `wanted` of variables where that of `given` is nearest."""
        shares = api.div_no_nan(given[0], given[0] + given[1])
        at = api.cast(api.argmin(abs(shares - self.value), 0), "int32")
        return api.div_no_nan(wanted[0][at], wanted[0][at] + wanted[1][at])


@public("keras.metrics.SensitivityAtSpecificity")
@documented(f"float(tf.keras.metrics.SensitivityAtSpecificity(0.9)({_SCORES}))",
            "0.6666666865348816",
            specificity="the share of false labels to be found right, in [0, 1].")
class SensitivityAtSpecificity(_Point):
    """The share of true labels found, at the threshold whose specificity is nearest to one."""

    def __init__(self, specificity, num_thresholds=200, name=None, dtype=None) -> None:
        if specificity < 0 or specificity > 1:
            raise ValueError("`specificity` must be in the range [0, 1].")
        super().__init__(specificity, num_thresholds, name, dtype)
        self.specificity = specificity

    def result(self) -> Tensor:
        """The share so far.

        Returns:
          A scalar.
        """
        given = self.true_negatives, self.false_positives
        return self._at(given, (self.true_positives, self.false_negatives))

    def get_config(self) -> dict[str, Any]:
        own = {"num_thresholds": self.num_thresholds, "specificity": self.specificity}
        return super().get_config() | own


@public("keras.metrics.SpecificityAtSensitivity")
@documented(f"float(tf.keras.metrics.SpecificityAtSensitivity(0.6)({_SCORES}))", "0.0",
            sensitivity="the share of true labels to be found, in [0, 1].")  # fmt: skip
class SpecificityAtSensitivity(_Point):
    """The share of false labels found, at the threshold whose sensitivity is nearest to one."""

    def __init__(self, sensitivity, num_thresholds=200, name=None, dtype=None) -> None:
        if sensitivity < 0 or sensitivity > 1:
            raise ValueError("`sensitivity` must be in the range [0, 1].")
        super().__init__(sensitivity, num_thresholds, name, dtype)
        self.sensitivity = sensitivity

    def result(self) -> Tensor:
        """The share so far.

        Returns:
          A scalar.
        """
        given = self.true_positives, self.false_negatives
        return self._at(given, (self.true_negatives, self.false_positives))

    def get_config(self) -> dict[str, Any]:
        own = {"num_thresholds": self.num_thresholds, "sensitivity": self.sensitivity}
        return super().get_config() | own


@public("keras.metrics.AUC")
@documented(f"float(tf.keras.metrics.AUC()({_SCORES}))", "0.6666666865348816",
            curve='"ROC" or "PR".',
            summation_method='"interpolation"; "minoring" or "majoring", which take the smaller '
            "or larger of neighbours.",
            thresholds="numbers in (0, 1) in the place of num_thresholds, or None.")  # fmt: skip
class AUC(Counts):
    """The area under the curve of recall over false positives, or precision over recall."""

    _kinds: ClassVar[dict[str, str]] = _ALL

    def __init__(
        self, num_thresholds=200, curve="ROC", summation_method="interpolation", name=None,
        dtype=None, thresholds=None,
    ) -> None:  # fmt: skip
        curve = _chosen(AUCCurve, curve, "curve")
        method = _chosen(AUCSummationMethod, summation_method, "summation method")
        if thresholds is None and num_thresholds <= 1:
            raise ValueError("`num_thresholds` must be > 1.")
        super().__init__(name, dtype)
        self.curve, self.summation_method = curve, method
        if thresholds is None:
            self.thresholds = even_thresholds(num_thresholds)
        else:
            ends = even_thresholds(2)
            self.thresholds = [ends[0], *sorted(thresholds), ends[1]]
        self.num_thresholds = len(self.thresholds)
        self._make(self.num_thresholds)

    def interpolate_pr_auc(self) -> Tensor:
        """The area under the PR curve.

        Returns:
          A scalar.

        Example:
          >>> auc = tf.keras.metrics.AUC(curve="PR")
          >>> _ = auc([0, 1], [0.1, 0.9])
          >>> round(float(auc.interpolate_pr_auc()), 6)
          1.0
        """
        return interpolated_pr(self.true_positives, self.false_positives, self.false_negatives)

    def result(self) -> Tensor:
        """The area so far.

        Returns:
          A scalar.
        """
        interpolates = self.summation_method is AUCSummationMethod.INTERPOLATION
        if self.curve is AUCCurve.PR and interpolates:
            return self.interpolate_pr_auc()
        tp, fp = self.true_positives, self.false_positives
        recall = api.div_no_nan(tp, tp + self.false_negatives)
        if self.curve is AUCCurve.ROC:
            x, y = api.div_no_nan(fp, fp + self.true_negatives), recall
        else:
            x, y = recall, api.div_no_nan(tp, tp + fp)
        if interpolates:
            heights = (y[:-1] + y[1:]) / 2.0
        else:
            majoring = self.summation_method is AUCSummationMethod.MAJORING
            heights = (api.maximum if majoring else api.minimum)(y[:-1], y[1:])
        return api.reduce_sum((x[:-1] - x[1:]) * heights, name=self.name)

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "num_thresholds": self.num_thresholds, "curve": self.curve.value,
            "summation_method": self.summation_method.value, "thresholds": self.thresholds[1:-1],
        }  # fmt: skip
