"""Layers of contrib for images: convolutions and pooling."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import (
    collect_output,
    collect_variable,
    collections_of,
    published,
)
from zeal.contrib.layers.initializers import xavier_initializer
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.window_arguments import length_before, numbers
from zeal.ops.nn import conv
from zeal.ops.nn.bias import bias_add
from zeal.ops.nn.pool import avg_pool, max_pool
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope

_XAVIER, _ZEROS = xavier_initializer(), Zeros()


def _format(data_format) -> str:
    if data_format not in (None, "NHWC", "NCHW"):
        raise ValueError(f"Invalid data_format: {data_format!r}; it must be NHWC or NCHW")
    return data_format or "NHWC"


def _channels(inputs, data_format, scope):
    """The length of the channels' axis of inputs, of rank 4."""
    InputSpec(ndim=4).check(inputs, scope)
    channels = inputs._shape_tuple()[1 if data_format == "NCHW" else 3]
    if channels is None:
        raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
    return channels


class _Parameters:
    """Makes the variables of a layer, and finishes its output."""

    def __init__(self, scope, dtype, trainable, collections):
        self.scope, self.dtype = scope, dtype
        self.trainable, self.collections = trainable, collections

    def variable(self, kind, shape, initializer, regularizer):
        variable = model_variable(
            kind, shape, self.dtype, initializer, regularizer, self.trainable
        )
        collect_variable(variable, collections_of(self.collections, kind))
        return variable

    def finish(
        self, outputs, n, data_format, normalizer, parameters, initializer, regularizer, activate,
        collections,
    ):
        if normalizer is not None:
            outputs = normalizer(outputs, **(parameters or {}))
        elif initializer is not None:
            biases = self.variable("biases", [n], initializer, regularizer)
            outputs = bias_add(outputs, biases, data_format=data_format)
        if activate is not None:
            outputs = activate(outputs)
        return collect_output(collections, self.scope, outputs)


