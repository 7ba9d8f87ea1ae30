"""tf.debugging: assertions and checks of values."""

from zeal._native import api
from zeal.namespace import namespace as _namespace
from zeal.ops.check import *  # noqa: F403
from zeal.ops.check_kind import *  # noqa: F403

is_finite, is_inf, is_nan = api.is_finite, api.is_inf, api.is_nan

__getattr__ = _namespace(__name__)
