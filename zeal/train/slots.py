"""The state of an optimizer: slots, one per variable and slot name, and variables beside."""

import threading

from zeal._native import Variable
from zeal.checkpoint.slotted import Slotted
from zeal.graph.graph import home_graph
from zeal.train import slot_creator

making = threading.RLock()  # threads may share an optimizer; its state is made once


def _graph_of(variable):
    return getattr(variable, "graph", None)


class SlotKeeper(Slotted):
    """Finds and makes the state of an optimizer. Slots are found by slot name and variable."""

    def __init__(self) -> None:
        self._slots: dict = {}
        self._non_slot_dict: dict = {}

    def variables(self) -> list[Variable]:
        """The optimizer's own variables, those of the graph in force.

        Returns:
          A list, by name.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).variables()
          []
        """
        here = home_graph()
        found = [*self._non_slot_dict.values()]  # copies: another thread may be making some
        found += [slot for slots in [*self._slots.values()] for slot in [*slots.values()]]
        return sorted((v for v in found if _graph_of(v) is here), key=lambda v: v.name)

    def get_slot_names(self) -> list[str]:
        """Names of the slots made so far.

        Returns:
          A sorted list of strings.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).get_slot_names()
          []
        """
        return sorted(self._slots)

    def get_slot(self, var, name) -> Variable | None:
        """The slot of that name made for a variable, or None.

        Args:
          var: a variable.
          name: the slot's name.

        Returns:
          A variable or None.

        Example:
          >>> tf.train.GradientDescentOptimizer(0.1).get_slot(tf.Variable(1.0), "momentum")
        """
        return self._slots.get(name, {}).get(var)

    def _slot_dict(self, slot_name) -> dict:
        return self._slots.setdefault(slot_name, {})

    def _get_or_make_slot(self, var, val, slot_name, op_name):
        """A slot that begins with a tensor's value, made at the first call."""
        return self._slot(var, slot_name, lambda: slot_creator.create_slot(var, val, op_name))

    def _get_or_make_slot_with_initializer(
        self, var, initializer, shape, dtype, slot_name, op_name
    ):
        """A slot that begins with what an initializer gives, made at the first call."""
        return self._slot(
            var, slot_name,
            lambda: slot_creator.create_slot_with_initializer(
                var, initializer, shape, dtype, op_name
            ),
        )

    def _zeros_slot(self, var, slot_name, op_name):
        """A slot that begins with zeros, made at the first call."""
        return self._slot(var, slot_name, lambda: slot_creator.create_zeros_slot(var, op_name))

    def _slot(self, var, slot_name, make):
        slots = self._slot_dict(slot_name)
        if var not in slots:
            with making:
                if var in slots:
                    return slots[var]  # by another thread
                slot = make()
                self._restore_slot_variable(slot_name, var, slot)
                slots[var] = slot
        return slots[var]

    def _create_non_slot_variable(self, initial_value, name, colocate_with):
        """A variable of the graph in force that belongs to no other, made at the first call."""
        key = (name, home_graph())
        if key not in self._non_slot_dict:
            variable = Variable(initial_value, name=name, trainable=False)
            self._restore_non_slot_variable(name, variable)
            self._non_slot_dict[key] = variable
        return self._non_slot_dict[key]

    def _get_non_slot_variable(self, name, graph=None):
        return self._non_slot_dict.get((name, graph))

    def _non_slot_variables(self):
        return self._non_slot_dict.values()

    # --- for checkpoints ---
    def _slots_for_checkpoint(self):
        """Triples (slot name, variable, slot) of the graph in force."""
        here = home_graph()
        for name, slots in self._slots.items():
            for variable, slot in slots.items():
                if _graph_of(slot) is here:
                    yield name, variable, slot

    def _non_slots_for_checkpoint(self):
        """Pairs (name, variable) of the graph in force."""
        here = home_graph()
        pairs = self._non_slot_dict.items()
        return sorted(((n, v) for (n, g), v in pairs if g is here), key=lambda pair: pair[0])

    def _zeal_edges(self):
        return {**super()._zeal_edges(), **dict(self._non_slots_for_checkpoint())}

    def _new_slot(self, variable, slot_name, value):
        return self._get_or_make_slot(variable, value, slot_name, self._name)

    def _restore_non_slot_variable(self, name, variable):
        """Called with each new variable that is no slot."""
        self._handle_deferred_dependencies(name, variable)
