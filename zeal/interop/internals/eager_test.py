"""tensorflow.python.eager.test: tests that execute eagerly."""

from zeal import test
from zeal.eager.context import enable_eager_execution

__all__ = ["main"]


def main(argv=None):
    """Enables eager execution, and runs the tests of the script. See `tf.test.main`."""
    enable_eager_execution()
    test.main(argv)
