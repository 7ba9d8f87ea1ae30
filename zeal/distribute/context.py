"""Which strategy is in force, and whether code runs in a replica or across them."""

import contextlib
import threading

from zeal import _native
from zeal.distribute.reduction import ReduceOp
from zeal.public import public


class _Scopes(threading.local):
    """Pairs of a strategy and its replica context, or None across replicas."""

    def __init__(self):
        self.open = []


_scopes = _Scopes()
_global: list = []  # the strategy of experimental_set_strategy


def _top():
    if _scopes.open:
        return _scopes.open[-1]
    if _global:
        return _global[0], None
    from zeal.distribute.strategy import default_strategy

    strategy = default_strategy()
    return strategy, strategy._replica


@contextlib.contextmanager
def within(strategy, replica):
    """A block of code that a replica runs, or, where that is None, across replicas.

    Args:
      strategy: the `tf.distribute.Strategy` in force.
      replica: the replica context, or None.
    """
    _scopes.open.append((strategy, replica))
    try:
        yield
    finally:
        _scopes.open.pop()


def check_alone(strategy):
    """Raises RuntimeError where another strategy is in force."""
    if has_strategy() and get_strategy() is not strategy:
        raise RuntimeError(
            f"Mixing different tf.distribute.Strategy objects: {get_strategy()} is not {strategy}"
        )


@public("distribute.get_strategy", "contrib.distribute.get_strategy")
def get_strategy():
    """The strategy that is in force.

    Returns:
      A `tf.distribute.Strategy`; the default one, of one replica, where none was entered.

    Example:
      >>> tf.distribute.get_strategy().num_replicas_in_sync
      1
    """
    return _top()[0]


@public("distribute.has_strategy", "contrib.distribute.has_strategy")
def has_strategy():
    """Whether a strategy other than the default one is in force.

    Returns:
      A bool.

    Example:
      >>> with tf.distribute.MirroredStrategy().scope():
      ...     tf.distribute.has_strategy()
      True
    """
    return bool(_scopes.open or _global)


@public("distribute.get_replica_context", "contrib.distribute.get_replica_context")
def get_replica_context():
    """The context of the replica that runs this code.

    Returns:
      A `tf.distribute.ReplicaContext`; None in a strategy's scope, which is across replicas.

    Example:
      >>> tf.distribute.get_replica_context().num_replicas_in_sync
      1
    """
    return _top()[1]


@public("distribute.in_cross_replica_context", "contrib.distribute.in_cross_replica_context")
def in_cross_replica_context():
    """Whether code runs across replicas: in a strategy's scope, but not in what it runs.

    Returns:
      A bool.

    Example:
      >>> tf.distribute.in_cross_replica_context()
      False
    """
    return _top()[1] is None


@public("distribute.experimental_set_strategy")
def experimental_set_strategy(strategy):
    """Sets the strategy that is in force outside of scopes.

    Args:
      strategy: a `tf.distribute.Strategy`, or None for the default one.

    Raises:
      RuntimeError: it is called in a scope.

    Example:
      >>> tf.distribute.experimental_set_strategy(None)
    """
    if _scopes.open:
        raise RuntimeError("Must not be called inside a `tf.distribute.Strategy` scope.")
    _global[:] = [] if strategy is None else [strategy]


@public("distribute.get_loss_reduction", "contrib.distribute.get_loss_reduction")
def get_loss_reduction():
    """How losses of replicas are joined.

    Returns:
      A `tf.distribute.ReduceOp`.

    Example:
      >>> tf.distribute.get_loss_reduction()
      <ReduceOp.SUM: 'SUM'>
    """
    return ReduceOp.SUM


@public("distribute.ReplicaContext", "contrib.distribute.ReplicaContext")
class ReplicaContext:
    """What a replica knows of itself.

    Args:
      strategy: its `tf.distribute.Strategy`.
      replica_id_in_sync_group: its number, an integer tensor.

    Example:
      >>> def step(x):
      ...     return tf.distribute.get_replica_context().all_reduce("SUM", x)
      >>> float(tf.distribute.MirroredStrategy().experimental_run_v2(step, (tf.constant(2.0),)))
      2.0
    """

    def __init__(self, strategy, replica_id_in_sync_group):
        self._strategy, self._number = strategy, replica_id_in_sync_group

    @property
    def strategy(self):
        """Its strategy."""
        return self._strategy

    @property
    def replica_id_in_sync_group(self):
        """Its number, a tensor."""
        return _native.convert(self._number)

    @property
    def num_replicas_in_sync(self):
        """How many replicas there are."""
        return self._strategy.num_replicas_in_sync

    @property
    def devices(self):
        """The names of its devices."""
        return (self._strategy.extended.worker_devices[0],)

    def merge_call(self, merge_fn, args=(), kwargs=None):
        """Calls a function across replicas.

        Args:
          merge_fn: takes the strategy, then args and kwargs.
          args: a tuple.
          kwargs: a dict, or None.

        Returns:
          What it returned.
        """
        with within(self._strategy, None):
            return merge_fn(self._strategy, *args, **(kwargs or {}))

    def all_reduce(self, reduce_op, value):
        """The sum or mean of a value over all replicas: of one, the value itself.

        Args:
          reduce_op: a `tf.distribute.ReduceOp`, or its name.
          value: a tensor, or a structure of tensors.

        Returns:
          The same structure of tensors.
        """
        from zeal import nest

        ReduceOp.of(reduce_op)
        return nest.map_structure(_native.convert, value)

    def __enter__(self):
        self._block = within(self._strategy, self)
        self._block.__enter__()
        return self

    def __exit__(self, *error):
        self._block.__exit__(*error)
