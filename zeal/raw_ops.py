"""tf.raw_ops: every op of the registry by its own name, called with keyword arguments."""

import functools
from collections import namedtuple

from zeal import _native
from zeal.public import publish

publish(__name__, "", "raw_ops")


def __getattr__(name: str):
    """The op of a name, as `tf.raw_ops.MatMul`."""
    from zeal.graph_def.op_defs import python_op

    op = getattr(_native.raw, name, None) or python_op(name)
    if op is None:
        raise AttributeError(f"tf.raw_ops.{name}: zeal's registry has no op of that name")
    return with_named_outputs(name, op)


def __dir__():
    from zeal.graph_def.op_defs import PYTHON_OPS

    return sorted({*PYTHON_OPS, *(n for n in vars(_native.raw) if not n.startswith("_"))})


@functools.cache  # classes are dear, and programs ask for an op at every call
def with_named_outputs(name: str, op):
    """An op; one of several outputs, none of them a list, returns a namedtuple of them."""
    outputs = _native.op_info(name)["outputs"]
    if len(outputs) < 2 or any(output["list"] for output in outputs):
        return op
    results = namedtuple(name, [output["name"] for output in outputs])
    return functools.wraps(op)(lambda *args, **kwargs: results(*op(*args, **kwargs)))
