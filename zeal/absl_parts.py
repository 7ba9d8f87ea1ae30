"""Modules of absl-py, loaded when a program uses tf.flags or tf.app."""

import importlib


def absl(module: str):
    """A module of absl-py, such as "flags". Raises ImportError, with what to install."""
    try:
        return importlib.import_module(f"absl.{module}")
    except ImportError:
        raise ImportError(
            "tf.flags and tf.app need the package absl-py: pip install absl-py, or zeal[tf1]"
        ) from None
