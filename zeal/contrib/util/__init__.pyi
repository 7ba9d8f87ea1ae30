# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal import get_static_value as constant_value, make_tensor_proto as make_tensor_proto
def make_ndarray(tensor:_A) -> _A: ...
