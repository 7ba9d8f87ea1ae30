"""tensorflow.python.saved_model.signature_def_utils: as signature_def_utils_impl."""

from zeal.interop.internals.signature_def_utils_impl import *  # noqa: F403
from zeal.interop.internals.signature_def_utils_impl import __all__ as __all__
