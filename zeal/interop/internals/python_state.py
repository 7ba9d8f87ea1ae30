"""tensorflow.python.training.tracking.python_state."""

from zeal.checkpoint.python_state import PythonState  # noqa: F401
