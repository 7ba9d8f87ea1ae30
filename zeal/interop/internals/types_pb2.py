"""tensorflow.core.framework.types_pb2: the numbers of dtypes."""

from zeal.messages.graph import DataType

__all__ = ["DataType", *DataType.keys()]

globals().update(DataType.items())
