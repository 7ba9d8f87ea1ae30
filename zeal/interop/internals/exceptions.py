"""tensorflow.python.autograph.operators.exceptions: `assert` as a function."""

from zeal.autograph.operators import assert_stmt

__all__ = ["assert_stmt"]
