"""Fully connected layers of contrib, and biases."""

from functools import partial

from zeal import _native
from zeal._native import api, composites
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import (
    collect_output,
    collect_variable,
    collections_of,
    published,
)
from zeal.contrib.layers.initializers import xavier_initializer
from zeal.contrib.layers.parameters import of_core_layer
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.keras.layers.dense import input_size
from zeal.keras.layers.input_spec import InputSpec
from zeal.ops.nn.bias import bias_add as add_bias
from zeal.public import publish
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable

_XAVIER, _ZEROS = xavier_initializer(), Zeros()


@published("fully_connected")
@add_arg_scope
def fully_connected(
    inputs, num_outputs, activation_fn=api.relu, normalizer_fn=None, normalizer_params=None,
    weights_initializer=_XAVIER, weights_regularizer=None,
    biases_initializer=_ZEROS, biases_regularizer=None, reuse=None, variables_collections=None,
    outputs_collections=None, trainable=True, scope=None,
):
    """A linear function of the last axis and an activation: `activation_fn(inputs @ w + b)`.

    Args:
      inputs: floating tensor of shape `[..., n]`, at least two axes.
      num_outputs: length of the output's last axis.
      activation_fn: function of the result; None for none.
      normalizer_fn: function that stands in for the biases, such as `layer_norm`; None for none.
      normalizer_params: dict of its arguments.
      weights_initializer, biases_initializer: functions of (shape, dtype); without the latter
        there are no biases.
      weights_regularizer, biases_regularizer: functions of the variables whose values join the
        graph's regularisation losses.
      reuse: whether variables are those of an earlier call in the same scope.
      variables_collections: collections of the variables, or a dict of them by "weights" and
        "biases".
      outputs_collections: collections of the output.
      trainable: whether optimizers change the variables.
      scope: the variable scope; a new "fully_connected" by default.

    Returns:
      A tensor of shape `[..., num_outputs]`.

    Raises:
      ValueError: num_outputs is no integer, or the last axis or the rank of inputs is unknown.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, [None, 3])
      ...     y = tf.contrib.layers.fully_connected(x, 4)
      ...     print(y.shape, [v.name for v in tf.global_variables()])
      (?, 4) ['fully_connected/weights:0', 'fully_connected/biases:0']
    """
    if isinstance(num_outputs, bool) or not hasattr(num_outputs, "__index__"):
        raise ValueError(
            f"num_outputs type should be one of [<class 'int'>], got {type(num_outputs)}."
        )
    with variable_scope(scope, "fully_connected", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        InputSpec(min_ndim=2).check(inputs, sc.name)
        weights = _parameter(
            "weights", [input_size(inputs.shape), num_outputs], inputs.dtype, weights_initializer,
            weights_regularizer, trainable, variables_collections,
        )
        biases = None
        if biases_initializer is not None and normalizer_fn is None:
            biases = _parameter(
                "biases", [num_outputs], inputs.dtype, biases_initializer, biases_regularizer,
                trainable, variables_collections,
            )
        outputs = composites.dense(inputs, weights, biases)
        if normalizer_fn is not None:
            outputs = normalizer_fn(outputs, **(normalizer_params or {}))
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return collect_output(outputs_collections, sc.name, outputs)


def _parameter(kind, shape, dtype, initializer, regularizer, trainable, collections):
    variable = model_variable(
        kind, shape, dtype, initializer, of_core_layer(regularizer, kind), trainable,
    )
    collect_variable(variable, collections_of(collections, kind))
    return variable


linear = partial(fully_connected, activation_fn=None)
relu = partial(fully_connected, activation_fn=api.relu)
relu6 = partial(fully_connected, activation_fn=api.relu6)
elu = partial(fully_connected, activation_fn=api.elu)


@published("bias_add")
@add_arg_scope
def bias_add(
    inputs, activation_fn=None, initializer=_ZEROS, regularizer=None, reuse=None,
    variables_collections=None, outputs_collections=None, trainable=True, data_format="NHWC",
    scope=None,
):
    """Adds a variable along the last axis.

    Args:
      inputs: tensor of known rank, whose last axis has a known length.
      activation_fn: function of the result; None for none.
      initializer: function of (shape, dtype).
      regularizer: function of the variable whose value joins the regularisation losses.
      data_format: "NHWC", or "NCHW" to add along axis 1 of a tensor of rank 4.
      the others: those of `fully_connected`; the scope is "BiasAdd" by default.

    Returns:
      A tensor of the shape of inputs.

    Raises:
      ValueError: rank or length are unknown, or data_format is none or does not fit.

    Example:
      >>> tf.contrib.layers.bias_add(tf.ones([2, 3])).shape
      TensorShape([Dimension(2), Dimension(3)])
    """
    if data_format not in ("NCHW", "NHWC"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    with variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        biases = model_variable(
            "biases", [_channels(inputs, data_format)], inputs.dtype, initializer, regularizer,
            trainable, collections_of(variables_collections, "biases"),
        )
        outputs = add_bias(inputs, biases, data_format=data_format)
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return collect_output(outputs_collections, sc.name, outputs)


def _channels(inputs, data_format):
    rank = inputs.shape.ndims
    if rank is None:
        raise ValueError("Dims of shape must be known but is None")
    if rank != 4 and data_format == "NCHW":
        raise ValueError("Data format NCHW only supports 4D Tensor")
    size = inputs._shape_tuple()[1 if data_format == "NCHW" else -1]
    if size is None:
        raise ValueError("`C` dimension must be known but is None")
    return size


@published("legacy_fully_connected")
@add_arg_scope
def legacy_fully_connected(
    x, num_output_units, activation_fn=None, weight_init=_XAVIER, bias_init=_ZEROS,
    name=None, weight_collections=(GraphKeys.WEIGHTS,), bias_collections=(GraphKeys.BIASES,),
    output_collections=(GraphKeys.ACTIVATIONS,), trainable=True, weight_regularizer=None,
    bias_regularizer=None,
):
    """The older `fully_connected`, whose variables are "weights" and "bias".

    Args:
      x: floating tensor of shape `[..., n]`, at least two axes.
      num_output_units: length of the output's last axis.
      activation_fn: function of the result; None for none.
      weight_init, bias_init: functions of (shape, dtype); without the latter there is no bias.
      name: the variable scope; a new "fully_connected" by default.
      weight_collections, bias_collections, output_collections: collections of weights, bias and
        output.
      trainable: whether optimizers change the variables.
      weight_regularizer, bias_regularizer: functions of the variables whose values join the
        graph's regularisation losses.

    Returns:
      A tensor of shape `[..., num_output_units]`.

    Raises:
      ValueError: the rank of x is unknown or below 2, or its last axis is unknown.

    Example:
      >>> tf.contrib.layers.legacy_fully_connected(tf.ones([2, 3]), 4).shape
      TensorShape([Dimension(2), Dimension(4)])
    """
    with variable_scope(name, "fully_connected", [x]):
        x = _native.convert(x)
        size = _last_size(x)

        def parameter(kind, shape, initializer, regularizer, collections):
            keys = [*(collections or ()), GraphKeys.GLOBAL_VARIABLES]
            return get_variable(
                kind, shape, x.dtype, initializer, regularizer, trainable,
                list(dict.fromkeys(keys)),
            )

        weights = parameter(
            "weights", [size, num_output_units], weight_init, weight_regularizer,
            weight_collections,
        )
        bias = None if bias_init is None else parameter(
            "bias", [num_output_units], bias_init, bias_regularizer, bias_collections
        )
        y = composites.dense(x, weights, bias)
        if activation_fn is not None:
            y = activation_fn(y)
        if y._symbolic:
            keys = [*(output_collections or ()), GraphKeys.ACTIVATIONS]
            get_default_graph().add_to_collections(keys, y)
        return y


def _last_size(x):
    sizes = x._shape_tuple()
    if sizes is None:
        raise ValueError("dims of x must be known but is None")
    if len(sizes) < 2:
        raise ValueError(f"rank of x must be at least 2 not: {len(sizes)}")
    if sizes[-1] is None:
        raise ValueError("last dimension of x must be known but is None")
    return sizes[-1]


legacy_linear = partial(legacy_fully_connected, activation_fn=None)
legacy_relu = partial(legacy_fully_connected, activation_fn=api.relu)

for _name in ("linear", "relu", "relu6", "elu", "legacy_linear", "legacy_relu"):
    publish(__name__, _name, f"contrib.layers.{_name}", f"contrib.slim.{_name}")
publish(__name__, "fully_connected", "contrib.slim.fc")
