"""tf.data.Dataset: input pipelines; the work is native, structures of elements are put on here."""

from zeal import _native
from zeal.data.structure import Spec, flatten
from zeal.dtypes import int64
from zeal.random_seed import get_seed
from zeal.tensor_shape import TensorShape

__all__ = ["Dataset", "Iterator"]


_NOT_BUILT = frozenset((
    "cache", "flat_map", "from_generator", "from_sparse_tensor_slices", "from_variant",
    "interleave", "list_files", "make_initializable_iterator", "options", "padded_batch", "reduce",
    "shard", "unbatch", "window", "with_options",
))  # fmt: skip


def _missing(name: str) -> AttributeError:
    if name in _NOT_BUILT:
        return AttributeError(f"Dataset.{name} is not built yet")
    return AttributeError(f"'Dataset' object has no attribute '{name}'")


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
                "enabled: call tf.enable_eager_execution() at the start of the program"
            )
        spec = dataset._known
        # A mapped function tells the structure when it runs, at the latest for the first element.
        how = spec.how if isinstance(spec, Spec) else lambda ts: dataset._spec.pack(ts)
        it = _native.dataset_iterator(cls, dataset._node, how)
        it._dataset = dataset
        return it

    @property
    def output_types(self):
        """DTypes of an element, in its structure."""
        return self._dataset.output_types

    @property
    def output_shapes(self):
        """TensorShapes of an element, in its structure."""
        return self._dataset.output_shapes

    @property
    def output_classes(self):
        """Classes of an element's parts, in its structure."""
        return self._dataset.output_classes


def _count(value) -> int:
    return -1 if value is None else int(value)


class _Class(type):
    """The class of Dataset: what Dataset itself lacks, such as `from_generator`, says so."""

    def __getattr__(cls, name):
        raise _missing(name)


