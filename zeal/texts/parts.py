"""Parts of strings, their lengths and cases."""

from zeal import _native
from zeal.dtypes import int32, int64, string
from zeal.errors import InvalidArgumentError
from zeal.ops.attribute_words import check_word
from zeal.ops.named import named
from zeal.public import public
from zeal.texts.kernels import each_text, tensor_of, text_op, texts_of
from zeal.texts.patterns import decoded, encoded

UNITS = ("BYTE", "UTF8_CHAR")


def _part(text, pos, length, unit):
    """A part of a text, or None where it begins outside."""
    units = [encoded(c) for c in decoded(text)] if unit == "UTF8_CHAR" else text
    if not -len(units) <= pos <= len(units):
        return None
    pos += len(units) if pos < 0 else 0
    part = units[pos : pos + max(length, 0)]
    return b"".join(part) if unit == "UTF8_CHAR" else part


def _parts(tensors, attrs):
    import numpy as np

    texts, pos, length = texts_of(tensors[0]), tensors[1].__array__(), tensors[2].__array__()
    result = np.empty(np.broadcast_shapes(texts.shape, pos.shape, length.shape), object)
    texts, pos, length = (np.broadcast_to(x, result.shape) for x in (texts, pos, length))
    for at in np.ndindex(result.shape):
        found = _part(texts[at], int(pos[at]), int(length[at]), attrs["unit"])
        if found is None:
            where = ",".join(map(str, at)) or 0
            raise InvalidArgumentError(
                f"pos {pos[at]} out of range for string {texts[at]!r} at index {where}")
        result[at] = found
    return [tensor_of(result)]


def _infer_parts(shapes, attrs):
    if shapes[1] is not None and shapes[2] is not None:
        _check_alike(*shapes[1:])
    if None in shapes:
        return [None]
    out: list = []
    for shape in shapes:
        out = _broadcast(out, list(shape))
    return [tuple(out)]


def _check_alike(pos, length):
    pairs = zip(pos, length, strict=False)
    if len(pos) != len(length) or any(m != n and None not in (m, n) for m, n in pairs):
        raise InvalidArgumentError(
            f"[Substr] pos and len must have the same shape, got {pos} and {length}"
        )


def _broadcast(a, b):
    """The shape that two become, None where it is open."""
    long, short = sorted((a, b), key=len, reverse=True)
    out = list(long)
    for i, n in enumerate(reversed(short), 1):
        if out[-i] != n and 1 not in (n, out[-i]) and None not in (n, out[-i]):
            raise InvalidArgumentError(f"[Substr] Incompatible shapes: {a} vs. {b}")
        out[-i] = n if out[-i] in (1, None) and n != 1 else out[-i]
    return out


_substr = text_op(
    "Substr", [("input", "string"), ("pos", "T"), ("len", "T")], [("output", "string")],
    types=[("T", ["int32", "int64"])], attrs=[("unit", "BYTE")], infer=_infer_parts,
    kernel=_parts, doc="A part of each string.",
)  # fmt: skip


@public("strings.substr", "substr")
@named("Substr")
def substr(input, pos, len, name=None, unit="BYTE"):
    """A part of each string.

    Args:
      input: a string tensor.
      pos: integers, where the part begins, counted from the end if negative; a scalar, or a tensor
        that is broadcast with input.
      len: integers, of the part, in the shape of pos.
      name: name of the op.
      unit: "BYTE" or "UTF8_CHAR": what is counted.

    Returns:
      A string tensor.

    Raises:
      InvalidArgumentError: a part begins outside its string, or shapes do not fit.

    Example:
      >>> tf.strings.substr(["hello", "world"], 1, 3).numpy().tolist()
      [b'ell', b'orl']
    """
    pos = _native.convert(pos, None if hasattr(pos, "dtype") else int32)
    length = _native.convert(len, pos.dtype)
    if pos.dtype not in (int32, int64):
        raise TypeError(f"pos must be int32 or int64, got {pos.dtype.name}")
    check_word("Substr", "unit", unit, UNITS)
    return _substr(input, pos, length, unit)


_length = each_text(
    "StringLength",
    lambda text, unit: len(decoded(text) if unit == "UTF8_CHAR" else text),
    attrs=[("unit", "BYTE")], output="int32", doc="The length of each string.",
)  # fmt: skip


@public("strings.length")
@named("StringLength")
def string_length(input, name=None, unit="BYTE"):
    """The length of each string.

    Args:
      input: a string tensor.
      name: name of the op.
      unit: "BYTE" or "UTF8_CHAR": what is counted.

    Returns:
      An int32 tensor of the same shape.

    Example:
      >>> tf.strings.length(["ab", ""]).numpy().tolist()
      [2, 0]
    """
    check_word("StringLength", "unit", unit, UNITS)
    return _length(input, unit)


def _in_case(method):
    def change(text, encoding):
        return encoded(getattr(decoded(text), method)()) if encoding else getattr(text, method)()

    return change


def _check_encoding(encoding):
    if encoding not in ("", "utf-8"):
        raise InvalidArgumentError("only utf8 or '' (no encoding) is supported")
    return encoding


_lower = each_text(
    "StringLower", _in_case("lower"), attrs=[("encoding", "")], doc="Strings in lower case.")
_upper = each_text(
    "StringUpper", _in_case("upper"), attrs=[("encoding", "")], doc="Strings in upper case.")


@public("strings.lower")
@named("StringLower")
def lower(input, encoding="", name=None):
    """Strings in lower case.

    Args:
      input: a string tensor.
      encoding: "utf-8", or "" for the letters of ASCII alone.
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: another encoding.

    Example:
      >>> tf.strings.lower("AbC").numpy()
      b'abc'
    """
    return _lower(input, _check_encoding(encoding))


@public("strings.upper")
@named("StringUpper")
def upper(input, encoding="", name=None):
    """Strings in upper case.

    Args:
      input: a string tensor.
      encoding: "utf-8", or "" for the letters of ASCII alone.
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: another encoding.

    Example:
      >>> tf.strings.upper("AbC").numpy()
      b'ABC'
    """
    return _upper(input, _check_encoding(encoding))


_strip = each_text(
    "StringStrip", lambda text: text.strip(b" \t\n\v\f\r"), doc="Strings without space around."
)


@public("strings.strip", "string_strip")
@named("StringStrip")
def string_strip(input, name=None):
    """Strings without the white space at their ends.

    Args:
      input: a string tensor.
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Example:
      >>> tf.strings.strip([" a b "]).numpy().tolist()
      [b'a b']
    """
    return _strip(_native.convert(input, string))
