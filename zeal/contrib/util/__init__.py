"""tf.contrib.util: values that are known without running anything."""

from zeal.eager.control import get_static_value as constant_value

__all__ = ["constant_value"]
