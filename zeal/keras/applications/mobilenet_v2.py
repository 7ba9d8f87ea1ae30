"""tf.keras.applications.mobilenet_v2: blocks that widen, filter, narrow. Sandler et al., 2018."""

from typing import Any

from zeal.keras.applications import pretrained
from zeal.keras.applications.frame import Form, Given, channel_axis, made, side_of
from zeal.keras.applications.mobilenet import rows_for
from zeal.keras.functional.node import shape_of
from zeal.keras.layers.batch_norm import BatchNormalization
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.dense import Dense
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Add
from zeal.keras.layers.pooling import GlobalAveragePooling2D
from zeal.keras.layers.rectifiers import ReLU
from zeal.keras.layers.separable import DepthwiseConv2D
from zeal.keras.model import Model
from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)

_FOLDER = "https://github.com/JonathanCMitchell/mobilenet_v2_keras/releases/download/v1.1/"
_SIZES = (96, 128, 160, 192, 224)
_ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
# Filters, stride of the first block, how many blocks.
_STAGES = (
    (16, 1, 1), (24, 2, 2), (32, 2, 3), (64, 2, 4), (96, 1, 3), (160, 2, 3), (320, 1, 1),
)  # fmt: skip


def _eighths(number) -> int:
    """The multiple of 8 that is next, but not a tenth below."""
    rounded = max(8, int(number + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * number else rounded


def _norm(x, name):
    return BatchNormalization(channel_axis(), 0.999, name=name)(x)


def _padded(x, name):
    """Room for a window of 3 with stride 2: the last row and column are always read."""
    sizes = [n for i, n in enumerate(shape_of(x)) if i not in (0, channel_axis())]
    before = [0 if n is None or n % 2 == 0 else 1 for n in sizes]
    before = [0, 0] if sizes[0] is None else before
    return ZeroPadding2D(tuple((n, 1) for n in before), name=name)(x)


def _pointwise(x, filters, name):
    return Conv2D(filters, 1, padding="same", use_bias=False, name=name)(x)


def _block(x, number, filters, stride):
    start, name = x, f"block_{number}_" if number else "expanded_conv_"
    channels = shape_of(x)[channel_axis()]
    if number:
        x = _norm(_pointwise(x, 6 * channels, f"{name}expand"), f"{name}expand_BN")
        x = ReLU(6.0, name=f"{name}expand_relu")(x)
    if stride == 2:
        x = _padded(x, f"{name}pad")
    word = "same" if stride == 1 else "valid"
    x = DepthwiseConv2D(3, stride, word, use_bias=False, name=f"{name}depthwise")(x)
    x = ReLU(6.0, name=f"{name}depthwise_relu")(_norm(x, f"{name}depthwise_BN"))
    x = _norm(_pointwise(x, filters, f"{name}project"), f"{name}project_BN")
    return Add(name=f"{name}add")([start, x]) if channels == filters and stride == 1 else x


def _body(alpha):
    def body(x):
        x = _padded(x, "Conv1_pad")
        x = Conv2D(_eighths(32 * alpha), 3, 2, use_bias=False, name="Conv1")(x)
        x = ReLU(6.0, name="Conv1_relu")(_norm(x, "bn_Conv1"))
        number = 0
        for filters, stride, count in _STAGES:
            for i in range(count):
                x = _block(x, number, _eighths(int(filters * alpha)), 1 if i else stride)
                number += 1
        x = Conv2D(_eighths(1280 * max(1.0, alpha)), 1, use_bias=False, name="Conv_1")(x)
        return ReLU(6.0, name="out_relu")(_norm(x, "Conv_1_bn"))

    return body


def _top(x, classes):
    return Dense(classes, "softmax", name="Logits")(GlobalAveragePooling2D()(x))


@public("keras.applications.MobileNetV2", "keras.applications.mobilenet_v2.MobileNetV2")
def MobileNetV2(
    input_shape=None, alpha=1.0, include_top=True, weights: Any = "imagenet", input_tensor=None,
    pooling=None, classes=1000,
) -> Model:  # fmt: skip
    """A network of inverted residual blocks. Sandler et al., 2018.

    Args:
      input_shape: the images' shape, at least 32 x 32; by default (224, 224, 3).
      alpha: what the numbers of filters are multiplied by.
      the others: as for `tf.keras.applications.VGG16`.

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.

    Example:
      >>> make = tf.keras.applications.MobileNetV2
      >>> model = make((32, 32, 3), alpha=0.35, include_top=False, weights=None)
      >>> model.output_shape, model.count_params()
      ((None, 1, 1, 1280), 410208)
    """
    given = Given(include_top, weights, input_tensor, input_shape, pooling, classes)
    if weights == "imagenet" and alpha not in _ALPHAS:
        raise ValueError(
            "If imagenet weights are being loaded, alpha can be one of `0.35`, `0.50`, `0.75`, "
            "`1.0`, `1.3` or `1.4` only."
        )
    shape = input_shape
    if shape is None and input_tensor is not None:
        shape = shape_of(input_tensor)[1:]
    side = side_of(shape, _SIZES)

    def name(image):
        rows = side if weights == "imagenet" else shape_of(image)[channel_axis() % 3 + 1]
        return f"mobilenetv2_{alpha:0.2f}_{rows or 224}"

    def file():
        end = ".h5" if include_top else "_no_top.h5"
        start = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_"
        return pretrained.fetched(f"{start}{alpha}_{rows_for(shape, _SIZES)}{end}", _FOLDER)

    return made(name, _body(alpha), given, Form(side or 224, top=_top), file)
