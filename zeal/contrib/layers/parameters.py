"""Variables of contrib's layers that convolve, and what follows the convolution."""

from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.layers.collecting import collect_output, collect_variable, collections_of
from zeal.graph.graph import get_default_graph
from zeal.ops.nn.bias import bias_add
from zeal.state.scope import name_scope


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


def of_core_layer(regularizer, name):
    """A regularizer whose ops have the names that they have in the layer of TensorFlow's core.

    Args:
      regularizer: a function of a variable, or None.
      name: that of the layer of contrib gives the variable, with "weights" or "biases" in it.

    Returns:
      A function of a variable, or None.
    """
    if regularizer is None:
        return None
    name = name.replace("weights", "kernel").replace("biases", "bias")
    inside = get_default_graph().get_name_scope()

    def regularize(variable):
        with name_scope(f"{inside}/{name}/Regularizer/"):
            return regularizer(variable)

    return regularize


class Parameters:
    """Makes the variables of a layer, and finishes its output.

    Args:
      scope: the layer's.
      dtype, trainable: the variables'.
      collections: theirs, or a dict of them by kinds.
      core: whether TensorFlow makes the layer of one of its core.
    """

    def __init__(self, scope, dtype, trainable, collections, core=True):
        self.scope, self.dtype, self.core = scope, dtype, core
        self.trainable, self.collections = trainable, collections

    def variable(self, name, shape, initializer, regularizer, kind=None):
        """A variable, in the collections of its kind; that is its name where it is not given."""
        if self.core:
            regularizer = of_core_layer(regularizer, name)
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
