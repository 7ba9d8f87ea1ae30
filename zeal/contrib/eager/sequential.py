"""tfe.Sequential: layers and functions one after the other."""

from zeal.keras.layers.layer import Layer
from zeal.keras.model import Model
from zeal.public import public


@public("contrib.eager.Sequential")
class Sequential(Model):
    """Layers and functions one after the other; see `tf.keras.Sequential` for layers only.

    Args:
      layers_funcs: list of layers and functions. The first is called with what the model is called
        with, each other one with the result before.
      name: the model's name.

    Raises:
      TypeError: something in the list cannot be called.

    Example:
      >>> model = tfe.Sequential([lambda x: x + 1.0, tf.keras.layers.Flatten()])
      >>> model(tf.zeros([1, 2, 1])).numpy().tolist()
      [[1.0, 1.0]]
    """

    def __init__(self, layers_funcs=None, name=None):
        super().__init__(name=name)
        self._steps = []
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
        if not callable(layer_func):
            raise TypeError(
                "Sequential.add() takes only tf.layers.Layer objects or callables; not "
                f"{layer_func}"
            )
        self._steps.append(layer_func)

    def call(self, inputs, *args, **kwargs):
        """Passes the input through all steps.

        Args:
          inputs: what the first step takes; *args and **kwargs too.

        Returns:
          The last step's result.

        Example:
          >>> tfe.Sequential([tf.square]).call(tf.constant(3.0)).numpy()
          9.0
        """
        for step in self._steps:
            inputs = step(inputs, *args, **kwargs)
            args, kwargs = (), {}
        return inputs

    @property
    def layers(self) -> list:
        """The layers, in order, without the functions."""
        return [step for step in self._steps if isinstance(step, Layer)]
