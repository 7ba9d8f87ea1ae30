"""tf.keras.applications.densenet: layers that read all before them. Huang et al., 2016."""

from zeal.keras.applications.frame import Form, channel_axis, network
from zeal.keras.applications.resnet import norm, relu
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Concatenate
from zeal.keras.layers.pooling import AveragePooling2D, MaxPooling2D
from zeal.namespace import namespace

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


def _densenet(layers, counts, see, gives=None):
    def body(x):
        x = Conv2D(64, 7, 2, use_bias=False, name="conv1/conv")(ZeroPadding2D(3)(x))
        x = relu("conv1/relu")(norm("conv1/bn")(x))
        x = MaxPooling2D(3, 2, name="pool1")(ZeroPadding2D(1)(x))
        for i, count in enumerate(counts, 2):
            x = x if i == 2 else _between(x, f"pool{i - 1}")
            for j in range(1, count + 1):
                x = _layer(x, f"conv{i}_block{j}")
        return relu("relu")(norm("bn")(x))

    name, about = f"DenseNet{layers}", f"The dense network of {layers} layers{see}"
    return network(__name__, name, name.lower(), about, body, _FORM, gives)


_GIVES = (None, 1, 1, 1024), 7037504
DenseNet121 = _densenet(121, (6, 12, 24, 16), ". Huang et al., 2016.", _GIVES)
DenseNet169 = _densenet(169, (6, 12, 32, 32), "; see `DenseNet121`.")
DenseNet201 = _densenet(201, (6, 12, 48, 32), "; see `DenseNet121`.")
