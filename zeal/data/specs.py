"""What elements of datasets look like, as specs: tf.TensorSpec and its like."""

from typing import Any

from zeal.data.held import ArrayLeaf, DatasetLeaf, HeldLeaf, OptionalLeaf
from zeal.data.iterator import _structured
from zeal.data.ragged_parts import RaggedLeaf
from zeal.data.sparse_parts import SparseLeaf
from zeal.data.structure import Spec, flatten, flatten_up_to, pack
from zeal.dtypes import as_dtype, float32, resource, string, variant
from zeal.graph.tensor_array import TensorArray
from zeal.public import public
from zeal.ragged.ragged_tensor import RaggedTensor
from zeal.ragged.ragged_tensor_spec import RaggedTensorSpec
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.sparse.sparse_tensor_spec import SparseTensorSpec
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec
from zeal.type_spec import TypeSpec


class _OfHandles(TypeSpec):
    """Base of the specs of values that are a handle on their way."""

    def _to_tensor_list(self, value):
        return Spec.of(value)[1]

    def _from_tensor_list(self, tensors):
        return spec_from(self).pack(list(tensors))


@public("data.DatasetSpec", "data.experimental.DatasetStructure")
class DatasetSpec(_OfHandles):
    """What a dataset in an element looks like.

    Args:
      element_spec: specs of its elements, in their structure.
      dataset_shape: the shape of a batch of such datasets; () for one.

    Example:
      >>> tf.data.Dataset.range(4).window(2).element_spec.element_spec
      TensorSpec(shape=(), dtype=tf.int64, name=None)
    """

    def __init__(self, element_spec, dataset_shape=()):
        self.element_spec = self._element_spec = element_spec
        self._dataset_shape = as_shape(dataset_shape)

    @property
    def value_type(self):
        from zeal.data.dataset import Dataset

        return Dataset

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is a dataset, or the spec of one, whose elements fit."""
        other = getattr(spec_or_value, "element_spec", None)
        return other is not None and are_compatible(self.element_spec, other)

    def _serialize(self):
        return (self.element_spec, self._dataset_shape)


@public("data.experimental.OptionalStructure", "OptionalSpec")
class OptionalSpec(_OfHandles):
    """What an optional looks like.

    Args:
      value_structure: the specs of its value, in their structure.

    Example:
      >>> tf.data.experimental.OptionalStructure(tf.TensorSpec([], tf.int64))
      OptionalSpec(TensorSpec(shape=(), dtype=tf.int64, name=None))
    """

    def __init__(self, value_structure):
        self._value_structure = value_structure

    @property
    def value_type(self):
        from zeal.data.optional import Optional

        return Optional

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is an optional, or the spec of one, whose values fit."""
        other = getattr(spec_or_value, "_type_spec", spec_or_value)
        return isinstance(other, OptionalSpec) and are_compatible(
            self._value_structure, other._value_structure
        )

    def _serialize(self):
        return (self._value_structure,)

    def __repr__(self):
        return f"OptionalSpec({self._value_structure!r})"


