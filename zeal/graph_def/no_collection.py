"""Work that makes many objects, and no cycles of them."""

import gc
from contextlib import contextmanager


@contextmanager
def no_collection():
    """The collector does not look through all objects again and again during the `with` block."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
