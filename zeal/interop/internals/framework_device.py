"""tensorflow.python.framework.device: names of devices checked, written in full and refined."""

from zeal.graph.device_names import DeviceSpec, DeviceSpecV2

__all__ = ["canonical_name", "check_valid", "is_device_spec", "merge_device"]


def check_valid(spec):
    """Raises ValueError where a name is none of a device."""
    DeviceSpec.from_string(spec)


def is_device_spec(obj):
    """Whether an object is a device, of either age."""
    return isinstance(obj, DeviceSpecV2)


def canonical_name(device):
    """The name of a device in full words; "" for None."""
    return "" if device is None else _spec(device).to_string()


def merge_device(spec):
    """A function for `tf.device` that tells what the device of an operation leaves open."""
    merged = _spec(spec)
    return lambda op: merged.make_merged_spec(DeviceSpec.from_string(op.device or ""))


def _spec(device) -> DeviceSpecV2:
    """A device as it is now."""
    name = device.to_string() if is_device_spec(device) else device
    return DeviceSpecV2.from_string(name or "")
