"""tensorflow.python.data.util.structure: specs of elements."""

from zeal.data.specs import are_compatible

__all__ = ["are_compatible"]
