"""What optimizers add to trackable objects: slots, which belong to a variable and a name each."""

from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.state.trackable import Trackable


class Slotted(Trackable):
    """Base of optimizers: their slots are saved beside the variables that they belong to.

    A subclass has `get_slot(variable, name)` and `get_slot_names()`, and `_new_slot(variable,
    name, value)`, which makes one. It calls `_restore_slot_variable` with each slot it makes.
    """

    def _create_or_restore_slot_variable(self, place, slot_name, variable) -> None:
        """Gives a slot the value that a checkpoint has for it, now or when it is made.

        Args:
          place: its Place in the checkpoint.
          slot_name: the slot's name.
          variable: the variable that it belongs to.
        """
        try:
            slot = self.get_slot(variable, slot_name)
        except KeyError:  # what Keras's say where there is none
            slot = None
        if slot is None and executing_eagerly():
            slot = self._slot_of_checkpoint(place, slot_name, variable)
        if slot is not None:
            place.restore(slot)
            return
        waiting = self.__dict__.setdefault("_waiting_slots", {})
        key = slot_name, id(variable)
        waiting[key] = variable, place.before(waiting.get(key, (variable, []))[1])

    def _slot_of_checkpoint(self, place, slot_name, variable):
        """A new slot, where what the checkpoint has is a value of the variable's shape."""
        value = place.restoration.value_of(place.number)
        if value is None or value.shape != variable.shape:
            return None  # the optimizer makes it, and then it is told what is wrong
        return self._new_slot(variable, slot_name, value)

    def _new_slot(self, variable, slot_name, value) -> Any:
        """Makes a slot before the first step; None where this must wait for the step."""
        return None

    def _restore_slot_variable(self, slot_name, variable, slot_variable) -> None:
        """To be called with each slot that is made: gives it the value that waits for it."""
        waiting = self.__dict__.get("_waiting_slots")
        if waiting:
            _, places = waiting.pop((slot_name, id(variable)), (None, ()))
            for place in sorted(places, key=lambda p: -p.restore_uid):
                place.restore(slot_variable)
