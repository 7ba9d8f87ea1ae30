"""tf.contrib.slim.data_decoder: what becomes of a record's bytes."""

from abc import ABC as _ABC
from abc import abstractmethod as _abstractmethod

from zeal.public import publish_module as _publish_module

_publish_module(__name__)


class DataDecoder(_ABC):
    """A decoder of records, of which items can be asked by name; to be derived from."""

    @_abstractmethod
    def decode(self, data, items):
        """The tensors of some items.

        Args:
          data: a record, a string scalar.
          items: a list of their names.

        Returns:
          A list of tensors, in the order of `items`.
        """

    @_abstractmethod
    def list_items(self):
        """The names of all items, a list."""
