"""tensorflow.python.data.experimental.ops.sleep: a pipeline that takes its time."""

import time

__all__ = ["sleep"]


def sleep(sleep_microseconds):
    """A transformation that waits before each element."""

    def walk(elements):
        for tensors in elements:
            time.sleep(sleep_microseconds * 1e-6)
            yield tensors

    return lambda dataset: dataset._generated(walk, lambda spec: spec, dataset)
