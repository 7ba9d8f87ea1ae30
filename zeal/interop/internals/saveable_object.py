"""tensorflow.python.training.saving.saveable_object: what Savers save."""

from zeal.checkpoint.saveables import SaveableObject, SaveSpec

__all__ = ["SaveSpec", "SaveableObject"]
