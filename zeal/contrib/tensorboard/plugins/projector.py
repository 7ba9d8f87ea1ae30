"""tf.contrib.tensorboard.plugins.projector: which tensors TensorBoard shows as points."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
