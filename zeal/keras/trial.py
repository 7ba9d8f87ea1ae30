"""`Model.build`: the variables of a subclass are made by a call on placeholders."""

import inspect
from contextlib import nullcontext

from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.graph.body import FuncGraph
from zeal.graph.graph import get_default_graph
from zeal.graph.placeholder import sizes
from zeal.keras.float_dtype import floatx
from zeal.keras.layers.inputs import are_shapes
from zeal.tensor_shape import as_shape


def call_on_placeholders(model, shape) -> None:
    """Runs a model's `call` in a graph; eagerly in one of its own, which nobody keeps.

    Args:
      model: the model.
      shape: the input's shape, or a list of shapes; floatx unless the model has a dtype.

    Raises:
      ValueError: `call` needs more than floating inputs.
    """
    with FuncGraph("build_graph").as_default() if executing_eagerly() else nullcontext():
        inputs = _placeholders(shape, as_dtype(model.dtype or floatx()))
        try:
            model.call(inputs, **_required(model.call))
        except TypeError as e:
            raise ValueError(
                "You cannot build your model by calling `build` if your layers do not support "
                "float type inputs. Instead, in order to instantiate and build your model, "
                "`call` your model on real tensor data (of the correct dtype)."
            ) from e


def _placeholders(shape, dtype):
    if are_shapes(shape):
        return [_placeholders(s, dtype) for s in shape]
    return get_default_graph()._placeholder(dtype, sizes(as_shape(shape)), "input")


def _required(call):
    """What `call` must be told beside inputs."""
    own = list(inspect.signature(call).parameters.values())[1:]
    needed = {p.name for p in own if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD}
    if needed - {"training"}:
        raise ValueError(
            "Currently, you cannot build your model if it has positional or keyword arguments "
            "that are not inputs to the model, but are required for its `call` method. Instead, "
            "in order to instantiate and build your model, `call` your model on real tensor data "
            "with all expected call arguments."
        )
    return dict.fromkeys(needed, False)
