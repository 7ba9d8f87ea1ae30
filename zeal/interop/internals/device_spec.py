"""tensorflow.python.framework.device_spec: devices of either age."""

from zeal.graph.device_names import DeviceSpec as DeviceSpecV1
from zeal.graph.device_names import DeviceSpecV2

__all__ = ["DeviceSpecV1", "DeviceSpecV2"]
