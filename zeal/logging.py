"""tf.logging: TensorFlow's logger, whose lines look like `WARNING:tensorflow:text`."""

import itertools
import logging as _logging
import sys as _sys
import threading as _threading

from zeal.public import public, publish_module

publish_module(__name__)

DEBUG, INFO, WARN = _logging.DEBUG, _logging.INFO, _logging.WARNING
ERROR, FATAL = _logging.ERROR, _logging.CRITICAL

_lock = _threading.Lock()
_counts: dict = {}  # place of a call -> how often it came by


@public("get_logger")
def get_logger():
    """Returns the `logging.Logger` named "tensorflow".

    It writes to standard error unless the program has set up Python's logging itself.

    Example:
      >>> tf.get_logger().name
      'tensorflow'
    """
    logger = _logging.getLogger("tensorflow")
    with _lock:
        if not logger.handlers and not _logging.getLogger().handlers:
            interactive = getattr(_sys, "ps1", None) is not None or _sys.flags.interactive
            if interactive:
                logger.setLevel(INFO)
            handler = _logging.StreamHandler(_sys.stdout if interactive else None)
            handler.setFormatter(_logging.Formatter(_logging.BASIC_FORMAT, None))
            logger.addHandler(handler)
    return logger


def log(level, msg, *args, **kwargs):
    """Logs `msg % args` at a level.

    Args:
      level: an int such as `tf.logging.INFO`.
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.log`, such as `exc_info`.

    Example:
      >>> tf.logging.log(tf.logging.DEBUG, "step %d", 3)
    """
    get_logger().log(level, msg, *args, **_placed(kwargs))


def debug(msg, *args, **kwargs):
    """Logs at level DEBUG.

    Args:
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.debug`.

    Example:
      >>> tf.logging.debug("step %d", 3)
    """
    get_logger().debug(msg, *args, **_placed(kwargs))


def info(msg, *args, **kwargs):
    """Logs at level INFO.

    Args:
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.info`.

    Example:
      >>> tf.logging.info("step %d", 3)
    """
    get_logger().info(msg, *args, **_placed(kwargs))


@public("logging.warn")
def warning(msg, *args, **kwargs):
    """Logs at level WARN.

    Args:
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.warning`.
    """
    get_logger().warning(msg, *args, **_placed(kwargs))


def error(msg, *args, **kwargs):
    """Logs at level ERROR.

    Args:
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.error`.
    """
    get_logger().error(msg, *args, **_placed(kwargs))


def fatal(msg, *args, **kwargs):
    """Logs at level FATAL; the program goes on.

    Args:
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.critical`.
    """
    get_logger().critical(msg, *args, **_placed(kwargs))


warn = warning


def vlog(level, msg, *args, **kwargs):
    """Logs at a level given by number.

    Args:
      level: an int.
      msg: a text with places for args.
      args: what is put in these places.
      kwargs: as those of `logging.Logger.log`.

    Example:
      >>> tf.logging.vlog(1, "step %d", 3)
    """
    get_logger().log(level, msg, *args, **_placed(kwargs))


def log_every_n(level, msg, n, *args):
    """Logs every n-th time that this line of the program comes by, the first included.

    Args:
      level: an int such as `tf.logging.INFO`.
      msg: a text with places for args.
      n: an int, 1 or more.
      args: what is put in these places.

    Example:
      >>> tf.logging.log_every_n(tf.logging.DEBUG, "step %d", 10, 3)
    """
    if not _next_count() % n:
        get_logger().log(level, msg, *args, stacklevel=2)


def log_first_n(level, msg, n, *args):
    """Logs the first n times that this line of the program comes by.

    Args:
      level: an int such as `tf.logging.INFO`.
      msg: a text with places for args.
      n: how often it is logged.
      args: what is put in these places.

    Example:
      >>> tf.logging.log_first_n(tf.logging.DEBUG, "step %d", 1, 3)
    """
    if _next_count() < n:
        get_logger().log(level, msg, *args, stacklevel=2)


def log_if(level, msg, condition, *args):
    """Logs if the condition holds.

    Args:
      level: an int such as `tf.logging.INFO`.
      msg: a text with places for args.
      condition: whether it is logged.
      args: what is put in these places.

    Example:
      >>> tf.logging.log_if(tf.logging.ERROR, "step %d", False, 3)
    """
    if condition:
        get_logger().log(level, msg, *args, stacklevel=2)


def TaskLevelStatusMessage(msg):
    """Logs at level ERROR.

    Args:
      msg: the text.
    """
    get_logger().error(msg, stacklevel=2)


def flush():
    """Writes out what the logger's handlers still hold."""
    for handler in get_logger().handlers:
        handler.flush()


def get_verbosity():
    """The lowest level that is logged; WARN at first."""
    return get_logger().getEffectiveLevel()


def set_verbosity(v):
    """Sets the lowest level that is logged.

    Args:
      v: one of DEBUG, INFO, WARN, ERROR, FATAL, or its name.

    Example:
      >>> before = tf.logging.get_verbosity()
      >>> tf.logging.set_verbosity(tf.logging.ERROR)
      >>> tf.logging.get_verbosity() == tf.logging.ERROR
      True
      >>> tf.logging.set_verbosity(before)
    """
    get_logger().setLevel(v)


def _placed(kwargs):
    """Keyword arguments for `logging`, such that a format with the place shows the caller's."""
    return {"stacklevel": 2, **kwargs}


def _next_count() -> int:
    """How often the line that called our caller came by before."""
    frame = _sys._getframe(2)
    place = frame.f_code.co_filename, frame.f_lineno
    with _lock:
        return next(_counts.setdefault(place, itertools.count()))
