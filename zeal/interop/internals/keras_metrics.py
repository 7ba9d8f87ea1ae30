"""tensorflow.python.keras.utils.metrics_utils: the kinds of curves, and how areas are summed."""

from zeal.keras.metrics.curves import AUCCurve, AUCSummationMethod
from zeal.keras.metrics.ragged import flattened

__all__ = ["AUCCurve", "AUCSummationMethod", "ragged_assert_compatible_and_get_flat_values"]


def ragged_assert_compatible_and_get_flat_values(values, mask=None):
    """Ragged values, one or a list, and their mask as columns; see `zeal.keras.metrics.ragged`."""
    if isinstance(values, list):
        return flattened(values, mask)
    [value], mask = flattened([values], mask)
    return value, mask
