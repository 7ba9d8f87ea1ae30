"""Strategies over one device: what programs for several do where there is one."""

import contextlib
from functools import cache

from zeal import _native, nest
from zeal._native import api
from zeal.data.dataset import Dataset
from zeal.distribute.context import ReplicaContext, check_alone, within
from zeal.distribute.reduction import InputContext, InputReplicationMode, ReduceOp
from zeal.eager.context import device as device_block
from zeal.eager.control import group
from zeal.public import public

_CPU = "/replica:0/task:0/device:CPU:0"


class _Extended:
    """What `Strategy.extended` offers beyond the rest."""

    worker_devices = parameter_devices = (_CPU,)
    experimental_between_graph = False
    should_checkpoint = should_save_summary = experimental_should_init = True

    def __init__(self, strategy):
        self._strategy = strategy

    def call_for_each_replica(self, fn, args=(), kwargs=None):
        """`Strategy.experimental_run_v2`."""
        return self._strategy.experimental_run_v2(fn, args, kwargs)

    def reduce_to(self, reduce_op, value, destinations):
        """The value: there is one replica."""
        ReduceOp.of(reduce_op)
        return value

    def batch_reduce_to(self, reduce_op, value_destination_pairs):
        """The values: there is one replica."""
        return [self.reduce_to(reduce_op, value, to) for value, to in value_destination_pairs]

    def broadcast_to(self, tensor, destinations):
        """The tensor: there is one device."""
        return tensor

    def update(self, var, fn, args=(), kwargs=None, group=True):
        """Calls a function of a variable."""
        return fn(var, *args, **(kwargs or {}))

    def update_non_slot(self, colocate_with, fn, args=(), kwargs=None, group=True):
        """Calls a function."""
        return fn(*args, **(kwargs or {}))

    def read_var(self, v):
        """The variable's value."""
        return api.identity(v)

    def value_container(self, value):
        """The value itself: it is of no container."""
        return value

    def non_slot_devices(self, var_list):
        """The device."""
        return self.worker_devices[0]

    def variable_created_in_scope(self, v):
        """Whether a variable was made under this strategy: all are the same here."""
        return True


def _mean(value, axis):
    """The mean over an axis; of integers as `/` divides them."""
    return api.reduce_mean(value / 1 if value.dtype.is_integer else value, axis)


