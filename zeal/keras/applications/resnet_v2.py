"""tf.keras.applications.resnet_v2: residual blocks that normalize first. He et al., 2016."""

from typing import Any

from zeal.keras.applications.frame import Given, made
from zeal.keras.applications.resnet import FORM, first_pool, norm, relu, stem
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Add
from zeal.keras.layers.pooling import MaxPooling2D
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)


def _block(x, filters, stride, is_first, name):
    """Three convolutions beside a shortcut; `is_first`: the shortcut has a convolution."""
    active = relu(f"{name}_preact_relu")(norm(f"{name}_preact_bn")(x))
    shortcut = x
    if is_first:
        shortcut = Conv2D(4 * filters, 1, stride, name=f"{name}_0_conv")(active)
    elif stride > 1:
        shortcut = MaxPooling2D(1, stride)(x)
    x = Conv2D(filters, 1, use_bias=False, name=f"{name}_1_conv")(active)
    x = relu(f"{name}_1_relu")(norm(f"{name}_1_bn")(x))
    x = ZeroPadding2D(1, name=f"{name}_2_pad")(x)
    x = Conv2D(filters, 3, stride, use_bias=False, name=f"{name}_2_conv")(x)
    x = relu(f"{name}_2_relu")(norm(f"{name}_2_bn")(x))
    x = Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    return Add(name=f"{name}_out")([shortcut, x])


def _resnet(name, counts, *given):
    def body(x):
        x = first_pool(stem(x))
        for i, count in enumerate(counts):
            for j in range(count):
                stride = 2 if i < 3 and j == count - 1 else 1
                x = _block(x, 64 << i, stride, j == 0, f"conv{i + 2}_block{j + 1}")
        return relu("post_relu")(norm("post_bn")(x))

    return made(name, body, Given(*given), FORM)


@public("keras.applications.ResNet50V2", "keras.applications.resnet_v2.ResNet50V2")
def ResNet50V2(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The residual network of 50 layers whose blocks normalize first. He et al., 2016.

    Args:
      include_top, weights, input_tensor, pooling, classes: as for `tf.keras.applications.VGG16`.
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> model = tf.keras.applications.ResNet50V2(False, None, input_shape=(32, 32, 3))
      >>> model.output_shape, model.count_params()
      ((None, 1, 1, 2048), 23564800)
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _resnet("resnet50v2", (3, 4, 6, 3), *given)


@public("keras.applications.ResNet101V2", "keras.applications.resnet_v2.ResNet101V2")
def ResNet101V2(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The residual network of 101 layers whose blocks normalize first; see `ResNet50V2`.

    Args:
      include_top, weights, input_tensor, input_shape, pooling, classes: those of `ResNet50V2`.

    Returns:
      A Model.
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _resnet("resnet101v2", (3, 4, 23, 3), *given)


@public("keras.applications.ResNet152V2", "keras.applications.resnet_v2.ResNet152V2")
def ResNet152V2(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The residual network of 152 layers whose blocks normalize first; see `ResNet50V2`.

    Args:
      include_top, weights, input_tensor, input_shape, pooling, classes: those of `ResNet50V2`.

    Returns:
      A Model.
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _resnet("resnet152v2", (3, 8, 36, 3), *given)
