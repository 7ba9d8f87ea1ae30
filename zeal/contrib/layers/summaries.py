"""tf.contrib.layers.summarize_tensor and its kin: summaries of what a network holds."""

import re

from zeal import dtypes
from zeal._native import api
from zeal.graph.collections import get_collection
from zeal.graph.keys import GraphKeys
from zeal.public import public, publish
from zeal.summary.ops import histogram, scalar


def _fraction(holds):
    return api.reduce_mean(api.cast(holds, dtypes.float32))


@public("contrib.layers.summarize_tensor", "contrib.slim.summarize_tensor")
def summarize_tensor(tensor, tag=None):
    """A summary of a tensor: of a scalar its value, of others a histogram.

    Args:
      tensor: a tensor, or a variable, of a graph.
      tag: the summary's name; by default that of the tensor's op and "_summary".

    Returns:
      A string scalar; None for strings and bools.

    Example:
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.layers.summarize_tensor(tf.constant(1.0, name="x")).op.name)
      x_summary
    """
    if tensor.dtype.base_dtype in (dtypes.string, dtypes.bool):
        return None
    summarize = scalar if tensor.shape.ndims == 0 else histogram
    return summarize(tag or f"{tensor.op.name}_summary", tensor)


@public("contrib.layers.summarize_activation", "contrib.slim.summarize_activation")
def summarize_activation(op):
    """Summaries of what an activation gives: a histogram; of ReLUs also how many are cut.

    Args:
      op: the activation, a tensor of a graph.

    Returns:
      The histogram's summary.

    Example:
      >>> with tf.Graph().as_default():
      ...     y = tf.nn.relu([1.0, -1.0], name="y")
      ...     print(tf.contrib.layers.summarize_activation(y).op.name)
      y/activation
    """
    name, kind = op.op.name, op.op.type
    if kind in ("Relu", "Softplus", "Relu6"):
        scalar(f"{name}/zeros", _fraction(op.op.inputs[0] < 0))
    if kind == "Relu6":
        scalar(f"{name}/sixes", _fraction(op.op.inputs[0] > 6))
    return histogram(f"{name}/activation", op)


@public("contrib.layers.summarize_tensors", "contrib.slim.summarize_tensors")
def summarize_tensors(tensors, summarizer=summarize_tensor):
    """Summaries of several tensors.

    Args:
      tensors: a list of tensors.
      summarizer: makes a summary of one.

    Returns:
      A list of what it returned.

    Example:
      >>> with tf.Graph().as_default():
      ...     len(tf.contrib.layers.summarize_tensors([tf.constant(1.0), tf.constant(2.0)]))
      2
    """
    return [summarizer(tensor) for tensor in tensors]


@public("contrib.layers.summarize_collection", "contrib.slim.summarize_collection")
def summarize_collection(collection, name_filter=None, summarizer=summarize_tensor):
    """Summaries of the tensors in a collection of the graph.

    Args:
      collection: the collection's name.
      name_filter: a pattern that names of ops must match from their beginning on, or None.
      summarizer: makes a summary of one tensor.

    Returns:
      A list of what it returned.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0, name="v")
      ...     len(tf.contrib.layers.summarize_collection(tf.GraphKeys.GLOBAL_VARIABLES))
      1
    """
    members = get_collection(collection)
    chosen = [m for m in members if name_filter is None or re.match(name_filter, m.op.name)]
    return summarize_tensors(chosen, summarizer)


def _of_collection(name, collection, what):
    def summarize(name_filter=None, summarizer=summarize_tensor):
        return summarize_collection(collection, name_filter, summarizer)

    summarize.__name__ = summarize.__qualname__ = name
    summarize.__doc__ = f"""Summaries of {what}; see `summarize_collection`.

    Args:
      name_filter, summarizer: as there.

    Returns:
      A list of what the summarizer returned.
    """
    publish(__name__, name, f"contrib.slim.{name}")
    return summarize


summarize_variables = _of_collection(
    "summarize_variables", GraphKeys.GLOBAL_VARIABLES, "all global variables"
)
summarize_weights = _of_collection(
    "summarize_weights", GraphKeys.WEIGHTS, "the collection of weights"
)
summarize_biases = _of_collection(
    "summarize_biases", GraphKeys.BIASES, "the collection of biases"
)


@public("contrib.layers.summarize_activations", "contrib.slim.summarize_activations")
def summarize_activations(name_filter=None, summarizer=summarize_activation):
    """Summaries of the collection of activations; see `summarize_collection`.

    Args:
      name_filter: a pattern that names of ops must match from their beginning on, or None.
      summarizer: makes a summary of one tensor.

    Returns:
      A list of what the summarizer returned.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.contrib.layers.summarize_activations()
      []
    """
    return summarize_collection(GraphKeys.ACTIVATIONS, name_filter, summarizer)
