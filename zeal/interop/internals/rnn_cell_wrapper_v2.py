"""tensorflow.python.keras.layers.rnn_cell_wrapper_v2: wrappers of cells for Keras's RNN layer."""

from typing import Any

from zeal.keras.layers import AbstractRNNCell, deserialize
from zeal.keras.serialization import serialize
from zeal.rnn import wrappers

__all__ = ["DeviceWrapper", "DropoutWrapper", "ResidualWrapper"]


class _Wrapper(AbstractRNNCell):
    """A cell with another one inside; the work is that of the wrapper in `tf.nn.rnn_cell`."""

    _kind: Any = None

    def __init__(self, cell, *args: Any, name=None, dtype=None, **kwargs: Any) -> None:
        super().__init__(**{"name": name} if name else {}, **{"dtype": dtype} if dtype else {})
        self.cell = cell
        self.__dict__.update(_zeal_wrapper=self._kind(cell, *args, **kwargs), _zeal_given=kwargs)

    @property
    def state_size(self):
        return self.cell.state_size

    @property
    def output_size(self):
        return self.cell.output_size

    def build(self, input_shape):
        """Makes the variables of the cell inside."""
        if not self.cell.built:
            self.cell.build(input_shape)
            self.cell.built = True
        self.built = True

    def call(self, inputs, state, **kwargs):
        return self._zeal_wrapper(inputs, state, **kwargs)

    def get_config(self):
        """The arguments, and the configuration of the cell inside."""
        return {**super().get_config(), **self._zeal_given, "cell": serialize(self.cell)}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        return cls(deserialize(config.pop("cell"), custom_objects), **config)


class DropoutWrapper(_Wrapper):
    """A cell whose inputs, states and outputs are set to zero at random."""

    _kind = wrappers.DropoutWrapper


class ResidualWrapper(_Wrapper):
    """A cell whose inputs are added to its outputs."""

    _kind = wrappers.ResidualWrapper


class DeviceWrapper(_Wrapper):
    """A cell on a device."""

    _kind = wrappers.DeviceWrapper
