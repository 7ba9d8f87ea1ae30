"""tensorflow.python.ops.image_ops: as image_ops_impl."""

from zeal.interop.internals.image_ops_impl import *  # noqa: F403
from zeal.interop.internals.image_ops_impl import __all__ as __all__
