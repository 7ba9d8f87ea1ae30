"""Conversion of Python objects that the native code leaves to Python."""

from collections.abc import Mapping, Sized
from itertools import islice

from zeal import _native, dtypes
from zeal.dimension import Dimension
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.tensor_shape import TensorShape

_registered = []  # (priority, order, base type, function)


@public("register_tensor_conversion_function")
def register_tensor_conversion_function(base_type, conversion_func, priority=100):
    """Registers a function that converts objects of a type to tensors.

    Args:
      base_type: a type or a tuple of types.
      conversion_func: `func(value, dtype=None, name=None, as_ref=False)` that returns a tensor, or
        NotImplemented to leave the value to the next function.
      priority: functions of lower priority are asked first.

    Raises:
      TypeError: base_type is no type, or conversion_func cannot be called.

    Example:
      >>> class Celsius:
      ...     def __init__(self, degrees): self.degrees = degrees
      >>> tf.register_tensor_conversion_function(
      ...     Celsius, lambda v, dtype=None, name=None, as_ref=False: tf.constant(v.degrees, dtype))
    """
    types = base_type if isinstance(base_type, tuple) else (base_type,)
    if not all(isinstance(t, type) for t in types):
        raise TypeError("base_type must be a type or a tuple of types.")
    if not callable(conversion_func):
        raise TypeError("conversion_func must be callable.")
    _registered.append((priority, len(_registered), types, conversion_func))
    _registered.sort(key=lambda entry: entry[:2])


@public("from_dlpack")
def from_dlpack(array):
    """Makes a tensor that shares memory with an array of another library, without a copy.

    Args:
      array: any object with `__dlpack__` (NumPy, torch, JAX ...), on the CPU. It must not be
        written to while the tensor lives.

    Returns:
      A tensor of the array's shape and dtype; strided arrays are copied.

    Example:
      >>> tf.from_dlpack(np.array([1, 2])).numpy().tolist()
      [1, 2]
    """
    return _native.from_dlpack_capsule(array.__dlpack__())


@public("is_tensor", "contrib.framework.is_tensor")
def is_tensor(x):
    """Whether x is a tensor or acts as one: a Tensor, Variable, IndexedSlices or SparseTensor.

    Args:
      x: any value.

    Returns:
      A bool.

    Example:
      >>> tf.is_tensor(tf.constant(1)), tf.is_tensor([1])
      (True, False)
    """
    return isinstance(x, (_native.Tensor, _native.Variable, CompositeTensor))


@public("convert_to_tensor_or_indexed_slices")
def convert_to_tensor_or_indexed_slices(value, dtype=None, name=None):
    """Converts to a tensor what is neither a tensor nor IndexedSlices.

    Args:
      value: anything `tf.convert_to_tensor` takes, or IndexedSlices.
      dtype: the dtype to have; the value's own by default.
      name: accepted for compatibility.

    Returns:
      A tensor, or value itself when it is IndexedSlices.

    Raises:
      ValueError: IndexedSlices of another dtype.

    Example:
      >>> tf.convert_to_tensor_or_indexed_slices([1, 2]).numpy().tolist()
      [1, 2]
    """
    if not isinstance(value, IndexedSlices):
        return _native.convert(value, None if dtype is None else dtypes.as_dtype(dtype))
    if dtype is not None and dtypes.as_dtype(dtype) != value.dtype:
        raise ValueError(f"Tensor conversion requested dtype {dtype} for {value.dtype} slices")
    return value


def convert(value, dtype):
    """Converts what is neither a tensor, a Python scalar, a sequence nor a plain buffer."""
    for _, _, types, function in _registered:
        if isinstance(value, types):
            tensor = function(value, dtype=dtype)
            if tensor is not NotImplemented:
                return _checked(tensor, dtype, function, types)
    if isinstance(value, TensorShape):
        return _shape_tensor(value, dtype)
    if isinstance(value, Dimension):
        return _native.convert(_known(value.value, "an unknown Dimension", value), dtype)
    if isinstance(value, IndexedSlices):
        return _native.convert(value._as_tensor(), dtype)
    if isinstance(value, (str, bytes)):
        return _number_tensor(value, dtype)
    if _is_array(value):
        return _array_tensor(value, dtype)
    if _is_sequence(value):
        return _native.convert(_items(value), dtype)
    return _number_tensor(value, dtype)


def is_registered(value):
    """Whether a function was registered that converts such an object."""
    return any(isinstance(value, types) for _, _, types, _ in _registered)


def _checked(tensor, dtype, function, types):
    """What a program's function returned; ops rely on its having the dtype they asked for."""
    source = types[0] if len(types) == 1 else types
    who = f"Conversion function {function!r} for type {source} returned"
    if not isinstance(tensor, _native.Tensor):
        raise RuntimeError(f"{who} non-Tensor: {tensor!r}")
    if dtype is not None and dtype != tensor.dtype:
        raise RuntimeError(
            f"{who} incompatible dtype: requested = {dtype.name}, actual = {tensor.dtype.name}"
        )
    return tensor


