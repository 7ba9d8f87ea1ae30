"""Networks of small convolutions one after the other. Simonyan and Zisserman, 2014."""

from collections.abc import Callable
from typing import Any

from zeal.keras.applications.frame import Form
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.dense import Dense
from zeal.keras.layers.flatten import Flatten
from zeal.keras.layers.pooling import MaxPooling2D

_FILTERS = (64, 128, 256, 512, 512)


def _top(x, classes):
    x = Flatten(name="flatten")(x)
    x = Dense(4096, "relu", name="fc1")(x)
    x = Dense(4096, "relu", name="fc2")(x)
    return Dense(classes, "softmax", name="predictions")(x)


FORM = Form(top=_top)


def body_of(*counts) -> Callable[..., Any]:
    """The body of the network with so many convolutions in each of its five blocks."""

    def body(x):
        for i, (filters, count) in enumerate(zip(_FILTERS, counts, strict=True), 1):
            for j in range(1, count + 1):
                conv = Conv2D(
                    filters, 3, padding="same", activation="relu", name=f"block{i}_conv{j}"
                )
                x = conv(x)
            x = MaxPooling2D(2, 2, name=f"block{i}_pool")(x)
        return x

    return body
