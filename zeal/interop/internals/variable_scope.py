"""tensorflow.python.ops.variable_scope: its `variable` makes one, unlike that of contrib."""

from zeal.dtypes import float32 as _float32
from zeal.state.partition import PartitionInfo as _PartitionInfo  # noqa: F401
from zeal.state.scope import variable_scope as _variable_scope
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


class _pure_variable_scope(_variable_scope):
    """`tf.variable_scope` that opens no name scope.

    Args:
      old_name_scope: what becomes the `original_name_scope` of a new scope; None: its name.
    """

    def __init__(
        self, name_or_scope, reuse=None, initializer=None, regularizer=None, caching_device=None,
        partitioner=None, custom_getter=None, old_name_scope=None, dtype=_float32,
        use_resource=None, constraint=None,
    ):  # fmt: skip
        super().__init__(
            name_or_scope, None, None, initializer, regularizer, caching_device, partitioner,
            custom_getter, reuse, dtype, use_resource, constraint, auxiliary_name_scope=False,
        )  # fmt: skip
        self._old_name_scope = name_or_scope if old_name_scope is None else old_name_scope

    def _below(self, outer, prefix):
        return super()._below(outer, self._old_name_scope)


def _get_default_variable_store():
    """What `tf.get_variable` made in this graph, by name."""
    return VariableStore.in_force()
