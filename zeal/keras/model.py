"""tf.keras.Model: a layer made of layers."""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from zeal._native import Variable
from zeal.keras import tracking
from zeal.keras.layers.layer import Layer
from zeal.keras.summary import print_summary
from zeal.keras.training.methods import Trains
from zeal.keras.weight_files import WeightFiles
from zeal.ops.array.fill import zeros
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape

_NOT_BUILT = frozenset((
    "add_metric", "predict_classes", "predict_proba", "reset_states", "save", "to_json", "to_yaml",
))


def _overridable(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method; to type checkers one that subclasses may define with other arguments."""
    return method


@public("keras.Model", "keras.models.Model")
class Model(Trains, WeightFiles, Layer):
    """A layer made of layers: set them as attributes in `__init__`, use them in `call`.

    Args:
      name: the model's name; by default the class name in snake case, numbered.
      **kwargs: those of `Layer`.
      *args: not built; must be empty.

    Raises:
      NotImplementedError: inputs and outputs are given; functional models are not built yet.

    Example:
      >>> class Net(tf.keras.Model):
      ...     def __init__(self):
      ...         super().__init__()
      ...         self.dense = tf.keras.layers.Dense(10)
      ...     def call(self, inputs):
      ...         return self.dense(inputs)
      >>> net = Net()
      >>> net(tf.zeros([2, 3])).shape, len(net.variables)
      (TensorShape([Dimension(2), Dimension(10)]), 2)
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args or "inputs" in kwargs or "outputs" in kwargs:
            raise NotImplementedError(
                "Model(inputs, outputs): functional models are not built yet; subclass "
                "tf.keras.Model or use tf.keras.Sequential"
            )
        super().__init__(**kwargs)

    @_overridable
    def call(self, inputs, training=None, mask=None):
        """Computes the model's output; a subclass must define it.

        Args:
          inputs: a tensor, or a structure of tensors.
          training: whether the model is being trained, for layers such as Dropout.
          mask: accepted for compatibility.

        Returns:
          The output.

        Raises:
          NotImplementedError: the subclass defines none.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Flatten()])
          >>> model.call(tf.zeros([2, 3, 4])).shape.as_list()
          [2, 12]
        """
        raise NotImplementedError("When subclassing the `Model` class, you should implement a "
                                  "`call` method.")

    def _collect(self, kind, seen):
        if not self.built and "build" in vars(type(self)):  # who overrides it makes weights there
            raise ValueError(
                f"Weights for model {self.name} have not yet been created. Weights are created "
                "when the Model is first called on inputs or `build()` is called with an "
                "`input_shape`."
            )
        return super()._collect(kind, seen)

    def _merge(self, own, kind, seen):
        inner = [self._gather(part, kind, seen) for part in self._parts()]
        return [v for variables in inner for v in variables] + own

    def _parts(self):
        """The attributes that hold layers or variables, and each step of a Sequential."""
        for key, value in self._tracked.items():
            yield from value if key == "_steps" else (value,)

    def _gather(self, value, kind, seen):
        """Variables in an attribute's value; those of a list or dict in the order of a layer's."""
        if isinstance(value, Layer):
            return value._collect(kind, seen)
        if kind == "all":
            first = self._gather(value, "trainable", set(seen))
            return first + self._gather(value, "frozen", seen)
        found = []
        for item in () if isinstance(value, Variable) else tracking.items(value, Layer):
            if isinstance(item, Layer):
                found += item._collect(kind, seen)
            elif item.trainable == (kind == "trainable"):
                found.append(item)
        return found

    def _in_order(self, seen):
        """All variables in the order of the layers, trainable or not."""
        seen.add(id(self))
        return self._merge(tracking.trainable_first(self._children()[1]), "all", seen)

    def build(self, input_shape) -> None:
        """Makes the variables by a trial run of `call` on zeros of that shape (None: 1).

        Args:
          input_shape: a TensorShape or what converts to one, the batch axis included; a list of
            them for several inputs.

        Raises:
          ValueError: input_shape is no shape.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
          >>> model.build([None, 3])
          >>> model.count_params()
          8
        """
        if not isinstance(input_shape, (list, tuple, TensorShape)):
            raise ValueError(
                "Specified input shape is not one of the valid types. Please specify a batch input "
                "shape of type tuple or list of input shapes. User provided input type: "
                f"{type(input_shape)}"
            )
        if type(self).call is not Model.call and not self._called:
            self.call(self._trial(input_shape))
        self.built = True

    def _trial(self, shape):
        """Zeros of a shape, or a list of them; unknown lengths are 1."""
        if not isinstance(shape, TensorShape) and any(
            isinstance(s, (list, tuple, TensorShape)) for s in shape
        ):
            return [self._trial(s) for s in shape]
        lengths = [1 if n is None else n for n in as_shape(shape).as_list()]
        return zeros(lengths, self._dtype or "float32")

    def _maybe_build(self, inputs):
        # Inner layers build themselves; `build` is for subclasses that override it.
        self._take_dtype(inputs)
        if self.built or type(self).build is Model.build:
            self.built = True
            return
        super()._maybe_build(inputs)

    if not TYPE_CHECKING:  # checkers would take every name for one

        def __getattr__(self, name):
            kept = inspect.getattr_static(self, name, None)
            if hasattr(type(kept), "__get__"):  # a property that raised: it says why
                return kept.__get__(self, type(self))
            if name in _NOT_BUILT:
                raise AttributeError(f"Model.{name} is not built yet")
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def get_config(self) -> dict:
        """Is for Sequential: what a subclass does is in its code.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: only a tf.keras.Sequential has a configuration; a subclass of "
            "Model must override `get_config`."
        )

    @property
    def inputs(self) -> list:
        """Tensors of a graph that the model was made from: none while executing eagerly."""
        return []

    outputs = inputs

    @property
    def layers(self) -> list[Layer]:
        """The layers set as attributes, in order."""
        return self._children()[0]

    def get_layer(self, name=None, index=None) -> Layer:
        """The layer of a name, or at an index.

        Args:
          name: the layer's name.
          index: its position in `layers`; goes before name.

        Returns:
          The layer.

        Raises:
          ValueError: there is none, or neither is given.

        Example:
          >>> tf.keras.Sequential([tf.keras.layers.Dense(2, name="out")]).get_layer("out").units
          2
        """
        if index is not None:
            if not 0 <= index < len(self.layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has "
                    f"{len(self.layers)} layers."
                )
            return self.layers[index]
        if not name:
            raise ValueError("Provide either a layer name or layer index.")
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}")

    def summary(self, line_length=None, positions=None, print_fn=None) -> None:
        """Prints a table of the layers.

        Args:
          line_length: width of the table.
          positions: ends of its columns, as shares of the width.
          print_fn: called with each line instead of `print`.

        Raises:
          ValueError: the model has not been built.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
          >>> lines = []
          >>> model.summary(print_fn=lines.append)
          >>> "Total params: 8" in lines
          True
        """
        if not self.built:
            raise ValueError(
                "This model has not yet been built. Build the model first by calling `build()` or "
                "calling `fit()` with some data, or specify an `input_shape` argument in the "
                "first layer(s) for automatic build."
            )
        print_summary(self, line_length, positions, print_fn or print)
