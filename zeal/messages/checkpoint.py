"""Messages of checkpoints: the index of a bundle, the state file, object graphs, the old format."""

from typing import Any

from zeal.messages import graph as _graph  # noqa: F401  its messages are named here
from zeal.messages.build import classes

_TEXT = """
enum BundleHeaderProto.Endianness
LITTLE 0  BIG 1

BundleHeaderProto
num_shards 1 int32
endianness 2 BundleHeaderProto.Endianness
version 3 VersionDef

BundleEntryProto
dtype 1 DataType
shape 2 TensorShapeProto
shard_id 3 int32
offset 4 int64
size 5 int64
crc32c 6 fixed32
slices 7 *TensorSliceProto

TensorSliceProto
extent 1 *TensorSliceProto.Extent

TensorSliceProto.Extent
start 1 int64
length 2 has_length|int64

SavedSliceMeta
name 1 string
shape 2 TensorShapeProto
type 3 DataType
slice 4 *TensorSliceProto

SavedTensorSliceMeta
tensor 1 *SavedSliceMeta
versions 2 VersionDef

SavedSlice
name 1 string
slice 2 TensorSliceProto
data 3 TensorProto

SavedTensorSlices
meta 1 SavedTensorSliceMeta
data 2 SavedSlice

CheckpointState
model_checkpoint_path 1 string
all_model_checkpoint_paths 2 *string
all_model_checkpoint_timestamps 3 *double
last_preserved_timestamp 4 double

TrackableObjectGraph
nodes 1 *TrackableObjectGraph.TrackableObject

TrackableObjectGraph.TrackableObject
children 1 *TrackableObjectGraph.TrackableObject.ObjectReference
attributes 2 *TrackableObjectGraph.TrackableObject.SerializedTensor
slot_variables 3 *TrackableObjectGraph.TrackableObject.SlotVariableReference

TrackableObjectGraph.TrackableObject.ObjectReference
node_id 1 int32
local_name 2 string

TrackableObjectGraph.TrackableObject.SerializedTensor
name 1 string
full_name 2 string
checkpoint_key 3 string
optional_restore 4 bool

TrackableObjectGraph.TrackableObject.SlotVariableReference
original_variable_node_id 1 int32
slot_name 2 string
slot_variable_node_id 3 int32
"""

_made = classes("checkpoint", _TEXT, uses=("graph",))
BundleHeaderProto: Any = _made["BundleHeaderProto"]
BundleEntryProto: Any = _made["BundleEntryProto"]
CheckpointState: Any = _made["CheckpointState"]
SavedTensorSlices: Any = _made["SavedTensorSlices"]
TensorSliceProto: Any = _made["TensorSliceProto"]
TrackableObjectGraph: Any = _made["TrackableObjectGraph"]
