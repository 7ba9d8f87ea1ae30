"""tensorflow.python.keras.mixed_precision.experimental.policy: the policy inside a `with` block."""

from zeal.keras.mixed_precision.policy import policy_scope, with_input_dtype

__all__ = ["policy_scope", "with_input_dtype"]
