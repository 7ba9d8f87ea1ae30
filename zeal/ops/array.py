"""Array ops."""

from zeal import _native
from zeal._native import api, raw

__all__ = ["broadcast_to", "constant", "convert_to_tensor", "fill", "identity", "reshape", "stack"]

reshape, broadcast_to, fill, stack = api.reshape, api.broadcast_to, api.fill, api.stack


def convert_to_tensor(value, dtype=None, name=None, preferred_dtype=None, dtype_hint=None):
    """Converts a Python value, NumPy array, variable or tensor to a tensor."""
    return _native.convert(value, dtype)


def constant(value, dtype=None, shape=None, name="Const", verify_shape=False):
    """Makes a constant tensor."""
    t = _native.convert(value, dtype)
    return t if shape is None else raw.Reshape(t, shape)


def identity(input, name=None):
    """Returns a tensor with the same value."""
    return raw.Identity(_native.convert(input))
