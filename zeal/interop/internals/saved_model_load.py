"""tensorflow.python.saved_model.load."""

from zeal.saved_model.object_reading import load  # noqa: F401
