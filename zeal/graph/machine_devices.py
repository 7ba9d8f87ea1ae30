"""The devices of this machine, as programs list and choose them: one CPU."""

from typing import NamedTuple

from zeal import logging
from zeal.public import public


class PhysicalDevice(NamedTuple):
    """A device of the machine.

    Args:
      name: "/physical_device:CPU:0".
      device_type: "CPU".
    """

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """A device that ops run on.

    Args:
      name: "/job:localhost/replica:0/task:0/device:CPU:0".
      device_type: "CPU".
    """

    name: str
    device_type: str


@public("config.experimental.VirtualDeviceConfiguration")
class VirtualDeviceConfiguration(NamedTuple):
    """A part of a device that ops may run on as if it were one.

    Args:
      memory_limit: its memory in MB; GPUs have such limits.

    Example:
      >>> tf.config.experimental.VirtualDeviceConfiguration()
      VirtualDeviceConfiguration(memory_limit=None)
    """

    memory_limit: int | None = None


_CPU = PhysicalDevice("/physical_device:CPU:0", "CPU")


@public("config.experimental.list_physical_devices")
def list_physical_devices(device_type=None):
    """The devices of this machine.

    Args:
      device_type: "CPU", "GPU", ...; all kinds by default.

    Returns:
      A list of devices, each with `name` and `device_type`.

    Example:
      >>> tf.config.experimental.list_physical_devices("GPU")
      []
    """
    return [_CPU] if device_type in (None, "CPU") else []


@public("config.experimental.list_logical_devices")
def list_logical_devices(device_type=None):
    """The devices that ops run on.

    Args:
      device_type: "CPU", "GPU", ...; all kinds by default.

    Returns:
      A list of devices, each with `name` and `device_type`.

    Example:
      >>> [d.device_type for d in tf.config.experimental.list_logical_devices()]
      ['CPU']
    """
    from zeal.graph.devices import list_devices

    kinds = [d for d in list_devices() if device_type in (None, d.device_type)]
    return [LogicalDevice(d.name, d.device_type) for d in kinds]


@public("config.experimental_list_devices")
def experimental_list_devices():
    """The names of the devices that ops run on.

    Returns:
      A list of strings.

    Example:
      >>> tf.config.experimental_list_devices()
      ['/job:localhost/replica:0/task:0/device:CPU:0']
    """
    return [device.name for device in list_logical_devices()]


@public("config.experimental.get_visible_devices")
def get_visible_devices(device_type=None):
    """The devices that the program uses.

    Args:
      device_type: "CPU", "GPU", ...; all kinds by default.

    Returns:
      A list of devices of `tf.config.experimental.list_physical_devices`.

    Example:
      >>> tf.config.experimental.get_visible_devices("CPU")
      [PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]
    """
    return list_physical_devices(device_type)


@public("config.experimental.set_visible_devices")
def set_visible_devices(devices, device_type=None):
    """Says which devices the program uses.

    Args:
      devices: a device of `tf.config.experimental.list_physical_devices`, or a list of them.
      device_type: the kind that is chosen of; all kinds by default.

    Raises:
      ValueError: a device is none of this machine, or of another kind, or the CPU is left out.

    Example:
      >>> tf.config.experimental.set_visible_devices([], "GPU")
    """
    chosen = devices if isinstance(devices, list) else [devices]
    known = list_physical_devices(device_type)
    for device in chosen:
        if device not in list_physical_devices():
            raise ValueError(f"Unrecognized device: {device!r}")
        if device not in known:
            raise ValueError(f"Device {device!r} is no {device_type}")
    if known and not chosen:
        raise ValueError("the CPU cannot be left out: all ops run on it")


def _require_gpu(device):
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    raise ValueError(f"Cannot set memory growth on non-GPU devices: {device!r}")


@public("config.experimental.set_memory_growth")
def set_memory_growth(device, enable):
    """Says whether a GPU's memory is taken as it is needed.

    Args:
      device: a device of `tf.config.experimental.list_physical_devices("GPU")`.
      enable: whether it is.

    Raises:
      ValueError: the device is no GPU.

    Example:
      >>> for gpu in tf.config.experimental.list_physical_devices("GPU"):
      ...     tf.config.experimental.set_memory_growth(gpu, True)
    """
    _require_gpu(device)


@public("config.experimental.get_memory_growth")
def get_memory_growth(device):
    """Whether a GPU's memory is taken as it is needed.

    Args:
      device: a device of `tf.config.experimental.list_physical_devices("GPU")`.

    Raises:
      ValueError: the device is no GPU.

    Example:
      >>> [tf.config.experimental.get_memory_growth(gpu)
      ...  for gpu in tf.config.experimental.list_physical_devices("GPU")]
      []
    """
    _require_gpu(device)


_virtual: dict = {}


@public("config.experimental.set_virtual_device_configuration")
def set_virtual_device_configuration(device, virtual_devices):
    """Says which parts a device has. Ops run on the first one alone, as a warning says.

    Args:
      device: a device of `tf.config.experimental.list_physical_devices`.
      virtual_devices: a list of `tf.config.experimental.VirtualDeviceConfiguration`.

    Raises:
      ValueError: the device is none of this machine, or a CPU's part has a limit of memory.

    Example:
      >>> [cpu] = tf.config.experimental.list_physical_devices("CPU")
      >>> part = tf.config.experimental.VirtualDeviceConfiguration()
      >>> tf.config.experimental.set_virtual_device_configuration(cpu, [part])
      >>> tf.config.experimental.get_virtual_device_configuration(cpu)
      [VirtualDeviceConfiguration(memory_limit=None)]
    """
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    if any(part.memory_limit is not None for part in virtual_devices):
        raise ValueError("Setting memory limit on CPU virtual devices is currently not supported")
    if len(virtual_devices) > 1:
        logging.warning("Ops run on /device:CPU:0 alone: further virtual devices are not built.")
    _virtual[device] = list(virtual_devices)


@public("config.experimental.get_virtual_device_configuration")
def get_virtual_device_configuration(device):
    """What `tf.config.experimental.set_virtual_device_configuration` was told.

    Args:
      device: a device of `tf.config.experimental.list_physical_devices`.

    Returns:
      A list; None where nothing was set.

    Raises:
      ValueError: the device is none of this machine.

    Example:
      >>> [cpu] = tf.config.experimental.list_physical_devices("CPU")
      >>> found = tf.config.experimental.get_virtual_device_configuration(cpu)
    """
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    return _virtual.get(device)
