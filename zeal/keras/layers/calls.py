"""The calls of layers that a thread is in."""

import threading


class _Calls(threading.local):
    training = None  # what the outermost layer was called with
    depth = 0  # how many there are
    number = 0  # of the outermost one
    apart = False  # whether the outermost is traced for its shapes alone
    losses = 0  # how many tensors were added to losses so far, eagerly


calls = _Calls()
