"""tf.train.SyncReplicasOptimizer, which waits for distribution."""

from typing import Any

from zeal.errors import UnimplementedError
from zeal.public import public
from zeal.train.optimizer import Optimizer


@public("train.SyncReplicasOptimizer")
class SyncReplicasOptimizer(Optimizer):
    """Would sum the gradients of several workers before a step; making one raises.

    Args:
      opt: the optimizer that takes the steps.
      replicas_to_aggregate, total_num_replicas, variable_averages, variables_to_average,
        use_locking, name: as in TensorFlow.

    Raises:
      UnimplementedError: always; programs of one process take `opt` itself.

    Example:
      >>> tf.train.SyncReplicasOptimizer(tf.train.AdamOptimizer(), 2)
      Traceback (most recent call last):
          ...
      zeal.errors.UnimplementedError: tf.train.SyncReplicasOptimizer waits for distribution over ...
    """

    def __init__(
        self,
        opt,
        replicas_to_aggregate,
        total_num_replicas=None,
        variable_averages=None,
        variables_to_average=None,
        use_locking=False,
        name: Any = "sync_replicas",
    ) -> None:
        raise UnimplementedError(
            "tf.train.SyncReplicasOptimizer waits for distribution over several processes, which "
            "is not built yet; a program of one process uses the optimizer that it wraps"
        )
