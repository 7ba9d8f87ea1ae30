"""tf.keras.applications.mobilenet: depthwise convolutions. Howard et al., 2017."""

import warnings
from typing import Any

from zeal.keras.applications import pretrained
from zeal.keras.applications.frame import Form, Given, channel_axis, made, side_of
from zeal.keras.layers.activation import Activation
from zeal.keras.layers.batch_norm import BatchNormalization
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.dropout import Dropout
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.pooling import GlobalAveragePooling2D
from zeal.keras.layers.rectifiers import ReLU
from zeal.keras.layers.reshaping import Reshape
from zeal.keras.layers.separable import DepthwiseConv2D
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)

_FOLDER = "https://github.com/fchollet/deep-learning-models/releases/download/v0.6/"
_SIZES = (128, 160, 192, 224)
_ALPHAS = {1.0: "1_0", 0.75: "7_5", 0.5: "5_0", 0.25: "2_5"}
# Filters and strides of the blocks.
_BLOCKS = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
    (512, 1), (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip


def _active(x, name):
    x = BatchNormalization(channel_axis(), name=f"{name}_bn")(x)
    return ReLU(6.0, name=f"{name}_relu")(x)


def _block(x, number, filters, stride, multiplier):
    name = f"conv_dw_{number}"
    if stride == 2:
        x = ZeroPadding2D(((0, 1), (0, 1)), name=f"conv_pad_{number}")(x)
    depthwise = DepthwiseConv2D(
        3, stride, "same" if stride == 1 else "valid", depth_multiplier=multiplier, use_bias=False,
        name=name,
    )  # fmt: skip
    x = _active(depthwise(x), name)
    name = f"conv_pw_{number}"
    return _active(Conv2D(filters, 1, padding="same", use_bias=False, name=name)(x), name)


def _body(alpha, multiplier):
    def body(x):
        x = ZeroPadding2D(((0, 1), (0, 1)), name="conv1_pad")(x)
        x = _active(Conv2D(int(32 * alpha), 3, 2, use_bias=False, name="conv1")(x), "conv1")
        for number, (filters, stride) in enumerate(_BLOCKS, 1):
            x = _block(x, number, int(filters * alpha), stride, multiplier)
        return x

    return body


def _top(channels, dropout):
    def top(x, classes):
        place = (1, 1, channels) if channel_axis() == 3 else (channels, 1, 1)
        x = Reshape(place, name="reshape_1")(GlobalAveragePooling2D()(x))
        x = Dropout(dropout, name="dropout")(x)
        x = Conv2D(classes, 1, padding="same", name="conv_preds")(x)
        return Activation("softmax", name="act_softmax")(Reshape((classes,), name="reshape_2")(x))

    return top


def rows_for(shape, sizes) -> int:
    """The side of the images that weights of ImageNet are taken for.

    Args:
      shape: of images, or None.
      sizes: the sides that there are weights for.
    """
    side = side_of(shape, sizes)
    if side is None and shape is not None:
        warnings.warn(
            f"`input_shape` is undefined or non-square, or `rows` is not in {list(sizes)}. Weights "
            "for input shape (224, 224) will be loaded as the default.", stacklevel=4,
        )  # fmt: skip
    return side or 224


@public("keras.applications.MobileNet", "keras.applications.mobilenet.MobileNet")
def MobileNet(
    input_shape=None, alpha=1.0, depth_multiplier=1, dropout=1e-3, include_top=True,
    weights: Any = "imagenet", input_tensor=None, pooling=None, classes=1000,
) -> Model:  # fmt: skip
    """A network of depthwise convolutions. Howard et al., 2017.

    Args:
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).
      alpha: what the numbers of filters are multiplied by.
      depth_multiplier: channels that depthwise convolutions make of each.
      dropout: the rate in front of the last convolution.
      the others: as for `tf.keras.applications.VGG16`.

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> make = tf.keras.applications.MobileNet
      >>> model = make((32, 32, 3), alpha=0.25, include_top=False, weights=None)
      >>> model.output_shape, model.count_params()
      ((None, 1, 1, 256), 218544)
    """
    given = Given(include_top, weights, input_tensor, input_shape, pooling, classes)
    if weights == "imagenet" and depth_multiplier != 1:
        raise ValueError("If imagenet weights are being loaded, depth multiplier must be 1")
    if weights == "imagenet" and alpha not in _ALPHAS:
        raise ValueError(
            "If imagenet weights are being loaded, alpha can be one of`0.25`, `0.50`, `0.75` or "
            "`1.0` only."
        )

    def name(image):
        rows = 224 if weights == "imagenet" else image.shape.as_list()[channel_axis() % 3 + 1]
        rows = side_of(input_shape, _SIZES) or rows
        return f"mobilenet_{alpha:0.2f}_{rows}"

    def file():
        end = "_tf.h5" if include_top else "_tf_no_top.h5"
        rows = rows_for(input_shape, _SIZES)
        return pretrained.fetched(f"mobilenet_{_ALPHAS[alpha]}_{rows}{end}", _FOLDER)

    form = Form(side_of(input_shape, _SIZES) or 224, top=_top(int(1024 * alpha), dropout))
    return made(name, _body(alpha, depth_multiplier), given, form, file)
