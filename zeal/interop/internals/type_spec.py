"""tensorflow.python.framework.type_spec: specs, and the specs of values."""

from zeal.type_spec import (
    TypeSpec,
    register_type_spec_from_value_converter,
    type_spec_from_value,
)

__all__ = [
    "BatchableTypeSpec", "TypeSpec", "register_type_spec_from_value_converter",
    "type_spec_from_value",
]  # fmt: skip

BatchableTypeSpec = TypeSpec
