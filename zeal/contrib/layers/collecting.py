"""Where the layers of contrib put their variables and outputs."""

from collections import OrderedDict

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.public import public


def published(*names):
    """Publishes a layer in tf.contrib.layers and in tf.contrib.slim, which has all of them."""
    return public(*(f"contrib.{space}.{name}" for space in ("layers", "slim") for name in names))


def collect_output(collections, name, output):
    """Adds a layer's output to collections, under the name of its scope.

    Args:
      collections: a name, a list of names, or None.
      name: the layer's scope.
      output: a tensor.
    """
    if collections and not executing_eagerly():
        append_tensor_alias(output, name)
        get_default_graph().add_to_collections(collections, output)
    return output


def collections_of(variables_collections, kind):
    """The collections of one kind of variable ("weights", "biases"), in which it is listed.

    Args:
      variables_collections: a list for all kinds, a dict from kinds to lists, or None.
      kind: the kind.

    Returns:
      A list, or None.
    """
    if isinstance(variables_collections, dict):
        return variables_collections.get(kind)
    return variables_collections


def collect_variable(variable, collections):
    """Adds a variable to those of the collections that do not list it, as a shared one may be.

    Args:
      variable: a Variable.
      collections: a list of names, or None.
    """
    if executing_eagerly():
        return
    for name in collections or ():
        listed = get_default_graph().get_collection_ref(name)
        if not any(v is variable for v in listed):
            listed.append(variable)


def append_tensor_alias(tensor, alias):
    """Gives a tensor one more name to be listed under.

    Args:
      tensor: a tensor.
      alias: the name, without "/" at its end.
    """
    alias = alias.removesuffix("/")
    tensor.aliases = [*getattr(tensor, "aliases", ()), alias]
    return tensor


def gather_tensors_aliases(tensors):
    """All names of tensors, in order, each tensor's own where it has no other."""
    return [name for x in tensors for name in get_tensor_aliases(x)]


def get_tensor_aliases(tensor):
    """The names that a tensor is listed under, or its op's."""
    own = tensor.name.removesuffix(":0") if hasattr(tensor, "name") else ""
    return list(getattr(tensor, "aliases", ())) or [own]


def convert_collection_to_dict(collection, clear_collection=False):
    """The tensors of a collection by all their names."""
    graph = get_default_graph()
    found = OrderedDict(
        (name, x) for x in graph.get_collection(collection) for name in get_tensor_aliases(x)
    )
    if clear_collection:
        graph.clear_collection(collection)
    return found
