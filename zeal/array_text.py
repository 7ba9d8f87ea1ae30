"""Texts of arrays as NumPy 1.18 printed them, which is what TensorFlow 1.15 shows.

Later NumPy versions differ in three ways. They print scalars with their type and summarised
arrays with their shape; their legacy mode 1.21 undoes that. And within arrays they print all
digits of a large whole number, where 1.18 printed the shortest ones that identify it: 65504 in
float16 was `65500.`; such arrays are printed from doubles with those digits.
"""

# Whole numbers below these have no shorter form than their exact one.
_EXACT_BELOW = {"float16": 2048, "float32": 2**24, "complex64": 2**24}


class _Bfloat16(float):
    """One bfloat16 value as an array shows it; nine digits, the way TensorFlow prints them."""

    def __repr__(self) -> str:
        return f"bfloat16({self:.9g})"


def array_text(array, dtype_name: str, is_repr: bool) -> str:
    """The text of an array, or of the scalar in a 0-d one.

    Args:
      array: an ndarray; bytes objects stand for strings, float32 for bfloat16.
      dtype_name: the dtype's name, "bfloat16".
      is_repr: False for the form of `str`, True for that of `repr`.

    Returns:
      The text under the print options that hold.
    """
    import numpy as np

    with np.printoptions(legacy="1.21"):
        if dtype_name == "bfloat16":
            return _bfloat16_text(array, is_repr)
        if array.ndim == 0:
            return repr(array[()]) if is_repr else str(array[()])
        doubles = _shortest_doubles(array)
        if doubles is None:
            return repr(array) if is_repr else str(array)
        return _with_dtype(repr(doubles), array.dtype.name) if is_repr else str(doubles)


def _bfloat16_text(array, is_repr: bool) -> str:
    import numpy as np

    if array.ndim == 0:
        return f"bfloat16({float(array):.9g})" if is_repr else f"{float(array):.9g}"
    cells = np.empty(array.shape, dtype=object)
    cells.ravel()[:] = [_Bfloat16(x) for x in array.ravel()]
    if not is_repr:
        return str(cells)
    text = repr(cells)
    return _with_dtype(text, "bfloat16") if array.size else text.replace("object", "bfloat16")


def _with_dtype(text: str, name: str) -> str:
    """Puts another dtype at the end of an array's repr, breaking the line as NumPy does."""
    import numpy as np

    body = text.rpartition("dtype=")[0].rstrip() if "dtype=" in text else text[:-1] + ","
    last_line = len(body) - (body.rfind("\n") + 1)
    tail = f"dtype={name})"
    fits = last_line + len(tail) + 1 <= np.get_printoptions()["linewidth"]
    return body + (" " if fits else "\n      ") + tail


def _shortest_doubles(array):
    """The array in double precision with the decimals 1.18 shows; None if all are exact anyway."""
    import numpy as np

    limit = _EXACT_BELOW.get(array.dtype.name)
    if limit is None:
        return None
    shown = _shown(array)
    block = np.ascontiguousarray(array[shown])
    reals = block.view(block.real.dtype)
    parts = (block.real, block.imag) if array.dtype.kind == "c" else (block,)
    large = np.any(np.isfinite(reals) & (np.abs(reals) >= limit))
    if not large or not all(_is_positional(part) for part in parts):
        return None
    wide = "complex128" if array.dtype.kind == "c" else "float64"
    digits = np.array([float(str(x)) for x in reals.ravel()])
    doubles = array.astype(wide)
    doubles[shown] = digits.view(wide).reshape(block.shape)
    return doubles


def _is_positional(values) -> bool:
    """Whether NumPy prints these values without exponents (whose digits never changed)."""
    import numpy as np

    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    if sizes.size == 0:
        return True
    smallest, largest = float(sizes.min()), float(sizes.max())
    wide_range = smallest < 1e-4 or largest / smallest > 1000.0
    return largest < 1e8 and (np.get_printoptions()["suppress"] or not wide_range)


def _shown(array):
    """Index of the elements that NumPy prints: all, or the ends of every long axis."""
    import numpy as np

    options = np.get_printoptions()
    if array.size <= options["threshold"]:
        return ...
    edge = options["edgeitems"]
    ends = np.r_[:edge, -edge:0]
    return np.ix_(*[range(n) if n <= 2 * edge else ends for n in array.shape])
