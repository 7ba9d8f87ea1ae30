"""tf.compat: text helpers, and zeal itself as tf.compat.v1."""

import contextlib
import datetime
import numbers
import os

from zeal.namespace import namespace
from zeal.public import public, publish_module

publish_module(__name__)

integral_types = (numbers.Integral,)
real_types = (numbers.Real,)
complex_types = (numbers.Complex,)
bytes_or_text_types = (bytes, str)
_horizon: "datetime.date | None" = None  # what counts as today, inside a test's block


def as_bytes(bytes_or_text, encoding="utf-8") -> bytes:
    """Encodes text; bytes stay.

    Args:
      bytes_or_text: text, or bytes.
      encoding: how text is encoded.

    Returns:
      Bytes.

    Raises:
      TypeError: it is neither text nor bytes.

    Example:
      >>> tf.compat.as_bytes("abc")
      b'abc'
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, (bytes, bytearray)):
        return bytes(bytes_or_text)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


@public("compat.as_str")
def as_text(bytes_or_text, encoding="utf-8") -> str:
    """Decodes bytes; text stays.

    Args:
      bytes_or_text: bytes, or text.
      encoding: how the bytes are encoded.

    Returns:
      A text.

    Raises:
      TypeError: it is neither text nor bytes.

    Example:
      >>> tf.compat.as_text(b"abc")
      'abc'
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(encoding)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


as_str = as_text


def as_str_any(value) -> str:
    """`as_text` of bytes, `str` of anything else.

    Args:
      value: anything.

    Returns:
      A text.

    Example:
      >>> tf.compat.as_str_any(3)
      '3'
    """
    return as_text(value) if isinstance(value, bytes) else str(value)


def path_to_str(path):
    """The text of a path object; anything else stays.

    Args:
      path: a path object, or anything else.

    Returns:
      A text, or what was given.

    Example:
      >>> import pathlib
      >>> tf.compat.path_to_str(pathlib.PurePosixPath("a/b"))
      'a/b'
    """
    return os.fspath(path) if hasattr(path, "__fspath__") else path


def forward_compatible(year, month, day):
    """Whether code may rely on what a build of that date did not know: the date is past.

    Args:
      year: the date's year.
      month: its month, from 1 on.
      day: its day, from 1 on.

    Returns:
      A bool.

    Example:
      >>> tf.compat.forward_compatible(2019, 1, 1)
      True
    """
    return (_horizon or datetime.date.today()) > datetime.date(year, month, day)


@contextlib.contextmanager
def forward_compatibility_horizon(year, month, day):
    """A block in which `forward_compatible` takes this date for today, for tests of code with it.

    Args:
      year: the date's year.
      month: its month, from 1 on.
      day: its day, from 1 on.

    Returns:
      A context manager.

    Example:
      >>> with tf.compat.forward_compatibility_horizon(2018, 1, 1):
      ...     tf.compat.forward_compatible(2019, 1, 1)
      False
    """
    global _horizon
    before, _horizon = _horizon, datetime.date(year, month, day)
    try:
        yield
    finally:
        _horizon = before


_find, __dir__ = namespace(__name__)


def __getattr__(name):
    if name == "v1":
        import zeal

        return zeal
    return _find(name)
