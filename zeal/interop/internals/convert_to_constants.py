"""tensorflow.python.framework.convert_to_constants: functions with constants for variables."""

from zeal.graph_def.freeze import convert_variables_to_constants_v2  # noqa: F401
