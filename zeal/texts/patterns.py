"""Regular expressions over strings."""

import re
from functools import lru_cache

from zeal import _native
from zeal.dtypes import string
from zeal.errors import InvalidArgumentError
from zeal.ops.named import named
from zeal.public import public
from zeal.tensor_shape import sizes_text
from zeal.texts.kernels import tensor_of, text_op, texts_of
from zeal.texts.unicode_classes import with_ranges

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f", "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~",
    "punct": r"!-/:-@\[-`{-~", "space": r"\t\n\v\f\r ", "upper": "A-Z", "word": r"\w",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
# What means something else to Python within brackets: classes, and signs of sets of sets.
_ITEM = re.compile(r"\\.|\[:(\^?)(\w+):\]|[\[&~|]", re.DOTALL)


def _item(match):
    """What stands for it within Python's brackets."""
    text, negated, name = match[0], match[1], match[2]
    if name is None:
        return text if text.startswith("\\") else rf"\{text}"
    if name not in _CLASSES:
        raise re.error(f"invalid character class range: {text}")
    if not negated:
        return _CLASSES[name]
    others = re.sub(f"[{_CLASSES[name]}]", "", bytes(range(128)).decode())
    return re.escape(others) + r"\x80-\udc7f\udd00-\U0010ffff"  # but for _BYTES


# What means something else to Python, or nothing to RE2: escapes, sets, any character, the end,
# "{,2}", looks around, flags and repeats.
_TOKEN = re.compile(
    r"\\(?:Q(.*?)(?:\\E|\Z)|[pP](?:\{\^?\w+\}|\w)|x\{\w+\}|(.?))|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|[$.]"
    r"|\{,\d*\}|\(\?(?:<?[=!]|P=|[(>#]|[a-zA-Z]*[xauL])|[*+?]\+", re.DOTALL
)  # fmt: skip
_LINES = re.compile(r"\(\?[a-zA-Z]*m")
_OTHERS = re.compile(r"\\[DSW]")
_ALL = re.compile(r"\(\?[a-zA-Z]*s")
_BYTES = r"\udc80-\udcff"  # that are no UTF-8: only \C matches them


def _translated(pattern: str) -> str:
    """A pattern of RE2 as one of Python."""
    lines = _LINES.search(pattern) is not None  # then "$" is the end of each line in both
    every = _ALL.search(pattern) is not None  # then "." is a line's end as well

    def token(match):
        text, quoted, escaped = match[0], match[1], match[2]
        if quoted is not None:
            return re.escape(quoted)
        if text.startswith("(?"):
            raise re.error(f"invalid perl operator: {text[:3]}")
        if text.endswith("+") and escaped is None and not text.startswith("["):
            raise re.error(f"bad repetition operator: {text}")
        if text.startswith((r"\p", r"\P", r"\x{")):
            return with_ranges(text, inside=False)
        if escaped is not None:
            if escaped in tuple("123456789ZNuU"):
                raise re.error(f"invalid escape sequence: {text}")
            if escaped in tuple("DSW"):
                return rf"[^\{escaped.lower()}{_BYTES}]"
            return r"\Z" if escaped == "z" else text
        if text == "$":
            return text if lines else r"\Z"
        if text == ".":
            return rf"(?:(?![{_BYTES}]).)" if every else rf"[^\n{_BYTES}]"
        if text.startswith("{"):
            return re.escape(text)
        chosen = "[" + _ITEM.sub(_item, with_ranges(text, inside=True)[1:])
        if text.startswith("[^"):
            return f"{chosen[:-1]}{_BYTES}]"
        return rf"(?:(?![{_BYTES}]){chosen})" if _OTHERS.search(text) else chosen

    return _TOKEN.sub(token, pattern)


@lru_cache(256)
def compiled(pattern: bytes):
    """A pattern of RE2 as one of Python, for texts that `decoded` gives.

    Raises:
      InvalidArgumentError: it is none.
    """
    try:
        return re.compile(_translated(decoded(pattern)), re.ASCII)
    except (re.error, OverflowError, RecursionError) as e:
        raise InvalidArgumentError(
            f"Invalid pattern: {pattern.decode(errors='replace')}, error: {e}"
        ) from None


