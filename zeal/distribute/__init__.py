"""tf.distribute: training over several devices, of which this process has one."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
