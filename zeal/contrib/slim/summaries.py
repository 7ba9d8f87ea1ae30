"""tf.contrib.slim.summaries: summaries of tensors under their own names, which may be printed."""

from zeal.effects.print_text import Print as _Print
from zeal.graph.graph import get_default_graph as _get_default_graph
from zeal.graph.keys import GraphKeys as _GraphKeys
from zeal.ops.nn.norm import zero_fraction as _zero_fraction
from zeal.public import publish_module as _publish_module
from zeal.summary.images import image as _image
from zeal.summary.ops import histogram as _histogram
from zeal.summary.ops import scalar as _scalar

_publish_module(__name__)


def _named(tensor, name, prefix, postfix=None):
    return "/".join(part for part in (prefix, name or tensor.op.name, postfix) if part)


def _add(kind, tensor, name, print_summary):
    if not print_summary:
        return kind(name, tensor)
    op = _Print(kind(name, tensor, collections=[]), [tensor], name)
    _get_default_graph().add_to_collection(_GraphKeys.SUMMARIES, op)
    return op


def add_histogram_summary(tensor, name=None, prefix=None):
    """Adds a histogram of a tensor to the graph's summaries.

    Args:
      tensor: a tensor or variable.
      name: the summary's name; that of the tensor's operation by default.
      prefix: what stands before it.

    Returns:
      A string scalar, the summary.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.constant([1.0], name="x")
      ...     tf.contrib.slim.summaries.add_histogram_summary(x, prefix="in").op.name
      'in/x'
    """
    return _histogram(_named(tensor, name, prefix), tensor)


def add_image_summary(tensor, name=None, prefix=None, print_summary=False):
    """Adds images to the graph's summaries; see `add_histogram_summary`.

    Args:
      tensor: images of shape `[batch, height, width, channels]`.
      name, prefix: as there.
      print_summary: whether the tensor is printed when the summary is made.
    """
    return _add(_image, tensor, _named(tensor, name, prefix), print_summary)


def add_scalar_summary(tensor, name=None, prefix=None, print_summary=False):
    """Adds a number to the graph's summaries; see `add_image_summary`."""
    return _add(_scalar, tensor, _named(tensor, name, prefix), print_summary)


def add_zero_fraction_summary(tensor, name=None, prefix=None, print_summary=False):
    """Adds the share of zeros in a tensor to the graph's summaries; see `add_image_summary`."""
    name = _named(tensor, name, prefix, "Fraction_of_Zero_Values")
    return _add(_scalar, _zero_fraction(tensor), name, print_summary)


def add_histogram_summaries(tensors, prefix=None):
    """The list of `add_histogram_summary` of each tensor."""
    return [add_histogram_summary(x, None, prefix) for x in tensors]


def add_image_summaries(tensors, prefix=None):
    """The list of `add_image_summary` of each tensor."""
    return [add_image_summary(x, None, prefix) for x in tensors]


def add_scalar_summaries(tensors, prefix=None, print_summary=False):
    """The list of `add_scalar_summary` of each tensor."""
    return [add_scalar_summary(x, None, prefix, print_summary) for x in tensors]


def add_zero_fraction_summaries(tensors, prefix=None):
    """The list of `add_zero_fraction_summary` of each tensor."""
    return [add_zero_fraction_summary(x, None, prefix) for x in tensors]
