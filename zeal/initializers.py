"""tf.initializers: functions that make a variable's first value."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
