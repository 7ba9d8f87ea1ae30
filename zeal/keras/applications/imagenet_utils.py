"""tf.keras.applications.imagenet_utils: images and classes of ImageNet."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
