"""tensorflow.python.client.device_lib: the devices of this machine."""

from zeal.graph.devices import list_devices

__all__ = ["list_local_devices"]


class _Device:
    """What programs ask of the message DeviceAttributes."""

    physical_device_desc = ""

    def __init__(self, device):
        self.name = "/device:" + device.name.rpartition("/device:")[2]
        self.device_type, self.incarnation = device.device_type, device.incarnation
        self.memory_limit = device.memory_limit_bytes

    def __repr__(self):
        return (
            f'name: "{self.name}"\ndevice_type: "{self.device_type}"\n'
            f"memory_limit: {self.memory_limit}\nlocality {{\n}}\nincarnation: {self.incarnation}\n"
        )


def list_local_devices(session_config=None):
    """The devices of this machine: its CPU.

    Returns:
      A list of objects with `name`, `device_type`, `memory_limit` and `physical_device_desc`.
    """
    return [_Device(device) for device in list_devices()]
