"""The message of hyperparameters: `tf.contrib.training.HParams.to_proto`."""

from typing import Any

from zeal.messages.build import classes

_KINDS = ("int64", "float", "bytes", "bool")
_LISTS = "\n\n".join(
    f"HParamDef.{kind.capitalize()}List\nvalue 1 *{kind}" for kind in _KINDS
)
_TEXT = f"""
HParamDef
hparam 1 string>HParamDef.HParamType

{_LISTS}

HParamDef.HParamType
int64_value 1 kind|int64
float_value 2 kind|float
bytes_value 3 kind|bytes
bool_value 7 kind|bool
int64_list 4 kind|HParamDef.Int64List
float_list 5 kind|HParamDef.FloatList
bytes_list 6 kind|HParamDef.BytesList
bool_list 8 kind|HParamDef.BoolList
"""
HParamDef: Any = classes("hparam", _TEXT)["HParamDef"]
