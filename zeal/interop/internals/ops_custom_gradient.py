"""tensorflow.python.ops.custom_gradient: what only TensorFlow's own code asks."""

from zeal import nest
from zeal.graph.gradients import gradients
from zeal.state.variable import trainable_variables

__all__ = ["get_dependent_variables"]


def get_dependent_variables(input_ops, output_ops):
    """The trainable variables that outputs depend on with a gradient, and not by the inputs."""
    variables = trainable_variables()
    if not variables:
        return []
    found = gradients(nest.flatten(output_ops), variables, stop_gradients=nest.flatten(input_ops))
    return [v for v, gradient in zip(variables, found, strict=True) if gradient is not None]
