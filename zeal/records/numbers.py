"""Numbers in texts: tf.string_to_number, and what tf.decode_csv reads."""

import re
from functools import partial

from zeal import _native
from zeal.dtypes import as_dtype, float32, float64, int32, int64, string
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.public import public

_INTEGER = re.compile(rb"\s*-?[0-9]+\s*")
_FLOAT = re.compile(
    rb"\s*[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|inf|nan)\s*", re.IGNORECASE
)
_HEXADECIMAL = re.compile(rb"\s*[-+]?0x[0-9a-f]+\s*", re.IGNORECASE)


def number_of(text: bytes, dtype):
    """The number that a text is, or None: it is none, or does not fit the dtype."""
    if dtype in (float32, float64):
        if _HEXADECIMAL.fullmatch(text):
            return float(int(text, 16)) if len(text) < 100 else None
        return float(text) if _FLOAT.fullmatch(text) else None
    if not _INTEGER.fullmatch(text) or len(text) > 100:
        return None
    value = int(text)
    return value if dtype.min <= value <= dtype.max else None


@public("string_to_number", "strings.to_number")
def string_to_number(string_tensor=None, out_type=float32, name=None, input=None):
    """Reads strings as numbers.

    Args:
      string_tensor: a string tensor.
      out_type: float32, float64, int32 or int64.
      name: name of the op.
      input: alias of string_tensor.

    Returns:
      A tensor of the same shape.

    Raises:
      InvalidArgumentError: a string is no such number, or out_type is another dtype.

    Example:
      >>> tf.string_to_number(["1", "-2.5"]).numpy().tolist()
      [1.0, -2.5]
    """
    texts = _native.convert(input if string_tensor is None else string_tensor, string)
    dtype = as_dtype(out_type or float32)
    if dtype not in (float32, float64, int32, int64):
        raise InvalidArgumentError(
            f"string_to_number: out_type is {dtype.name}; it must be float32, float64, int32 or "
            "int64"
        )
    outputs = [(dtype, texts.shape)]
    attrs, run = {"out_type": dtype}, partial(_numbers, dtype)
    return host_call("StringToNumber", run, [texts], outputs, name, attrs)[0]


def _numbers(dtype, inputs):
    import numpy as np

    texts = np.asarray(inputs[0].numpy(), object)
    found = np.empty(texts.shape, dtype.as_numpy_dtype)
    for place, text in np.ndenumerate(texts):
        value = number_of(text, dtype)
        if value is None:
            raise InvalidArgumentError(
                "StringToNumberOp could not correctly convert string: "
                + text.decode(errors="replace")
            )
        with np.errstate(over="ignore"):
            found[place] = value
    return [_native.convert(found)]
