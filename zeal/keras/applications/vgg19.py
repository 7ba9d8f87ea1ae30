"""tf.keras.applications.vgg19: VGG19."""

from typing import Any

from zeal.keras.applications.frame import Given
from zeal.keras.applications.vgg import vgg
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)


@public("keras.applications.VGG19", "keras.applications.vgg19.VGG19")
def VGG19(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """VGG with 19 layers that have weights. Simonyan and Zisserman, 2014.

    Args:
      include_top, weights, input_tensor, pooling, classes: as for `tf.keras.applications.VGG16`.
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> model = tf.keras.applications.VGG19(False, None, input_shape=(32, 32, 3), pooling="avg")
      >>> model.output_shape
      (None, 512)
    """
    given = Given(include_top, weights, input_tensor, input_shape, pooling, classes)
    return vgg("vgg19", (2, 2, 4, 4, 4), given)
