# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.compat.v2 import feature_column as feature_column,keras as keras,summary as summary
from zeal.graph.device_names import DeviceSpecV2 as _DeviceSpec
DeviceSpec = _DeviceSpec
newaxis: _A
