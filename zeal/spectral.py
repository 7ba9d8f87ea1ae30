"""tf.spectral: Fourier transforms, as they were called before tf.signal."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
