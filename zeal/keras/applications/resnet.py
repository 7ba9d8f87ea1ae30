"""tf.keras.applications.resnet: networks of residual blocks. He et al., 2015."""

from typing import Any

from zeal.keras.applications.frame import Form, channel_axis, network
from zeal.keras.layers.activation import Activation
from zeal.keras.layers.batch_norm import BatchNormalization
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Add
from zeal.keras.layers.pooling import MaxPooling2D
from zeal.namespace import namespace
from zeal.public import publish

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


def _resnet(layers, counts, about, gives=None):
    def body(x):
        x = first_pool(relu("conv1_relu")(norm("conv1_bn")(stem(x))))
        for i, count in enumerate(counts):
            for j in range(count):
                stride = 2 if i and not j else 1
                x = _block(x, 64 << i, stride, j == 0, f"conv{i + 2}_block{j + 1}")
        return x

    name = f"ResNet{layers}"
    about = f"The residual network with {layers} layers{about}"
    return network(__name__, name, name.lower(), about, body, FORM, gives)


_ABOUT = " that have weights. He et al., 2015."
ResNet50 = _resnet(50, (3, 4, 6, 3), _ABOUT, ((None, 1, 1, 2048), 23587712))
publish(__name__, "ResNet50", "keras.applications.resnet50.ResNet50")
ResNet101 = _resnet(101, (3, 4, 23, 3), "; see `ResNet50`.")
ResNet152 = _resnet(152, (3, 8, 36, 3), "; see `ResNet50`.")