@public("distribute.Strategy", "contrib.distribute.DistributionStrategy")
class Strategy:
    """A way to train over devices, of which zeal has one: each value is of one replica.

    Args:
      extended: unused.

    Example:
      >>> strategy = tf.distribute.MirroredStrategy()
      >>> with strategy.scope():
      ...     v = tf.Variable(1.0)
      >>> def step(x):
      ...     v.assign_add(x)
      ...     return v * 2.0
      >>> found = strategy.experimental_run_v2(step, args=(tf.constant(2.0),))
      >>> float(strategy.reduce(tf.distribute.ReduceOp.SUM, found, axis=None))
      6.0
    """

    def __init__(self, extended=None):
        self._extended = _Extended(self)
        self._replica = ReplicaContext(self, 0)
        self._device = None

    @property
    def extended(self):
        """What else it can do."""
        return self._extended

    @property
    def num_replicas_in_sync(self):
        """How many replicas there are: one."""
        return 1

    def scope(self):
        """A block in which this strategy is in force, across replicas.

        Raises:
          RuntimeError: another one is in force.
        """
        return self._scope()

    @contextlib.contextmanager
    def _scope(self):
        check_alone(self)
        with within(self, None), device_block(self._device or ""):
            yield self

    def experimental_run_v2(self, fn, args=(), kwargs=None):
        """Runs a function in each replica: once.

        Args:
          fn: a function.
          args: its arguments, a tuple.
          kwargs: its keyword arguments, a dict or None.

        Returns:
          What it returned.

        Raises:
          TypeError: args is no sequence.
        """
        if not isinstance(args, (list, tuple)):
            raise TypeError(f"positional arguments must be a list or tuple, got `{type(args)}`")
        with self.scope(), within(self, self._replica):
            return fn(*args, **(kwargs or {}))

    def experimental_run(self, fn, input_iterator=None):
        """Runs a function of an iterator's next element in each replica.

        Args:
          fn: a function of an element, or of nothing.
          input_iterator: what `make_dataset_iterator` returned, or None.

        Returns:
          What it returned.
        """
        args = () if input_iterator is None else (input_iterator.get_next(),)
        return self.experimental_run_v2(fn, args)

    # Code that AutoGraph has converted has it convert their first argument, too.
    experimental_run._zeal_runs_fn = experimental_run_v2._zeal_runs_fn = True

    def reduce(self, reduce_op, value, axis=None):
        """The sum or mean of a value over replicas, and over an axis.

        Args:
          reduce_op: a `tf.distribute.ReduceOp`, or its name.
          value: what `experimental_run_v2` returned.
          axis: the axis of examples, or None for none.

        Returns:
          A tensor.

        Raises:
          ValueError: there is no such way.
        """
        over = {ReduceOp.SUM: api.reduce_sum, ReduceOp.MEAN: _mean}[ReduceOp.of(reduce_op)]
        if axis is None:
            return value
        return nest.map_structure(lambda v: over(_native.convert(v), axis), value)

    # --- input ---
    def experimental_distribute_dataset(self, dataset):
        """The dataset, whose batches all go to the one replica.

        Args:
          dataset: a `tf.data.Dataset`.

        Returns:
          The Dataset.
        """
        return dataset

    def experimental_distribute_datasets_from_function(self, dataset_fn):
        """The dataset of a function of an `InputContext`.

        Args:
          dataset_fn: takes an InputContext and returns a `tf.data.Dataset`.

        Returns:
          The Dataset.
        """
        return dataset_fn(InputContext())

    def make_dataset_iterator(self, dataset):
        """An iterator through a dataset, whose `initialize()` begins anew.

        Args:
          dataset: a `tf.data.Dataset`.

        Returns:
          An object with `initialize` and `get_next`.
        """
        return _Iterator(dataset)

    def make_input_fn_iterator(self, input_fn, replication_mode=InputReplicationMode.PER_WORKER):
        """The same of a function of an `InputContext`.

        Args:
          input_fn: takes an InputContext and returns a `tf.data.Dataset`.
          replication_mode: InputReplicationMode.PER_WORKER.

        Returns:
          An object with `initialize` and `get_next`.

        Raises:
          ValueError: there is no such mode.
        """
        if replication_mode != InputReplicationMode.PER_WORKER:
            raise ValueError(f"Input replication mode not supported: {replication_mode}")
        return _Iterator(input_fn(InputContext()))

    def experimental_make_numpy_dataset(self, numpy_input, session=None):
        """A dataset of the rows of arrays.

        Args:
          numpy_input: an array, or a structure of arrays.
          session: unused.

        Returns:
          A `tf.data.Dataset`.
        """
        return Dataset.from_tensor_slices(numpy_input)

    # --- values ---
    def experimental_local_results(self, value):
        """A tuple of the value of each replica: of one."""
        return (value,)

    def unwrap(self, value):
        """The same."""
        return (value,)

    def group(self, value, name=None):
        """An operation that does what a value's operations do; see `tf.group`."""
        return group(*nest.flatten(value), name=name)

    # --- what is set up ---
    def configure(self, session_config=None, cluster_spec=None, task_type=None, task_id=None):
        """Does nothing: there is one device."""

    def update_config_proto(self, config_proto):
        """The config: there is nothing to change.

        Args:
          config_proto: a `tf.ConfigProto`.

        Returns:
          The same.
        """
        return config_proto

    def colocate_vars_with(self, colocate_with_variable):
        """A block whose variables are where another one is: all are."""
        return contextlib.nullcontext()


