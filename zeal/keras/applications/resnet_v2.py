"""tf.keras.applications.resnet_v2: residual blocks that normalize first. He et al., 2016."""

from zeal.keras.applications.frame import network
from zeal.keras.applications.resnet import FORM, first_pool, norm, relu, stem
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.edges import ZeroPadding2D
from zeal.keras.layers.merging import Add
from zeal.keras.layers.pooling import MaxPooling2D
from zeal.namespace import namespace

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


def _resnet(layers, counts, see, gives=None):
    def body(x):
        x = first_pool(stem(x))
        for i, count in enumerate(counts):
            for j in range(count):
                stride = 2 if i < 3 and j == count - 1 else 1
                x = _block(x, 64 << i, stride, j == 0, f"conv{i + 2}_block{j + 1}")
        return relu("post_relu")(norm("post_bn")(x))

    name = f"ResNet{layers}V2"
    about = f"The residual network of {layers} layers whose blocks normalize first{see}"
    return network(__name__, name, name.lower(), about, body, FORM, gives)


ResNet50V2 = _resnet(50, (3, 4, 6, 3), ". He et al., 2016.", ((None, 1, 1, 2048), 23564800))
ResNet101V2 = _resnet(101, (3, 4, 23, 3), "; see `ResNet50V2`.")
ResNet152V2 = _resnet(152, (3, 8, 36, 3), "; see `ResNet50V2`.")
