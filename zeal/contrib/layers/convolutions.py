"""Layers of contrib: convolutions of sequences, images and volumes, and transposed ones."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import published
from zeal.contrib.layers.initializers import xavier_initializer
from zeal.contrib.layers.parameters import Parameters, channels_of
from zeal.keras.layers.window_arguments import length_before, numbers, padding_word
from zeal.ops.nn.conv import conv2d_transpose
from zeal.ops.nn.conv_of_rank import conv3d_transpose
from zeal.ops.nn.convolution import convolution as convolve
from zeal.ops.nn.windows import FORMATS, channels_first
from zeal.ops.op_counts import count_before
from zeal.state.initializers import Zeros
from zeal.state.scope import variable_scope

_XAVIER, _ZEROS = xavier_initializer(), Zeros()


def _convolution(
    inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn,
    normalizer_fn, normalizer_params, weights_initializer, weights_regularizer,
    biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections,
    trainable, scope, n=None,
):
    """A convolution of n spatial axes; of those that inputs have, where n is None."""
    if data_format not in (None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW"):
        raise ValueError(f"Invalid data_format: {data_format!r}")
    with variable_scope(scope, "Conv", [inputs], reuse=reuse) as sc:
        inputs = _native.convert(inputs)
        rank = inputs.shape.ndims
        if n is not None and n + 2 != rank:
            raise ValueError(f"Convolution expects input with rank {n + 2}, got {rank}")
        if rank not in (3, 4, 5):
            raise ValueError("Convolution not supported for input with rank", rank)
        n, first = rank - 2, channels_first(data_format)
        size, steps = numbers(kernel_size, n, "kernel_size"), numbers(stride, n, "strides")
        rates = numbers(rate, n, "dilation_rate")
        if max(steps) > 1 and max(rates) > 1:
            raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
        make = Parameters(sc.name, inputs.dtype, trainable, variables_collections)
        shape = [*size, channels_of(inputs, first), num_outputs]
        weights = make.variable("weights", shape, weights_initializer, weights_regularizer)
        count_before("conv/build")
        outputs = convolve(
            inputs, weights, padding_word(padding).upper(), steps, rates,
            data_format=FORMATS[n][1 if first else 0], name=("conv1d", "Conv2D", "Conv3D")[n - 1],
        )
        return make.finish(
            outputs, num_outputs, first, normalizer_fn, normalizer_params, biases_initializer,
            biases_regularizer, activation_fn, outputs_collections,
        )


@published("convolution")
@add_arg_scope
def convolution(
    inputs, num_outputs, kernel_size, stride=1, padding: Any = "SAME", data_format=None, rate=1,
    activation_fn=api.relu, normalizer_fn=None, normalizer_params=None,
    weights_initializer=_XAVIER, weights_regularizer=None, biases_initializer=_ZEROS,
    biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None, conv_dims=None,
):
    """A convolution of sequences, images or volumes and an activation.

    Args:
      inputs: floating tensor of rank 3, 4 or 5, channels last.
      num_outputs: number of the output's channels.
      kernel_size: lengths of the window along spatial axes, or one number for all.
      stride: its steps, likewise.
      padding: "SAME" or "VALID".
      data_format: "N...C" (default), or "NC..." where channels come second.
      rate: steps between the window's taps; not with strides.
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
      conv_dims: how many spatial axes inputs must have.

    Returns:
      A tensor of the rank of inputs.

    Raises:
      ValueError: rank or channels of inputs are unknown, or arguments do not fit.

    Example:
      >>> tf.contrib.layers.convolution(tf.ones([1, 8, 3]), 4, 3).shape.as_list()
      [1, 8, 4]
    """
    return _convolution(
        inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn,
        normalizer_fn, normalizer_params, weights_initializer, weights_regularizer,
        biases_initializer, biases_regularizer, reuse, variables_collections,
        outputs_collections, trainable, scope, conv_dims,
    )


def _of_axes(n, what, sizes):
    """The convolution of inputs with n spatial axes."""

    def layer(
        inputs, num_outputs, kernel_size, stride=1, padding: Any = "SAME", data_format=None, rate=1,
        activation_fn=api.relu, normalizer_fn=None, normalizer_params=None,
        weights_initializer=_XAVIER, weights_regularizer=None, biases_initializer=_ZEROS,
        biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
        trainable=True, scope=None,
    ):  # fmt: skip
        return _convolution(
            inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn,
            normalizer_fn, normalizer_params, weights_initializer, weights_regularizer,
            biases_initializer, biases_regularizer, reuse, variables_collections,
            outputs_collections, trainable, scope, n,
        )

    layer.__name__ = layer.__qualname__ = f"convolution{n}d"
    layer.__doc__ = f"""A convolution of {what} and an activation.

    Args:
      inputs: floating tensor of shape `[batch, {sizes}, channels]`.
      the others: those of `convolution`.

    Returns:
      A tensor of rank {n + 2}.

    Example:
      >>> tf.contrib.layers.conv{n}d(tf.ones({[1, *[8] * n, 3]}), 4, 3).shape.as_list()
      {[1, *[8] * n, 4]}
    """
    return published(f"conv{n}d", layer.__name__)(add_arg_scope(layer))


convolution1d = _of_axes(1, "sequences", "length")
convolution2d = _of_axes(2, "images", "height, width")
convolution3d = _of_axes(3, "volumes", "depth, height, width")


def _transposed(
    function, default_name, inputs, num_outputs, kernel_size, stride, padding, data_format,
    activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer,
    biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections,
    trainable, scope, n,
):
    """A transposed convolution of n spatial axes."""
    with variable_scope(scope, default_name, [inputs], reuse=reuse) as sc:
        if data_format not in FORMATS[n]:
            raise ValueError(f"data_format has to be either {' or '.join(FORMATS[n][::-1])}.")
        inputs, first = _native.convert(inputs), channels_first(data_format)
        padding = padding_word(padding)
        inputs.shape.with_rank(n + 2)
        size, steps = numbers(kernel_size, n, "kernel_size"), numbers(stride, n, "strides")
        make = Parameters(sc.name, inputs.dtype, trainable, variables_collections)
        shape = [*size, num_outputs, channels_of(inputs, first)]
        weights = make.variable("weights", shape, weights_initializer, weights_regularizer)
        outputs = function(
            inputs, weights, _larger(inputs, num_outputs, size, steps, padding, first), steps,
            padding.upper(), data_format,
        )
        return make.finish(
            outputs, num_outputs, first, normalizer_fn, normalizer_params, biases_initializer,
            biases_regularizer, activation_fn, outputs_collections,
        )


def _larger(inputs, channels, size, steps, padding, first):
    """The shape of a transposed convolution's output: numbers, and tensors for unknown sizes."""
    known, shape = inputs._shape_tuple(), api.shape(inputs)
    sizes = [shape[i] if length is None else length for i, length in enumerate(known)]
    start = 2 if first else 1
    lengths = [
        length_before(sizes[start + i], size[i], padding, steps[i])
        for i in range(len(size))
    ]
    return [sizes[0], channels, *lengths] if first else [sizes[0], *lengths, channels]


