# By tools/publish.py
from typing import Any as _A
from . import feature_column as feature_column,keras as keras,summary as summary
from ...graph.device_names import DeviceSpecV2 as _DeviceSpec
DeviceSpec = _DeviceSpec
newaxis: _A
