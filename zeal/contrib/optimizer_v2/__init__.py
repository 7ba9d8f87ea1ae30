"""tf.contrib.optimizer_v2: optimizers whose state is an object that their methods are given."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
