"""tensorflow.python.keras.utils.data_utils: what tests say of processes that read data."""

__all__ = ["dont_use_multiprocessing_pool", "terminate_keras_multiprocessing_pools"]


def dont_use_multiprocessing_pool(function):
    """The function itself: workers are threads."""
    return function


def terminate_keras_multiprocessing_pools(grace_period=0.1, use_sigkill=False):
    """Returns an empty list, of errors: there are no such processes."""
    return []
