"""tf.nn: ops of neural networks."""

from zeal.ops.indexing import top_k  # noqa: F401
from zeal.ops.math import sigmoid, tanh  # noqa: F401
from zeal.ops.nn import *  # noqa: F403


def __getattr__(name):
    from zeal.not_built import missing

    raise missing("nn", name)
