"""tf.keras.applications.xception: separable convolutions with shortcuts. Chollet, 2016."""

from zeal.keras.applications.frame import Form, channel_axis, conv_norm, network
from zeal.keras.layers.activation import Activation
from zeal.keras.layers.batch_norm import BatchNormalization
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.merging import Add
from zeal.keras.layers.pooling import MaxPooling2D
from zeal.keras.layers.separable import SeparableConv2D
from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)


def _relu(x, name):
    return Activation("relu", name=f"{name}_act")(x)


def _separable(x, filters, name):
    x = SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    return BatchNormalization(channel_axis(), name=f"{name}_bn")(x)


def _stem(x):
    for filters, stride, name in ((32, 2, "block1_conv1"), (64, 1, "block1_conv2")):
        x = Conv2D(filters, 3, stride, use_bias=False, name=name)(x)
        x = _relu(BatchNormalization(channel_axis(), name=f"{name}_bn")(x), name)
    return x


def _halving(x, block, first, second):
    """Two separable convolutions and a pooling beside a convolution."""
    shortcut = conv_norm(x, second, 1, 2, scale=True)
    for i, filters in enumerate((first, second), 1):
        name = f"block{block}_sepconv{i}"
        x = _separable(x if block == 2 and i == 1 else _relu(x, name), filters, name)
    x = MaxPooling2D(3, 2, "same", name=f"block{block}_pool")(x)
    return Add()([x, shortcut])


def _middle(x, block):
    start = x
    for i in range(1, 4):
        name = f"block{block}_sepconv{i}"
        x = _separable(_relu(x, name), 728, name)
    return Add()([x, start])


def _body(x):
    x = _stem(x)
    for block, filters in ((2, 128), (3, 256), (4, 728)):
        x = _halving(x, block, filters, filters)
    for block in range(5, 13):
        x = _middle(x, block)
    x = _halving(x, 13, 728, 1024)
    for i, filters in ((1, 1536), (2, 2048)):
        name = f"block14_sepconv{i}"
        x = _relu(_separable(x, filters, name), name)
    return x


Xception = network(
    __name__, "Xception", "xception", "A network of separable convolutions. Chollet, 2016.", _body,
    Form(299, 71),
)  # fmt: skip
