"""The calls of layers that a thread is in."""

import threading
from contextlib import contextmanager


class _Calls(threading.local):
    """Its `__dict__`, read once, is a plain dict."""

    def __init__(self):
        self.training = None  # what the outermost layer was called with
        self.depth = 0  # how many there are
        self.number = 0  # of the outermost one
        self.inputs = ()  # of the innermost one, in graphs
        self.apart = False  # whether the outermost is traced for its shapes alone
        self.apart_losses = []  # pairs of a layer and a loss that it added in that trace
        self.losses = 0  # how many tensors were added to losses so far, eagerly


calls = _Calls()


@contextmanager
def apart():
    """A block that traces a layer for its shapes alone; gives pairs of layers and losses."""
    outer = calls.apart, calls.apart_losses
    calls.apart, calls.apart_losses = True, []
    try:
        yield calls.apart_losses
    finally:
        calls.apart, calls.apart_losses = outer
