# By tools/publish.py
from typing import Any as _A
from .messages.profile import GraphNodeProto as GraphNodeProto,MultiGraphNodeProto as MultiGraphNodeProto
from .profiles.options import ProfileOptionBuilder as ProfileOptionBuilder
def profile(graph=...,run_meta=...,op_log=...,cmd=...,options=...)->_A:...
