"""tensorflow.python.distribute.multi_worker_util: what tasks of a cluster are."""

from zeal.train.cluster import ClusterSpec

__all__ = ["collective_leader", "id_in_cluster", "is_chief", "normalize_cluster_spec",
           "worker_count"]  # fmt: skip


def normalize_cluster_spec(cluster_spec):
    """A `tf.train.ClusterSpec` of one, of a dict or of a `tf.train.ClusterDef`.

    Raises:
      ValueError: it is something else.
    """
    from zeal.messages.config import ClusterDef

    if isinstance(cluster_spec, (dict, ClusterDef)):
        return ClusterSpec(cluster_spec)
    if not isinstance(cluster_spec, ClusterSpec):
        raise ValueError(
            "`cluster_spec' should be dict or a `tf.train.ClusterSpec` or a `tf.train.ClusterDef` "
            "object"
        )
    return cluster_spec


def _tasks(cluster_spec, task_type, task_id=0):
    """The tasks of each job, of a cluster that has a task.

    Raises:
      ValueError: it has none such, or the jobs make no cluster.
    """
    jobs = normalize_cluster_spec(cluster_spec).as_dict()
    if task_type not in ("chief", "worker", "evaluator", "ps"):
        raise ValueError(f"Unrecognized task_type: {task_type!r}")
    if task_type not in jobs:
        raise ValueError(f"`task_type` {task_type!r} not found in cluster_spec.")
    for job in ("chief", "evaluator"):
        if len(jobs.get(job, ())) > 1:
            raise ValueError(f"There must be at most one '{job}' job.")
    if task_id >= len(jobs[task_type]):
        raise ValueError(f"The `task_id` {task_id} exceeds the maximum id of {task_type}.")
    return jobs


def is_chief(cluster_spec, task_type, task_id):
    """Whether a task leads: the chief, the first worker where there is none, the evaluator."""
    jobs = _tasks(cluster_spec, task_type, task_id)
    leads = task_type == "worker" and task_id == 0 and "chief" not in jobs
    return leads or task_type in ("chief", "evaluator")


def collective_leader(cluster_spec, task_type, task_id):
    """The device name of the task that leads collective ops; "" for none."""
    jobs = normalize_cluster_spec(cluster_spec).as_dict()
    if not jobs or task_type == "evaluator":
        return ""
    _tasks(cluster_spec, task_type, task_id)
    return f"/job:{'chief' if 'chief' in jobs else 'worker'}/replica:0/task:0"


def worker_count(cluster_spec, task_type):
    """How many chiefs and workers there are; for an evaluator how many of them.

    Raises:
      ValueError: the task is neither, or not there.
    """
    jobs = _tasks(cluster_spec, task_type)
    if task_type not in ("chief", "worker", "evaluator"):
        raise ValueError(f"Unexpected `task_type` {task_type!r}")
    counted = ("evaluator",) if task_type == "evaluator" else ("chief", "worker")
    return sum(len(jobs.get(job, ())) for job in counted)


def id_in_cluster(cluster_spec, task_type, task_id):
    """A task's number among chiefs and workers.

    Raises:
      ValueError: it is neither of these nor an evaluator.
    """
    jobs = _tasks(cluster_spec, task_type, task_id)
    if task_type not in ("chief", "worker", "evaluator"):
        raise ValueError(f"There is no id for task_type {task_type!r}")
    return task_id + len(jobs.get("chief", ())) if task_type == "worker" else task_id
