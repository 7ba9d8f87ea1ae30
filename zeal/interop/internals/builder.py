"""tensorflow.python.saved_model.builder: as builder_impl."""

from zeal.interop.internals.builder_impl import _SavedModelBuilder

__all__ = ["_SavedModelBuilder"]
