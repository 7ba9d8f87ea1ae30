"""tensorflow.core.protobuf.struct_pb2."""

from zeal.messages.saved_objects import (
    DictValue,
    ListValue,
    NamedTupleValue,
    NoneValue,
    PairValue,
    StructuredValue,
    TensorSpecProto,
    TupleValue,
    TypeSpecProto,
)

__all__ = [
    "DictValue", "ListValue", "NamedTupleValue", "NoneValue", "PairValue", "StructuredValue",
    "TensorSpecProto", "TupleValue", "TypeSpecProto",
]  # fmt: skip