def _larger_of_axes(function, n, what):
    """The transposed convolution of inputs with n spatial axes."""
    name = f"conv{n}d"

    def layer(
        inputs, num_outputs, kernel_size, stride=1, padding: Any = "SAME",
        data_format: Any = FORMATS[n][0], activation_fn=api.relu, normalizer_fn=None,
        normalizer_params=None, weights_initializer=_XAVIER, weights_regularizer=None,
        biases_initializer=_ZEROS, biases_regularizer=None, reuse=None, variables_collections=None,
        outputs_collections=None, trainable=True, scope=None,
    ):  # fmt: skip
        return _transposed(
            function, f"Conv{n}d_transpose", inputs, num_outputs, kernel_size, stride, padding,
            data_format, activation_fn, normalizer_fn, normalizer_params, weights_initializer,
            weights_regularizer, biases_initializer, biases_regularizer, reuse,
            variables_collections, outputs_collections, trainable, scope, n,
        )

    layer.__name__ = layer.__qualname__ = f"convolution{n}d_transpose"
    layer.__doc__ = f"""A transposed convolution, which makes {what} larger, and an activation.

    Args:
      all: those of `{name}`; the scope is "Conv{n}d_transpose" by default.

    Returns:
      A tensor of rank {n + 2}.

    Raises:
      ValueError: rank or channels of inputs are unknown, or arguments do not fit.

    Example:
      >>> x = tf.ones({[1, *[4] * n, 3]})
      >>> tf.contrib.layers.{name}_transpose(x, 2, 3, 2).shape.as_list()
      {[1, *[8] * n, 2]}
    """
    return published(f"{name}_transpose", layer.__name__)(add_arg_scope(layer))


convolution2d_transpose = _larger_of_axes(conv2d_transpose, 2, "images")
convolution3d_transpose = _larger_of_axes(conv3d_transpose, 3, "volumes")
