"""tensorflow.python.ops.image_ops: as image_ops_impl."""

from zeal.interop.internals.image_ops_impl import ResizeMethod, ResizeMethodV1

__all__ = ["ResizeMethod", "ResizeMethodV1"]
