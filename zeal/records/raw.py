"""tf.decode_raw."""

from functools import partial

from zeal import _native
from zeal.dtypes import as_dtype, string
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.ops.deprecation import renamed
from zeal.public import public
from zeal.tensor_shape import sizes_text
from zeal.texts.parts import substr


@public("decode_raw", "io.decode_raw")
def decode_raw(input_bytes=None, out_type=None, little_endian=True, name=None, bytes=None):
    """Reads the bytes of strings as numbers.

    Args:
      input_bytes: a string tensor of shape s; all strings have one length.
      out_type: the numbers' dtype.
      little_endian: whether their lowest byte comes first.
      name: name of the op.
      bytes: deprecated alias of input_bytes.

    Returns:
      A tensor of out_type and shape s + [n], n numbers to a string. No gradient flows.

    Raises:
      ValueError: out_type is missing, or the strings are given by both names.
      InvalidArgumentError: strings differ in length, or hold no whole number of numbers.

    Example:
      >>> print(tf.decode_raw([b"ab", b"cd"], tf.uint8).numpy())
      [[ 97  98]
       [ 99 100]]
    """
    if out_type is None:
        raise ValueError("decode_raw: out_type is missing; tf.uint8 gives the bytes")
    strings = renamed("decode_raw", "input_bytes", input_bytes, "bytes", bytes)
    strings, dtype = _native.convert(strings, string), as_dtype(out_type)
    outputs = [(dtype, strings.shape.concatenate([None]))]
    decode = partial(_decode, dtype, little_endian)
    attrs = {"out_type": dtype, "little_endian": little_endian}
    return host_call("DecodeRaw", decode, [strings], outputs, name, attrs)[0]


def decode_raw_v2(input_bytes, out_type, little_endian=True, fixed_length=None, name=None):
    """Reads the bytes of strings as numbers.

    Args:
      input_bytes, out_type, little_endian, name: as for `tf.decode_raw`.
      fixed_length: how many bytes of each string are read, with zeros behind its end.

    Returns:
      A tensor of out_type and shape s + [n], n numbers to a string.

    Raises:
      InvalidArgumentError: fixed_length is no multiple of out_type's size, or strings differ.
    """
    if fixed_length is not None:
        size = as_dtype(out_type).size
        if fixed_length % size:
            raise InvalidArgumentError(
                f"fixed_length ({fixed_length}) must be a multiple of the size of out_type ({size})"
            )
        padded = _native.convert(input_bytes, string) + b"\0" * fixed_length
        input_bytes = substr(padded, 0, fixed_length)
    return decode_raw(input_bytes, out_type, little_endian, name)


def _one_length(lengths):
    for i, length in enumerate(lengths):
        if length != lengths[0]:
            raise InvalidArgumentError(
                "DecodeRaw requires input strings to all be the same size, but element "
                f"{i} has size {lengths[0]} != {length}"
            )
    return lengths[0]


def _decode(dtype, little_endian, inputs):
    import numpy as np

    [strings] = inputs
    values = np.asarray(strings.numpy(), object)
    kind = np.dtype(dtype.as_numpy_dtype).newbyteorder("<" if little_endian else ">")
    length = _one_length([len(v) for v in values.flat] or [0])
    if length % kind.itemsize:
        raise InvalidArgumentError(
            f"Input to DecodeRaw has length {length} that is not a multiple of {kind.itemsize}, "
            f"the size of {dtype.name}; input_bytes is {sizes_text(strings.shape)} string"
        )
    numbers = np.frombuffer(b"".join(values.flat), kind).astype(kind.newbyteorder("="))
    return [_native.convert(numbers.reshape(*values.shape, length // kind.itemsize))]
