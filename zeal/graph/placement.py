"""Whether the devices that ops ask for are there: the CPU, under as many names as a session has."""

from zeal.errors import InvalidArgumentError
from zeal.graph.device_names import parts_of
from zeal.graph.devices import cpu_name

_HERE = {"job": ["localhost"], "replica": [0], "task": [0]}  # in any session


def check_devices(elements, soft, cpus):
    """Raises where what a run needs asks for a device that is not there.

    Args:
      elements: tensors and operations, which the run is to give.
      soft: whether ops that ask for GPUs run on the CPU instead.
      cpus: how many names the CPU has.

    Raises:
      InvalidArgumentError: there is one.
    """
    here = dict(_HERE) if soft else {**_HERE, "device_type": ["CPU"], "device_index": range(cpus)}
    seen, todo = set(), [getattr(e, "op", e) for e in elements]
    while todo:
        op = todo.pop()
        if op in seen:
            continue
        seen.add(op)
        if op.device and not _is_among(here, parts_of(op.device)):
            names = ", ".join(map(cpu_name, range(cpus)))
            raise InvalidArgumentError(
                f"Cannot assign a device for operation {op.name}: node {op.name} was explicitly "
                f"assigned to {op.device} but available devices are [ {names} ]. "
                "Make sure the device specification refers to a valid device, or use "
                "tf.ConfigProto(allow_soft_placement=True)."
            )
        todo += [x.op for x in op.inputs] + op.control_inputs


def _is_among(here, parts):
    return all(
        value is None or part not in here or value in here[part] for part, value in parts.items()
    )
