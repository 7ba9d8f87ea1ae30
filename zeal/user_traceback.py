"""Uncaught errors end in the line of the user's program that made the wrong call."""

import sys
from types import TracebackType

from zeal import _native
from zeal.called_function import is_own_file
from zeal.errors import InternalError, OpError

# Errors that say what is wrong with a call are shown at the call; what looks like a bug of zeal is
# shown down to its line.
_OF_THE_USER = (OpError, TypeError, ValueError, RuntimeError, FloatingPointError)
_OF_ZEAL = (InternalError, RecursionError)


def show(error: BaseException, frames: "TracebackType | None") -> None:
    """Shows an uncaught error as Python does, less the end of `frames` in zeal's own files."""
    if converter := sys.modules.get("zeal.autograph.frames"):  # without it, no code is converted
        frames = converter.tidied(frames)
    if _native.flag("ZEAL_FULL_TRACEBACK") != "1" and _is_the_users(error, frames):
        _end_in_user_code(frames)
    sys.__excepthook__(type(error), error.with_traceback(frames), frames)


def _walk(frames):
    while frames is not None:
        yield frames
        frames = frames.tb_next


def _is_own(frame):
    return is_own_file(frame.tb_frame.f_code.co_filename)


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
