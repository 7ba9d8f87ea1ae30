"""tf.contrib.model_pruning: weights with masks, and the lists of them."""

from zeal._native import api
from zeal.graph.graph import get_default_graph
from zeal.ops.nn.norm import zero_fraction
from zeal.public import public
from zeal.state.initializers import Ones, Zeros
from zeal.state.scope import variable_scope
from zeal.state.variable import get_variable

_NAMES = ("masks", "thresholds", "masked_weights", "kernel")


def _of(index):
    return get_default_graph().get_collection(_NAMES[index])


@public("contrib.model_pruning.apply_mask")
def apply_mask(x, scope=""):
    """Weights, times a mask of ones that `Pruning` changes.

    Args:
      x: a variable.
      scope: the variable scope for "mask" and "threshold".

    Returns:
      A tensor of the variable's shape.
    """
    with variable_scope(scope):
        mask = get_variable("mask", x.get_shape(), x.dtype, Ones(), trainable=False)
        threshold = get_variable("threshold", [], x.dtype, Zeros(), trainable=False)
    masked = api.multiply(mask, x, name="weights/masked_weight")
    if not any(mask is other for other in get_masks()):
        for name, value in zip(_NAMES, (mask, threshold, masked, x), strict=True):
            get_default_graph().add_to_collection(name, value)
    return masked


@public("contrib.model_pruning.get_masks")
def get_masks():
    """The masks of the default graph."""
    return _of(0)


@public("contrib.model_pruning.get_thresholds")
def get_thresholds():
    """The magnitudes below which weights are masked, as `get_masks`."""
    return _of(1)


@public("contrib.model_pruning.get_masked_weights")
def get_masked_weights():
    """The products of weights and masks, as `get_masks`."""
    return _of(2)


@public("contrib.model_pruning.get_weights")
def get_weights():
    """The weights that have masks, as `get_masks`."""
    return _of(3)


@public("contrib.model_pruning.get_weight_sparsity")
def get_weight_sparsity():
    """How much of each mask is 0, as `get_masks`."""
    return [zero_fraction(mask) for mask in get_masks()]
