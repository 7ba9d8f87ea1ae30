"""tf.keras.applications.resnet50: ResNet50 under its older module."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
