"""Tracebacks of converted code as those of the program: one frame per function, at its line."""

import os
from types import TracebackType

from zeal.autograph.conversion import kind_of
from zeal.called_function import is_own_file

_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep


def tidied(traceback):
    """A traceback without the operators between a function and its blocks.

    A block is the function itself, further down: its frame replaces the one that it was called
    from. The end stays as it is.

    Args:
      traceback: a traceback, or None.

    Returns:
      One with some of its frames.
    """
    kept: list = []
    while traceback is not None:
        if kind_of(traceback.tb_frame.f_code) == "block":
            _drop_caller(kept)
        kept.append(traceback)
        traceback = traceback.tb_next
    last = kept[-1:]
    kept = [t for t in kept if t in last or not _file(t).startswith(_FOLDER)]
    for t in reversed(kept):
        traceback = TracebackType(traceback, t.tb_frame, t.tb_lasti, t.tb_lineno)
    return traceback


def _file(traceback):
    return traceback.tb_frame.f_code.co_filename


def _drop_caller(kept):
    if not kept or not _file(kept[-1]).startswith(_FOLDER):
        return  # it has been dropped already
    while kept and is_own_file(_file(kept[-1])):
        kept.pop()
    if kept:
        kept.pop()


class TidyErrors:
    """A block of code whose errors get tidied tracebacks."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if error is not None:
            error.__traceback__ = tidied(error.__traceback__)
