"""What `tf.autograph.set_verbosity` sets, and the variable AUTOGRAPH_VERBOSITY before it."""

import os

from zeal import logging

level = None
to_stdout = False


def asked(least):
    """Whether messages of that level are wanted."""
    now = os.environ.get("AUTOGRAPH_VERBOSITY", 0) if level is None else level
    return int(now) >= least


def say(text):
    """Logs a message."""
    logging.info("%s", text)
    if to_stdout:
        print(text)
