"""Messages of saved models: objects, functions, and structures of Python values."""

from typing import Any

from zeal.messages import checkpoint as _checkpoint  # noqa: F401  its messages are named here
from zeal.messages.build import classes

_TEXT = """
enum TypeSpecProto.TypeSpecClass
UNKNOWN 0  SPARSE_TENSOR_SPEC 1  INDEXED_SLICES_SPEC 2  RAGGED_TENSOR_SPEC 3  TENSOR_ARRAY_SPEC 4
DATA_DATASET_SPEC 5  DATA_ITERATOR_SPEC 6  OPTIONAL_SPEC 7  PER_REPLICA_SPEC 8

StructuredValue
none_value 1 kind|NoneValue
float64_value 11 kind|double
int64_value 12 kind|sint64
string_value 13 kind|string
bool_value 14 kind|bool
tensor_shape_value 31 kind|TensorShapeProto
tensor_dtype_value 32 kind|DataType
tensor_spec_value 33 kind|TensorSpecProto
type_spec_value 34 kind|TypeSpecProto
list_value 51 kind|ListValue
tuple_value 52 kind|TupleValue
dict_value 53 kind|DictValue
named_tuple_value 54 kind|NamedTupleValue

NoneValue

ListValue
values 1 *StructuredValue

TupleValue
values 1 *StructuredValue

DictValue
fields 1 string>StructuredValue

PairValue
key 1 string
value 2 StructuredValue

NamedTupleValue
name 1 string
values 2 *PairValue

TensorSpecProto
name 1 string
shape 2 TensorShapeProto
dtype 3 DataType

TypeSpecProto
type_spec_class 1 TypeSpecProto.TypeSpecClass
type_state 2 StructuredValue
type_spec_class_name 3 string

SavedObjectGraph
nodes 1 *SavedObject
concrete_functions 2 string>SavedConcreteFunction

SavedObject
children 1 *TrackableObjectGraph.TrackableObject.ObjectReference
slot_variables 3 *TrackableObjectGraph.TrackableObject.SlotVariableReference
user_object 4 kind|SavedUserObject
asset 5 kind|SavedAsset
function 6 kind|SavedFunction
variable 7 kind|SavedVariable
bare_concrete_function 8 kind|SavedBareConcreteFunction
constant 9 kind|SavedConstant
resource 10 kind|SavedResource

SavedUserObject
identifier 1 string
version 2 VersionDef
metadata 3 string

SavedAsset
asset_file_def_index 1 int32

SavedFunction
concrete_functions 1 *string
function_spec 2 FunctionSpec

SavedConcreteFunction
bound_inputs 2 *int32
canonicalized_input_signature 3 StructuredValue
output_signature 4 StructuredValue

SavedBareConcreteFunction
concrete_function_name 1 string
argument_keywords 2 *string
allowed_positional_arguments 3 int64

SavedConstant
operation 1 string

SavedVariable
dtype 1 DataType
shape 2 TensorShapeProto
trainable 3 bool
synchronization 4 VariableSynchronization
aggregation 5 VariableAggregation
name 6 string

FunctionSpec
fullargspec 1 StructuredValue
is_method 2 bool
input_signature 5 StructuredValue

SavedResource
device 1 string
"""

_made = classes("saved_objects", _TEXT, ("graph", "checkpoint"))
SavedObjectGraph: Any = _made["SavedObjectGraph"]
DictValue: Any = _made["DictValue"]
ListValue: Any = _made["ListValue"]
NamedTupleValue: Any = _made["NamedTupleValue"]
NoneValue: Any = _made["NoneValue"]
PairValue: Any = _made["PairValue"]
StructuredValue: Any = _made["StructuredValue"]
TensorSpecProto: Any = _made["TensorSpecProto"]
TupleValue: Any = _made["TupleValue"]
TypeSpecProto: Any = _made["TypeSpecProto"]
