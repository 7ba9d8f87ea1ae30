"""tensorflow.python.data.experimental.ops.threadpool: pools that a pipeline's functions run in.

Functions of a pipeline run one after the other here, in the thread that asks for elements.
"""

__all__ = ["PrivateThreadPool", "override_threadpool"]


class PrivateThreadPool:
    """How many threads a pipeline may have."""

    def __init__(self, num_threads, display_name=None, max_intra_op_parallelism=1):
        self.num_threads, self.display_name = num_threads, display_name
        self.max_intra_op_parallelism = max_intra_op_parallelism


def override_threadpool(dataset, thread_pool):
    """The dataset itself, which has no more threads than a pool allows."""
    return dataset
