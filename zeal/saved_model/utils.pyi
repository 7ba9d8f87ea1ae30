# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.saved_model import get_tensor_from_tensor_info as get_tensor_from_tensor_info
def build_tensor_info(tensor:_A)->_A:...
