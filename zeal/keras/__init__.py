"""tf.keras: layers, models, initializers and activations."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
__version__ = "2.2.4-tf"  # the Keras of TensorFlow 1.15, whose forms of files and texts these are
