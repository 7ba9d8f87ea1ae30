"""tf.keras.layers.Lambda: a function as a layer."""

import inspect
from types import FunctionType
from typing import Any

from zeal.keras.layers.inputs import are_shapes
from zeal.keras.layers.layer import Layer
from zeal.keras.utils.custom_objects import get_custom_objects
from zeal.public import public
from zeal.state.creators import variable_creator_scope
from zeal.tensor_shape import TensorShape, as_shape


def _parameters(function):
    try:
        return frozenset(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # of code that is not Python's
        return frozenset()


@public("keras.layers.Lambda")
class Lambda(Layer):
    """A function as a layer.

    Args:
      function: a function of the input; it is also given `mask` and `training` if it takes them.
      output_shape: a shape without the batch axis, or a function of the input's shape; only
        `compute_output_shape` reads it.
      mask: the output's mask, or a function of (inputs, mask).
      arguments: a dict of further keywords of the function.
      **kwargs: those of `Layer`.

    A variable that the function makes is made at its first call, and is the layer's: later calls
    get it by its name. Variables that the function only reads are not the layer's.

    Example:
      >>> tf.keras.layers.Lambda(lambda x: x ** 2)(tf.constant([3.0])).numpy().tolist()
      [9.0]
    """

    def __init__(
        self, function, output_shape=None, mask=None, arguments=None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"unsupported callable: {function!r}")
        self.function = function
        self.__dict__["arguments"] = arguments or {}
        self.mask, self._output_shape = mask, output_shape
        self.supports_masking = mask is not None
        self._takes = _parameters(function)

    def call(self, inputs, mask=None, training=None) -> Any:
        """The function's result.

        Args:
          inputs: a tensor, or a structure of tensors.
          mask, training: passed on if the function takes them.

        Returns:
          What the function returns.
        """
        further = dict(self.arguments)
        if "mask" in self._takes:
            further["mask"] = mask
        if "training" in self._takes:
            further["training"] = training
        with variable_creator_scope(self._variable):
            return self.function(inputs, **further)

    def _variable(self, next_creator, **kwargs):
        """The variable of a name, made the first time."""
        made = self.__dict__.setdefault("_made_variables", {})
        name = kwargs.get("name")
        if name not in made:
            made[name] = next_creator(**kwargs)
            self._zeal_own([made[name]])
        return made[name]

    def compute_mask(self, inputs, mask=None) -> Any:
        """The mask that was given, or that its function returns."""
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape) -> Any:
        """The output's shape: the given one, or inferred from the function."""
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return _each(self._output_shape(_each(input_shape, _sizes)), as_shape)
        first = as_shape(input_shape[0] if are_shapes(input_shape) else input_shape)
        batch = TensorShape([first.as_list()[0]])
        return _each(self._output_shape, batch.concatenate)

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from; a function that has a name by that."""
        named = getattr(self.function, "__name__", "<lambda>") != "<lambda>"
        mask = {"mask": self.mask, "mask_type": _kind(self.mask), "mask_module": None}
        return {
            **super().get_config(), "function": self.function,
            "function_type": "function" if named else "lambda",
            "module": getattr(self.function, "__module__", None),
            "output_shape": self._output_shape, "output_shape_type": _kind(self._output_shape),
            "output_shape_module": None, **({} if self.mask is None else mask),
            "arguments": dict(self.arguments),
        }  # fmt: skip

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> "Lambda":
        config = dict(config)
        for key in ("function_type", "module", "output_shape_type", "output_shape_module",
                    "mask_type", "mask_module"):  # fmt: skip
            config.pop(key, None)
        if not callable(config["function"]):
            known = get_custom_objects() | (custom_objects or {})
            config["function"] = _function_of(config, known)
        return cls(**config)


def _kind(value):
    """TensorFlow's word for what stands for a function in a configuration."""
    if isinstance(value, FunctionType):
        return "lambda"
    return "function" if callable(value) else "raw"


def _each(shapes, function):
    """A function of a shape, or a list of it for each of several."""
    return [function(s) for s in shapes] if are_shapes(shapes) else function(shapes)


def _sizes(shape):
    """A shape as a tuple."""
    return tuple(as_shape(shape).as_list())


def _function_of(config, known):
    """The program's function for a configuration's: by its name, or by the layer's."""
    name, layer = config["function"], config.get("name")
    if isinstance(name, str) and name in known:
        return known[name]
    if layer in known:
        return known[layer]
    if isinstance(name, str):
        reason = f"Unknown function: {name}"
    else:
        reason = f"The function of {layer!r} was saved as Python's bytecode, which is not run"
    raise ValueError(
        f"{reason}; give the function of the Lambda layer {layer!r} by its name or the layer's, "
        f"custom_objects={{{layer!r}: function}}"
    )
