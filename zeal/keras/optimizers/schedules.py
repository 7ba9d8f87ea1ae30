"""tf.keras.optimizers.schedules: learning rates that follow the number of steps."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
