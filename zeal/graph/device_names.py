"""Names of devices, "/job:worker/task:1/device:GPU:0": their parts, and how one refines another."""

from zeal.public import public

_PARTS = ("job", "replica", "task", "device_type", "device_index")


@public("DeviceSpec")
class DeviceSpec:
    """A device, as far as it is told.

    Args:
      job: name of the job, or None.
      replica, task: ints, or None.
      device_type: "CPU" or "GPU", or None.
      device_index: int, or None.

    Example:
      >>> tf.DeviceSpec.from_string("/job:worker/cpu:0").to_string()
      '/job:worker/device:CPU:0'
    """

    def __init__(self, job=None, replica=None, task=None, device_type=None, device_index=None):
        self.job, self.replica, self.task = job, replica, task
        self.device_type = device_type and device_type.upper()
        self.device_index = device_index

    @classmethod
    def from_string(cls, spec):
        """The device of a name.

        Raises:
          ValueError: it is no name of a device.
        """
        return cls().parse_from_string(spec)

    def parse_from_string(self, spec):
        """Takes all parts from a name; returns itself."""
        found = parts_of(spec)
        for part in _PARTS:
            setattr(self, part, found.get(part))
        return self

    def merge_from(self, dev):
        """Takes the parts that another device tells."""
        for part in _PARTS:
            if getattr(dev, part) is not None:
                setattr(self, part, getattr(dev, part))

    def to_string(self):
        """The name, in full words."""
        words = [("job", self.job), ("replica", self.replica), ("task", self.task)]
        name = "".join(f"/{key}:{value}" for key, value in words if value is not None)
        if self.device_type is None:
            return name
        index = "*" if self.device_index is None else self.device_index
        return f"{name}/device:{self.device_type}:{index}"

    def __eq__(self, other):
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self):
        return hash(self.to_string())


def parts_of(name):
    """The parts that a name tells.

    Args:
      name: such as "/job:worker/task:1/gpu:0"; "cpu:0" and "/device:GPU:*" are names too.

    Returns:
      A dict.

    Raises:
      ValueError: it is no name of a device.
    """
    found: dict = {}
    for part in filter(None, name.split("/")):
        key, *values = part.split(":")
        if key == "job" and len(values) == 1:
            found["job"] = values[0]
        elif key in ("replica", "task") and len(values) == 1 and values[0].isdigit():
            found[key] = int(values[0])
        elif key.upper() in ("CPU", "GPU") and len(values) < 2:
            found |= _typed(key, values)
        elif key == "device" and 0 < len(values) < 3:
            found |= _typed(values[0], values[1:])
        else:
            raise ValueError(f"Unknown attribute: {key!r} in {name!r}")
    return found


def _typed(kind, index):
    at = None if not index or index[0] == "*" else int(index[0])
    return {"device_type": kind.upper(), "device_index": at}


def refined(outer, inner):
    """The name of a device in a block of one within a block of another.

    Args:
      outer: the name around, "" for none.
      inner: what the inner block says; its parts count first. None or "" says nothing.

    Returns:
      A name in full words.
    """
    if not inner:
        return outer
    spec = DeviceSpec.from_string(outer)
    spec.merge_from(DeviceSpec.from_string(inner))
    return spec.to_string()
