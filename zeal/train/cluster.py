"""tf.train.ClusterSpec: the addresses of processes that work together."""

from zeal.messages.build import own
from zeal.messages.config import ClusterDef
from zeal.public import public


@public("train.ClusterSpec")
class ClusterSpec:
    """The tasks of each job of a cluster, by name of the job, and their addresses.

    Args:
      cluster: a dict of the names of jobs and the addresses of their tasks: a list, or a dict of
        numbers of tasks and addresses; or a `tf.train.ClusterDef` or another ClusterSpec.

    Raises:
      TypeError: it is none of these, or a name or an address is no string.

    Example:
      >>> cluster = tf.train.ClusterSpec({"ps": ["ps0:2222"], "worker": {1: "w1:2222"}})
      >>> cluster.num_tasks("worker"), cluster.task_address("worker", 1)
      (1, 'w1:2222')
    """

    def __init__(self, cluster) -> None:
        if isinstance(cluster, dict):
            self._jobs = {job: _numbered(job, tasks) for job, tasks in cluster.items()}
            self._message = _message_of(self._jobs)
            return
        if isinstance(cluster, ClusterSpec):
            cluster = cluster.as_cluster_def()
        try:
            self._message = own(cluster, ClusterDef, "cluster")
        except TypeError:
            raise TypeError(
                "`cluster` must be a dictionary mapping one or more job names to lists of network "
                f"addresses, or a `ClusterDef` protocol buffer, but got {cluster!r}"
            ) from None
        self._jobs = {job.name: dict(job.tasks.items()) for job in self._message.job}

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def __eq__(self, other) -> bool:
        return self._jobs == (other._jobs if isinstance(other, ClusterSpec) else other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"ClusterSpec({dict(sorted(self.as_dict().items()))!r})"

    @property
    def jobs(self) -> list:
        """The names of the jobs.

        Example:
          >>> tf.train.ClusterSpec({"ps": ["ps0:2222"]}).jobs
          ['ps']
        """
        return list(self._jobs)

    def as_dict(self) -> dict:
        """A dict of the names of jobs and their tasks.

        Returns:
          A dict; a job is a list of addresses, or, where numbers are left out, a dict.

        Example:
          >>> tf.train.ClusterSpec({"ps": {1: "ps1:2222"}}).as_dict()
          {'ps': {1: 'ps1:2222'}}
        """
        return {job: self._as_given(job) for job in self._jobs}

    def _as_given(self, job):
        tasks = self._jobs[job]
        if tasks and max(tasks) + 1 == len(tasks):
            return self.job_tasks(job)
        return {index: tasks[index] for index in sorted(tasks)}

    def as_cluster_def(self):
        """The cluster as a `tf.train.ClusterDef`.

        Example:
          >>> tf.train.ClusterSpec({"ps": ["ps0:2222"]}).as_cluster_def().job[0].name
          'ps'
        """
        return self._message

    def num_tasks(self, job_name) -> int:
        """How many tasks a job has.

        Raises:
          ValueError: there is no such job.

        Example:
          >>> tf.train.ClusterSpec({"ps": ["ps0:2222"]}).num_tasks("ps")
          1
        """
        return len(self._tasks(job_name))

    def task_indices(self, job_name) -> list:
        """The numbers of a job's tasks.

        Raises:
          ValueError: there is no such job.

        Example:
          >>> tf.train.ClusterSpec({"ps": {1: "ps1:2222"}}).task_indices("ps")
          [1]
        """
        return sorted(self._tasks(job_name))

    def task_address(self, job_name, task_index) -> str:
        """The address of a task.

        Raises:
          ValueError: there is no such job or task.

        Example:
          >>> tf.train.ClusterSpec({"ps": ["ps0:2222"]}).task_address("ps", 0)
          'ps0:2222'
        """
        try:
            return self._tasks(job_name)[task_index]
        except KeyError:
            raise ValueError(f"No task with index {task_index!r} in job {job_name!r}") from None

    def job_tasks(self, job_name) -> list:
        """The addresses of a job's tasks, by number; None where there is no such task.

        Raises:
          ValueError: there is no such job.

        Example:
          >>> tf.train.ClusterSpec({"ps": {1: "ps1:2222"}}).job_tasks("ps")
          [None, 'ps1:2222']
        """
        tasks = self._tasks(job_name)
        return [tasks.get(index) for index in range(max(tasks, default=-1) + 1)]

    def _tasks(self, job_name) -> dict:
        try:
            return self._jobs[job_name]
        except KeyError:
            raise ValueError(f"No such job in cluster: {job_name!r}") from None


def _numbered(job, tasks) -> dict:
    if isinstance(tasks, (list, tuple)):
        return dict(enumerate(tasks))
    if isinstance(tasks, dict):
        return dict(tasks)
    raise TypeError(
        f"The tasks for job {job!r} must be a list or a dictionary from integers to strings."
    )


def _message_of(jobs):
    message = ClusterDef()
    for job, tasks in sorted(jobs.items()):
        made = message.job.add(name=_text(job, "Job name"))
        for index, address in sorted(tasks.items()):
            made.tasks[index] = _text(address, "Task address")
    return message


def _text(value, what) -> str:
    if not isinstance(value, (str, bytes)):
        raise TypeError(f"{what} {value!r} must be bytes or unicode")
    return value.decode() if isinstance(value, bytes) else value
