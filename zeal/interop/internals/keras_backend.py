"""tensorflow.python.keras.backend: what only Keras's own code asks of it."""

from zeal._native import Tensor, Variable, api
from zeal.keras.backend import local_conv1d, local_conv2d
from zeal.keras.functional.node import history
from zeal.keras.functional.record import keras_graph as get_graph
from zeal.keras.phase import learning_phase as symbolic_learning_phase
from zeal.keras.session import _initialize as _initialize_variables
from zeal.nest.composite_tensor import CompositeTensor

__all__ = [
    "_initialize_variables", "get_graph", "identity", "is_keras_tensor", "is_placeholder",
    "local_conv", "symbolic_learning_phase",
]  # fmt: skip


def identity(x, name=None):
    """A tensor like x."""
    return api.identity(x, name=name)


def is_keras_tensor(x):
    """Whether a tensor comes from a layer or `tf.keras.Input`.

    Raises:
      ValueError: x is no tensor.
    """
    if not isinstance(x, (Tensor, Variable, CompositeTensor)):
        raise ValueError(
            f"Unexpectedly found an instance of type `{type(x)}`. Expected a symbolic tensor "
            "instance."
        )
    return history(x) is not None


def is_placeholder(x):
    """Whether a tensor is a placeholder, or made of them."""
    if isinstance(x, CompositeTensor):
        return all(is_placeholder(part) for part in x._to_components())
    return isinstance(x, Tensor) and x._symbolic and x.op.type == "Placeholder"


def local_conv(
    inputs, kernel, kernel_size, strides, output_shape=None, data_format=None
):
    """`local_conv1d` or `local_conv2d`, by the number of sizes."""
    if len(kernel_size) == 1:
        return local_conv1d(inputs, kernel, kernel_size, strides, data_format)
    return local_conv2d(inputs, kernel, kernel_size, strides, output_shape, data_format)
