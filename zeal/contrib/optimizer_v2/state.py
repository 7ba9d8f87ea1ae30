"""What the methods of a `tf.contrib.optimizer_v2.OptimizerV2` are given: settings and slots."""

from zeal import _native
from zeal._native import api
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import home_graph


class State:
    """The settings of one step, and the slots and other variables of an optimizer."""

    def __init__(self, optimizer, settings: dict):
        self._optimizer = optimizer
        self._settings = settings

    def get_hyper(self, name, dtype=None):
        """A setting as a tensor, of dtype if that is not None."""
        value = self._optimizer._call_if_callable(self._settings[name])
        if executing_eagerly() or isinstance(value, (_native.Tensor, _native.Variable)):
            value = _native.convert(value)
        else:
            value = api.convert_to_tensor(value, name=name)
        return value if dtype is None else api.cast(value, dtype)

    def create_slot(self, var, val, slot_name, optional_op_name=None):
        """The slot of that name of a variable; begins with a value if it is made now."""
        op_name = optional_op_name or self._optimizer.get_name()
        return self._optimizer._get_or_make_slot(var, val, slot_name, op_name)

    def create_slot_with_initializer(
        self, var, initializer, shape, dtype, slot_name, optional_op_name=None
    ):
        """The same; begins with what an initializer gives."""
        return self._optimizer._get_or_make_slot_with_initializer(
            var, initializer, shape, dtype, slot_name,
            optional_op_name or self._optimizer.get_name(),
        )

    def zeros_slot(self, var, slot_name, optional_op_name=None):
        """The same; begins with zeros."""
        op_name = optional_op_name or self._optimizer.get_name()
        return self._optimizer._zeros_slot(var, slot_name, op_name)

    def get_slot(self, var, name):
        """The slot of that name made for a variable, or None."""
        return self._optimizer.get_slot(var, name)

    def get_slot_names(self):
        """Names of the slots made so far."""
        return self._optimizer.get_slot_names()

    def create_non_slot(self, initial_value, name, colocate_with=None):
        """A variable that belongs to no other, made at the first call."""
        return self._optimizer._create_non_slot_variable(initial_value, name, colocate_with)

    def get_non_slot(self, name):
        """The variable of that name which belongs to no other, or None."""
        return self._optimizer._get_non_slot_variable(name, home_graph())
