"""What a layer is called with: tensors, and lists, tuples and dicts of them."""

from zeal import _native
from zeal._native import Tensor, Variable
from zeal.keras.layers.marks import are_tensors
from zeal.nest.composite_tensor import CompositeTensor
from zeal.nest.walk import rebuild
from zeal.ops.conversion import is_registered
from zeal.tensor_shape import TensorShape, as_shape


def as_tensors(inputs, is_one=False, objects=False):
    """Arrays and numbers as tensors, also within nested structures.

    Layers that do not say what they take get objects of programs' classes as they are.

    Args:
      inputs: tensors, arrays and numbers, perhaps nested.
      is_one: whether the layer wants one tensor, which nested lists of numbers then are.
      objects: whether objects with a conversion of their own become tensors anyway.

    Returns:
      A tensor, or the structure of tensors.
    """
    if type(inputs) is Tensor or are_tensors(inputs) or isinstance(inputs, (Tensor, Variable)):
        return inputs
    if is_one and _is_numbers(inputs):
        return _native.convert(inputs)
    if isinstance(inputs, (list, tuple, dict)):
        from zeal import nest

        leaves = [as_tensors(leaf, objects=objects) for leaf in nest.flatten(inputs)]
        return nest.pack_sequence_as(inputs, leaves)
    if inputs is None or isinstance(inputs, CompositeTensor):
        return inputs
    stays = not (is_one or objects) and is_registered(inputs)
    return inputs if stays else _native.convert(inputs)


def _is_numbers(inputs):
    """Whether a list or tuple holds only numbers, at any depth, and some."""
    return isinstance(inputs, (list, tuple)) and bool(inputs) and all(
        isinstance(x, (int, float, complex)) or _is_numbers(x) for x in inputs
    )


def shapes_of(inputs):
    """The TensorShapes of the leaves, in the same structure."""
    if isinstance(inputs, list):
        return [shapes_of(x) for x in inputs]
    if isinstance(inputs, tuple):
        return rebuild(inputs, map(shapes_of, inputs))
    if isinstance(inputs, dict):
        return {k: shapes_of(x) for k, x in inputs.items()}
    return getattr(inputs, "shape", None)


def are_shapes(shape) -> bool:
    """Whether a shape is a list of several."""
    return not isinstance(shape, TensorShape) and isinstance(shape, (list, tuple)) and any(
        isinstance(s, (list, tuple, dict, TensorShape)) for s in shape
    )


def as_shapes(shape):
    """A TensorShape, or the structure of them that shapes of several inputs make."""
    if isinstance(shape, dict):
        return type(shape)((key, as_shapes(s)) for key, s in shape.items())
    if not are_shapes(shape):
        return as_shape(shape)
    parts = map(as_shapes, shape)
    return rebuild(shape, parts) if isinstance(shape, tuple) else list(parts)


def first_dtype(inputs):
    """Name of the first input's type, None when it has none."""
    while isinstance(inputs, (list, tuple)) and inputs:
        inputs = inputs[0]
    if isinstance(inputs, dict) and inputs:
        return first_dtype(inputs[min(inputs)])
    return inputs.dtype.name if isinstance(inputs, (Tensor, Variable)) else None
