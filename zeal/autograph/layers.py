"""Keras layers in converted code: what programs write as `call` is converted too."""

import functools
import sys


def is_layer(value):
    """Whether a value is a layer."""
    module = sys.modules.get("zeal.keras.layers.layer")  # without it, there are none
    return module is not None and isinstance(value, module.Layer)


def with_converted_calls(layer, convert):
    """A function that calls a layer while its `call`, and that of the layers in it, is converted.

    Args:
      layer: the layer.
      convert: what converts a method, or returns it as it is.
    """

    @functools.wraps(layer.call)
    def called(*args, **kwargs):
        changed = [one for one in _all(layer) if _convert(one, convert)]
        try:
            return layer(*args, **kwargs)
        finally:
            for one in changed:
                vars(one).pop("call", None)

    return called


def _all(layer):
    """A layer and those that it holds, each once."""
    found, waiting = {}, [layer]
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            waiting += one._zeal_children()[0]
    return [one for one in found.values() if is_layer(one)]


def _convert(layer, convert):
    """Lets a layer find its converted method as `self.call`; returns whether it has one."""
    method = layer.call
    made = convert(method)
    if made is method:
        return False
    vars(layer)["call"] = made  # not by setattr, which notes changes of the layer
    return True
