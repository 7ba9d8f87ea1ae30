"""Element types of tensors: `DType`, its constants (`float32`, `int64`, ...) and `as_dtype`."""

import builtins
import sys

from zeal.namespace import namespace
from zeal.public import public, publish

# TensorFlow's DataType enum -> (name, bytes per element, kind). Kinds: f float, i signed,
# u unsigned, b bool, c complex, s string, q quantized, h handle (no NumPy counterpart).
_TABLE = {
    1: ("float32", 4, "f"), 2: ("float64", 8, "f"), 3: ("int32", 4, "i"), 4: ("uint8", 1, "u"),
    5: ("int16", 2, "i"), 6: ("int8", 1, "i"), 7: ("string", 8, "s"), 8: ("complex64", 8, "c"),
    9: ("int64", 8, "i"), 10: ("bool", 1, "b"), 11: ("qint8", 1, "q"), 12: ("quint8", 1, "q"),
    13: ("qint32", 4, "q"), 14: ("bfloat16", 2, "f"), 15: ("qint16", 2, "q"),
    16: ("quint16", 2, "q"), 17: ("uint16", 2, "u"), 18: ("complex128", 16, "c"),
    19: ("float16", 2, "f"), 20: ("resource", 1, "h"), 21: ("variant", 1, "h"),
    22: ("uint32", 4, "u"), 23: ("uint64", 8, "u"),
}
_REF_OFFSET = 100  # TensorFlow numbers the reference variant of type n as n + 100
_REAL_OF_COMPLEX = {8: 1, 18: 2}


@public("DType", "dtypes.DType")
class DType:
    """The element type of a tensor.

    There is one object per type, so `is` and `==` agree between DTypes; `==` also accepts
    whatever `as_dtype` does. Every attribute is precomputed, except `as_numpy_dtype`, which
    loads NumPy at its first read.

    Args:
      type_enum: TensorFlow's DataType number, e.g. 1 for float32.

    Raises:
      TypeError: `type_enum` names no type.

    Example:
      >>> import zeal as tf
      >>> tf.float32.is_floating, tf.float32.size, tf.float32 == "float32"
      (True, 4, True)
    """

    __slots__ = (
        "as_datatype_enum", "as_numpy_dtype", "base_dtype", "is_bool", "is_complex",
        "is_floating", "is_integer", "is_numpy_compatible", "is_quantized", "is_unsigned",
        "name", "real_dtype", "size", "_is_ref_dtype", "_kind", "_one", "_zero", "__weakref__",
    )

    def __new__(cls, type_enum: int) -> "DType":
        try:
            return _BY_ENUM[int(type_enum)]
        except KeyError:
            raise TypeError(f"type_enum is not a valid DataType: {type_enum}") from None

    def __getattr__(self, name: str):
        # Reached only while a slot is unset: `as_numpy_dtype` before its first read.
        if name != "as_numpy_dtype":
            raise AttributeError(f"'DType' object has no attribute '{name}'")
        self.as_numpy_dtype = value = _numpy_type(self)
        return value

    @property
    def _as_ref(self) -> "DType":
        return self if self._is_ref_dtype else _BY_ENUM[self.as_datatype_enum + _REF_OFFSET]

    @property
    def min(self):
        """Smallest value: an int for integers, a NumPy scalar for floats; else TypeError."""
        return _bounds(self, "minimum")[0]

    @property
    def max(self):
        """Largest value: an int for integers, a NumPy scalar for floats; else TypeError."""
        return _bounds(self, "maximum")[1]

    @property
    def limits(self) -> tuple:
        """Customary range of the values of an image: (0, 1) for floats, (0, max) for integers."""
        if self.is_floating:
            return (0, 1)
        if self.is_bool:
            return (False, True)
        if self.is_integer:
            return (0, self.max)
        raise TypeError(f"limits are not defined for {self}.")

    def is_compatible_with(self, other) -> builtins.bool:
        """True if a value of type `other` may be used where this type is asked for.

        Args:
          other: a DType or what `tf.as_dtype` takes.

        Returns:
          A bool.

        Raises:
          TypeError: other stands for no dtype.

        Example:
          >>> tf.float32.is_compatible_with(tf.float32), tf.float32.is_compatible_with("int32")
          (True, False)
        """
        other = as_dtype(other)
        return self is other or self is other.base_dtype

    def __eq__(self, other) -> builtins.bool:
        if self is other:
            return True
        if type(other) is DType or other is None:
            return False
        try:
            return self is as_dtype(other)
        except TypeError:
            return False

    def __ne__(self, other) -> builtins.bool:
        return not self == other

    def __hash__(self) -> int:
        return self.as_datatype_enum

    def __reduce__(self):
        return as_dtype, (self.name,)

    def __repr__(self) -> str:
        return "tf." + self.name

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"


