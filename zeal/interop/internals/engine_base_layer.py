"""tensorflow.python.keras.engine.base_layer_utils: which dtypes layers have."""

from zeal.eager.behavior import has_v2_dtypes as v2_dtype_behavior_enabled

__all__ = ["v2_dtype_behavior_enabled"]
