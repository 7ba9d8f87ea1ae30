"""tf.autograph: Python's control flow over symbolic values becomes tf.cond and tf.while_loop."""

from zeal.autograph.api import convert as convert
from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
