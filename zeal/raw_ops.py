"""tf.raw_ops: every op of the registry by its own name, called with keyword arguments."""

from importlib import import_module

from zeal import _native
from zeal.public import publish

publish(__name__, "", "raw_ops")


def __getattr__(name: str):
    """The op of a name, as `tf.raw_ops.MatMul`."""
    op = getattr(_native.raw, name, None) or _host_op(name)
    if op is None:
        raise AttributeError(f"tf.raw_ops.{name}: zeal's registry has no op of that name")
    return op


def __dir__():
    from zeal.graph_def.op_defs import PYTHON_OPS

    return sorted({*PYTHON_OPS, *(n for n in vars(_native.raw) if not n.startswith("_"))})


def _host_op(name):
    from zeal.graph_def.op_defs import PYTHON_OPS
    from zeal.ops.host_op import HOST_OPS

    if name not in PYTHON_OPS:
        return None
    import_module(PYTHON_OPS[name])
    return HOST_OPS.get(name)
