"""tf.keras.utils.Sequence: batches that are made on demand, by their number."""

from zeal.public import public


@public("keras.utils.Sequence")
class Sequence:
    """Base class of datasets whose batches are indexed: define `__len__` and `__getitem__`.

    Example:
      >>> class Squares(tf.keras.utils.Sequence):
      ...     def __len__(self):
      ...         return 3
      ...     def __getitem__(self, index):
      ...         return index * index
      >>> list(Squares())
      [0, 1, 4]
    """

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__(index)")

    def __len__(self):
        raise NotImplementedError(f"{type(self).__name__} must define __len__()")

    def on_epoch_end(self):
        """Called after each epoch; does nothing unless it is overridden."""

    def __iter__(self):
        return (self[index] for index in range(len(self)))
