"""tensorflow.core.framework.tensor_pb2: the message of a value."""

from zeal.messages import graph as messages

__all__ = ["TensorProto"]

TensorProto = messages.TensorProto
