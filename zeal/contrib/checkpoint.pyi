# By tools/publish.py
from typing import Any as _A
from ..checkpoint.auto_trackable import AutoTrackable as _Checkpointable
from ..checkpoint.manager import CheckpointManager as CheckpointManager
from ..checkpoint.python_state import NumpyState as NumpyState,PythonState as _PythonStateWrapper
from ..checkpoint.structures import List as List,Mapping as Mapping,UniqueNameTracker as UniqueNameTracker
from ..messages.checkpoint import TrackableObjectGraph as _CheckpointableObjectGraph
from ..state.trackable import NoDependency as NoDependency,Trackable as _CheckpointableBase
Checkpointable = _Checkpointable
CheckpointableBase = _CheckpointableBase
CheckpointableObjectGraph = _CheckpointableObjectGraph
PythonStateWrapper = _PythonStateWrapper
def capture_dependencies(template)->_A:...
def dot_graph_from_checkpoint(save_path)->str:...
def list_objects(root_trackable)->_A:...
def object_metadata(save_path)->_A:...
def split_dependency(component_names,component_dtypes,fill_save_buffer_fn,consume_restore_buffer_fn,device=...)->_A:...
