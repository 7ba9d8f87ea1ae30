"""Datasets and optionals in elements of datasets, handles on their way, and tensor arrays."""

from zeal import _native
from zeal.data.pending import is_symbolic
from zeal.dtypes import resource
from zeal.graph.host_call import host_call, object_of
from zeal.graph.tensor_array import TensorArray
from zeal.tensor_shape import TensorShape


class HeldLeaf:
    """A leaf of a template that stands for a dataset or an optional in an element.

    Args:
      spec: of its elements, or of its value.
    """

    def __init__(self, spec):
        self.spec = spec

    def key(self):
        """What tells leaves apart."""
        from zeal.data.specs import element_spec

        return type(self), repr(element_spec(self.spec))


class DatasetLeaf(HeldLeaf):
    """The leaf for a dataset."""

    def unpacked(self, handle):
        """The dataset of a handle, symbolic or not."""
        from zeal.data.dataset import Dataset

        return Dataset._of(handle if is_symbolic(handle) else object_of(handle), self.spec)


class OptionalLeaf(HeldLeaf):
    """The leaf for an optional."""

    def unpacked(self, handle):
        """The optional of a handle, symbolic or not."""
        from zeal.data.optional import _OptionalImpl

        return _OptionalImpl._of(handle, self.spec)


class ArrayLeaf(HeldLeaf):
    """The leaf for a `tf.TensorArray`, which is its tensors, stacked, on its way.

    Args:
      spec: of these.
      grows: whether it has a dynamic size.
    """

    def __init__(self, spec, grows=False):
        super().__init__(spec)
        self.grows = grows

    def unpacked(self, stacked):
        """The array of stacked tensors, symbolic or not."""
        size, shape = _native.api.shape(stacked)[0], stacked.shape[1:]
        dtype = self.spec.types[0]
        array = TensorArray(dtype, size, self.grows, False, element_shape=shape)
        return array.unstack(stacked)


def is_held(value) -> bool:
    """Whether a value is a dataset, an optional or an array."""
    return hasattr(type(value), "_held_leaf") or isinstance(value, TensorArray)


def held_leaf(value) -> HeldLeaf:
    """The leaf for a dataset, an optional or an array."""
    if not isinstance(value, TensorArray):
        return value._held_leaf()
    from zeal.data.structure import Spec

    shape = TensorShape([None]).concatenate(value.element_shape)
    return ArrayLeaf(Spec(None, [value.dtype], [shape]), value.dynamic_size)


def held_handle(value):
    """The handle of a dataset or an optional, an array's tensors; symbolic before a run."""
    return value.stack() if isinstance(value, TensorArray) else value._held_handle()


def computed(op, function, inputs):
    """A handle of what a function makes of tensors: now, or when a graph runs."""

    def hold(values):
        return [_native.hold_object(function(values))]

    if not any(map(is_symbolic, inputs)):
        return hold(inputs)[0]
    return host_call(op, hold, inputs, [(resource, [])])[0]
