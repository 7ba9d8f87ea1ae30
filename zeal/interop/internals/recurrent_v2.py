"""tensorflow.python.keras.layers.recurrent_v2: GRU and LSTM with the defaults of version 2."""

from typing import Any

from zeal.keras import activations, layers

__all__ = ["GRU", "GRUCell", "LSTM", "LSTMCell"]


def _could_use_cudnn(layer):
    """Whether the layer computes what cuDNN's kernels do."""
    return (
        layer.activation is activations.tanh
        and layer.recurrent_activation is activations.sigmoid
        and layer.recurrent_dropout == 0 and not layer.unroll and layer.use_bias
        and getattr(layer, "reset_after", True)
    )  # fmt: skip


class GRUCell(layers.GRUCell):
    """The cell whose reset gate comes after the product."""

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", **kwargs: Any
    ) -> None:
        after = {"implementation": 2, "reset_after": True}
        super().__init__(units, activation, recurrent_activation, **after | kwargs)


class GRU(layers.GRU):
    """The layer whose reset gate comes after the product."""

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", **kwargs: Any
    ) -> None:
        after = {"implementation": 2, "reset_after": True}
        super().__init__(units, activation, recurrent_activation, **after | kwargs)

    could_use_cudnn = property(_could_use_cudnn)


class LSTMCell(layers.LSTMCell):
    """The cell with exact sigmoids as gates."""

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", **kwargs: Any
    ) -> None:
        super().__init__(
            units, activation, recurrent_activation, **{"implementation": 2} | kwargs
        )


class LSTM(layers.LSTM):
    """The layer with exact sigmoids as gates."""

    def __init__(
        self, units, activation="tanh", recurrent_activation="sigmoid", **kwargs: Any
    ) -> None:
        super().__init__(
            units, activation, recurrent_activation, **{"implementation": 2} | kwargs
        )

    could_use_cudnn = property(_could_use_cudnn)