def _is_array(value):
    """Whether NumPy reads a value as an array; the class of arrays has those attributes too."""
    arrays = hasattr(value, "__array__") or hasattr(value, "__array_interface__")
    return arrays and not isinstance(value, type)


def _is_sequence(value):
    """Whether a value has a length and items by number: collections.deque, a user's own class."""
    sized = isinstance(value, Sized) and not isinstance(value, Mapping)
    return sized and hasattr(type(value), "__getitem__")


def _items(sequence):
    """As many items as a sequence says it has; its iterator may have no end."""
    count = len(sequence)
    items = list(islice(sequence, count))
    if len(items) != count:
        raise ValueError(
            f"a {type(sequence).__name__} of length {count} gave {len(items)} items; it cannot be "
            "converted to a Tensor"
        )
    return items


def _known(size, what, value):
    if size is None:
        raise ValueError(
            f"Cannot convert {what} to a Tensor: {value}; only the run of a graph tells the size: "
            "tf.shape(x) is the tensor of the sizes, tf.shape(x)[i] of one"
        )
    return size


def _shape_tensor(shape, dtype):
    lengths = [None] if shape.rank is None else shape.as_list()
    sizes = [_known(d, "a partially known TensorShape", shape) for d in lengths]
    wide = max(sizes, default=0) > dtypes.int32.max
    if dtype not in (None, dtypes.int32, dtypes.int64):
        raise TypeError(f"Cannot convert a TensorShape to dtype: {dtype}")
    if wide and dtype == dtypes.int32:
        raise ValueError(
            f"Cannot convert a TensorShape to dtype int32; a dimension is too large ({max(sizes)})"
        )
    return _native.convert(sizes, dtype or (dtypes.int64 if wide else dtypes.int32))


def _array_tensor(value, dtype):
    import numpy as np

    array = np.asarray(value)
    if array.dtype.name.startswith(("longdouble", "float128", "float96")) and not array.ndim:
        return _native.convert(float(array), dtype)
    if array.dtype.kind in "SUO":
        return _text_tensor(array, dtype)
    if quantized := dtypes._quantized(array.dtype):
        return _native.convert(_bits_as(array[quantized.name], quantized), dtype)
    if array.dtype.name == "bfloat16":
        tensor = _native.convert(_bits_as(array.view(np.uint16), dtypes.bfloat16))
        return tensor if dtype in (None, dtypes.bfloat16) else _native.api.cast(tensor, dtype)
    if array.dtype.char in "gG" and dtype is not None:  # a longdouble, which no tensor has
        array = array.astype(dtypes.as_dtype(dtype).as_numpy_dtype)
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind not in "biufc" or size > (16 if kind == "c" else 8):
        raise ValueError(
            "Failed to convert a NumPy array to a Tensor (Unsupported numpy type: "
            f"{array.dtype})."
        )
    return _native.convert(memoryview(array), dtype)


def _bits_as(array, dtype):
    """The tensor of an array's bits; a graph that is being built gets it as a constant."""
    before = _native.set_graph(None)
    try:
        return _native.bitcast(_native.convert(array), dtype)
    finally:
        _native.set_graph(before)


def _text_tensor(array, dtype):
    """Arrays of text or of Python objects, by way of lists."""
    flat = array.ravel().tolist()
    if not flat and dtype in (None, dtypes.string):
        return _native.api.reshape(_native.convert([], dtypes.string), array.shape)
    if array.dtype.kind in "SU" and dtype not in (None, dtypes.string):
        raise ValueError(f"Cannot convert a NumPy array of text to a tensor of dtype {dtype.name}")
    tensor = _native.convert(flat, dtype)
    return _native.api.reshape(tensor, array.shape)


def _number_tensor(value, dtype):
    """Subclasses of numbers and text (enum.IntEnum, numpy.str_), fractions and the like."""
    for base in (bool, int, float, complex, str, bytes):
        if isinstance(value, base):
            return _native.convert(base(value), dtype)
    if hasattr(type(value), "__float__"):
        return _native.convert(float(value), dtype)
    if isinstance(value, _native.Operation):
        raise TypeError(f"Can't convert Operation '{value.name}' to Tensor; its outputs are")
    if not _native.executing_eagerly():
        raise TypeError(
            f"Failed to convert object of type {type(value)} to Tensor. Contents: {value!r}. "
            "Consider casting elements to a supported type."
        )
    raise ValueError(
        f"Attempt to convert a value ({value!r}) with an unsupported type ({type(value)}) to a "
        "Tensor."
    )
