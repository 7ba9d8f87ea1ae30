"""tf.keras.applications.inception_v3: convolutions side by side. Szegedy et al., 2015."""

from typing import Any

from zeal.keras.applications.frame import Form, channel_axis, conv_norm, network
from zeal.keras.layers.activation import Activation
from zeal.keras.layers.merging import Concatenate
from zeal.keras.layers.pooling import AveragePooling2D, MaxPooling2D
from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)


def unit(x, filters, size, strides=1, padding="same") -> Any:
    """A convolution, batch normalization, ReLU."""
    return Activation("relu")(conv_norm(x, filters, size, strides, padding))


def chain(x, *units) -> Any:
    """Units one after the other, each told by its arguments."""
    for arguments in units:
        x = unit(x, *arguments)
    return x


def joined(parts, name=None) -> Any:
    """Tensors side by side along the channels."""
    return Concatenate(channel_axis(), name=name)(parts)


def stem(x) -> Any:
    """The layers in front of the blocks."""
    x = chain(x, (32, 3, 2, "valid"), (32, 3, 1, "valid"), (64, 3))
    x = chain(MaxPooling2D(3, 2)(x), (80, 1, 1, "valid"), (192, 3, 1, "valid"))
    return MaxPooling2D(3, 2)(x)


def averaged(x, filters) -> Any:
    """A branch that averages over neighbours."""
    return unit(AveragePooling2D(3, 1, "same")(x), filters, 1)


def _wide(x, pooled, name):
    """Of 35 x 35 places."""
    return joined([
        unit(x, 64, 1), chain(x, (48, 1), (64, 5)), chain(x, (64, 1), (96, 3), (96, 3)),
        averaged(x, pooled),
    ], name)  # fmt: skip


def _crossed(x, n, name):
    """Of 17 x 17 places: rows and columns apart."""
    across, down = (1, 7), (7, 1)
    return joined([
        unit(x, 192, 1), chain(x, (n, 1), (n, across), (192, down)),
        chain(x, (n, 1), (n, down), (n, across), (n, down), (192, across)), averaged(x, 192),
    ], name)  # fmt: skip


def _narrow(x, name, inner):
    """Of 8 x 8 places."""
    one = unit(x, 320, 1)
    y = unit(x, 384, 1)
    y = joined([unit(y, 384, (1, 3)), unit(y, 384, (3, 1))], inner)
    z = chain(x, (448, 1), (384, 3))
    z = joined([unit(z, 384, (1, 3)), unit(z, 384, (3, 1))])
    return joined([one, y, z, averaged(x, 192)], name)


def _body(x):
    x = stem(x)
    for i, pooled in enumerate((32, 64, 64)):
        x = _wide(x, pooled, f"mixed{i}")
    last = (2, "valid")
    x = joined([
        unit(x, 384, 3, *last), chain(x, (64, 1), (96, 3), (96, 3, *last)), MaxPooling2D(3, 2)(x),
    ], "mixed3")  # fmt: skip
    for i, n in enumerate((128, 160, 160, 192), 4):
        x = _crossed(x, n, f"mixed{i}")
    x = joined([
        chain(x, (192, 1), (320, 3, *last)),
        chain(x, (192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, *last)), MaxPooling2D(3, 2)(x),
    ], "mixed8")  # fmt: skip
    for i in range(2):
        x = _narrow(x, f"mixed{9 + i}", f"mixed9_{i}")
    return x


InceptionV3 = network(
    __name__, "InceptionV3", "inception_v3", "Inception, the third version. Szegedy et al., 2015.",
    _body, Form(299, 75), ((None, 1, 1, 2048), 21802784),
)  # fmt: skip
