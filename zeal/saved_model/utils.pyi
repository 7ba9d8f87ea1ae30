# By tools/publish.py
from . import build_tensor_info as build_tensor_info,get_tensor_from_tensor_info as get_tensor_from_tensor_info
