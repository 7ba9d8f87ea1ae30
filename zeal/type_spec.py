"""tf.TypeSpec: what is known of values without them."""

from zeal import _native
from zeal.dtypes import DType
from zeal.public import public
from zeal.tensor_shape import TensorShape


@public("TypeSpec")
class TypeSpec:
    """Base of specs: what is known of a kind of value that consists of tensors.

    A subclass has `value_type`, the class of the values, `_serialize()`, a tuple that says all of
    it and that its class is made with, `_component_specs`, a structure of specs of the value's
    parts, and `_to_components(value)` and `_from_components(parts)` between both.

    Example:
      >>> isinstance(tf.TensorSpec([2], tf.int32), tf.TypeSpec)
      True
    """

    __slots__ = ()

    @property
    def value_type(self):
        """The class of the values."""
        raise NotImplementedError(f"{type(self).__name__}.value_type")

    def _serialize(self):
        raise NotImplementedError(f"{type(self).__name__}._serialize()")

    @property
    def _component_specs(self):
        raise NotImplementedError(f"{type(self).__name__}._component_specs()")

    def _to_components(self, value):
        raise NotImplementedError(f"{type(self).__name__}._to_components()")

    def _from_components(self, components):
        raise NotImplementedError(f"{type(self).__name__}._from_components()")

    @classmethod
    def _deserialize(cls, serialization):
        return cls(*serialization)

    def is_compatible_with(self, spec_or_value) -> bool:
        """Whether a spec, or a value's, is of this kind, and all that both know agrees.

        Args:
          spec_or_value: a TypeSpec, or a value that has one.

        Returns:
          A bool.
        """
        other = spec_or_value
        other = other if isinstance(other, TypeSpec) else type_spec_from_value(other)
        return type(self) is type(other) and _agree(self._serialize(), other._serialize())

    def most_specific_compatible_type(self, other) -> "TypeSpec":
        """The spec of what both allow, as closely as can be told.

        Args:
          other: a spec of this kind.

        Returns:
          A TypeSpec.

        Raises:
          ValueError: there is none.
        """
        if type(self) is not type(other):
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return self._deserialize(_common(self._serialize(), other._serialize()))

    # --- as lists of tensors ---
    @property
    def _flat_tensor_specs(self):
        found = (getattr(spec, "_flat_tensor_specs", spec) for spec in _flat(self._component_specs))
        return [t for spec in found for t in (spec if isinstance(spec, list) else [spec])]

    def _to_tensor_list(self, value):
        return _flat(self._to_components(value))

    def _from_tensor_list(self, tensor_list):
        wanted = self._flat_tensor_specs
        if len(wanted) != len(tensor_list):
            raise ValueError("Incompatible input: wrong number of tensors")
        for i, (spec, tensor) in enumerate(zip(wanted, tensor_list, strict=True)):
            if not type_spec_from_value(tensor).is_compatible_with(spec):
                raise ValueError(
                    f"Incompatible input: tensor {i} ({tensor}) is incompatible with {spec}"
                )
        return self._from_compatible_tensor_list(tensor_list)

    def _from_compatible_tensor_list(self, tensor_list):
        from zeal import nest

        left = iter(tensor_list)

        def made(spec):
            if spec._component_specs is spec:
                return next(left)
            parts = [next(left) for _ in spec._flat_tensor_specs]
            return spec._from_compatible_tensor_list(parts)

        specs = nest.map_structure(made, self._component_specs)
        return self._from_components(specs)

    # --- in datasets ---
    def _to_legacy_output_types(self):
        raise NotImplementedError(f"{type(self).__name__}._to_legacy_output_types()")

    def _to_legacy_output_shapes(self):
        raise NotImplementedError(f"{type(self).__name__}._to_legacy_output_shapes()")

    def _to_legacy_output_classes(self):
        return self.value_type

    # --- as a value ---
    def __eq__(self, other):
        return type(other) is type(self) and _key(self._serialize()) == _key(other._serialize())

    def __hash__(self):
        return hash((type(self), _key(self._serialize())))

    def __reduce__(self):
        return type(self), self._serialize()

    def __repr__(self):
        return f"{type(self).__name__}{self._serialize()!r}"


def _flat(structure) -> list:
    from zeal import nest

    return nest.flatten(structure, expand_composites=True)


def _key(value):
    """What a part of a spec says, to be compared and hashed."""
    if isinstance(value, dict):
        return tuple((_key(k), _key(value[k])) for k in sorted(value))
    if isinstance(value, (tuple, list)):
        return tuple(map(_key, value))
    if isinstance(value, TensorShape):
        return (TensorShape, None if value.ndims is None else tuple(value.as_list()))
    if hasattr(value, "tolist"):  # an array
        return (value.shape, _key(value.tolist()))
    if value is None or isinstance(value, (int, float, bool, str, bytes, DType, TypeSpec)):
        return value
    raise ValueError(f"Unsupported value type {type(value).__name__} returned by _serialize")


def _agree(a, b) -> bool:
    """Whether two parts of specs may be of one value."""
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_agree, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_agree(a[k], b[k]) for k in a)
    if isinstance(a, (TypeSpec, TensorShape, DType)):
        return a.is_compatible_with(b)
    return _key(a) == _key(b)


def _common(a, b):
    """What two parts of specs have in common. Raises ValueError where that is nothing."""
    if type(a) is type(b):
        if isinstance(a, tuple) and len(a) == len(b):
            return tuple(map(_common, a, b))
        if isinstance(a, dict) and a.keys() == b.keys():
            return {k: _common(a[k], b[k]) for k in a}
        if isinstance(a, TensorShape):
            return a.most_specific_compatible_shape(b)
        if isinstance(a, TypeSpec):
            return a.most_specific_compatible_type(b)
        if not isinstance(a, (tuple, dict)) and _same(a, b):
            return a
    raise ValueError(f"Types are not compatible: {a!r} vs {b!r}")


def _same(a, b) -> bool:
    return _key(a) == _key(b) if hasattr(a, "tolist") else a == b


_converters = []  # pairs of a class and a function of a value, the last given first


def register_type_spec_from_value_converter(type_object, converter_fn, allow_subclass=False):
    """Says which function makes specs of a class's values.

    Args:
      type_object: the class.
      converter_fn: a function of a value that returns a TypeSpec.
      allow_subclass: whether it is for values of subclasses as well.
    """
    _converters.insert(0, (type_object, converter_fn, allow_subclass))


def type_spec_from_value(value) -> TypeSpec:
    """The spec of a value.

    Args:
      value: a tensor, an array, a value made of tensors, or what converts to a tensor.

    Raises:
      TypeError: it has none.
    """
    spec = getattr(value, "_type_spec", None)
    if isinstance(spec, TypeSpec):
        return spec
    for kind, converter, subclasses in _converters:
        if type(value) is kind or (subclasses and isinstance(value, kind)):
            return converter(value)
    from zeal.tensor_spec import TensorSpec

    try:
        tensor = _native.convert(value)
    except (TypeError, ValueError):
        raise TypeError(f"Could not build a TypeSpec for {value!r}") from None
    return TensorSpec(tensor.shape, tensor.dtype)
