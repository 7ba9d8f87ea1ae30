"""tf.contrib.keras.api: the same once more, as programs of TensorFlow 1.2 import it."""

from zeal.namespace import namespace
from zeal.public import publish

publish("zeal.keras", "", "contrib.keras.api.keras")

__getattr__, __dir__ = namespace(__name__)
