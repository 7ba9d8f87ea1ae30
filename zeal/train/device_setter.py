"""tf.train.replica_device_setter: devices for variables here and the rest there."""

from typing import Any

from zeal import logging
from zeal.graph.device_names import DeviceSpecV2
from zeal.public import public
from zeal.train.cluster import ClusterSpec

_KEPT_BY_SERVERS = (
    "Variable", "VariableV2", "AutoReloadVariable", "MutableHashTable", "MutableHashTableV2",
    "MutableHashTableOfTensors", "MutableHashTableOfTensorsV2", "MutableDenseHashTable",
    "MutableDenseHashTableV2", "VarHandleOp", "BoostedTreesEnsembleResourceHandleOp",
    "BoostedTreesQuantileStreamResourceHandleOp", "ResourceConditionalAccumulator",
)  # fmt: skip


@public("train.replica_device_setter")
def replica_device_setter(
    ps_tasks=0,
    ps_device: Any = "/job:ps",
    worker_device: Any = "/job:worker",
    merge_devices=True,
    cluster=None,
    ps_ops=None,
    ps_strategy=None,
):
    """A function for `tf.device` that spreads variables over parameter servers.

    Args:
      ps_tasks: how many tasks the servers' job has; what `cluster` says counts first.
      ps_device: the device of the servers.
      worker_device: the device of all other operations.
      merge_devices: whether operations that have a device get the parts which that leaves open.
      cluster: a `tf.train.ClusterSpec`, or what makes one.
      ps_ops: types of the operations that servers keep; by default variables and tables.
      ps_strategy: a function of an operation that gives the number of a task; by default the tasks
        take turns.

    Returns:
      A function of an operation that gives the name of its device; None without servers.

    Raises:
      TypeError: ps_strategy is no function, or cluster is no cluster.

    Example:
      >>> with tf.Graph().as_default():
      ...     with tf.device(tf.train.replica_device_setter(ps_tasks=2)):
      ...         v = tf.Variable(1.0)
      ...         w = tf.Variable(1.0)
      ...         v.device, w.device, (v + w).device
      ('/job:ps/task:0', '/job:ps/task:1', '/job:worker')
    """
    if cluster is not None:
        ps_tasks = len(ClusterSpec(cluster).as_dict().get(_spec(ps_device).job, ()))
    if ps_tasks == 0:
        return None
    if not merge_devices:
        logging.warning(
            "DEPRECATION: It is recommended to set merge_devices=true in replica_device_setter"
        )
    strategy = _turns(ps_tasks) if ps_strategy is None else ps_strategy
    if not callable(strategy):
        raise TypeError("ps_strategy must be callable")
    kept = _KEPT_BY_SERVERS if ps_ops is None else ps_ops

    def device_function(op):
        if not merge_devices and op.device:
            return op.device
        own, type_ = _spec(op.device), getattr(op, "type", None) or op.op  # of a NodeDef: op
        if not ps_device or type_ not in kept:
            return _spec(worker_device).make_merged_spec(own).to_string()
        server = _spec(ps_device)
        if server.job and own.job in (None, server.job):
            server = server.replace(task=strategy(op))
        return server.make_merged_spec(own).to_string()

    return device_function


def _spec(name) -> DeviceSpecV2:
    return DeviceSpecV2.from_string(name or "")


def _turns(tasks):
    """A strategy: one task after the other."""
    made = 0

    def take(op):
        nonlocal made
        made += 1
        return (made - 1) % tasks

    return take
