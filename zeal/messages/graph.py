"""Messages of graphs: `tf.GraphDef` and what it consists of."""

from typing import Any

from google.protobuf.message import DecodeError as DecodeError

from zeal.messages.build import classes
from zeal.messages.graph_fields import TEXT
from zeal.public import publish

_made = classes("graph", TEXT)
DataType = _made["DataType"]
AssetFileDef: Any = _made["AssetFileDef"]
AttrValue: Any = _made["AttrValue"]
CollectionDef: Any = _made["CollectionDef"]
FunctionDef: Any = _made["FunctionDef"]
FunctionDefLibrary: Any = _made["FunctionDefLibrary"]
GradientDef: Any = _made["GradientDef"]
GraphDef: Any = _made["GraphDef"]
MetaGraphDef: Any = _made["MetaGraphDef"]
NameAttrList: Any = _made["NameAttrList"]
NodeDef: Any = _made["NodeDef"]
OpDef: Any = _made["OpDef"]
OpList: Any = _made["OpList"]
SavedModel: Any = _made["SavedModel"]
QueueRunnerDef: Any = _made["QueueRunnerDef"]
SaverDef: Any = _made["SaverDef"]
SignatureDef: Any = _made["SignatureDef"]
TensorInfo: Any = _made["TensorInfo"]
TensorProto: Any = _made["TensorProto"]
TensorShapeProto: Any = _made["TensorShapeProto"]
VariableDef: Any = _made["VariableDef"]
VersionDef: Any = _made["VersionDef"]

for _name in ("AttrValue", "GraphDef", "MetaGraphDef", "NameAttrList", "NodeDef"):
    publish(__name__, _name)
publish(__name__, "QueueRunnerDef", "train.QueueRunnerDef")
publish(__name__, "SaverDef", "train.SaverDef")
publish(__name__, "TensorInfo")
