"""tensorflow.python.saved_model.save."""

from zeal.saved_model.object_writing import save  # noqa: F401
