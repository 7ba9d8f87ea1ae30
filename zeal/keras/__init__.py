"""tf.keras: layers, models, initializers and activations; parts load at first use."""

import importlib as _importlib

_PARTS = ("activations", "datasets", "initializers", "layers", "models", "utils")
_NAMES = {"Model": "zeal.keras.model", "Sequential": "zeal.keras.sequential"}


def __getattr__(name):
    if name in _PARTS:
        return _importlib.import_module(f"zeal.keras.{name}")
    if name in _NAMES:
        value = globals()[name] = getattr(_importlib.import_module(_NAMES[name]), name)
        return value
    raise _importlib.import_module("zeal.not_built").missing("keras", name)


def __dir__():
    return sorted({*globals(), *_PARTS, *_NAMES})
