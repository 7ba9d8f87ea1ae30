"""tf.contrib: the parts of it that eager programs use, loaded at first use."""

import importlib as _importlib

_PARTS = ("data", "eager", "framework", "util")


def __getattr__(name):
    if name in _PARTS:
        return _importlib.import_module(f"zeal.contrib.{name}")
    raise _importlib.import_module("zeal.not_built").missing("contrib", name)


def __dir__():
    return sorted({*globals(), *_PARTS})
