"""tf.contrib.layers.spatial_softmax, and gradients that are scaled."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import collections_of, published
from zeal.contrib.layers.parameters import channels_of
from zeal.images.shapes import size_along
from zeal.state.initializers import Constant
from zeal.state.scope import name_scope, variable_scope


@published("spatial_softmax")
@add_arg_scope
def spatial_softmax(
    features, temperature=None, name=None, variables_collections=None, trainable=True,
    data_format: Any = "NHWC",
) -> Tensor:  # fmt: skip
    """The expected place of each feature in images, if a softmax over pixels tells where it is.

    See Levine et al., "End-to-end training of deep visuomotor policies", 2015.

    Args:
      features: floating tensor of shape `[batch, height, width, channels]`.
      temperature: what features are divided by before, the first value of a variable
        "temperature"; 1 by default.
      name: the variable scope; a new "spatial_softmax" by default.
      variables_collections: collections of the variable.
      trainable: whether it is learned.
      data_format: "NHWC", or "NCHW" where channels come second.

    Returns:
      A tensor of shape `[batch, 2 * channels]`: row and column of each, from -1 to 1.

    Raises:
      ValueError: the number of channels is unknown, or the format is neither.

    Example:
      >>> x = 100.0 * tf.reshape(tf.one_hot(3, 4), [1, 2, 2, 1])
      >>> tf.contrib.layers.spatial_softmax(x).numpy().tolist()
      [[1.0, 1.0]]
    """
    if data_format not in ("NHWC", "NCHW"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    features = _native.convert(features)
    first = data_format == "NCHW"
    with variable_scope(name, "spatial_softmax"):
        channels = channels_of(features, first)
        height, width = (size_along(features, axis) for axis in ((2, 3) if first else (1, 2)))
        with name_scope("spatial_softmax_op"):
            variable = model_variable(
                "temperature", [], "float32", Constant(1.0 if temperature is None else temperature),
                None, trainable, collections_of(variables_collections, "temperature"),
            )  # fmt: skip
            planes = features if first else api.transpose(features, [0, 3, 1, 2])
            weights = api.softmax(api.reshape(planes, [-1, height * width]) / variable)
            weights = api.reshape(weights, [-1, height, width])
            found = [
                api.reduce_sum(api.linspace(-1.0, 1.0, n) * api.reduce_sum(weights, axis), 1, True)
                for n, axis in ((height, 2), (width, 1))
            ]
            return api.reshape(api.concat(found, 1), [-1, 2 * channels])


@published("scale_gradient")
def scale_gradient(inputs, gradient_multiplier) -> Tensor:
    """A tensor as it is, whose gradient is multiplied.

    Args:
      inputs: floating tensor.
      gradient_multiplier: a number.

    Returns:
      A tensor of the same values.

    Example:
      >>> x = tf.constant(3.0)
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     y = tf.contrib.layers.scale_gradient(x, 0.5)
      >>> float(y), float(tape.gradient(y, x))
      (3.0, 0.5)
    """
    inputs = _native.convert(inputs)
    kept = api.stop_gradient(inputs) * (1 - gradient_multiplier)
    return kept + inputs * gradient_multiplier
