"""Datasets and optionals in elements of datasets: each is a handle on its way."""

from zeal import _native
from zeal.data.pending import Recipe, is_symbolic, step
from zeal.dtypes import resource
from zeal.graph.host_call import host_call


class HeldLeaf:
    """A leaf of a template that stands for a dataset or an optional in an element.

    Args:
      spec: of its elements, or of its value.
    """

    def __init__(self, spec):
        self.spec = spec


class DatasetLeaf(HeldLeaf):
    """The leaf for a dataset."""

    def unpacked(self, handle):
        """The dataset of a handle, symbolic or not."""
        from zeal.data.dataset import Dataset

        return Dataset._of(step(_native.held_object, (), [handle]), self.spec)

    def sample(self, parts):
        """The handle of a dataset of one element, of tensors."""
        return _native.hold_object(_native.dataset_tensors(parts))


class OptionalLeaf(HeldLeaf):
    """The leaf for an optional."""

    def unpacked(self, handle):
        """The optional of a handle, symbolic or not."""
        from zeal.data.optional import _OptionalImpl

        return _OptionalImpl._of(handle, self.spec)

    def sample(self, parts):
        """The handle of an optional that has a value, of tensors."""
        return _native.hold_object(parts)


def is_held(value) -> bool:
    """Whether a value is a dataset or an optional."""
    return hasattr(type(value), "_held_leaf")


def held_leaf(value) -> HeldLeaf:
    """The leaf for a dataset or an optional."""
    return value._held_leaf()


def handle_of(value):
    """The handle of a dataset or an optional; symbolic where it waits for a run."""
    return value._held_handle()


def dataset_handle(dataset):
    """The handle of a dataset."""
    recipe = Recipe(dataset._node)
    return computed("DatasetHandle", lambda values: recipe.node(values), recipe.take_values())


def computed(op, function, inputs):
    """A handle of what a function makes of tensors: now, or when a graph runs."""

    def hold(values):
        return [_native.hold_object(function(values))]

    if not any(map(is_symbolic, inputs)):
        return hold(inputs)[0]
    return host_call(op, hold, inputs, [(resource, [])])[0]
