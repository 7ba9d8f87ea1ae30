"""tensorflow.python.training.slot_creator: variables that go with a variable."""

from zeal.train.slot_creator import create_slot, create_slot_with_initializer, create_zeros_slot

__all__ = ["create_slot", "create_slot_with_initializer", "create_zeros_slot"]
