"""Hints for what TensorFlow 1.x does silently and few expect; each is given once, as a log line.

Programs that import TensorFlow (`python -m zeal`, `install_as`) get none: they were written for
these rules, and their output stays what TensorFlow's is.
"""

import logging
import sys

from zeal.called_function import is_own_file, user_frame


def _give(text: str, frame) -> None:
    where = "" if frame is None else f"{frame.f_code.co_filename}:{frame.f_lineno}: "
    logging.getLogger("tensorflow").warning("%s%s", where, text)


def _is_served_as_tensorflow() -> bool:
    return sys.modules.get("tensorflow") is sys.modules["zeal"]


def _is_comparison(frame) -> bool:
    """Whether a frame stands at `==` or the like: not at `in`, nor at a call that compares."""
    import opcode

    return opcode.opname[frame.f_code.co_code[frame.f_lasti]] == "COMPARE_OP"


def on_equality() -> bool:
    """A tensor was compared by == or != with another, or with a number; called by native code.

    Returns:
      Whether there is nothing more to say.
    """
    if _is_served_as_tensorflow():
        return True
    frame = sys._getframe(1)
    if is_own_file(frame.f_code.co_filename) or not _is_comparison(frame):
        return False
    _give(
        "tensors compare by identity with == and !=, as in TensorFlow 1.x: the result is one bool. "
        "tf.equal(x, y) and tf.not_equal(x, y) compare their elements, `x is y` says that "
        "identity is meant",
        frame,
    )
    return True


def on_list_index() -> bool:
    """A tensor was indexed by a list of numbers; called by native code.

    Returns:
      Whether there is nothing more to say.
    """
    if _is_served_as_tensorflow():
        return True
    frame = sys._getframe(1)
    if is_own_file(frame.f_code.co_filename):
        return False
    _give(
        "a list in brackets is read as a tuple, as in TensorFlow 1.x: t[[0, 1]] is t[0, 1], one "
        "element. tf.gather(t, [0, 1]) takes rows 0 and 1, tf.boolean_mask(t, mask) the rows where "
        "mask is true; a tuple says that one element is meant",
        frame,
    )
    return True


def on_unwatched() -> bool:
    """A gradient by a tensor is None since no tape watched it; called by native code.

    Returns:
      True: there is nothing more to say.
    """
    if not _is_served_as_tensorflow():
        _give(
            "a gradient is None, since the tape did not watch the tensor: call tape.watch(x) "
            "inside the tape's `with` block, before x is used. tape.explain(target, source) "
            "tells why a gradient is None",
            user_frame(sys._getframe(1)),
        )
    return True
