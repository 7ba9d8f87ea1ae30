# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.messages.profile import GraphNodeProto as GraphNodeProto,MultiGraphNodeProto as MultiGraphNodeProto
from zeal.profiles.options import ProfileOptionBuilder as ProfileOptionBuilder
def profile(graph:_A=...,run_meta:_A=...,op_log:_A=...,cmd:_A=...,options:_A=...)->_A:...
