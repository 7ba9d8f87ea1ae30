"""tf.raw_ops: every op of the registry by its own name, called with keyword arguments."""

from zeal import _native
from zeal.public import publish

publish(__name__, "", "raw_ops")


def __getattr__(name: str):
    """The op of a name, as `tf.raw_ops.MatMul`."""
    from zeal.graph_def.op_defs import python_op

    op = getattr(_native.raw, name, None) or python_op(name)
    if op is None:
        raise AttributeError(f"tf.raw_ops.{name}: zeal's registry has no op of that name")
    return op


def __dir__():
    from zeal.graph_def.op_defs import PYTHON_OPS

    return sorted({*PYTHON_OPS, *(n for n in vars(_native.raw) if not n.startswith("_"))})
