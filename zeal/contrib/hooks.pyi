# By tools/publish.py
from ..train.profiler_hook import ProfilerHook as ProfilerHook