@published("conv2d", "convolution2d")
@add_arg_scope
def convolution2d(
    inputs, num_outputs, kernel_size, stride=1, padding: Any = "SAME", data_format=None, rate=1,
    activation_fn=api.relu, normalizer_fn=None, normalizer_params=None,
    weights_initializer=_XAVIER, weights_regularizer=None, biases_initializer=_ZEROS,
    biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None,
):
    """A convolution of images and an activation.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      num_outputs: number of the output's channels.
      kernel_size: height and width of the window, or one number for both.
      stride: its steps, likewise.
      padding: "SAME" or "VALID".
      data_format: "NHWC" (default), or "NCHW" where channels come second.
      rate: steps between the rows and columns of the window; not with strides.
      activation_fn: function of the result; None for none.
      normalizer_fn: function that stands in for the biases, such as `batch_norm`; None for none.
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
      scope: the variable scope; a new "Conv" by default.

    Returns:
      A tensor of rank 4.

    Raises:
      ValueError: rank or channels of inputs are unknown, or arguments do not fit.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, [None, 8, 8, 3])
      ...     y = tf.contrib.layers.conv2d(x, 4, 3)
      ...     print(y.shape, [v.name for v in tf.global_variables()])
      (?, 8, 8, 4) ['Conv/weights:0', 'Conv/biases:0']
    """
    data_format = _format(data_format)
    with variable_scope(scope, "Conv", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        size, steps = numbers(kernel_size, 2, "kernel_size"), numbers(stride, 2, "strides")
        rates = numbers(rate, 2, "dilation_rate")
        if max(steps) > 1 and max(rates) > 1:
            raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
        make = _Parameters(sc.name, inputs.dtype, trainable, variables_collections)
        shape = [*size, _channels(inputs, data_format, sc.name), num_outputs]
        weights = make.variable("weights", shape, weights_initializer, weights_regularizer)
        outputs = conv.conv2d(
            inputs, weights, steps, padding, data_format=data_format, dilations=rates
        )
        return make.finish(
            outputs, num_outputs, data_format, normalizer_fn, normalizer_params,
            biases_initializer, biases_regularizer, activation_fn, outputs_collections,
        )


@published("conv2d_transpose", "convolution2d_transpose")
@add_arg_scope
def convolution2d_transpose(
    inputs, num_outputs, kernel_size, stride=1, padding: Any = "SAME", data_format: Any = "NHWC",
    activation_fn=api.relu, normalizer_fn=None, normalizer_params=None,
    weights_initializer=_XAVIER, weights_regularizer=None, biases_initializer=_ZEROS,
    biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None,
):
    """A transposed convolution, which makes images larger, and an activation.

    Args:
      inputs, num_outputs, kernel_size, stride, padding, data_format, activation_fn, normalizer_fn,
        normalizer_params, weights_initializer, weights_regularizer, biases_initializer,
        biases_regularizer, reuse, variables_collections, outputs_collections, trainable, scope:
        those of `conv2d`; the scope is "Conv2d_transpose" by default.

    Returns:
      A tensor of rank 4.

    Raises:
      ValueError: rank or channels of inputs are unknown, or arguments do not fit.

    Example:
      >>> tf.contrib.layers.conv2d_transpose(tf.ones([1, 4, 4, 3]), 2, 3, 2).shape.as_list()
      [1, 8, 8, 2]
    """
    data_format = _format(data_format)
    with variable_scope(scope, "Conv2d_transpose", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        size, steps = numbers(kernel_size, 2, "kernel_size"), numbers(stride, 2, "strides")
        make = _Parameters(sc.name, inputs.dtype, trainable, variables_collections)
        shape = [*size, num_outputs, _channels(inputs, data_format, sc.name)]
        weights = make.variable("weights", shape, weights_initializer, weights_regularizer)
        outputs = conv.conv2d_transpose(
            inputs, weights, _larger(inputs, num_outputs, size, steps, padding, data_format),
            steps, padding, data_format,
        )
        return make.finish(
            outputs, num_outputs, data_format, normalizer_fn, normalizer_params,
            biases_initializer, biases_regularizer, activation_fn, outputs_collections,
        )


def _larger(inputs, n, size, steps, padding, data_format):
    """The shape of a transposed convolution's output: numbers, and tensors for unknown sizes."""
    known, shape = inputs._shape_tuple(), api.shape(inputs)
    sizes = [shape[i] if length is None else length for i, length in enumerate(known)]
    first = 2 if data_format == "NCHW" else 1
    lengths = [
        length_before(sizes[first + i], size[i], padding.lower(), steps[i]) for i in range(2)
    ]
    return [sizes[0], n, *lengths] if first == 2 else [sizes[0], *lengths, n]


def _pooled(function, name, inputs, kernel_size, stride, padding, data_format, collections, scope):
    with variable_scope(scope, name, [inputs]) as sc:
        inputs = _native.convert(inputs)
        outputs = function(
            inputs, numbers(kernel_size, 2, "pool_size"), numbers(stride, 2, "strides"), padding,
            _format(data_format),
        )
        return collect_output(collections, sc.name, outputs)


@published("max_pool2d")
@add_arg_scope
def max_pool2d(
    inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = "NHWC",
    outputs_collections=None, scope=None,
):
    """The largest element of each window.

    Args:
      inputs: tensor of shape `[batch, height, width, channels]`.
      kernel_size: height and width of the window, or one number for both.
      stride: its steps, likewise.
      padding: "VALID" or "SAME".
      data_format: "NHWC", or "NCHW" where channels come second.
      outputs_collections: collections of the output.
      scope: the name scope; a new "MaxPool2D" by default.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.contrib.layers.max_pool2d(tf.ones([1, 4, 4, 3]), 2).shape.as_list()
      [1, 2, 2, 3]
    """
    return _pooled(
        max_pool, "MaxPool2D", inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )


@published("avg_pool2d")
@add_arg_scope
def avg_pool2d(
    inputs, kernel_size, stride=2, padding: Any = "VALID", data_format: Any = "NHWC",
    outputs_collections=None, scope=None,
):
    """The mean of each window.

    Args:
      inputs: floating tensor of shape `[batch, height, width, channels]`.
      kernel_size, stride, padding, data_format, outputs_collections, scope: those of `max_pool2d`;
        the scope is "AvgPool2D" by default.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.contrib.layers.avg_pool2d(tf.ones([1, 4, 4, 3]), 2).shape.as_list()
      [1, 2, 2, 3]
    """
    return _pooled(
        avg_pool, "AvgPool2D", inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )
