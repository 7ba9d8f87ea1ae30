"""Collections of the graph in force, as functions."""

from zeal.graph.graph import get_default_graph
from zeal.public import public


@public("get_collection")
def get_collection(key, scope=None):
    """A copy of a collection of the default graph.

    Args:
      key: its name, one of `tf.GraphKeys` or the program's own.
      scope: a pattern that names match from the start, or None for all.

    Returns:
      A list.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.add_to_collection("mine", 1)
      ...     print(tf.get_collection("mine"))
      [1]
    """
    return get_default_graph().get_collection(key, scope)


@public("get_collection_ref")
def get_collection_ref(key):
    """A collection of the default graph itself, which may be changed.

    Args:
      key: its name.

    Returns:
      A list.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.get_collection_ref("mine").append(1)
      ...     print(tf.get_collection("mine"))
      [1]
    """
    return get_default_graph().get_collection_ref(key)


@public("add_to_collection")
def add_to_collection(name, value):
    """Adds a value to a collection of the default graph.

    Args:
      name: the collection's name.
      value: anything.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.add_to_collection("mine", 1)
      ...     print(tf.get_collection("mine"))
      [1]
    """
    get_default_graph().add_to_collection(name, value)


@public("add_to_collections")
def add_to_collections(names, value):
    """Adds a value to several collections of the default graph.

    Args:
      names: their names.
      value: anything.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.add_to_collections(["mine", "yours"], 1)
      ...     print(tf.get_collection("yours"))
      [1]
    """
    get_default_graph().add_to_collections(names, value)
