"""tensorflow.core.framework.tensor_shape_pb2: the message of a shape."""

from zeal.messages import graph as messages

__all__ = ["TensorShapeProto"]

TensorShapeProto = messages.TensorShapeProto
