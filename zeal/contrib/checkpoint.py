"""tf.contrib.checkpoint: what makes objects parts of checkpoints, and looks into checkpoints."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
