"""tensorflow.python.ops.session_ops: handles of values that runs keep."""

from zeal.graph.tensor_handles import TensorHandle

__all__ = ["TensorHandle"]
