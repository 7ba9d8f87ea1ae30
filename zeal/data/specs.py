"""What elements of datasets look like, as specs: tf.TensorSpec and its like."""

from typing import Any

from zeal.data.held import DatasetLeaf, HeldLeaf, OptionalLeaf
from zeal.data.iterator import _structured
from zeal.data.sparse_parts import SparseLeaf
from zeal.data.structure import Nested, Spec, flatten, pack
from zeal.dtypes import as_dtype, resource, string
from zeal.public import public
from zeal.sparse.sparse_tensor_spec import SparseTensorSpec
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec


@public("data.DatasetSpec")
class DatasetSpec:
    """What a dataset in an element looks like.

    Args:
      element_spec: specs of its elements, in their structure.
      dataset_shape: the shape of a batch of such datasets; () for one.

    Example:
      >>> tf.data.Dataset.range(4).window(2).element_spec.element_spec
      TensorSpec(shape=(), dtype=tf.int64, name=None)
    """

    def __init__(self, element_spec, dataset_shape=()):
        self.element_spec, self._shape = element_spec, as_shape(dataset_shape)

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is a dataset, or the spec of one, whose elements fit.

        Args:
          spec_or_value: anything.

        Returns:
          A bool.
        """
        other = getattr(spec_or_value, "element_spec", None)
        return other is not None and are_compatible(self.element_spec, other)

    def _to_tensor_list(self, value):
        return Spec.of(value)[1]

    def _from_tensor_list(self, tensors):
        return spec_from(self).pack(list(tensors))

    def __eq__(self, other):
        return isinstance(other, DatasetSpec) and repr(self) == repr(other)

    def __hash__(self):
        return hash(repr(self))

    def __repr__(self):
        return f"DatasetSpec({self.element_spec!r}, {self._shape!r})"


@public("data.experimental.OptionalStructure")
class OptionalSpec:
    """What an optional looks like.

    Args:
      value_structure: the specs of its value, in their structure.

    Example:
      >>> tf.data.experimental.OptionalStructure(tf.TensorSpec([], tf.int64))
      OptionalSpec(TensorSpec(shape=(), dtype=tf.int64, name=None))
    """

    def __init__(self, value_structure):
        self._value_structure = value_structure

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is an optional, or the spec of one, whose values fit.

        Args:
          spec_or_value: anything.

        Returns:
          A bool.
        """
        other = getattr(spec_or_value, "_type_spec", spec_or_value)
        return isinstance(other, OptionalSpec) and are_compatible(
            self._value_structure, other._value_structure
        )

    def _to_tensor_list(self, value):
        return Spec.of(value)[1]

    def _from_tensor_list(self, tensors):
        return spec_from(self).pack(list(tensors))

    def __eq__(self, other):
        return isinstance(other, OptionalSpec) and repr(self) == repr(other)

    def __hash__(self):
        return hash(repr(self))

    def __repr__(self):
        return f"OptionalSpec({self._value_structure!r})"


def held_spec(place):
    """The spec of the dataset or optional that a leaf stands for."""
    kind = DatasetSpec if isinstance(place, DatasetLeaf) else OptionalSpec
    return kind(element_spec(place.spec))


def _spec_of(place, dtype, shape):
    if isinstance(place, HeldLeaf):
        return held_spec(place)
    if isinstance(place, SparseLeaf):
        return SparseTensorSpec(place.shape, place.dtype)
    if isinstance(place, Nested):  # its tensor is the rows
        return DatasetSpec(TensorSpec(as_shape(shape)[1:], as_dtype(dtype)))
    return TensorSpec(shape, as_dtype(dtype))


def element_spec(spec) -> Any:
    """The specs of elements, in their structure."""
    return spec.like(map(_spec_of, flatten(spec.template), spec.types, spec.shapes))


def _leaf(spec):
    """Template, dtype and shape for one spec."""
    if isinstance(spec, SparseTensorSpec):
        return SparseLeaf(spec.dtype, spec.shape), string, TensorShape([])
    if isinstance(spec, DatasetSpec):
        return DatasetLeaf(spec_from(spec.element_spec)), resource, TensorShape([])
    if isinstance(spec, OptionalSpec):
        return OptionalLeaf(spec_from(spec._value_structure)), resource, TensorShape([])
    if isinstance(spec, TensorSpec):
        return None, spec.dtype, spec.shape
    raise TypeError(f"a spec is expected, such as tf.TensorSpec, got {spec!r}")


def spec_from(structure) -> Spec:
    """The Spec of elements that a structure of specs describes.

    Raises:
      TypeError: something else is in it.
    """
    parts = [_leaf(spec) for spec in flatten(structure)]
    template = pack(structure, iter([leaf for leaf, _, _ in parts]))
    return Spec(template, [t for _, t, _ in parts], [s for _, _, s in parts])


def are_compatible(spec1, spec2) -> bool:
    """Whether two structures of specs are alike and what they allow overlaps."""
    if type(spec1) is not type(spec2):
        return False
    if isinstance(spec1, dict):
        return spec1.keys() == spec2.keys() and all(
            are_compatible(spec1[key], spec2[key]) for key in spec1
        )
    if isinstance(spec1, tuple):
        return len(spec1) == len(spec2) and all(map(are_compatible, spec1, spec2))
    return spec1.is_compatible_with(spec2)


@public("data.experimental.get_structure")
def get_structure(dataset_or_iterator) -> Any:
    """The specs of elements, in their structure: the same as `dataset.element_spec`.

    Args:
      dataset_or_iterator: a Dataset or Iterator.

    Returns:
      A spec, or a tuple or dict of specs.

    Raises:
      TypeError: it is something else.

    Example:
      >>> tf.data.experimental.get_structure(tf.data.Dataset.range(3))
      TensorSpec(shape=(), dtype=tf.int64, name=None)
    """
    return _structured(dataset_or_iterator).element_spec


@public("data.experimental.TensorStructure")
def TensorStructure(dtype, shape) -> TensorSpec:
    """The spec of tensors, `tf.TensorSpec` with its arguments the other way round.

    Args:
      dtype: a dtype.
      shape: a shape.

    Returns:
      A TensorSpec.

    Example:
      >>> tf.data.experimental.TensorStructure(tf.int32, [2])
      TensorSpec(shape=(2,), dtype=tf.int32, name=None)
    """
    return TensorSpec(shape, dtype)


@public("data.experimental.SparseTensorStructure")
def SparseTensorStructure(dtype, shape) -> SparseTensorSpec:
    """The spec of sparse tensors, `tf.SparseTensorSpec` with its arguments the other way round.

    Args:
      dtype: a dtype.
      shape: a dense shape.

    Returns:
      A SparseTensorSpec.

    Example:
      >>> tf.data.experimental.SparseTensorStructure(tf.int32, [2]).shape.as_list()
      [2]
    """
    return SparseTensorSpec(shape, dtype)
