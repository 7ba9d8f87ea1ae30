"""tf.keras.applications.vgg16: VGG16."""

from typing import Any

from zeal.keras.applications.frame import Given, made
from zeal.keras.applications.vgg import FORM, body_of
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)


@public("keras.applications.VGG16", "keras.applications.vgg16.VGG16")
def VGG16(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """VGG with 16 layers that have weights. Simonyan and Zisserman, 2014.

    Args:
      include_top: whether the layers that tell classes are there.
      weights: None for random ones, "imagenet", or the path of an HDF5 or safetensors file.
      input_tensor: a tensor of `tf.keras.Input`, or of layers, to build on.
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).
      pooling: without a top: None, "avg" or "max".
      classes: how many the top tells.

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> model = tf.keras.applications.VGG16(False, None, input_shape=(32, 32, 3), pooling="avg")
      >>> model.output_shape
      (None, 512)
    """
    given = Given(include_top, weights, input_tensor, input_shape, pooling, classes)
    return made("vgg16", body_of(2, 2, 3, 3, 3), given, FORM)
