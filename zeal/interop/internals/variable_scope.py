"""tensorflow.python.ops.variable_scope: its `variable` makes one, unlike that of contrib."""

from zeal.state.partition import PartitionInfo as _PartitionInfo  # noqa: F401
from zeal.state.variable import Variable
from zeal.state.variable_store import VariableStore

__all__ = ["variable"]


def variable(
    initial_value=None,
    trainable=None,
    collections=None,
    validate_shape=True,
    caching_device=None,
    name=None,
    dtype=None,
    use_resource=None,
    constraint=None,
    synchronization=None,
    aggregation=None,
    shape=None,
):
    """A variable; see `tf.Variable`."""
    return Variable(
        initial_value, trainable=trainable, collections=collections,
        validate_shape=validate_shape, caching_device=caching_device, name=name, dtype=dtype,
        use_resource=use_resource, constraint=constraint, synchronization=synchronization,
        aggregation=aggregation, shape=shape,
    )  # fmt: skip


def _get_default_variable_store():
    """What `tf.get_variable` made in this graph, by name."""
    return VariableStore.in_force()
