"""The scripts of Unicode 12.1, as ICU numbers them."""

from functools import cache
from importlib.resources import files

# The frequent ones by ICU's numbers.
SCRIPTS = (
    "Common Inherited Arabic Armenian Bengali Bopomofo Cherokee Coptic Cyrillic Deseret Devanagari "
    "Ethiopic Georgian Gothic Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Kannada Katakana "
    "Khmer Lao Latin Malayalam Mongolian Myanmar Ogham Old_Italic Oriya Runic Sinhala Syriac Tamil "
    "Telugu Thaana Thai Tibetan Canadian_Aboriginal Yi Tagalog Hanunoo Buhid Tagbanwa Braille "
    "Cypriot Limbu Linear_B Osmanya Shavian Tai_Le Ugaritic"
).split()


@cache
def _ranges():
    """Where each run of code points of one script begins, and the script's number.

    The file has how far each begins behind the one before, and a number unless it is none, 103.
    """
    import numpy as np

    text = files("zeal.texts").joinpath("scripts.txt").read_text()
    pairs = [(*line.split(), 103)[:2] for line in text.splitlines()]
    steps, scripts = zip(*pairs, strict=True)
    return np.cumsum([int(n, 16) for n in steps]), np.array(scripts, np.int32)


def scripts_of(codes):
    """The number of each code point's script; -1 for numbers that are no code point.

    Returns:
      An int32 array of the same shape.
    """
    import numpy as np

    starts, scripts = _ranges()
    found = scripts[np.maximum(np.searchsorted(starts, codes, "right") - 1, 0)]
    return np.where((codes >= 0) & (codes < 0x110000), found, np.int32(-1))


@cache
def script_runs():
    """Neighbours of one script: its number, the first and the last; -1 of halves of pairs."""
    starts, scripts = _ranges()
    begins = dict(zip(starts.tolist(), scripts.tolist(), strict=True))
    begins |= {0xD800: -1, 0xE000: int(scripts_of(0xE000))}
    firsts = sorted(begins)
    ends = [*firsts[1:], 0x110000]
    return [(begins[i], i, end - 1) for i, end in zip(firsts, ends, strict=True)]
