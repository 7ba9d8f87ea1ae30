"""Layers of contrib that normalize."""

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import collect_output, collections_of, published
from zeal.dtypes import float16
from zeal.ops.nn.norm import batch_normalization, moments
from zeal.state.initializers import Ones, Zeros
from zeal.state.scope import variable_scope


@published("layer_norm")
@add_arg_scope
def layer_norm(
    inputs, center=True, scale=True, activation_fn=None, reuse=None, variables_collections=None,
    outputs_collections=None, trainable=True, begin_norm_axis=1, begin_params_axis=-1, scope=None,
):
    """Subtracts the mean of each example and divides by its standard deviation.

    Args:
      inputs: floating tensor of known rank.
      center: whether a variable "beta" is added.
      scale: whether a variable "gamma" multiplies.
      activation_fn: function of the result; None for none.
      begin_norm_axis: first of the axes over which moments are taken.
      begin_params_axis: first of the axes that beta and gamma have.
      the others: those of `fully_connected`; the scope is "LayerNorm" by default.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: the rank or a length that the variables need is unknown, or an axis is too large.

    Example:
      >>> tf.contrib.layers.layer_norm(tf.constant([[1.0, 3.0]])).numpy().tolist()
      [[-1.0, 1.0]]

    Source: Ba et al. 2016.
    """
    with variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        shape, begin = _parameter_shape(inputs, begin_norm_axis, begin_params_axis)

        def parameter(name, initializer):
            return model_variable(
                name, shape, inputs.dtype, initializer, None, trainable,
                collections_of(variables_collections, name),
            )

        beta = parameter("beta", Zeros()) if center else None
        gamma = parameter("gamma", Ones()) if scale else None
        mean, variance = moments(inputs, list(range(begin, inputs.shape.ndims)), keepdims=True)
        epsilon = 1e-3 if inputs.dtype == float16 else 1e-12
        outputs = batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return collect_output(outputs_collections, sc.name, outputs)


def _parameter_shape(inputs, norm_axis, params_axis):
    """The shape of beta and gamma, and the first axis of moments, counted from the front."""
    rank, word = inputs.shape.ndims, getattr(inputs, "name", "") if inputs._symbolic else "tensor"
    if rank is None:
        raise ValueError(f"Inputs {word} has undefined rank.")
    norm_axis += rank if norm_axis < 0 else 0
    if params_axis >= rank or norm_axis >= rank:
        raise ValueError(
            f"begin_params_axis ({params_axis}) and begin_norm_axis ({norm_axis}) must be < "
            f"rank(inputs) ({rank})"
        )
    shape = inputs.shape[params_axis:]
    if not shape.is_fully_defined():
        raise ValueError(
            f"Inputs {word}: shape(inputs)[{params_axis}:] is not fully defined: {inputs.shape}"
        )
    return shape, norm_axis


@published("unit_norm")
@add_arg_scope
def unit_norm(inputs, dim, epsilon=1e-7, scope=None):
    """Divides by the Euclidean length along an axis.

    Args:
      inputs: floating tensor of known rank.
      dim: the axis, counted from the front.
      epsilon: added to the squared length.
      scope: the variable scope; a new "UnitNorm" by default.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: the rank is unknown, or dim is none of its axes.

    Example:
      >>> tf.contrib.layers.unit_norm(tf.constant([[3.0, 4.0]]), 1, 0.0).shape.as_list()
      [1, 2]
    """
    with variable_scope(scope, "UnitNorm", [inputs]):
        inputs = _native.convert(inputs)
        rank = inputs.shape.ndims
        if not rank:
            raise ValueError("The input rank must be known.")
        if not 0 <= dim < rank:
            raise ValueError("dim must be positive but smaller than the input rank.")
        squares = api.reduce_sum(api.square(inputs), dim, keepdims=True)
        return inputs / api.sqrt(epsilon + squares)
