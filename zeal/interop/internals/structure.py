"""tensorflow.python.data.util.structure: specs of values, and values as lists of tensors."""

from zeal._native import convert
from zeal.data.held import is_held
from zeal.data.ragged_parts import is_ragged
from zeal.data.specs import are_compatible, element_spec, spec_from, spec_of_parts
from zeal.data.structure import Spec, flatten, flatten_up_to
from zeal.dtypes import variant
from zeal.sparse.sparse_tensor import is_sparse
from zeal.tensor_shape import TensorShape, unknown_shape
from zeal.tensor_spec import TensorSpec

__all__ = [
    "are_compatible", "convert_legacy_structure", "from_compatible_tensor_list",
    "from_tensor_list", "get_flat_tensor_shapes", "get_flat_tensor_specs", "get_flat_tensor_types",
    "to_batched_tensor_list", "to_tensor_list", "type_spec_from_value",
]  # fmt: skip


def type_spec_from_value(element, use_fallback=True):
    """The specs of a structure of values."""
    return element_spec(Spec.of(element)[0])


def get_flat_tensor_types(element_spec):
    """The dtypes of what values are on their way."""
    return [s.dtype if isinstance(s, TensorSpec) else variant for s in flatten(element_spec)]


def get_flat_tensor_shapes(element_spec):
    """Their shapes."""
    return [_shape(s) for s in flatten(element_spec)]


def get_flat_tensor_specs(element_spec):
    """Their specs."""
    pairs = zip(get_flat_tensor_shapes(element_spec), get_flat_tensor_types(element_spec),
                strict=True)  # fmt: skip
    return [TensorSpec(shape, dtype) for shape, dtype in pairs]


def _shape(spec):
    if isinstance(spec, TensorSpec):
        return spec.shape
    return unknown_shape() if hasattr(spec, "dtype") else TensorShape([])


def to_tensor_list(element_spec, element):
    """A structure of values as a list of tensors.

    Raises:
      ValueError: it has another structure, or a value does not fit its spec.
    """
    try:
        leaves = flatten_up_to(element_spec, element)
    except TypeError as error:
        raise ValueError(
            f"The two structures don't have the same nested structure. {error}"
        ) from None
    for spec, value in zip(flatten(element_spec), leaves, strict=True):
        special = is_sparse(value) or is_ragged(value) or is_held(value)
        whole = value if special else convert(value)
        if not are_compatible(spec, type_spec_from_value(whole)):
            raise ValueError(f"{value!r} is not compatible with the spec {spec!r}.")
    return Spec.of(element)[1]


def to_batched_tensor_list(element_spec, element):
    """The same of values whose rows shall be elements."""
    return Spec.of(element, rows=True)[1]


def from_tensor_list(element_spec, tensor_list):
    """The structure of values that such a list was made of.

    Raises:
      ValueError: there are more or fewer tensors, or one does not fit its spec.
    """
    spec = spec_from(element_spec)
    if len(tensor_list) != len(spec.types):
        raise ValueError(
            f"Expected {len(spec.types)} flat values in tensor_list but got {len(tensor_list)}."
        )
    for t, dtype, shape in zip(tensor_list, spec.types, spec.shapes, strict=True):
        if t.dtype != dtype or not shape.is_compatible_with(t.shape):
            raise ValueError(f"{t!r} is not compatible with {dtype!r} of shape {shape}.")
    return spec.pack(list(tensor_list))


from_compatible_tensor_list = from_tensor_list


def convert_legacy_structure(output_types, output_shapes, output_classes):
    """The specs for structures of dtypes, shapes and classes."""
    return element_spec(spec_of_parts(output_types, output_shapes, output_classes))
