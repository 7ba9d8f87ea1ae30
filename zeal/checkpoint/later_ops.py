"""Ops that TensorFlow 2 puts into the graphs of its Savers, so that zeal can read them."""

import re

from zeal import errors
from zeal.ops.host_op import python_op


def _matches(tensors, attrs):
    try:
        pattern = re.compile(attrs["pattern"].encode())
    except re.error as e:
        raise errors.InvalidArgumentError(f"Invalid pattern: {attrs['pattern']}: {e}") from None
    texts = tensors[0].__array__()
    found = [pattern.fullmatch(text) is not None for text in texts.ravel()]
    return [found[0] if not texts.ndim else found]


python_op(
    "StaticRegexFullMatch", [("input", "string")], [("output", "bool")], attrs=[("pattern", "")],
    infer=lambda shapes, attrs: shapes, kernel=_matches,
    doc="Whether strings, of one axis at most, are what a pattern describes.",
)  # fmt: skip
python_op(
    "DisableCopyOnRead", [("resource", "resource")], [], infer=lambda shapes, attrs: [],
    kernel=lambda tensors, attrs: [], doc="Does nothing: reading a variable copies nothing.",
)  # fmt: skip
