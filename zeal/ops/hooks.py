"""Installs the Python functions that the native binding calls."""

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.tensor_shape import TensorShape


def _numpy(tensor):
    import numpy as np

    value = np.asarray(memoryview(tensor))
    return value if value.ndim else value[()]


_native.set_hook("shape", TensorShape._from_tuple)
_native.set_hook("as_dtype", as_dtype)
_native.set_hook("numpy", _numpy)
