"""The scripts of Unicode 12.1, as ICU numbers them."""

from functools import cache
from importlib.resources import files


@cache
def _ranges():
    """Where each run of code points of one script begins, and the script's number."""
    import numpy as np

    lines = files("zeal.texts").joinpath("scripts.txt").read_text().split()
    return np.array([int(n, 16) for n in lines[::2]]), np.array(lines[1::2], np.int32)


def scripts_of(codes):
    """The number of each code point's script; -1 for numbers that are no code point.

    Args:
      codes: an array of integers.

    Returns:
      An int32 array of the same shape.
    """
    import numpy as np

    starts, scripts = _ranges()
    found = scripts[np.maximum(np.searchsorted(starts, codes, "right") - 1, 0)]
    return np.where((codes >= 0) & (codes < 0x110000), found, np.int32(-1))
