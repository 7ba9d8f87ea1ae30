"""tf.keras.applications.inception_resnet_v2: Inception with shortcuts. Szegedy et al., 2016."""

from zeal.keras.applications.frame import Form, channel_axis, conv_norm, network
from zeal.keras.applications.inception_v3 import averaged, chain, joined, stem, unit
from zeal.keras.layers.activation import Activation
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.function_layer import Lambda
from zeal.keras.layers.pooling import MaxPooling2D
from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)

# Branches of each kind of block.
_BLOCKS = {
    "block35": (((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3))),
    "block17": (((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1)))),
    "block8": (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1)))),
}


def _added(inputs, scale):
    return inputs[0] + inputs[1] * scale


def _blocks(x, kind, scale, numbers, is_active=True):
    for number in numbers:
        name = f"{kind}_{number}"
        mixed = joined([chain(x, *branch) for branch in _BLOCKS[kind]], f"{name}_mixed")
        channels = x.shape.as_list()[channel_axis()]
        change = Conv2D(channels, 1, padding="same", name=f"{name}_conv")(mixed)
        x = Lambda(_added, arguments={"scale": scale}, name=name)([x, change])
        x = Activation("relu", name=f"{name}_ac")(x) if is_active else x
    return x


def _body(x):
    x = stem(x)
    x = joined([
        unit(x, 96, 1), chain(x, (48, 1), (64, 5)), chain(x, (64, 1), (96, 3), (96, 3)),
        averaged(x, 64),
    ], "mixed_5b")  # fmt: skip
    x = _blocks(x, "block35", 0.17, range(1, 11))
    last = (2, "valid")
    x = joined([
        unit(x, 384, 3, *last), chain(x, (256, 1), (256, 3), (384, 3, *last)),
        MaxPooling2D(3, 2)(x),
    ], "mixed_6a")  # fmt: skip
    x = _blocks(x, "block17", 0.1, range(1, 21))
    x = joined([
        chain(x, (256, 1), (384, 3, *last)), chain(x, (256, 1), (288, 3, *last)),
        chain(x, (256, 1), (288, 3), (320, 3, *last)), MaxPooling2D(3, 2)(x),
    ], "mixed_7a")  # fmt: skip
    x = _blocks(x, "block8", 0.2, range(1, 10))
    x = _blocks(x, "block8", 1.0, [10], is_active=False)
    x = conv_norm(x, 1536, 1, names=("conv_7b", "conv_7b_bn"))
    return Activation("relu", name="conv_7b_ac")(x)


InceptionResNetV2 = network(
    __name__, "InceptionResNetV2", "inception_resnet_v2",
    "Inception with residual blocks, the second version. Szegedy et al., 2016.", _body,
    Form(299, 75),
)  # fmt: skip
