"""Fields of the messages of graphs; build.py says how to read the table."""

TEXT = """
enum DataType
DT_INVALID 0  DT_FLOAT 1  DT_DOUBLE 2  DT_INT32 3  DT_UINT8 4  DT_INT16 5  DT_INT8 6  DT_STRING 7
DT_COMPLEX64 8
DT_INT64 9  DT_BOOL 10  DT_QINT8 11  DT_QUINT8 12  DT_QINT32 13  DT_BFLOAT16 14  DT_QINT16 15
DT_QUINT16 16
DT_UINT16 17  DT_COMPLEX128 18  DT_HALF 19  DT_RESOURCE 20  DT_VARIANT 21  DT_UINT32 22
DT_UINT64 23
DT_FLOAT_REF 101  DT_DOUBLE_REF 102  DT_INT32_REF 103  DT_UINT8_REF 104  DT_INT16_REF 105
DT_INT8_REF 106
DT_STRING_REF 107  DT_COMPLEX64_REF 108  DT_INT64_REF 109  DT_BOOL_REF 110  DT_QINT8_REF 111
DT_QUINT8_REF 112
DT_QINT32_REF 113  DT_BFLOAT16_REF 114  DT_QINT16_REF 115  DT_QUINT16_REF 116  DT_UINT16_REF 117
DT_COMPLEX128_REF 118  DT_HALF_REF 119  DT_RESOURCE_REF 120  DT_VARIANT_REF 121  DT_UINT32_REF 122
DT_UINT64_REF 123

TensorShapeProto
dim 2 *TensorShapeProto.Dim
unknown_rank 3 bool

TensorShapeProto.Dim
size 1 int64
name 2 string

TensorProto
dtype 1 DataType
tensor_shape 2 TensorShapeProto
version_number 3 int32
tensor_content 4 bytes
float_val 5 *float
double_val 6 *double
int_val 7 *int32
string_val 8 *bytes
scomplex_val 9 *float
int64_val 10 *int64
bool_val 11 *bool
dcomplex_val 12 *double
half_val 13 *int32
resource_handle_val 14 *ResourceHandleProto
variant_val 15 *VariantTensorDataProto
uint32_val 16 *uint32
uint64_val 17 *uint64

ResourceHandleProto
device 1 string
container 2 string
name 3 string
hash_code 4 uint64
maybe_type_name 5 string

VariantTensorDataProto
type_name 1 string
metadata 2 bytes
tensors 3 *TensorProto

AttrValue
list 1 value|AttrValue.ListValue
s 2 value|bytes
i 3 value|int64
f 4 value|float
b 5 value|bool
type 6 value|DataType
shape 7 value|TensorShapeProto
tensor 8 value|TensorProto
placeholder 9 value|string
func 10 value|NameAttrList

AttrValue.ListValue
s 2 *bytes
i 3 *int64
f 4 *float
b 5 *bool
type 6 *DataType
shape 7 *TensorShapeProto
tensor 8 *TensorProto
func 9 *NameAttrList

NameAttrList
name 1 string
attr 2 string>AttrValue

NodeDef
name 1 string
op 2 string
input 3 *string
device 4 string
attr 5 string>AttrValue
experimental_debug_info 6 NodeDef.ExperimentalDebugInfo

NodeDef.ExperimentalDebugInfo
original_node_names 1 *string
original_func_names 2 *string

VersionDef
producer 1 int32
min_consumer 2 int32
bad_consumers 3 *int32

GraphDef
node 1 *NodeDef
library 2 FunctionDefLibrary
version 3 int32
versions 4 VersionDef

FunctionDefLibrary
function 1 *FunctionDef
gradient 2 *GradientDef

FunctionDef
signature 1 OpDef
node_def 3 *NodeDef
ret 4 string>string
attr 5 string>AttrValue
control_ret 6 string>string
arg_attr 7 uint32>FunctionDef.ArgAttrs

FunctionDef.ArgAttrs
attr 1 string>AttrValue

GradientDef
function_name 1 string
gradient_func 2 string

OpDef
name 1 string
input_arg 2 *OpDef.ArgDef
output_arg 3 *OpDef.ArgDef
attr 4 *OpDef.AttrDef
summary 5 string
description 6 string
deprecation 8 OpDeprecation
is_aggregate 16 bool
is_stateful 17 bool
is_commutative 18 bool
allows_uninitialized_input 19 bool
control_output 20 *string

OpDef.ArgDef
name 1 string
description 2 string
type 3 DataType
type_attr 4 string
number_attr 5 string
type_list_attr 6 string
is_ref 16 bool

OpDef.AttrDef
name 1 string
type 2 string
default_value 3 AttrValue
description 4 string
has_minimum 5 bool
minimum 6 int64
allowed_values 7 AttrValue

OpDeprecation
version 1 int32
explanation 2 string

OpList
op 1 *OpDef

enum VariableSynchronization
VARIABLE_SYNCHRONIZATION_AUTO 0  VARIABLE_SYNCHRONIZATION_NONE 1
VARIABLE_SYNCHRONIZATION_ON_WRITE 2
VARIABLE_SYNCHRONIZATION_ON_READ 3

enum VariableAggregation
VARIABLE_AGGREGATION_NONE 0  VARIABLE_AGGREGATION_SUM 1  VARIABLE_AGGREGATION_MEAN 2
VARIABLE_AGGREGATION_ONLY_FIRST_REPLICA 3

VariableDef
variable_name 1 string
initializer_name 2 string
snapshot_name 3 string
save_slice_info_def 4 SaveSliceInfoDef
is_resource 5 bool
initial_value_name 6 string
trainable 7 bool
synchronization 8 VariableSynchronization
aggregation 9 VariableAggregation

SaveSliceInfoDef
full_name 1 string
full_shape 2 *int64
var_offset 3 *int64
var_shape 4 *int64

MetaGraphDef
meta_info_def 1 MetaGraphDef.MetaInfoDef
graph_def 2 GraphDef
saver_def 3 SaverDef
collection_def 4 string>CollectionDef
signature_def 5 string>SignatureDef
asset_file_def 6 *AssetFileDef
object_graph_def 7 bytes

MetaGraphDef.MetaInfoDef
meta_graph_version 1 string
stripped_op_list 2 OpList
any_info 3 google.protobuf.Any
tags 4 *string
tensorflow_version 5 string
tensorflow_git_version 6 string
stripped_default_attrs 7 bool

enum SaverDef.CheckpointFormatVersion
LEGACY 0  V1 1  V2 2

SaverDef
filename_tensor_name 1 string
save_tensor_name 2 string
restore_op_name 3 string
max_to_keep 4 int32
sharded 5 bool
keep_checkpoint_every_n_hours 6 float
version 7 SaverDef.CheckpointFormatVersion

enum QueueRunnerDef.Code
OK 0  CANCELLED 1  UNKNOWN 2  INVALID_ARGUMENT 3  DEADLINE_EXCEEDED 4  NOT_FOUND 5
ALREADY_EXISTS 6  PERMISSION_DENIED 7  UNAUTHENTICATED 16  RESOURCE_EXHAUSTED 8
FAILED_PRECONDITION 9  ABORTED 10  OUT_OF_RANGE 11  UNIMPLEMENTED 12  INTERNAL 13  UNAVAILABLE 14
DATA_LOSS 15

QueueRunnerDef
queue_name 1 string
enqueue_op_name 2 *string
close_op_name 3 string
cancel_op_name 4 string
queue_closed_exception_types 5 *QueueRunnerDef.Code

CollectionDef
node_list 1 kind|CollectionDef.NodeList
bytes_list 2 kind|CollectionDef.BytesList
int64_list 3 kind|CollectionDef.Int64List
float_list 4 kind|CollectionDef.FloatList
any_list 5 kind|CollectionDef.AnyList

CollectionDef.NodeList
value 1 *string

CollectionDef.BytesList
value 1 *bytes

CollectionDef.Int64List
value 1 *int64

CollectionDef.FloatList
value 1 *float

CollectionDef.AnyList
value 1 *google.protobuf.Any

SignatureDef
inputs 1 string>TensorInfo
outputs 2 string>TensorInfo
method_name 3 string

TensorInfo
name 1 encoding|string
dtype 2 DataType
tensor_shape 3 TensorShapeProto
coo_sparse 4 encoding|TensorInfo.CooSparse

TensorInfo.CooSparse
values_tensor_name 1 string
indices_tensor_name 2 string
dense_shape_tensor_name 3 string

AssetFileDef
tensor_info 1 TensorInfo
filename 2 string

SavedModel
saved_model_schema_version 1 int64
meta_graphs 2 *MetaGraphDef
"""
