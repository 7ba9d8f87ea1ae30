"""tensorflow.python.keras.utils.metrics_utils: the kinds of curves, and how areas are summed."""

from zeal.keras.metrics.curves import AUCCurve, AUCSummationMethod

__all__ = ["AUCCurve", "AUCSummationMethod"]
