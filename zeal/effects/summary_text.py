"""How assertions and prints in graphs show the elements of a tensor: TensorFlow's two forms."""

import math

from zeal import dtypes
from zeal._native import api

# The most digits that every decimal number keeps in a type, and those that tell its numbers apart.
_DIGITS = {"float32": (6, 9), "float64": (15, 17)}


def summary(tensor, most):
    """The first elements: `[[1 2][3...]...]`, without the outermost brackets.

    Args:
      tensor: an eager tensor.
      most: how many elements at most; all if negative.
    """
    texts, shape = _texts(tensor, _escaped), tensor._shape_tuple()
    limit = len(texts) if most < 0 else min(most, len(texts))
    rest = "..." if limit < len(texts) else ""
    if not shape:
        return " ".join(texts[:limit]) + rest
    return _rows(shape, texts, limit, 0, "") + rest


def _rows(shape, texts, limit, start, cut):
    """The axes of `shape` from element `start` on, up to the limit; `cut` ends a short row."""
    count, inner = shape[0], shape[1:]
    if not inner:
        shown = texts[start : min(start + count, limit)]
        return " ".join(shown) + (cut if len(shown) < count else "")
    size = math.prod(inner)
    starts = (start + i * size for i in range(count))
    return "".join(f"[{_rows(inner, texts, limit, s, '...')}]" for s in starts if s < limit)


def edges(tensor, most):
    """All axes with their first and last elements: `[[1 2 ... 8 9]\\n [...]]`.

    Args:
      tensor: an eager tensor.
      most: how many elements at either end of each axis; all if negative.
    """
    shape = tensor._shape_tuple()
    most = max(shape, default=0) if most < 0 else most
    return _nested(shape, _texts(tensor, _quoted), most, 0, 0)


def _nested(shape, texts, most, axis, start):
    if axis == len(shape):
        return texts[start]
    count, size = shape[axis], math.prod(shape[axis + 1 :])
    last = axis == len(shape) - 1
    space = " " if last else "\n" * (len(shape) - 1 - axis) + " " * (axis + 1)
    head = range(min(most, count))
    tail = range(max(most, count - most), count)
    parts = [_nested(shape, texts, most, axis + 1, start + i * size) for i in head]
    parts += ["..."] * (count > 2 * most)
    parts += [_nested(shape, texts, most, axis + 1, start + i * size) for i in tail]
    return f"[{space.join(parts)}]"


# --- elements ---
def _texts(tensor, text_of_bytes):
    """The text of each element, in row-major order."""
    dtype = tensor.dtype
    if dtype is dtypes.string:
        return [text_of_bytes(v) for v in api.reshape(tensor, [-1]).numpy().tolist()]
    if not dtype.is_numpy_compatible:
        return ["?"]
    if dtype.is_bool:
        return [str(int(v)) for v in tensor.numpy().ravel()]
    if not dtype.is_floating:
        return [_number(v) for v in tensor.numpy().ravel()]
    wide = tensor if dtype.name in _DIGITS else api.cast(tensor, dtypes.float32)
    few, all_of_them = _DIGITS[wide.dtype.name]
    return [_float(v, few, all_of_them) for v in wide.numpy().ravel()]


def _number(value):
    if isinstance(value.item(), complex):
        return f"({_float(value.real, 6, 9)},{_float(value.imag, 6, 9)})"
    return str(value)


def _float(value, few, all_of_them):
    """The shorter of two precisions that gives the number back."""
    short = f"{value:.{few}g}"
    return short if type(value)(short) == value or value != value else f"{value:.{all_of_them}g}"


def _quoted(value):
    return f'"{_escaped(value)}"'


_ESCAPES = {10: "\\n", 13: "\\r", 9: "\\t", 34: '\\"', 39: "\\'", 92: "\\\\"}


def _escaped(value):
    """Bytes as C writes them."""
    return "".join(_ESCAPES.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in value)
