"""tfe.Sequential: layers and functions one after the other."""

import inspect

from zeal.keras.layers.layer import Layer
from zeal.older_layers.network import Network
from zeal.public import public


@public("contrib.eager.Sequential")
class Sequential(Network):
    """Layers and functions one after the other; see `tf.keras.Sequential` for layers only.

    Args:
      layers_funcs: list of layers and functions. The first is called with what the network is
        called with, each other one with the result before.
      name: the network's name.

    Raises:
      TypeError: something in the list cannot be called.

    Example:
      >>> model = tfe.Sequential([lambda x: x + 1.0, tf.layers.Flatten()])
      >>> model(tf.zeros([1, 2, 1])).numpy().tolist()
      [[1.0, 1.0]]
    """

    def __init__(self, layers_funcs=None, name=None):
        super().__init__(name=name)
        self.__dict__["_steps"] = []  # pairs of a step and whether it takes `training`
        for step in layers_funcs or ():
            self.add(step)

    def add(self, layer_func):
        """Appends a layer or function.

        Args:
          layer_func: a Layer or a function of one value.

        Raises:
          TypeError: it cannot be called.

        Example:
          >>> model = tfe.Sequential()
          >>> model.add(tf.nn.relu)
          >>> model(tf.constant([-1.0, 1.0])).numpy().tolist()
          [0.0, 1.0]
        """
        if isinstance(layer_func, Layer):
            self.track_layer(layer_func)
        elif not callable(layer_func):
            raise TypeError(
                "Sequential.add() takes only tf.layers.Layer objects or callables; not "
                f"'{layer_func}' of type '{type(layer_func)}'."
            )
        self._steps.append((layer_func, _takes_training(layer_func)))

    def call(self, inputs, training=None):
        """Passes the input through all steps.

        Args:
          inputs: what the first step takes.
          training: passed to the steps that take it; None to leave it out.

        Returns:
          The last step's result.
        """
        for step, takes in self._steps:
            inputs = step(inputs) if training is None or not takes else step(inputs, training)
        return inputs


def _takes_training(step) -> bool:
    call = step.call if isinstance(step, Layer) else step
    try:
        return "training" in inspect.signature(call).parameters
    except (TypeError, ValueError):  # of built-in functions that do not say
        return False
