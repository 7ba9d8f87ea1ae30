"""tf.data.Iterator, and functions of datasets and iterators."""

from typing import TYPE_CHECKING, Any

from zeal import _native
from zeal.data.position import Position, described, go_to
from zeal.public import public
from zeal.state.trackable import Trackable

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


@public("data.Iterator")
class Iterator(Trackable):
    """Steps through a dataset.

    Checkpoints save where it stands; a restored one starts anew and passes over what was taken
    before. For that a dataset must give the same elements again: seeds of shuffles are saved too.

    Made by `iter(dataset)` and the `make_..._iterator` functions; in graphs also by the functions
    below.

    Args:
      dataset: a Dataset.

    Example:
      >>> it = tf.data.Dataset.range(2).make_one_shot_iterator()
      >>> it.get_next().numpy(), next(it).numpy()
      (0, 1)
    """

    def __new__(cls, dataset):
        return EagerIterator(dataset)

    if TYPE_CHECKING:  # what those of graphs lack

        def __iter__(self) -> "Iterator": ...

        def __next__(self) -> Any: ...

    @staticmethod
    def from_structure(output_types, output_shapes=None, shared_name=None, output_classes=None):
        """An iterator of a graph without a dataset: `make_initializer` gives it one after another.

        Args:
          output_types: the dtypes of an element, in its structure.
          output_shapes: their shapes, in the same structure; unknown by default.
          shared_name: accepted for compatibility.
          output_classes: `tf.SparseTensor` where parts are sparse, in the same structure.

        Returns:
          An Iterator.

        Raises:
          RuntimeError: eager execution is on.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     it = tf.data.Iterator.from_structure(tf.int64, [])
          ...     element = it.get_next()
          ...     for start in (0, 10):
          ...         dataset = tf.data.Dataset.range(start, start + 5)
          ...         session.run(it.make_initializer(dataset))
          ...         print(session.run(element))
          0
          10
        """
        _require_graph("tf.data.Iterator.from_structure")
        from zeal.data import graph_iterator

        return graph_iterator.from_structure(output_types, output_shapes, output_classes)

    @staticmethod
    def from_string_handle(string_handle, output_types, output_shapes=None, output_classes=None):
        """The iterator of a graph that a string names, which a run can be fed.

        Args:
          string_handle: a scalar string, the value of some iterator's `string_handle()`.
          output_types: the dtypes of an element, in its structure.
          output_shapes: their shapes, in the same structure; unknown by default.
          output_classes: `tf.SparseTensor` where parts are sparse, in the same structure.

        Returns:
          An Iterator.

        Raises:
          RuntimeError: eager execution is on.
          InvalidArgumentError: in a run: the string names no iterator, or one of other elements.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     dataset = tf.data.Dataset.range(5, 9)
          ...     handle = session.run(dataset.make_one_shot_iterator().string_handle())
          ...     which = tf.placeholder(tf.string, [])
          ...     it = tf.data.Iterator.from_string_handle(which, tf.int64, [])
          ...     print(session.run(it.get_next(), {which: handle}))
          5
        """
        _require_graph("tf.data.Iterator.from_string_handle")
        from zeal.data import graph_iterator

        return graph_iterator.from_string_handle(
            string_handle, output_types, output_shapes, output_classes
        )

    @property
    def output_types(self) -> Any:
        """DTypes of an element, in its structure."""
        return self._spec.types_like()

    @property
    def output_shapes(self) -> Any:
        """TensorShapes of an element, in its structure."""
        return self._spec.shapes_like()

    @property
    def output_classes(self) -> Any:
        """Classes of an element's parts, in its structure."""
        return self._spec.classes_like()

    @property
    def element_spec(self) -> Any:
        """Specs of an element's parts, in its structure."""
        from zeal.data.specs import element_spec

        return element_spec(self._spec)


def elements_of(node):
    """An iterator over lists of tensors of a native node."""
    return _native.dataset_iterator(_native.DatasetIterator, node, None)


def _require_graph(what):
    if _native.executing_eagerly():
        raise RuntimeError(
            f"{what} is not supported when eager execution is enabled; iterate with "
            "`for element in dataset`"
        )


@public("contrib.eager.Iterator")
class EagerIterator(_native.DatasetIterator, Iterator):
    """Steps through a dataset: `next(it)` or `it.next()` raise StopIteration at the end,
    `it.get_next()` raises OutOfRangeError.

    Args:
      dataset: a Dataset.

    Example:
      >>> it = tf.contrib.eager.Iterator(tf.data.Dataset.range(2))
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
        it = _native.dataset_iterator(cls, dataset._native_node(), how)
        it._dataset = dataset
        return it

    @property
    def _spec(self):
        return self._dataset._spec

    def _gather_saveables_for_checkpoint(self):
        def position(name):
            return Position(name, lambda: described(self._position()),
                            lambda state: go_to(self, state.numpy()))

        return {"ITERATOR": position}

    def _next_or_none(self):
        """The handle of an optional of the next element."""
        if _native.executing_eagerly():
            found = next(self, None)
            return _native.hold_object(None if found is None else self._spec.leaves(found))
        return self._in_graph()._next_or_none()

    def _next_in_graph(self):
        """An op that gives the next element at each run: what functions being traced call."""
        return self._in_graph().get_next()

    def _reduce_while(self, *arguments):
        return self._in_graph()._reduce_while(*arguments)

    def _in_graph(self):
        handle, leaf = self._handed()
        return leaf.unpacked(handle)

    def _handed(self):
        from zeal.data.graph_iterator import EagerLeaf

        return _native.hold_object(self), EagerLeaf(self._spec)


# --- functions of datasets and iterators ---
@public("data.make_one_shot_iterator")
def make_one_shot_iterator(dataset) -> Iterator:
    """The same as `dataset.make_one_shot_iterator()`.

    Args:
      dataset: a Dataset.

    Returns:
      An Iterator.

    Example:
      >>> tf.data.make_one_shot_iterator(tf.data.Dataset.range(3)).get_next().numpy()
      0
    """
    return as_dataset(dataset).make_one_shot_iterator()


@public("data.make_initializable_iterator")
def make_initializable_iterator(dataset, shared_name=None) -> Iterator:
    """The same as `dataset.make_initializable_iterator()`.

    Args:
      dataset: a Dataset.
      shared_name: accepted for compatibility.

    Returns:
      An Iterator.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     it = tf.data.make_initializable_iterator(tf.data.Dataset.range(3))
      ...     session.run(it.initializer)
      ...     print(session.run(it.get_next()))
      0
    """
    return as_dataset(dataset).make_initializable_iterator(shared_name)


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
