"""tensorflow.python.keras.layers.recurrent_v2: GRU and LSTM with the defaults of version 2."""

from typing import Any

from zeal.keras import layers

__all__ = ["GRU", "GRUCell", "LSTM", "LSTMCell"]


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
