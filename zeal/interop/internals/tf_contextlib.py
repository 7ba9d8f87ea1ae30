"""tensorflow.python.util.tf_contextlib: Python's own decorator under its other name."""

from contextlib import contextmanager

__all__ = ["contextmanager"]

