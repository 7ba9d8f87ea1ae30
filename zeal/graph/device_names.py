"""Names of devices, "/job:worker/task:1/device:GPU:0": their parts, and how one refines another."""

from zeal.public import public


def _part(name, doc, set_too=False):
    """A property that reads one part, or sets it too."""

    def write(self, value):
        self._parts = _as_parts(**{**self._parts, name: value})

    return property(lambda self: self._parts[name], write if set_too else None, doc=doc)


def _as_parts(job=None, replica=None, task=None, device_type=None, device_index=None) -> dict:
    numbers = [None if n is None else int(n) for n in (replica, task, device_index)]
    return {
        "job": None if job is None else str(job),
        "replica": numbers[0],
        "task": numbers[1],
        "device_type": _kind(device_type),
        "device_index": numbers[2],
    }


def _kind(device_type):
    """The kind of a device; "cpu" and "gpu" are names that old programs use."""
    return device_type.upper() if device_type in ("cpu", "gpu") else device_type


@public("compat.v2.DeviceSpec")
class DeviceSpecV2:
    """A device, as far as it is told; never changes.

    Args:
      job: name of the job, or None.
      replica, task: ints, or None.
      device_type: "CPU", "GPU" or another name, or None.
      device_index: int, or None.

    Example:
      >>> spec = tf.compat.v2.DeviceSpec.from_string("/job:worker/cpu:0")
      >>> spec.replace(task=1).to_string()
      '/job:worker/task:1/device:CPU:0'
    """

    def __init__(self, job=None, replica=None, task=None, device_type=None, device_index=None):
        self._parts = _as_parts(job, replica, task, device_type, device_index)

    job = _part("job", "The name of the job, or None.")
    replica = _part("replica", "The number of the replica, or None.")
    task = _part("task", "The number of the task, or None.")
    device_type = _part("device_type", "The kind of device, or None.")
    device_index = _part("device_index", "The number among devices of its kind, or None.")

    @classmethod
    def from_string(cls, spec):
        """The device of a name.

        Raises:
          ValueError: it is no name of a device.
        """
        return cls(**parts_of(spec))

    def parse_from_string(self, spec):
        """The device of a name."""
        return self.from_string(spec)

    def make_merged_spec(self, dev):
        """A new device, with the parts that another one tells in place of this one's."""
        told = {part: value for part, value in dev._parts.items() if value is not None}
        return type(self)(**{**self._parts, **told})

    def replace(self, **kwargs):
        """A new device with other parts."""
        return type(self)(**{**self._parts, **kwargs})

    def to_string(self):
        """The name, in full words."""
        words = [("job", self.job), ("replica", self.replica), ("task", self.task)]
        name = "".join(f"/{key}:{value}" for key, value in words if value is not None)
        if self.device_type is None:
            return name
        index = "*" if self.device_index is None else self.device_index
        return f"{name}/device:{self.device_type}:{index}"

    def __eq__(self, other):
        return isinstance(other, DeviceSpecV2) and self.to_string() == other.to_string()

    def __hash__(self):
        return hash(self.to_string())


@public("DeviceSpec")
class DeviceSpec(DeviceSpecV2):
    """A device, as far as it is told; its parts may be set.

    Args:
      job: name of the job, or None.
      replica, task: ints, or None.
      device_type: "CPU", "GPU" or another name, or None.
      device_index: int, or None.

    Example:
      >>> tf.DeviceSpec.from_string("/job:worker/cpu:0").to_string()
      '/job:worker/device:CPU:0'
    """

    job = _part("job", "The name of the job, or None.", set_too=True)
    replica = _part("replica", "The number of the replica, or None.", set_too=True)
    task = _part("task", "The number of the task, or None.", set_too=True)
    device_type = _part("device_type", "The kind of device, or None.", set_too=True)
    device_index = _part("device_index", "The number in its kind, or None.", set_too=True)

    def parse_from_string(self, spec):
        """Takes all parts from a name; returns itself."""
        self._parts = _as_parts(**parts_of(spec))
        return self

    def merge_from(self, dev):
        """Takes the parts that another device tells."""
        self._parts = self.make_merged_spec(dev)._parts


def parts_of(name):
    """The parts that a name tells.

    Args:
      name: such as "/job:worker/task:1/gpu:0"; "cpu:0" and "/device:GPU:*" are names too.

    Raises:
      ValueError: it is no name of a device.
    """
    found: dict = {}
    for part in filter(None, name.split("/")):
        key, *values = part.split(":")
        if key == "job" and len(values) == 1:
            found["job"] = values[0]
        elif key in ("replica", "task") and len(values) == 1:
            if values[0] != "*":
                found[key] = _number(values[0], name)
        elif key.upper() in ("CPU", "GPU") and len(values) < 2:
            found |= _typed(name, found, key.upper(), values)
        elif key == "device" and 0 < len(values) < 3:
            found |= _typed(name, found, values[0], values[1:])
        else:
            raise ValueError(f"Unknown attribute: {key!r} in {name!r}")
    return found


def _number(text, name):
    if not text.isdigit():
        raise ValueError(f"invalid literal for int() in {name!r}: {text!r} is no number")
    return int(text)


def _typed(name, found, kind, index):
    if "device_type" in found:
        raise ValueError(f"Cannot specify multiple device types: {name}")
    at = None if not index or index[0] == "*" else _number(index[0], name)
    return {"device_type": _kind(kind), "device_index": at}


def refined(outer, inner):
    """The name of a device in a block of one within a block of another.

    Args:
      outer: the name around, "" for none.
      inner: what the inner block says, a name or a DeviceSpec; its parts count first. None or ""
        says nothing.
    """
    if not inner:
        return outer
    inner = inner if isinstance(inner, DeviceSpecV2) else DeviceSpec.from_string(inner)
    return DeviceSpec.from_string(outer).make_merged_spec(inner).to_string()
