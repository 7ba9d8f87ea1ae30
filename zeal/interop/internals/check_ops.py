"""tensorflow.python.ops.check_ops: assertions with the signatures of TensorFlow 2."""

import functools

from zeal.effects import check as checks
from zeal.effects.check_kind import (
    assert_integer,
    assert_near,
    assert_rank_in,
    assert_scalar,
)
from zeal.effects.check_shapes import assert_shapes

_COMPARISONS = "equal none_equal less less_equal greater greater_equal".split()
_SIGNS = "negative positive non_negative non_positive".split()
_RANKS = "rank rank_at_least".split()
__all__ = [f"assert_{name}_v2" for name in (*_COMPARISONS, *_SIGNS, *_RANKS)] + [
    "assert_integer_v2", "assert_near_v2", "assert_rank_in_v2", "assert_scalar_v2",
    "assert_shapes_v2", "assert_type_v2",
]  # fmt: skip


def _of_two(check):
    @functools.wraps(check)
    def v2(x, y, message=None, summarize=None, name=None):
        return check(x, y, message=message, summarize=summarize, name=name)

    return v2


def _of_one(check):
    @functools.wraps(check)
    def v2(x, message=None, summarize=None, name=None):
        return check(x, message=message, summarize=summarize, name=name)

    return v2


def _of_rank(check):
    @functools.wraps(check)
    def v2(x, rank, message=None, name=None):
        return check(x, rank, message=message, name=name)

    return v2


for _make, _names in ((_of_two, _COMPARISONS), (_of_one, _SIGNS), (_of_rank, _RANKS)):
    for _name in _names:
        globals()[f"assert_{_name}_v2"] = _make(getattr(checks, f"assert_{_name}"))

assert_integer_v2 = assert_integer
assert_shapes_v2 = assert_shapes
assert_type_v2 = checks.assert_type


def assert_near_v2(x, y, rtol=None, atol=None, message=None, summarize=None, name=None):
    """`tf.debugging.assert_near`."""
    return assert_near(x, y, rtol, atol, message=message, summarize=summarize, name=name)


def assert_rank_in_v2(x, ranks, message=None, name=None):
    """`tf.debugging.assert_rank_in`."""
    return assert_rank_in(x, ranks, message=message, name=name)


def assert_scalar_v2(tensor, message=None, name=None):
    """`tf.debugging.assert_scalar`."""
    return assert_scalar(tensor, name, message)
