"""tf.keras.datasets: well-known data, read from the files that Keras keeps in its cache."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
