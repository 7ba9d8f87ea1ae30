"""tf.nn: ops of neural networks."""

from zeal.namespace import namespace as _namespace
from zeal.ops.indexing import top_k  # noqa: F401
from zeal.ops.math import sigmoid, tanh  # noqa: F401
from zeal.ops.nn import *  # noqa: F403

__getattr__ = _namespace(__name__)