class Dataset(metaclass=_Class):
    """A sequence of elements: tensors, or tuples and dicts of them.

    Datasets never change; each iteration is independent of others. Make them with the `from_...`
    and `range` functions and transform them with the methods below.

    Example:
      >>> ds = tf.data.Dataset.from_tensor_slices([1, 2, 3]).repeat(2).batch(4)
      >>> [batch.numpy().tolist() for batch in ds]
      [[1, 2, 3, 1], [2, 3]]
    """

    def __init__(self, node, spec):
        self._node = node
        self._known = spec  # a Spec, or a function that finds it out

    @property
    def _spec(self) -> Spec:
        if not isinstance(self._known, Spec):
            self._known = self._known()
        return self._known

    def _derive(self, node, change=None) -> "Dataset":
        """A dataset of another node whose shapes follow from this one's."""
        if change is None:
            return Dataset(node, lambda: self._spec)
        return Dataset(node, lambda: self._spec.with_shapes(change))

    # --- iterating ---
    def __iter__(self) -> Iterator:
        return Iterator(self)

    def make_one_shot_iterator(self) -> Iterator:
        """The same as `iter(dataset)`.

        Returns:
          An Iterator.

        Example:
          >>> tf.data.Dataset.range(3).make_one_shot_iterator().get_next().numpy()
          0
        """
        return iter(self)

    # --- sources ---
    @staticmethod
    def from_tensor_slices(tensors) -> "Dataset":
        """Elements are the rows of a tensor, or of several side by side.

        Args:
          tensors: an array or tensor of shape `[n, ...]`, or a tuple or dict of them.

        Returns:
          A Dataset of n elements.

        Raises:
          ValueError: a scalar, or first axes of different length.

        Example:
          >>> ds = tf.data.Dataset.from_tensor_slices(([1, 2], [[3.0, 4.0], [5.0, 6.0]]))
          >>> [(int(x), y.numpy().tolist()) for x, y in ds]
          [(1, [3.0, 4.0]), (2, [5.0, 6.0])]
        """
        spec, leaves = Spec.of(tensors)
        node = _native.dataset_slices(leaves)
        return Dataset(node, spec.with_shapes(lambda shape: shape[1:]))

    @staticmethod
    def from_tensors(tensors) -> "Dataset":
        """One element: a tensor, or a tuple or dict of tensors.

        Args:
          tensors: an array or tensor of any shape, or a tuple or dict of them.

        Returns:
          A Dataset of one element.

        Example:
          >>> [t.numpy().tolist() for t in tf.data.Dataset.from_tensors([1, 2])]
          [[1, 2]]
        """
        spec, leaves = Spec.of(tensors)
        return Dataset(_native.dataset_tensors(leaves), spec)

    @staticmethod
    def range(*args) -> "Dataset":
        """int64 scalars: `range(stop)`, `range(start, stop)` or `range(start, stop, step)`.

        Args:
          *args: ints: `stop`; `start, stop`; or `start, stop, step`.

        Returns:
          A Dataset.

        Raises:
          ValueError: no or more than three arguments.
          InvalidArgumentError: step is 0.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(1, 8, 3)]
          [1, 4, 7]
        """
        if not 1 <= len(args) <= 3:
            raise ValueError(f"Invalid arguments to RangeDataset: {args}")
        start, stop, step = {1: (0, *args, 1), 2: (*args, 1), 3: args}[len(args)]
        node = _native.dataset_range(int(start), int(stop), int(step))
        return Dataset(node, Spec(None, [int64], [TensorShape([])]))

    @staticmethod
    def zip(datasets) -> "Dataset":
        """Elements of several datasets side by side, until the shortest ends.

        Args:
          datasets: a tuple or dict of datasets, also nested.

        Returns:
          A Dataset of elements in the structure of datasets.

        Raises:
          TypeError: something else is in it.

        Example:
          >>> a = tf.data.Dataset.range(3)
          >>> [(int(x), int(y)) for x, y in tf.data.Dataset.zip((a, a.skip(1)))]
          [(0, 1), (1, 2)]
        """
        parts = flatten(datasets)
        for part in parts:
            if not isinstance(part, Dataset):
                raise TypeError(
                    "The argument to `Dataset.zip()` must be a nested structure of Dataset "
                    f"objects, found a {type(part).__name__}."
                )
        node = _native.dataset_zip([part._node for part in parts])

        def spec():
            from zeal.data.structure import pack

            specs = [part._spec for part in parts]
            template = pack(datasets, iter([s.template for s in specs]))
            types = [t for s in specs for t in s.types]
            return Spec(template, types, [x for s in specs for x in s.shapes])

        return Dataset(node, spec() if all(isinstance(p._known, Spec) for p in parts) else spec)

    # --- transformations ---
    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=None) -> "Dataset":
        """Yields elements in random order, chosen from a buffer of the next ones.

        Args:
          buffer_size: elements to choose from; the dataset's length for a uniform order.
          seed: operation seed.
          reshuffle_each_iteration: whether repeated passes have new orders; True by default.

        Returns:
          A Dataset.

        Raises:
          InvalidArgumentError: buffer_size is not positive.

        Example:
          >>> sorted(int(i) for i in tf.data.Dataset.range(4).shuffle(4))
          [0, 1, 2, 3]
        """
        first, second = get_seed(seed)
        again = reshuffle_each_iteration is None or bool(reshuffle_each_iteration)
        node = _native.dataset_shuffle(self._node, int(buffer_size), first or 0, second or 0, again)
        return self._derive(node)

    def repeat(self, count=None) -> "Dataset":
        """Passes over the dataset `count` times, forever if it is None or negative.

        Args:
          count: int or None.

        Returns:
          A Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(2).repeat(2)]
          [0, 1, 0, 1]
        """
        return self._derive(_native.dataset_repeat(self._node, _count(count)))

    def batch(self, batch_size, drop_remainder=False) -> "Dataset":
        """Stacks elements along a new first axis.

        Args:
          batch_size: elements to a batch.
          drop_remainder: whether a smaller last batch is left out.

        Returns:
          A Dataset whose parts have shape `[batch_size, ...]`.

        Raises:
          InvalidArgumentError: batch_size is not positive; while iterating: shapes differ.

        Example:
          >>> [b.numpy().tolist() for b in tf.data.Dataset.range(5).batch(2)]
          [[0, 1], [2, 3], [4]]
        """
        size = int(batch_size)
        node = _native.dataset_batch(self._node, size, bool(drop_remainder))
        length = size if drop_remainder else None
        return self._derive(node, lambda shape: Spec.batched(shape, length))

    def take(self, count) -> "Dataset":
        """The first `count` elements; all if it is negative.

        Args:
          count: int.

        Returns:
          A Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).take(2)]
          [0, 1]
        """
        return self._derive(_native.dataset_take(self._node, _count(count)))

    def skip(self, count) -> "Dataset":
        """All but the first `count` elements; none if it is negative.

        Args:
          count: int.

        Returns:
          A Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).skip(3)]
          [3, 4]
        """
        return self._derive(_native.dataset_skip(self._node, _count(count)))

    def concatenate(self, dataset) -> "Dataset":
        """This dataset's elements, then those of another one of the same types.

        Args:
          dataset: a Dataset.

        Returns:
          A Dataset.

        Raises:
          TypeError: types or structures differ.

        Example:
          >>> a = tf.data.Dataset.range(2)
          >>> [int(i) for i in a.concatenate(a)]
          [0, 1, 0, 1]
        """
        node = _native.dataset_concatenate(self._node, dataset._node)
        return Dataset(node, Spec.merged(self._spec, dataset._spec))

    def map(self, map_func, num_parallel_calls=None) -> "Dataset":
        """Applies a function to each element, in order.

        Args:
          map_func: takes an element (a tuple's parts as arguments of their own) and returns a
            tensor or a tuple, list or dict of tensors. Lists inside become one tensor each.
          num_parallel_calls: accepted for compatibility.

        Returns:
          A Dataset of what the function returns.

        Raises:
          ValueError: on reading the types of an empty mapped dataset, which are not known.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(3).map(lambda x: x * x)]
          [0, 1, 4]
        """
        spec = []

        def call(tensors):
            value = _apply(map_func, self._spec.pack(tensors))
            result, leaves = Spec.of(tuple(value) if type(value) is list else value)
            if not spec:
                spec.append(result)
            return leaves

        def find():
            # Nothing but a run tells what the function returns.
            if not spec:
                first = next(iter(Dataset(node, lambda: None)._raw()), None)
                if first is None:
                    raise ValueError("the types of an empty mapped dataset are not known")
            return spec[0]

        node = _native.dataset_map(self._node, call)
        return Dataset(node, find)

    def _raw(self):
        """Iterates over lists of tensors."""
        return _native.dataset_iterator(_native.DatasetIterator, self._node, lambda t: t)

    def filter(self, predicate) -> "Dataset":
        """The elements for which `predicate(element)` is true.

        Args:
          predicate: takes an element (a tuple's parts as arguments of their own) and returns a bool
            scalar.

        Returns:
          A Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).filter(lambda x: x > 2)]
          [3, 4]
        """
        return self._derive(_native.dataset_filter(
            self._node, lambda tensors: _apply(predicate, self._spec.pack(tensors))
        ))

    def prefetch(self, buffer_size) -> "Dataset":
        """The same elements; they are made when they are asked for.

        Args:
          buffer_size: accepted for compatibility.

        Returns:
          The Dataset itself.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(2).prefetch(1)]
          [0, 1]
        """
        return self

    def apply(self, transformation_func) -> "Dataset":
        """`transformation_func(self)`.

        Args:
          transformation_func: takes a Dataset and returns one.

        Returns:
          A Dataset.

        Raises:
          TypeError: it returns no Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).apply(lambda ds: ds.take(2))]
          [0, 1]
        """
        result = transformation_func(self)
        if not isinstance(result, Dataset):
            raise TypeError("`transformation_func` must return a Dataset.")
        return result

    def enumerate(self, start=0) -> "Dataset":
        """Pairs of a counter, an int64 scalar, and an element.

        Args:
          start: int, the counter of the first element.

        Returns:
          A Dataset.

        Example:
          >>> [(int(i), int(x)) for i, x in tf.data.Dataset.range(5, 7).enumerate()]
          [(0, 5), (1, 6)]
        """
        return Dataset.zip((Dataset.range(start, 2**63 - 1), self))

    def __getattr__(self, name):
        raise _missing(name)

    # --- what elements look like ---
    @property
    def output_types(self):
        """DTypes of an element, in its structure."""
        return self._spec.types_like()

    @property
    def output_shapes(self):
        """TensorShapes of an element, in its structure."""
        return self._spec.shapes_like()

    @property
    def output_classes(self):
        """Classes of an element's parts, in its structure."""
        return self._spec.pack(iter([_native.Tensor] * len(self._spec.types)))

    def __repr__(self) -> str:
        shapes = _plain(self._spec.shapes_like())
        return f"<Dataset shapes: {shapes}, types: {_plain(self._spec.types_like())}>"


def _apply(function, element):
    return function(*element) if type(element) is tuple else function(element)


def _plain(value) -> str:
    """Structures as TensorFlow shows them, strings without quotes."""
    if isinstance(value, tuple):
        inner = ", ".join(_plain(v) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_plain(v)}" for k, v in value.items()) + "}"
    return str(value) if isinstance(value, TensorShape) else repr(value)
