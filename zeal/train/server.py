"""tf.train.Server: a target of this process, on which sessions share what they keep."""

import socket
import threading

from zeal.errors import (
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    UnknownError,
)
from zeal.graph.targets import Served
from zeal.messages.config import ServerDef
from zeal.public import public
from zeal.train.cluster import ClusterSpec


@public("train.Server", "distribute.Server")
class Server:
    """A server of this process, the only task of its cluster.

    Sessions on its target run in this process; those of one graph share the values of variables,
    queues and tables, which stay when a session closes. Sessions of other graphs share nothing.

    Args:
      server_or_cluster_def: a `tf.train.ServerDef`, or what makes a `tf.train.ClusterSpec`.
      job_name: the server's job; by default that of the ServerDef, or the only one.
      task_index: its number in the job; by default that of the ServerDef, or the only one.
      protocol: "grpc", which is the default.
      config: a `tf.ConfigProto` for sessions on the server that bring none.
      start: whether it starts at once; sessions need no start.

    Raises:
      TypeError: server_or_cluster_def is no cluster.
      ValueError: there are several jobs or tasks, and none is named.
      InvalidArgumentError: the task's address has no port, or there is no such task.
      InternalError: there is no such job.
      NotFoundError: another protocol.
      UnknownError: the port is taken.
      NotImplementedError: the cluster has other tasks.

    Example:
      >>> server = tf.train.Server.create_local_server()
      >>> with tf.Graph().as_default(), tf.Session(server.target) as session:
      ...     print(session.run(tf.constant(1) + 1))
      2
    """

    def __init__(
        self, server_or_cluster_def, job_name=None, task_index=None, protocol=None, config=None,
        start=True,
    ):  # fmt: skip
        self._server_def = _server_def(server_or_cluster_def, job_name, task_index, protocol)
        if config is not None:
            self._server_def.default_session_config.MergeFrom(config)
        port = _port_of(self._server_def)
        self._socket = _bound(port)  # nobody else takes the port
        self._target = f"grpc://localhost:{self._socket.getsockname()[1]}"
        self._served = Served(self._target, self._server_def.default_session_config)
        if start:
            self.start()

    def __del__(self):
        if bound := getattr(self, "_socket", None):
            bound.close()

    def start(self) -> None:
        """Does nothing: sessions find the server as soon as it is made."""

    def join(self) -> None:
        """Waits forever."""
        threading.Event().wait()

    @property
    def server_def(self):
        """The `tf.train.ServerDef`."""
        return self._server_def

    @property
    def target(self) -> str:
        """What a `tf.Session` takes as its target."""
        return self._target

    @staticmethod
    def create_local_server(config=None, start=True):
        """A server at a free port, the only task of the job "local"."""
        return Server({"local": ["localhost:0"]}, protocol="grpc", config=config, start=start)


def _server_def(given, job_name, task_index, protocol):
    if isinstance(given, ServerDef):
        made = ServerDef()
        made.CopyFrom(given)
        made.job_name = made.job_name if job_name is None else job_name
        made.task_index = made.task_index if task_index is None else task_index
        made.protocol = made.protocol if protocol is None else protocol
        return made
    try:
        cluster = ClusterSpec(given)
    except TypeError:
        raise TypeError(
            "Could not convert `server_or_cluster_def` to a `tf.train.ServerDef` or "
            "`tf.train.ClusterSpec`."
        ) from None
    job = _only(cluster.jobs, "job_name") if job_name is None else job_name
    if task_index is None:
        task_index = _only(cluster.task_indices(job), "task_index")
    return ServerDef(cluster=cluster.as_cluster_def(), job_name=job, task_index=task_index,
                     protocol="grpc" if protocol is None else protocol)  # fmt: skip


def _only(values, what):
    if len(values) != 1:
        raise ValueError(f"Must specify an explicit `{what}`.")
    return values[0]


def _port_of(server) -> int:
    """The port of a server that can be made here."""
    if server.protocol != "grpc":
        raise NotFoundError(
            f"No server factory registered for the given ServerDef: {server}\nThe available server "
            "factories are: [ GRPC_SERVER ]"
        )
    jobs = {job.name: dict(job.tasks.items()) for job in server.cluster.job}
    if server.job_name not in jobs:
        raise InternalError(f'Job "{server.job_name}" was not defined in cluster')
    tasks = jobs[server.job_name]
    if server.task_index not in tasks:
        raise InvalidArgumentError(
            f'Task {server.task_index} was not defined in job "{server.job_name}"'
        )
    address = tasks[server.task_index]
    port = address.rpartition(":")[2]
    if ":" not in address or not port.isdigit():
        raise InvalidArgumentError(f'Could not parse port for local server from "{address}".')
    if sum(map(len, jobs.values())) > 1:
        raise NotImplementedError(
            "tf.train.Server: clusters of several tasks are not built; a server is the only task"
        )
    return int(port)


def _bound(port):
    made = socket.socket()
    try:
        made.bind(("localhost", port))
    except (OSError, OverflowError) as e:
        made.close()
        raise UnknownError(f"Could not start gRPC server: port {port}: {e}") from None
    return made
