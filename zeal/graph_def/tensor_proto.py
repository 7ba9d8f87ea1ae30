"""Arrays as messages, `TensorProto`, and back."""

import math

import numpy as np

from zeal import _native, dtypes, nest
from zeal.graph.graph import outside_graphs
from zeal.graph_def.shape_proto import sizes_of, write_sizes
from zeal.messages.build import own
from zeal.messages.graph import TensorProto
from zeal.public import public
from zeal.tensor_shape import as_shape

_MOST_BYTES = 1 << 31  # of a message

# Which field holds the values of a dtype.
_FIELDS = {
    "float32": "float_val", "float64": "double_val", "int64": "int64_val", "bool": "bool_val",
    "string": "string_val", "complex64": "scomplex_val", "complex128": "dcomplex_val",
    "float16": "half_val", "bfloat16": "half_val", "uint32": "uint32_val", "uint64": "uint64_val",
    "int32": "int_val", "int16": "int_val", "int8": "int_val", "uint8": "int_val",
    "uint16": "int_val", "qint8": "int_val", "quint8": "int_val", "qint16": "int_val",
    "quint16": "int_val", "qint32": "int_val",
}
# Those that TensorFlow writes as bytes where there are several values.
_AS_BYTES = {
    "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint32", "uint64",
    "qint8", "quint8", "qint16", "quint16", "qint32",
}


@public("make_tensor_proto", "contrib.util.make_tensor_proto")
def make_tensor_proto(values, dtype=None, shape=None, verify_shape=False, allow_broadcast=False):
    """A value as a message.

    Args:
      values: a number, string, list or array.
      dtype: its dtype; that of the values by default.
      shape: a list of int; of fewer values the last one stands for the rest.
      verify_shape: whether the values must be of exactly that shape.
      allow_broadcast: whether one value may stand for all, with `verify_shape`.

    Returns:
      A TensorProto.

    Raises:
      TypeError: the values are of no dtype that fits, or of another shape than they must be.
      ValueError: there are more values than the shape has room for, or none at all.

    Example:
      >>> tf.make_tensor_proto([1, 2]).tensor_shape.dim[0].size
      2
    """
    if isinstance(values, TensorProto):
        return values
    if values is None:
        raise ValueError("None values not supported.")
    if isinstance(values, _native.Tensor) and values._symbolic:
        raise TypeError("List of Tensors when single Tensor expected")
    with outside_graphs():
        tensor = _converted(values, None if dtype is None else dtypes.as_dtype(dtype))
    sizes = list(tensor._shape_tuple())
    if shape is not None:
        sizes = _fit(shape, sizes, verify_shape and not (allow_broadcast and not sizes))
    return proto_of(tensor, sizes)


def _converted(values, dtype):
    try:
        return _native.convert(values, dtype)
    except TypeError:
        for value in nest.flatten(values) if dtype is not None else ():
            if not _converts(value, dtype):
                kind = type(value).__name__
                raise TypeError(
                    f"Expected {dtype.name}, got {value!r} of type '{kind}' instead."
                ) from None
        raise


def _converts(value, dtype) -> bool:
    try:
        _native.convert(value, dtype)
    except (TypeError, ValueError):
        return False
    return True


def _fit(shape, have, verify) -> list:
    """The sizes that `shape` says, for values of the sizes `have`."""
    wanted = [int(n) for n in shape]
    room, count = math.prod(wanted), math.prod(have)
    if verify and wanted != have:
        raise TypeError(f"Expected Tensor's shape: {tuple(wanted)}, got {tuple(have)}.")
    if room and count > room:
        raise ValueError(
            f"Too many elements provided. Needed at most {room}, but received {count}"
        )
    return wanted


def proto_of(tensor, sizes=None):
    """A concrete tensor as a message.

    Args:
      tensor: the tensor.
      sizes: those that the message says, where they are not the tensor's own.
    """
    sizes = list(tensor._shape_tuple()) if sizes is None else sizes
    proto = TensorProto(dtype=tensor.dtype.as_datatype_enum)
    write_sizes(proto.tensor_shape, sizes)
    field = _FIELDS.get(tensor.dtype.name)
    if field is None:
        raise TypeError(f"Element type not supported in TensorProto: {tensor.dtype.name}")
    array = np.asarray(tensor.numpy()) if math.prod(sizes) else np.empty(0)
    if tensor.dtype.name in _AS_BYTES and 1 < array.size == math.prod(sizes):
        if array.nbytes >= _MOST_BYTES:
            raise ValueError("Cannot create a tensor proto whose content is larger than 2GB.")
        proto.tensor_content = array.tobytes()
    else:
        getattr(proto, field).extend(_values(array.ravel(), field))
    return proto


