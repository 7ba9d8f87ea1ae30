# By tools/publish.py
from typing import Any as _A
FLOAT_OPS_OPTIONS: _A
TRAINABLE_VARS_PARAMS_STAT_OPTIONS: _A
def print_model_analysis(graph,run_meta=...,op_log=...,tfprof_cmd=...,tfprof_options=...)->_A:...