def _integer_bounds(dtype: DType) -> tuple:
    bits = 8 * dtype.size
    return (0, 2**bits - 1) if dtype.is_unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _bounds(dtype: DType, which: str) -> tuple:
    if dtype.is_integer:
        return _integer_bounds(dtype)
    if not dtype.is_floating:
        raise TypeError(f"Cannot find {which} value of {dtype}.")
    if dtype.base_dtype is bfloat16:
        from ml_dtypes import finfo  # NumPy's own finfo knows no bfloat16
    else:
        from numpy import finfo
    info = finfo(dtype.as_numpy_dtype)
    return info.min, info.max


def _numpy_type(dtype: DType):
    """The NumPy scalar class of a type (a structured dtype for quantized ones)."""
    import numpy as np

    name, size, kind = _TABLE[dtype.base_dtype.as_datatype_enum]
    if kind == "s":
        return object
    if kind == "b":
        return np.bool_
    if kind == "q":
        return np.dtype([(name, f"{'u' if name[1] == 'u' else 'i'}{size}")])
    if kind == "h":
        raise TypeError(f"{dtype} has no NumPy counterpart.")
    if name != "bfloat16":
        return getattr(np, name)
    try:
        from ml_dtypes import bfloat16 as numpy_bfloat16
    except ImportError:
        raise ImportError(
            "NumPy itself has no bfloat16: install the package ml_dtypes to convert bfloat16 "
            "tensors to NumPy, or cast them to float32 first."
        ) from None
    return numpy_bfloat16


def _make(enum: int, name: str, size: int, kind: str, base: "DType | None") -> DType:
    d = object.__new__(DType)
    d._one = d._zero = None  # scalars that ops take, made at first need
    d.as_datatype_enum, d.name, d.size, d._kind = enum, name, size, kind
    d.is_floating, d.is_complex = kind == "f", kind == "c"
    d.is_integer, d.is_unsigned = kind in "iu", kind == "u"
    d.is_bool, d.is_quantized = kind == "b", kind == "q"
    d.is_numpy_compatible = kind != "h"
    d.base_dtype, d._is_ref_dtype = base or d, base is not None
    return d


def _make_all() -> dict:
    """All types by enum: plain ones from the table, then their reference variants."""
    types = {enum: _make(enum, *row, None) for enum, row in _TABLE.items()}
    for enum, (name, size, kind) in _TABLE.items():
        ref = enum + _REF_OFFSET
        types[ref] = _make(ref, name + "_ref", size, kind, types[enum])
    for enum, d in types.items():
        real = _REAL_OF_COMPLEX.get(enum % _REF_OFFSET)
        d.real_dtype = types[real] if real else d
    return types


_BY_ENUM = _make_all()  # native code fetches its DType objects from here
_BY_NAME = {d.name: d for d in _BY_ENUM.values()}

