"""What tf.Session.list_devices tells of a device."""


class DeviceAttributes:
    """A device of a session.

    Args:
      name: "/job:localhost/replica:0/task:0/device:CPU:0".
      device_type: "CPU".
      memory_limit_bytes: how much memory it may use.
      incarnation: a number that is another one in another program.
    """

    def __init__(self, name, device_type, memory_limit_bytes, incarnation):
        self._parts = name, device_type, memory_limit_bytes, incarnation

    @property
    def name(self):
        """The device's full name."""
        return self._parts[0]

    @property
    def device_type(self):
        """The kind of device."""
        return self._parts[1]

    @property
    def memory_limit_bytes(self):
        """How much memory it may use."""
        return self._parts[2]

    @property
    def incarnation(self):
        """A number that is another one in another program."""
        return self._parts[3]

    def __repr__(self):
        return f"_DeviceAttributes({', '.join(map(str, self._parts))})"


def cpu_name(index: int) -> str:
    """The CPU's full name, or one that a session gave it."""
    return f"/job:localhost/replica:0/task:0/device:CPU:{index}"


def list_devices(cpus=1) -> list:
    """The names of the CPU, which is all there is; the memory is TensorFlow's figure for it."""
    import os

    return [DeviceAttributes(cpu_name(i), "CPU", 1 << 28, os.getpid() + i) for i in range(cpus)]
