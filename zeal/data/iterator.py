"""tf.data.Iterator, and functions of datasets and iterators."""

from typing import TYPE_CHECKING, Any

from zeal import _native
from zeal.public import public

if TYPE_CHECKING:
    from zeal.data.dataset import Dataset


def as_dataset(value) -> "Dataset":
    """value, which must be a Dataset.

    Raises:
      TypeError: it is none.
    """
    from zeal.data.dataset import Dataset

    if isinstance(value, Dataset):
        return value
    raise TypeError(
        f"`dataset_or_iterator` must be a Dataset or Iterator object, but got {type(value)}"
    )


def _pack_like(dataset):
    """Packs elements in the structure that functions have told when the first one is there."""
    spec = None

    def pack(tensors):
        nonlocal spec
        spec = spec or dataset._spec_at_rest or dataset._spec
        return spec.pack(tensors)

    return pack


@public("data.Iterator", "contrib.eager.Iterator")
class Iterator(_native.DatasetIterator):
    """Steps through a dataset: `next(it)` or `it.next()` raise StopIteration at the end,
    `it.get_next()` raises OutOfRangeError.

    Args:
      dataset: a Dataset.

    Example:
      >>> it = tf.data.Dataset.range(2).make_one_shot_iterator()
      >>> it.get_next().numpy(), next(it).numpy()
      (0, 1)
    """

    def __new__(cls, dataset):
        if not _native.executing_eagerly():
            raise RuntimeError(
                "__iter__() is only supported inside of tf.function or when eager execution is "
                "enabled: call tf.enable_eager_execution() at the start of the program, before any "
                "other tf call"
            )
        spec = as_dataset(dataset)._spec_at_rest
        how = _pack_like(dataset) if spec is None else spec.how
        it = _native.dataset_iterator(cls, dataset._node, how)
        it._dataset = dataset
        return it

    @property
    def output_types(self) -> Any:
        """DTypes of an element, in its structure."""
        return self._dataset.output_types

    @property
    def output_shapes(self) -> Any:
        """TensorShapes of an element, in its structure."""
        return self._dataset.output_shapes

    @property
    def output_classes(self) -> Any:
        """Classes of an element's parts, in its structure."""
        return self._dataset.output_classes


# --- functions of datasets and iterators ---
@public("data.make_one_shot_iterator")
def make_one_shot_iterator(dataset) -> Iterator:
    """The same as `iter(dataset)`.

    Args:
      dataset: a Dataset.

    Returns:
      An Iterator.

    Example:
      >>> tf.data.make_one_shot_iterator(tf.data.Dataset.range(3)).get_next().numpy()
      0
    """
    return Iterator(dataset)


def _structured(value):
    return value if isinstance(value, Iterator) else as_dataset(value)


@public("data.get_output_types")
def get_output_types(dataset_or_iterator) -> Any:
    """DTypes of an element, in its structure.

    Args:
      dataset_or_iterator: a Dataset or Iterator.

    Example:
      >>> tf.data.get_output_types(tf.data.Dataset.range(3))
      tf.int64
    """
    return _structured(dataset_or_iterator).output_types


@public("data.get_output_shapes")
def get_output_shapes(dataset_or_iterator) -> Any:
    """TensorShapes of an element, in its structure.

    Args:
      dataset_or_iterator: a Dataset or Iterator.

    Example:
      >>> tf.data.get_output_shapes(tf.data.Dataset.range(3)).as_list()
      []
    """
    return _structured(dataset_or_iterator).output_shapes


@public("data.get_output_classes")
def get_output_classes(dataset_or_iterator) -> Any:
    """Classes of an element's parts, in its structure.

    Args:
      dataset_or_iterator: a Dataset or Iterator.

    Example:
      >>> tf.data.get_output_classes(tf.data.Dataset.range(3)) is tf.Tensor
      True
    """
    return _structured(dataset_or_iterator).output_classes
