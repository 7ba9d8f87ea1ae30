"""tensorflow.python.framework.composite_tensor: what acts as one value and is made of tensors."""

from zeal.nest.composite_tensor import CompositeTensor

__all__ = ["CompositeTensor"]