float32, float64, float16 = _BY_NAME["float32"], _BY_NAME["float64"], _BY_NAME["float16"]
bfloat16 = _BY_NAME["bfloat16"]
int8, int16, int32 = _BY_NAME["int8"], _BY_NAME["int16"], _BY_NAME["int32"]
int64, uint8, uint16 = _BY_NAME["int64"], _BY_NAME["uint8"], _BY_NAME["uint16"]
uint32, uint64 = _BY_NAME["uint32"], _BY_NAME["uint64"]
bool, string = _BY_NAME["bool"], _BY_NAME["string"]
complex64, complex128 = _BY_NAME["complex64"], _BY_NAME["complex128"]
resource, variant = _BY_NAME["resource"], _BY_NAME["variant"]
qint8, quint8, qint32 = _BY_NAME["qint8"], _BY_NAME["quint8"], _BY_NAME["qint32"]
qint16, quint16 = _BY_NAME["qint16"], _BY_NAME["quint16"]
half, double = float16, float64
QUANTIZED_DTYPES = frozenset(d for d in _BY_ENUM.values() if d.is_quantized)

# All that converts by a single look-up; NumPy's classes join it as they are met.
_KNOWN = {
    **_BY_ENUM, **_BY_NAME, "half": float16, "float": float32, "double": float64,
    "half_ref": float16._as_ref, "float_ref": float32._as_ref, "double_ref": float64._as_ref,
    builtins.float: float32, builtins.bool: bool, object: string,
}


@public("as_dtype", "dtypes.as_dtype")
def as_dtype(type_value) -> DType:
    """Converts a value that names a type into its `DType`.

    Args:
      type_value: a DType, TensorFlow's enum number, a name such as "float32" or "half", a
        NumPy dtype or scalar class (any byte order), or Python's float, bool or object.

    Returns:
      The DType.

    Raises:
      TypeError: `type_value` names no type.

    Example:
      >>> import zeal as tf
      >>> tf.as_dtype("half")
      tf.float16
    """
    if type(type_value) is DType:
        return type_value
    try:
        known = _KNOWN.get(type_value)
    except TypeError as unhashable:
        words = f"Cannot convert value {type_value!r} to a TensorFlow DType: {unhashable}"
        raise TypeError(words) from None
    if known is None:
        known = _from_numpy(type_value)
        if known is None:
            raise TypeError(f"Cannot convert value {type_value!r} to a TensorFlow DType.")
    return known


def word(dtype: DType) -> str:
    """The name of a DType in the words of TensorFlow's kernels: float for float32."""
    return {"float32": "float", "float64": "double", "float16": "half"}.get(dtype.name, dtype.name)


def _from_numpy(value) -> "DType | None":
    """The DType of a NumPy dtype or scalar class, or None if `value` is neither."""
    np = sys.modules.get("numpy")
    if np is None:
        return None  # without NumPy loaded nobody can hold one of its types
    if np.float32 not in _KNOWN:
        _learn_numpy(np)
    cls = value.type if isinstance(value, np.dtype) else value
    if not (isinstance(cls, type) and issubclass(cls, np.generic)):
        return None
    if cls is np.void:
        return _quantized(value)
    if issubclass(cls, (np.character, np.object_)):
        return string
    # ml_dtypes may not be loaded, but whoever holds its bfloat16 has loaded it.
    return bfloat16 if cls.__name__ == "bfloat16" else _KNOWN.get(cls)


def _learn_numpy(np) -> None:
    """Adds NumPy's scalar classes and native dtypes (C's aliases included) to `_KNOWN`."""
    for code in "?bBhHiIlLqQefdFD":
        dtype = np.dtype(code)
        _KNOWN[dtype] = _KNOWN[dtype.type] = _BY_NAME[dtype.name]


def _quantized(value) -> "DType | None":
    """The quantized DType of a structured NumPy dtype with one field named after it."""
    names = getattr(value, "names", None)
    known = _BY_NAME.get(names[0]) if names and len(names) == 1 else None
    return known if known in QUANTIZED_DTYPES else None


for _name, _value in list(globals().items()):
    if isinstance(_value, DType):
        publish(__name__, _name, _name, f"dtypes.{_name}")
publish(__name__, "QUANTIZED_DTYPES", "QUANTIZED_DTYPES", "dtypes.QUANTIZED_DTYPES")
# tf.dtypes also names the ops that convert between types.
__getattr__, __dir__ = namespace(__name__)
