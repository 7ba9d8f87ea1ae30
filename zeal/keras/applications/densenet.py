"""tf.keras.applications.densenet: layers that read all before them. Huang et al., 2016."""

from typing import Any

from zeal.keras.applications.frame import Form, Given, channel_axis, made
from zeal.keras.applications.resnet import norm, relu
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Concatenate
from zeal.keras.layers.pooling import AveragePooling2D, MaxPooling2D
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)

_GROWTH = 32  # channels that a layer adds
_FORM = Form(classifier="fc1000", average="avg_pool", largest="max_pool")


def _layer(x, name):
    y = relu(f"{name}_0_relu")(norm(f"{name}_0_bn")(x))
    y = Conv2D(4 * _GROWTH, 1, use_bias=False, name=f"{name}_1_conv")(y)
    y = relu(f"{name}_1_relu")(norm(f"{name}_1_bn")(y))
    y = Conv2D(_GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv")(y)
    return Concatenate(channel_axis(), name=f"{name}_concat")([x, y])


def _between(x, name):
    """Halves channels, rows and columns."""
    x = relu(f"{name}_relu")(norm(f"{name}_bn")(x))
    filters = x.shape.as_list()[channel_axis()] // 2
    x = Conv2D(filters, 1, use_bias=False, name=f"{name}_conv")(x)
    return AveragePooling2D(2, 2, name=f"{name}_pool")(x)


def _densenet(name, counts, *given):
    def body(x):
        x = Conv2D(64, 7, 2, use_bias=False, name="conv1/conv")(ZeroPadding2D(3)(x))
        x = relu("conv1/relu")(norm("conv1/bn")(x))
        x = MaxPooling2D(3, 2, name="pool1")(ZeroPadding2D(1)(x))
        for i, count in enumerate(counts, 2):
            x = x if i == 2 else _between(x, f"pool{i - 1}")
            for j in range(1, count + 1):
                x = _layer(x, f"conv{i}_block{j}")
        return relu("relu")(norm("bn")(x))

    return made(name, body, Given(*given), _FORM)


@public("keras.applications.DenseNet121", "keras.applications.densenet.DenseNet121")
def DenseNet121(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The dense network of 121 layers. Huang et al., 2016.

    Args:
      include_top, weights, input_tensor, pooling, classes: as for `tf.keras.applications.VGG16`.
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> model = tf.keras.applications.DenseNet121(False, None, input_shape=(32, 32, 3))
      >>> model.output_shape, model.count_params()
      ((None, 1, 1, 1024), 7037504)
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _densenet("densenet121", (6, 12, 24, 16), *given)


@public("keras.applications.DenseNet169", "keras.applications.densenet.DenseNet169")
def DenseNet169(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The dense network of 169 layers; see `DenseNet121`.

    Args:
      include_top, weights, input_tensor, input_shape, pooling, classes: those of `DenseNet121`.

    Returns:
      A Model.
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _densenet("densenet169", (6, 12, 32, 32), *given)


@public("keras.applications.DenseNet201", "keras.applications.densenet.DenseNet201")
def DenseNet201(
    include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None, pooling=None,
    classes=1000,
) -> Model:  # fmt: skip
    """The dense network of 201 layers; see `DenseNet121`.

    Args:
      include_top, weights, input_tensor, input_shape, pooling, classes: those of `DenseNet121`.

    Returns:
      A Model.
    """
    given = include_top, weights, input_tensor, input_shape, pooling, classes
    return _densenet("densenet201", (6, 12, 48, 32), *given)
