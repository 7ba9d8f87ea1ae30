"""tf.debugging: assertions and checks of values."""

from zeal._native import api
from zeal.ops.check import *  # noqa: F403

is_finite, is_inf, is_nan = api.is_finite, api.is_inf, api.is_nan


def __getattr__(name):
    from zeal.not_built import missing

    raise missing("debugging", name)
