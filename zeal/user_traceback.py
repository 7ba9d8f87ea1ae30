"""Uncaught errors end in the line of the user's program that made the wrong call."""

import os
import sys
from types import TracebackType

from zeal import _native
from zeal.errors import InternalError, OpError

# Errors that say what is wrong with a call are shown at the call; what looks like a bug of zeal is
# shown down to its line.
_OF_THE_USER = (OpError, TypeError, ValueError, RuntimeError)
_OF_ZEAL = (InternalError, RecursionError)
_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_EXAMPLES = os.path.join(_FOLDER, "examples") + os.sep


def show(error: BaseException, frames: "TracebackType | None") -> None:
    """Shows an uncaught error as Python does, less the end of `frames` in zeal's own files."""
    if _native.flag("ZEAL_FULL_TRACEBACK") != "1" and _is_the_users(error, frames):
        _end_in_user_code(frames)
    sys.__excepthook__(type(error), error.with_traceback(frames), frames)


def _walk(frames):
    while frames is not None:
        yield frames
        frames = frames.tb_next


def _is_own(frame):
    file = frame.tb_frame.f_code.co_filename
    return file.startswith(_FOLDER) and not file.startswith(_EXAMPLES)


def _is_the_users(error, frames):
    if isinstance(error, AttributeError):  # a name that zeal lacks, when the program asked for it
        last = list(_walk(frames))[-2:]
        return last[-1].tb_frame.f_code.co_name == "__getattr__" and not _is_own(last[0])
    return isinstance(error, _OF_THE_USER) and not isinstance(error, _OF_ZEAL)


def _end_in_user_code(frames):
    last = None
    for frame in _walk(frames):
        if not _is_own(frame):
            last = frame
    if last is not None:
        last.tb_next = None
