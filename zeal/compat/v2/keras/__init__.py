"""tf.compat.v2.keras: tf.keras, with the layers that TensorFlow 2 means otherwise."""

import sys

from zeal.compat.v2.interface import open_as_interface
from zeal.namespace import namespace

namespace(__name__)
__getattr__, __dir__ = open_as_interface(sys.modules[__name__], "keras")
