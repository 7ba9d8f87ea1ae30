"""Variables of contrib's layers that convolve, and what follows the convolution."""

from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.layers.collecting import collect_output, collect_variable, collections_of
from zeal.ops.nn.bias import bias_add


def channels_of(inputs, first):
    """The length of the channels' axis.

    Args:
      inputs: a tensor of known rank.
      first: whether channels come second, not last.

    Raises:
      ValueError: it is unknown.
    """
    channels = inputs._shape_tuple()[1 if first else -1]
    if channels is None:
        raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
    return channels


class Parameters:
    """Makes the variables of a layer, and finishes its output."""

    def __init__(self, scope, dtype, trainable, collections):
        self.scope, self.dtype = scope, dtype
        self.trainable, self.collections = trainable, collections

    def variable(self, name, shape, initializer, regularizer, kind=None):
        """A variable, in the collections of its kind; that is its name where it is not given."""
        variable = model_variable(
            name, shape, self.dtype, initializer, regularizer, self.trainable
        )
        collect_variable(variable, collections_of(self.collections, kind or name))
        return variable

    def finish(
        self, outputs, n, first, normalizer, parameters, initializer, regularizer, activate,
        collections,
    ):
        """The output behind the normalizer, or biases of n channels, and the activation."""
        if normalizer is not None:
            outputs = normalizer(outputs, **(parameters or {}))
        elif initializer is not None:
            biases = self.variable("biases", [n], initializer, regularizer)
            outputs = bias_add(outputs, biases, data_format="NCHW" if first else "NHWC")
        if activate is not None:
            outputs = activate(outputs)
        return collect_output(collections, self.scope, outputs)
