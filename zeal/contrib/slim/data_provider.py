"""tf.contrib.slim.data_provider: tensors of an example, by name."""

from zeal.public import publish_module as _publish_module

_publish_module(__name__)


class DataProvider:
    """Tensors of one example after the other; to be derived from.

    Args:
      items_to_tensors: a dict from names to tensors.
      num_samples: how many examples there are.
    """

    def __init__(self, items_to_tensors, num_samples):
        self._items_to_tensors, self._num_samples = items_to_tensors, num_samples

    def get(self, items):
        """The tensors of some items.

        Args:
          items: a list or tuple of their names.

        Returns:
          A list of tensors.

        Raises:
          ValueError: `items` is neither, or has an unknown name.
        """
        if not isinstance(items, (list, tuple)):
            raise ValueError("items must be a list or tuple")
        valid = self.list_items()
        for item in items:
            if item not in valid:
                raise ValueError(f"Item [{item}] is invalid. Valid entries include: {valid}")
        return [self._items_to_tensors[item] for item in items]

    def list_items(self):
        """The names of the items."""
        return self._items_to_tensors.keys()

    def num_samples(self):
        """How many examples there are."""
        return self._num_samples
