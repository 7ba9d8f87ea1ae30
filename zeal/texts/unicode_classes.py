r"""Classes of characters that RE2 knows by Unicode's names and Python does not: \pN, \P{Lu}."""

import re
from functools import lru_cache
from itertools import groupby
from unicodedata import category

from zeal.texts.scripts import SCRIPTS, script_runs

_ESCAPE = re.compile(r"\\(?:([pP])(?:\{(\^?)(\w+)\}|(\w))|x\{([0-9A-Fa-f]{1,8})\}|.)", re.DOTALL)
_CATEGORIES = frozenset(
    "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So "
    "Z Zl Zp Zs Any".split()
)


def with_ranges(text: str, inside: bool) -> str:
    r"""A part of a pattern with ranges of characters for \p and \P, and characters for \x{}.

    Args:
      text: the part.
      inside: whether it stands within brackets.

    Raises:
      re.error: there is no such class, or it is a rare script.
    """
    return _ESCAPE.sub(lambda match: _replaced(match, inside), text)


def _replaced(match, inside):
    letter, inverted, long, short, code = match.groups()
    if code:
        return _escaped(int(code, 16))
    if not letter:
        return match[0]
    name = long or short
    if name not in _CATEGORIES and name not in SCRIPTS:
        raise re.error(f"invalid character class range: {match[0]}")
    ranges = _ranges(name, (letter == "P") != bool(inverted))
    return ranges if inside else f"[{ranges}]"


@lru_cache(64)
def _ranges(name, others):
    """The characters of a category or script, or all others, for a set of Python's.

    No halves of pairs, which stand for bytes that are no UTF-8.
    """
    if name in SCRIPTS:
        number = SCRIPTS.index(name)
        parts = groupby(script_runs(), lambda run: run[0] >= 0 and (run[0] == number) != others)
        return "".join(_range(list(part)) for chosen, part in parts if chosen)
    kind = "" if name == "Any" else name
    parts = groupby(_runs(), lambda run: run[0] != "Cs" and run[0].startswith(kind) != others)
    return "".join(_range(list(part)) for chosen, part in parts if chosen) or _NONE


@lru_cache(1)
def _runs():
    """Neighbours of one category: that, the first and the last. A look at all takes a while."""
    runs, first = [], 0
    for kind, run in groupby(map(category, map(chr, range(0x110000)))):
        last = first + len(list(run)) - 1
        runs.append((kind, first, last))
        first = last + 1
    return runs


_NONE = r"\ud800"  # which no text has: a set of nothing


def _range(runs):
    return f"{_escaped(runs[0][1])}-{_escaped(runs[-1][2])}"


def _escaped(code):
    if code > 0x10FFFF:
        raise re.error(f"invalid escape sequence: \\x{{{code:x}}}")
    return f"\\U{code:08x}"
