"""tensorflow.core.framework.tensor_pb2: the message of a value."""

from zeal.graph_def import messages

__all__ = ["TensorProto"]

TensorProto = messages.TensorProto
