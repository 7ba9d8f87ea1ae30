"""Names and graphs of what a function is given; decorators of old functions."""

import re

from zeal.graph.device_names import DeviceSpec
from zeal.public import public, publish

for _name in ("deprecated", "deprecated_args", "deprecated_arg_values"):
    publish("zeal.interop.internals.deprecation", _name, f"contrib.framework.{_name}")
for _name in ("deprecated", "deprecated_arg_values"):
    publish("zeal.interop.internals.deprecation", _name, f"contrib.slim.{_name}")


@public("contrib.framework.strip_name_scope")
def strip_name_scope(name, export_scope):
    """A name of an operation, `^control` or `loc:@place` without the scope that it begins with.

    Args:
      name: the name.
      export_scope: the scope, or None.

    Example:
      >>> tf.contrib.framework.strip_name_scope("^a/b/c", "a/b")
      '^c'
    """
    if not export_scope:
        return name
    scope = re.escape(export_scope.rstrip("/"))
    return re.sub(rf"^(\^|loc:@|){scope}/+(.*)", r"\1\2", name, count=1)


@public("contrib.framework.prepend_name_scope")
def prepend_name_scope(name, import_scope):
    """A name of an operation, `^control` or `loc:@place` inside a scope.

    Args:
      name: the name.
      import_scope: the scope, or None.

    Example:
      >>> tf.contrib.framework.prepend_name_scope("^c", "a/b")
      '^a/b/c'
    """
    if not import_scope:
        return name
    mark, rest = re.fullmatch(r"(\^|loc:@|)(.*)", name, re.DOTALL).groups()
    return f"{mark}{import_scope.removesuffix('/')}/{rest}"


@public("contrib.framework.VariableDeviceChooser", "contrib.slim.VariableDeviceChooser")
class VariableDeviceChooser:
    """A function of operations that names devices for variables: one parameter server in turn.

    Args:
      num_tasks: how many servers there are; 0 leaves job and task open.
      job_name: that of the servers.
      device_type, device_index, replica: parts of each name.

    Example:
      >>> chooser = tf.contrib.framework.VariableDeviceChooser(2)
      >>> [chooser(None) for _ in range(3)][1:]
      ['/job:ps/task:1/device:CPU:0', '/job:ps/task:0/device:CPU:0']
    """

    def __init__(self, num_tasks=0, job_name="ps", device_type="CPU", device_index=0, replica=None):
        self._parts = {"replica": replica, "device_type": device_type, "device_index": device_index}
        self._job, self._tasks, self._next = job_name, num_tasks, 0

    def __call__(self, op):
        place = {}
        if self._tasks > 0:
            place = {"job": self._job, "task": self._next}
            self._next = (self._next + 1) % self._tasks
        return DeviceSpec(**self._parts, **place).to_string()