@public("TensorArraySpec")
class TensorArraySpec(TypeSpec):
    """What a `tf.TensorArray` looks like.

    Args:
      element_shape: the shape of its tensors.
      dtype: their dtype.
      dynamic_size, infer_shape: as for `tf.TensorArray`.

    Example:
      >>> array = tf.TensorArray(tf.float32, size=2, element_shape=[3])
      >>> tf.TensorArraySpec([3], tf.float32).is_compatible_with(array)
      True
    """

    value_type = TensorArray

    def __init__(self, element_shape=None, dtype=float32, dynamic_size=False, infer_shape=True):
        self._shape, self._dtype = as_shape(element_shape), as_dtype(dtype)
        self._dynamic_size, self._infer_shape = dynamic_size, infer_shape

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether it is an array, or the spec of one, whose tensors fit."""
        other = spec_or_value
        if isinstance(other, TensorArray):
            other = TensorArraySpec(other.element_shape, other.dtype)
        return (
            isinstance(other, TensorArraySpec)
            and self._dtype == other._dtype
            and self._shape.is_compatible_with(other._shape)
        )

    def _serialize(self):
        return (self._shape, self._dtype, self._dynamic_size, self._infer_shape)


@public("data.experimental.TensorArrayStructure")
def TensorArrayStructure(dtype, element_shape, dynamic_size, infer_shape) -> TensorArraySpec:
    """The spec of tensor arrays.

    Args:
      all: as for `tf.TensorArraySpec`.

    Returns:
      A TensorArraySpec.

    Example:
      >>> array = tf.TensorArray(tf.int32, size=2)
      >>> spec = tf.data.experimental.TensorArrayStructure(tf.int32, None, False, True)
      >>> spec.is_compatible_with(array)
      True
    """
    return TensorArraySpec(element_shape, dtype, dynamic_size, infer_shape)


def held_spec(place):
    """The spec of the dataset, optional or array that a leaf stands for."""
    if isinstance(place, ArrayLeaf):
        return TensorArraySpec(place.spec.shapes[0][1:], place.spec.types[0], place.grows)
    kind = DatasetSpec if isinstance(place, DatasetLeaf) else OptionalSpec
    return kind(element_spec(place.spec))


def _spec_of(place, dtype, shape):
    if isinstance(place, HeldLeaf):
        return held_spec(place)
    if isinstance(place, RaggedLeaf):
        return RaggedTensorSpec(place.shape, place.dtype, place.ragged_rank)
    if isinstance(place, SparseLeaf):
        return SparseTensorSpec(place.shape, place.dtype)
    return TensorSpec(shape, as_dtype(dtype))


def element_spec(spec) -> Any:
    """The specs of elements, in their structure."""
    return spec.like(map(_spec_of, flatten(spec.template), spec.types, spec.shapes))


def _leaf(spec):
    """Template, dtype and shape for one spec."""
    if isinstance(spec, RaggedTensorSpec):
        leaf = RaggedLeaf(spec.dtype, spec.shape, spec._ragged_rank)
        return leaf, string, TensorShape([])
    if isinstance(spec, SparseTensorSpec):
        return SparseLeaf(spec.dtype, spec.shape), string, TensorShape([])
    if isinstance(spec, DatasetSpec):
        return DatasetLeaf(spec_from(spec.element_spec)), variant, TensorShape([])
    if isinstance(spec, TensorArraySpec):
        rows = Spec(None, [spec._dtype], [TensorShape([None]).concatenate(spec._shape)])
        return ArrayLeaf(rows, bool(spec._dynamic_size)), rows.types[0], rows.shapes[0]
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


@public("data.experimental.RaggedTensorStructure")
def RaggedTensorStructure(dtype, shape, ragged_rank) -> RaggedTensorSpec:
    """The spec of ragged tensors.

    Args:
      dtype: a dtype.
      shape: a shape.
      ragged_rank: how many axes are ragged.

    Returns:
      A spec.

    Example:
      >>> tf.data.experimental.RaggedTensorStructure(tf.int32, [2, None], 1).shape.as_list()
      [2, None]
    """
    return RaggedTensorSpec(shape, dtype, ragged_rank)


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


# --- of structures of dtypes, shapes and classes ---
def spec_of_parts(output_types, output_shapes=None, output_classes=None) -> Spec:
    """The spec of elements by structures of dtypes, shapes and classes."""
    types = [as_dtype(t) for t in flatten(output_types)]
    shapes = [TensorShape(None)] * len(types)
    if output_shapes is not None:
        shapes = [as_shape(s) for s in flatten_up_to(output_types, output_shapes)]
    spec = Spec(output_types, types, shapes)
    if output_classes is not None:
        spec = _with_sparse(spec, flatten_up_to(output_types, output_classes))
    return spec


def _with_sparse(spec, classes):
    """The spec with sparse and ragged parts, which are strings on their way."""
    template, types, shapes = [], [], []
    for cls, dtype, shape in zip(classes, spec.types, spec.shapes, strict=True):
        leaf = None
        if cls is SparseTensor:
            leaf = SparseLeaf(dtype, shape)
        elif cls is RaggedTensor:
            leaf = RaggedLeaf(dtype, shape, shape.ndims - 1)
        template.append(leaf or dtype)
        types.append(string if leaf else dtype)
        shapes.append(TensorShape(None) if leaf else shape)
    return Spec(spec.like(template), types, shapes)
