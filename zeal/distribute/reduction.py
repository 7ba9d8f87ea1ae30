"""How values of replicas are joined, and how input reaches them."""

import enum

from zeal.public import public


@public("distribute.ReduceOp")
class ReduceOp(enum.Enum):
    """How values of replicas become one: SUM or MEAN.

    Example:
      >>> tf.distribute.ReduceOp.SUM.value
      'SUM'
    """

    SUM = "SUM"
    MEAN = "MEAN"

    @classmethod
    def of(cls, value):
        """The member that is given, or named in any case.

        Raises:
          ValueError: there is none of that name.
        """
        return value if isinstance(value, cls) else cls(str(value).upper())


@public("distribute.InputReplicationMode")
class InputReplicationMode(enum.Enum):
    """How often an input function is called: once for each worker.

    Example:
      >>> tf.distribute.InputReplicationMode.PER_WORKER.value
      'PER_WORKER'
    """

    PER_WORKER = "PER_WORKER"


@public("distribute.InputContext")
class InputContext:
    """What an input function is told: which of how many pipelines it makes.

    Args:
      num_input_pipelines: how many there are.
      input_pipeline_id: the number of this one, from 0 on.
      num_replicas_in_sync: how many replicas train together.

    Example:
      >>> tf.distribute.InputContext().get_per_replica_batch_size(32)
      32
    """

    def __init__(self, num_input_pipelines=1, input_pipeline_id=0, num_replicas_in_sync=1):
        self.num_input_pipelines = num_input_pipelines
        self.input_pipeline_id = input_pipeline_id
        self.num_replicas_in_sync = num_replicas_in_sync

    def get_per_replica_batch_size(self, global_batch_size):
        """The rows of each replica's batch.

        Args:
          global_batch_size: the rows of all of them.

        Returns:
          An int.

        Raises:
          ValueError: they cannot be shared out evenly.
        """
        if global_batch_size % self.num_replicas_in_sync:
            raise ValueError(
                f"The `global_batch_size` {global_batch_size!r} is not divisible by "
                f"`num_replicas_in_sync` {self.num_replicas_in_sync!r} "
            )
        return global_batch_size // self.num_replicas_in_sync
