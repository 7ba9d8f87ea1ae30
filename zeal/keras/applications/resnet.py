"""tf.keras.applications.resnet: networks of residual blocks. He et al., 2015."""

from typing import Any

from zeal.keras.applications.frame import Form, Given, channel_axis, made
from zeal.keras.layers.activation import Activation
from zeal.keras.layers.batch_norm import BatchNormalization
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Add
from zeal.keras.layers.pooling import MaxPooling2D
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)

FORM = Form(classifier="probs", average="avg_pool", largest="max_pool")


def norm(name) -> BatchNormalization:
    """The batch normalization of these networks."""
    return BatchNormalization(axis=channel_axis(), epsilon=1.001e-5, name=name)


def relu(name) -> Activation:
    """A ReLU of that name."""
    return Activation("relu", name=name)


def stem(x) -> Any:
    """The first convolution, without normalization."""
    x = ZeroPadding2D(3, name="conv1_pad")(x)
    return Conv2D(64, 7, 2, name="conv1_conv")(x)


def first_pool(x) -> Any:
    """The pooling in front of the blocks."""
    return MaxPooling2D(3, 2, name="pool1_pool")(ZeroPadding2D(1, name="pool1_pad")(x))


def _block(x, filters, stride, is_first, name):
    """Three convolutions beside a shortcut; `is_first`: the shortcut has a convolution."""
    shortcut = x
    if is_first:
        shortcut = Conv2D(4 * filters, 1, stride, name=f"{name}_0_conv")(x)
        shortcut = norm(f"{name}_0_bn")(shortcut)
    x = norm(f"{name}_1_bn")(Conv2D(filters, 1, stride, name=f"{name}_1_conv")(x))
    x = relu(f"{name}_1_relu")(x)
    x = Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x)
    x = relu(f"{name}_2_relu")(norm(f"{name}_2_bn")(x))
    x = norm(f"{name}_3_bn")(Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x))
    return relu(f"{name}_out")(Add(name=f"{name}_add")([shortcut, x]))


def _resnet(name, counts, *given):
    def body(x):
        x = first_pool(relu("conv1_relu")(norm("conv1_bn")(stem(x))))
        for i, count in enumerate(counts):
            for j in range(count):
                stride = 2 if i and not j else 1
                x = _block(x, 64 << i, stride, j == 0, f"conv{i + 2}_block{j + 1}")
        return x

    return made(name, body, Given(*given), FORM)


@public(
    "keras.applications.ResNet50", "keras.applications.resnet.ResNet50",
    "keras.applications.resnet50.ResNet50",
)  # fmt: skip
def ResNet50(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The residual network with 50 layers that have weights. He et al., 2015.

    Args:
      include_top, weights, input_tensor, pooling, classes: as for `tf.keras.applications.VGG16`.
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> model = tf.keras.applications.ResNet50(False, None, input_shape=(32, 32, 3))
      >>> model.output_shape, model.count_params()
      ((None, 1, 1, 2048), 23587712)
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _resnet("resnet50", (3, 4, 6, 3), *given)


@public("keras.applications.ResNet101", "keras.applications.resnet.ResNet101")
def ResNet101(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The residual network with 101 layers; see `ResNet50`.

    Args:
      include_top, weights, input_tensor, input_shape, pooling, classes: those of `ResNet50`.

    Returns:
      A Model.
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _resnet("resnet101", (3, 4, 23, 3), *given)


@public("keras.applications.ResNet152", "keras.applications.resnet.ResNet152")
def ResNet152(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The residual network with 152 layers; see `ResNet50`.

    Args:
      include_top, weights, input_tensor, input_shape, pooling, classes: those of `ResNet50`.

    Returns:
      A Model.
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _resnet("resnet152", (3, 8, 36, 3), *given)
