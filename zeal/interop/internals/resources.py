"""tensorflow.python.ops.resources: what a graph keeps in collections, and its making."""


from zeal.eager.control import group, no_op
from zeal.graph.collections import add_to_collection
from zeal.graph.graph import collected

__all__ = [
    "initialize_resources",
    "local_resources",
    "register_resource",
    "shared_resources",
]

_SHARED, _LOCAL = "resources", "local_resources"  # collections


def register_resource(handle, create_op, is_initialized_op, is_shared=True):
    """Keeps a resource with the op that makes it and the tensor that says whether it is made."""
    resource = _Resource(handle, create_op, is_initialized_op)
    add_to_collection(_SHARED if is_shared else _LOCAL, resource)


def shared_resources():
    """Those of the graph that sessions share."""
    return collected(_SHARED)


def local_resources():
    """Those of the graph that belong to one process."""
    return collected(_LOCAL)


def initialize_resources(resource_list, name="init"):
    """An operation that makes all of them; variables are resources too."""
    made = [getattr(r, "create", None) or r.initializer for r in resource_list]
    return group(*made, name=name) if made else no_op(name=name)


class _Resource:
    def __init__(self, handle, create, is_initialized):
        self.handle, self.create, self.is_initialized = handle, create, is_initialized
