"""tf.contrib.eager (tfe): eager execution's own names."""

from zeal.eager.context import enable_eager_execution, executing_eagerly
from zeal.eager.tape import GradientTape
from zeal.state.variable import Variable

__all__ = ["GradientTape", "Variable", "enable_eager_execution", "executing_eagerly", "num_gpus"]


def num_gpus() -> int:
    """Number of GPUs that ops can run on: none, until device support is built."""
    return 0
