"""Errors of ops name what the program called: tf.eye, not the ops it is made of; and the layer."""

import os
import sys
from types import FunctionType, ModuleType

from zeal import _native
from zeal.public import PUBLISHED

_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_EXAMPLES = os.path.join(_FOLDER, "examples") + os.sep
_NOTHING = ModuleType("nothing")
_names: dict = {}  # code of a public function: the function and the first of its names
_read: set = set()  # the published names that were entered there


def is_own_file(file: str) -> bool:
    """Whether a source file is zeal's and not a program's; the examples are programs."""
    return file.startswith(_FOLDER) and not file.startswith(_EXAMPLES)


def user_frame(frame):
    """The innermost frame, from `frame` outwards, of a program's file; None if there is none."""
    while frame is not None and is_own_file(frame.f_code.co_filename):
        frame = frame.f_back
    return frame


def named(message: str, called=None) -> str:
    """The message of an op's error, under the name of the function, and of the layer, that ran it.

    Called while the error is made, so that calls without errors cost nothing.

    Args:
      message: "[Op] what is wrong".
      called: the Python function of a call that its op served, which has no frame.

    Returns:
      "[tf.function] what is wrong" for ops that a public function called, with
      "layer name (Type): " before it inside a layer; otherwise the message as it is.
    """
    served = called and _public_name(called.__code__)
    function, layer = _caller(sys._getframe(1), served)
    if function is not None and message.startswith("["):
        message = f"[{function}]{message[message.index(']') + 1 :]}"
    if layer is not None:
        message = f"layer {layer.name} ({type(layer).__name__}): {message}"
    return message


def _caller(frame, function):
    """The outermost public function among zeal's own frames from `frame` on, and the nearest layer.

    Without one, `function` as it is.

    A layer ends the search: what calls it is not what its ops serve.
    """
    while frame is not None and is_own_file(frame.f_code.co_filename):
        if frame.f_code.co_name == "__call__" and (layer := _as_layer(frame)) is not None:
            return function, layer
        function = _public_name(frame.f_code) or function
        frame = frame.f_back
    return function, None


def _as_layer(frame):
    layers = sys.modules.get("zeal.keras.layers.layer")
    value = frame.f_locals.get("self")
    return value if layers and isinstance(value, layers.Layer) else None


def _public_name(code):
    if len(_read) != len(PUBLISHED):
        _read_names()
    return _names.get(code, (None, None))[1]


def _read_names():
    """Enters what was published since; a name whose value is not there yet waits."""
    for name in [n for n in PUBLISHED if n not in _read]:
        module, _, attribute = PUBLISHED[name].partition(":")
        if attribute and attribute not in vars(sys.modules.get(module, _NOTHING)):
            continue
        _read.add(name)
        value = vars(sys.modules[module])[attribute] if attribute else None
        while isinstance(value, (_native.OpFunction, _native.NamedFunction)):
            value = value.__wrapped__
        if isinstance(value, FunctionType):
            _enter(value, f"tf.{name}")


def _enter(function, name):
    known = _names.setdefault(function.__code__, (function, name))
    if known[0] is not function:  # functions that a factory made: the code tells none of them
        _names[function.__code__] = (None, None)