def write_values(proto, tensor) -> None:
    """Puts the numbers of a tensor into a message's lists, without dtype and shape."""
    field = _FIELDS[tensor.dtype.name]
    getattr(proto, field).extend(_values(np.asarray(tensor.numpy()).ravel(), field))


def _values(flat, field) -> list:
    """The numbers that a field holds."""
    if field == "half_val":
        flat = flat.view(np.uint16) if flat.itemsize == 2 else flat
    elif field in ("scomplex_val", "dcomplex_val"):
        flat = flat.view(flat.real.dtype)
    elif flat.dtype.names:  # of quantized types
        flat = flat.view(flat.dtype[0])
    return flat.tolist()


@public("make_ndarray", "contrib.util.make_ndarray")
def make_ndarray(tensor):
    """The array that a message holds.

    Args:
      tensor: a TensorProto. Of fewer values than its shape says, the last one stands for the rest.

    Returns:
      A NumPy array.

    Raises:
      TypeError: it is of a dtype that has no arrays.
      ValueError: values and shape contradict.

    Example:
      >>> tf.make_ndarray(tf.make_tensor_proto([1, 2])).tolist()
      [1, 2]
    """
    tensor = own(tensor, TensorProto, "tensor")
    dtype, sizes = described(tensor)
    return array_of(tensor, dtype, sizes)


def described(proto):
    """Dtype and sizes that a message says.

    Returns:
      A DType and a list of int.

    Raises:
      TypeError: the dtype has no values.
      ValueError: the shape is none of a value.
    """
    if proto.dtype not in dtypes._TABLE or dtypes.as_dtype(proto.dtype).name not in _FIELDS:
        raise TypeError(f"Unsupported tensor type: {proto.dtype}")
    sizes = sizes_of(proto.tensor_shape)
    if sizes is None or None in sizes:
        raise ValueError(f"the shape {as_shape(sizes)} is not one of a value: sizes are missing")
    if math.prod(sizes) >= 1 << 62:
        raise ValueError(f"the shape {sizes} has too many elements")
    return dtypes.as_dtype(proto.dtype), sizes


def array_of(proto, dtype, sizes):
    """What `described` told, with its values.

    Raises:
      ValueError: the values do not fit the shape.
    """
    count = math.prod(sizes)
    if proto.tensor_content and dtype is not dtypes.string:
        flat = np.frombuffer(proto.tensor_content, dtype.as_numpy_dtype).copy()
        if flat.size != count:
            raise ValueError(f"cannot reshape {flat.size} values into the shape {sizes}")
        return flat.reshape(sizes)
    flat = _typed(getattr(proto, _FIELDS[dtype.name]), dtype)
    if flat.size > count:
        raise ValueError(f"cannot reshape {flat.size} values into the shape {sizes}")
    if flat.size == count:
        return flat.reshape(sizes)
    full = np.full(sizes, flat[-1] if flat.size else _nothing(dtype), flat.dtype)
    full.reshape(-1)[: flat.size] = flat
    return full


def _nothing(dtype):
    return b"" if dtype is dtypes.string else np.zeros((), dtype.as_numpy_dtype)[()]


def _typed(values, dtype):
    """The values of a field as a vector of the dtype."""
    kind = dtype.as_numpy_dtype
    if dtype is dtypes.string:
        flat = np.empty(len(values), object)
        flat[:] = list(values)
        return flat
    if dtype.name in ("float16", "bfloat16"):
        return (np.array(values, np.int64) & 0xFFFF).astype(np.uint16).view(kind)
    if dtype.is_complex:
        parts = np.array(values[: len(values) // 2 * 2], dtype.real_dtype.as_numpy_dtype)
        return parts.view(kind)
    if dtype.is_quantized:
        return np.array(values, np.int64).astype(kind[0]).view(kind)
    if dtype.is_integer:
        return np.array(values, np.uint64 if dtype.is_unsigned else np.int64).astype(kind)
    return np.array(values, kind)
