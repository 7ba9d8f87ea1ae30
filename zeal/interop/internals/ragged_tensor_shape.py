"""tensorflow.python.ops.ragged.ragged_tensor_shape: sizes of axes that may be ragged."""

from zeal.ragged.shape import RaggedTensorDynamicShape as RaggedTensorDynamicShape
from zeal.ragged.shape import broadcast_dynamic_shape as broadcast_dynamic_shape
from zeal.ragged.shape import broadcast_to as broadcast_to

__all__ = ["RaggedTensorDynamicShape", "broadcast_dynamic_shape", "broadcast_to"]
