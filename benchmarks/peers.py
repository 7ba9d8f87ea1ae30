"""The libraries zeal is compared with; each is optional and runs when it can be imported."""

import importlib
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

_MODULES = {"numpy": "numpy", "torch": "torch", "jax": "jax", "tf": "tensorflow"}


def load(names=None):
    """Imported peer modules by name, in a fixed order."""
    found = {}
    for name, module in _MODULES.items():
        if names and name not in names:
            continue
        try:
            found[name] = importlib.import_module(module)
        except ImportError:
            print(f"# {name} is not installed")
    return found


def zeal():
    """zeal with eager execution on."""
    import zeal as tf

    tf.enable_eager_execution()
    return tf
