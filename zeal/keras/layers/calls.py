"""The calls of layers that a thread is in."""

import threading


class _Calls(threading.local):
    """Its `__dict__`, read once, is a plain dict."""

    def __init__(self):
        self.training = None  # what the outermost layer was called with
        self.depth = 0  # how many there are
        self.number = 0  # of the outermost one
        self.apart = False  # whether the outermost is traced for its shapes alone
        self.losses = 0  # how many tensors were added to losses so far, eagerly


calls = _Calls()
