# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.messages.profile import GraphNodeProto as GraphNodeProto,MultiGraphNodeProto as MultiGraphNodeProto
from zeal.profiles.options import ProfileOptionBuilder as ProfileOptionBuilder
def profile(graph=...,run_meta=...,op_log=...,cmd=...,options=...)->_A:...