@cache
def default_strategy():
    """The strategy that is in force where no other is."""
    return Strategy()


class _Iterator:
    """Through a dataset, from the start with each `initialize`."""

    def __init__(self, dataset):
        eager = _native.executing_eagerly()
        self._dataset = dataset
        self._iterator = iter(dataset) if eager else dataset.make_initializable_iterator()

    def initialize(self):
        """Begins anew.

        Returns:
          In graphs the operation that does it.
        """
        if not _native.executing_eagerly():
            return self._iterator.initializer
        self._iterator = iter(self._dataset)
        return None

    def get_next(self):
        """The next element.

        Raises:
          OutOfRangeError: there is none; eagerly StopIteration.
        """
        return self._iterator.get_next()

    __next__ = get_next

    def __iter__(self):
        return self


def _single(devices):
    """The one device's name.

    Raises:
      NotImplementedError: there are several.
    """
    devices = [devices] if isinstance(devices, str) else list(devices or ["/cpu:0"])
    if len(devices) > 1:
        raise NotImplementedError(
            f"tf.distribute: training over several devices ({', '.join(devices)}) is not built in "
            "zeal; name one device"
        )
    return devices[0]


@public("distribute.MirroredStrategy")
class MirroredStrategy(Strategy):
    """Variables on each of several devices, which train together: here on one.

    Args:
      devices: a list of one device's name, or None.
      cross_device_ops: unused.

    Raises:
      NotImplementedError: there are several devices.

    Example:
      >>> tf.distribute.MirroredStrategy(["/cpu:0"]).num_replicas_in_sync
      1
    """

    def __init__(self, devices=None, cross_device_ops=None):
        super().__init__()
        self._device = _single(devices)


@public("contrib.distribute.MirroredStrategy")
class _OlderMirroredStrategy(MirroredStrategy):
    """`tf.distribute.MirroredStrategy` by a list of devices or a count of GPUs.

    Args:
      devices: a list of one device's name, or None.
      num_gpus: how many GPUs; None or 0 for the CPU. num_gpus_per_worker is the same.
      cross_device_ops: unused; so are auto_shard_dataset and cross_tower_ops.

    Raises:
      ValueError: more than one of devices, num_gpus and num_gpus_per_worker is given.
      NotImplementedError: there are several devices.
    """

    def __init__(
        self, devices=None, num_gpus=None, num_gpus_per_worker=None, cross_device_ops=None,
        auto_shard_dataset=False, cross_tower_ops=None,
    ):  # fmt: skip
        if num_gpus is not None and num_gpus_per_worker is not None:
            raise ValueError("You cannot specify both `num_gpus` and `num_gpus_per_worker`.")
        count = num_gpus_per_worker if num_gpus is None else num_gpus
        if count is not None and devices is not None:
            raise ValueError("Must only specify one of `devices` and `num_gpus_per_worker`.")
        super().__init__([f"/gpu:{i}" for i in range(count)] if count else devices)


@public("distribute.OneDeviceStrategy", "contrib.distribute.OneDeviceStrategy")
class OneDeviceStrategy(Strategy):
    """All of a program on one device.

    Args:
      device: its name.

    Example:
      >>> tf.distribute.OneDeviceStrategy("/cpu:0").num_replicas_in_sync
      1
    """

    def __init__(self, device):
        super().__init__()
        self._device = _single(device)


@public("distribute.experimental.CentralStorageStrategy")
class CentralStorageStrategy(Strategy):
    """Variables on the CPU, steps on other devices: here on the CPU.

    Args:
      compute_devices: a list of one device's name, or None.
      parameter_device: unused.

    Raises:
      NotImplementedError: there are several devices.

    Example:
      >>> tf.distribute.experimental.CentralStorageStrategy().num_replicas_in_sync
      1
    """

    def __init__(self, compute_devices=None, parameter_device=None):
        super().__init__()
        self._device = _single(compute_devices)