def decoded(text: bytes) -> str:
    """A text in which each byte that is no UTF-8 is a character of its own."""
    return text.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of a text that `decoded` gave."""
    return text.encode("utf-8", "surrogateescape")


def _scalar(tensor, name):
    if tensor.shape.ndims not in (0, None):
        raise InvalidArgumentError(
            f"{name} must be scalar, but received {sizes_text(tensor.shape)}"
        )
    return tensor


def _matches(tensors, attrs):
    import numpy as np

    pattern, texts = compiled(tensors[1].numpy()), texts_of(tensors[0])
    found = [pattern.fullmatch(decoded(t)) is not None for t in texts.ravel().tolist()]
    return [np.array(found, bool).reshape(texts.shape)]


_full_match = text_op(
    "RegexFullMatch", [("input", "string"), ("pattern", "string")], [("output", "bool")],
    kernel=_matches, doc="Whether each string as a whole is what a pattern describes.",
)  # fmt: skip


@public("strings.regex_full_match")
@named("RegexFullMatch")
def regex_full_match(input, pattern, name=None):
    """Whether each string as a whole is what a regular expression describes.

    Args:
      input: a string tensor.
      pattern: a string scalar, in the syntax of RE2.
      name: name of the op.

    Returns:
      A bool tensor of the same shape.

    Raises:
      InvalidArgumentError: the pattern is none.

    Example:
      >>> tf.strings.regex_full_match(["abc", "ab"], "a.c").numpy().tolist()
      [True, False]
    """
    return _full_match(input, _scalar(_native.convert(pattern, string), "Pattern"))


_PART = re.compile(r"\\(.?)|[^\\]+", re.DOTALL)


@lru_cache(256)
def _parts(rewrite: bytes, groups: int):
    """What replaces a match: texts, and the numbers of groups."""
    parts = []
    for part in _PART.finditer(decoded(rewrite)):
        mark = part[1]
        if mark is None:
            parts.append(part[0])
        elif mark.isascii() and mark.isdigit() and int(mark) <= groups:
            parts.append(int(mark))
        elif mark == "\\":
            parts.append("\\")
        else:
            raise InvalidArgumentError(
                f"Invalid rewrite pattern: {rewrite.decode(errors='replace')}; a backslash stands "
                f"before another one, or a number of at most {groups} groups"
            )
    return parts


def _replaced(tensors, attrs):
    import numpy as np

    pattern, texts = compiled(tensors[1].numpy()), texts_of(tensors[0])
    parts = _parts(tensors[2].numpy(), pattern.groups)

    def replaced(text):
        end = -1  # of the last match, behind which RE2 finds no empty one

        def filled(match):
            nonlocal end
            if match.start() == match.end() == end:
                return ""
            end = match.end()
            return "".join(match[p] or "" if isinstance(p, int) else p for p in parts)

        return encoded(pattern.sub(filled, decoded(text), count))

    count = 0 if attrs["replace_global"] else 1
    result = np.empty(texts.shape, object)
    result.ravel()[:] = [replaced(text) for text in texts.ravel().tolist()]
    return [tensor_of(result)]


_replace = text_op(
    "RegexReplace", [("input", "string"), ("pattern", "string"), ("rewrite", "string")],
    [("output", "string")], attrs=[("replace_global", True)], kernel=_replaced,
    doc="Strings in which matches of a pattern are replaced.",
)  # fmt: skip


@public("strings.regex_replace", "regex_replace")
@named("RegexReplace")
def regex_replace(input, pattern, rewrite, replace_global=True, name=None):
    r"""Replaces the matches of a regular expression.

    Args:
      input: a string tensor.
      pattern: a string scalar, in the syntax of RE2.
      rewrite: a string scalar; "\1" to "\9" stand for the pattern's groups, "\0" for all of it.
      replace_global: whether all matches are replaced, or only the first one.
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: pattern or rewrite is none.

    Example:
      >>> tf.strings.regex_replace("hello", "(l+)", r"<\1>").numpy()
      b'he<ll>o'
    """
    pattern = _scalar(_native.convert(pattern, string), "Pattern")
    rewrite = _scalar(_native.convert(rewrite, string), "Rewrite")
    return _replace(input, pattern, rewrite, replace_global)
