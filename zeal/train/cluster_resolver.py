"""What finds the tasks of a cluster: tf.distribute.cluster_resolver."""

from zeal.public import public
from zeal.train.cluster import ClusterSpec


def _names(name):
    return [f"distribute.cluster_resolver.{name}", f"contrib.cluster_resolver.{name}"]


def _address(master, rpc_layer):
    return f"{rpc_layer}://{master}" if rpc_layer and master else master


@public(*_names("ClusterResolver"))
class ClusterResolver:
    """The class of what finds tasks: `cluster_spec()`, `master()` and `num_accelerators()`."""

    environment = ""
    task_type = task_id = rpc_layer = None


@public(*_names("SimpleClusterResolver"))
class SimpleClusterResolver(ClusterResolver):
    """Gives a ClusterSpec as it is.

    Args:
      cluster_spec: a `tf.train.ClusterSpec`.
      master: the address of sessions where no task is named.
      task_type, task_id: this task's job and number.
      environment: "" or "google".
      num_accelerators: a dict of kinds of devices and how many a task has.
      rpc_layer: the protocol in addresses, such as "grpc".

    Raises:
      TypeError: cluster_spec is none.

    Example:
      >>> cluster = tf.train.ClusterSpec({"worker": ["a:1", "b:2"]})
      >>> tf.contrib.cluster_resolver.SimpleClusterResolver(cluster).master("worker", 1, "grpc")
      'grpc://b:2'
    """

    def __init__(
        self, cluster_spec, master="", task_type=None, task_id=None, environment="",
        num_accelerators=None, rpc_layer=None,
    ):  # fmt: skip
        if not isinstance(cluster_spec, ClusterSpec):
            raise TypeError("cluster_spec must be a ClusterSpec.")
        self._cluster, self._master, self._accelerators = cluster_spec, master, num_accelerators
        self.task_type, self.task_id, self.rpc_layer = task_type, task_id, rpc_layer
        self.environment = environment

    def cluster_spec(self):
        """The ClusterSpec."""
        return self._cluster

    def master(self, task_type=None, task_id=None, rpc_layer=None):
        """The address of a task, this one by default."""
        job = self.task_type if task_type is None else task_type
        number = self.task_id if task_id is None else task_id
        known = job is not None and number is not None
        found = self._cluster.task_address(job, number) if known else self._master
        return _address(found, rpc_layer or self.rpc_layer)

    def num_accelerators(self, task_type=None, task_id=None, config_proto=None):
        """The devices of a task by kind."""
        return self._accelerators or {}


@public(*_names("TPUClusterResolver"))
class TPUClusterResolver(SimpleClusterResolver):
    """The address of a TPU, for scripts that make one wherever they run; zeal reaches none.

    Args:
      tpu: an address `grpc://...`, or "" or "local" for this process.
      zone, project, coordinator_name, coordinator_address, credentials, service, discovery_url:
        ignored, as no service is asked.
      job_name: the job in `cluster_spec()`.

    Raises:
      ValueError: tpu is missing.
      NotImplementedError: it is a name, which Google's service knows.

    Example:
      >>> tf.contrib.cluster_resolver.TPUClusterResolver("grpc://10.0.0.1:8470").master()
      'grpc://10.0.0.1:8470'
    """

    def __init__(
        self, tpu=None, zone=None, project=None, job_name="worker", coordinator_name=None,
        coordinator_address=None, credentials="default", service=None, discovery_url=None,
    ):  # fmt: skip
        if tpu is None:
            raise ValueError("Please provide a TPU Name to connect to.")
        layer, _, address = tpu.rpartition("://")
        if not layer and tpu not in ("", "local"):
            raise NotImplementedError(f"zeal asks no service where the TPU {tpu!r} is: run on CPUs")
        spec = ClusterSpec({job_name: [address]} if layer else {})
        super().__init__(spec, address, job_name, 0, rpc_layer=layer or None)

    def cluster_spec(self):
        """The ClusterSpec; None for this process."""
        return self._cluster if self.rpc_layer else None

    def master(self, task_type=None, task_id=None, rpc_layer=None):
        """The address."""
        return _address(self._master, rpc_layer or self.rpc_layer)

    get_master = master

    def get_job_name(self):
        """None: no service tells."""

    def num_accelerators(self, task_type=None, task_id=None, config_proto=None):
        """Raises NotImplementedError: only the TPU would tell."""
        raise NotImplementedError("zeal asks no TPU how many cores it has")
