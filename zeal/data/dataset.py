"""tf.data.Dataset: input pipelines; the work is native, structures of elements are put on here."""

import sys
from itertools import islice

from zeal import _native, errors
from zeal.data.arguments import integer, positive
from zeal.data.functions import Functions
from zeal.data.generator import from_generator
from zeal.data.iterator import Iterator, as_dataset
from zeal.data.nested import Nesting
from zeal.data.padded import Padding
from zeal.data.structure import Spec, flatten, pack, plain
from zeal.dtypes import int64
from zeal.public import public
from zeal.random_seed import get_seed
from zeal.tensor_shape import TensorShape

_NOT_BUILT = frozenset((
    "element_spec", "from_sparse_tensor_slices", "from_variant", "map_with_legacy_function",
    "filter_with_legacy_function", "options", "with_options",
))  # fmt: skip


def _same(spec: Spec) -> Spec:
    return spec


def _missing(name: str) -> AttributeError:
    if name in _NOT_BUILT:
        return AttributeError(f"Dataset.{name} is not built yet")
    return AttributeError(f"'Dataset' object has no attribute '{name}'")


class _Class(type):
    """The class of Dataset: what Dataset itself lacks, such as `from_generator`, says so."""

    def __getattr__(cls, name):
        raise _missing(name)


@public("data.Dataset")
class Dataset(Functions, Nesting, Padding, metaclass=_Class):
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
        self._known = spec  # a Spec, or datasets and the function of theirs that finds it out

    @property
    def _spec(self) -> Spec:
        waiting = [self]  # no recursion: loops build pipelines of thousands of steps
        while waiting:
            dataset = waiting[-1]
            known = dataset._known
            if isinstance(known, Spec):
                waiting.pop()
                continue
            sources, find = known
            unknown = [s for s in sources if not isinstance(s._known, Spec)]
            waiting += unknown
            if not unknown:
                dataset._known = find(*(s._known for s in sources))
        return self._known

    def _derive(self, node, change=None) -> "Dataset":
        """A dataset of another node whose shapes follow from this one's."""
        find = _same if change is None else lambda spec: spec.with_shapes(change)
        return Dataset(node, ((self,), find))

    @staticmethod
    def _of(node, spec) -> "Dataset":
        return Dataset(node, spec)

    @staticmethod
    def _generated(walk, spec, *inputs) -> "Dataset":
        """A dataset of the lists of tensors that `walk(*iterators over such lists)` yields.

        `spec` is a Spec, or a function that makes it of those of the inputs.
        """
        node = _native.dataset_generate([d._node for d in inputs], walk)
        return Dataset(node, spec if isinstance(spec, Spec) else (inputs, spec))

    # --- iterating ---
    def __iter__(self) -> Iterator:
        return Iterator(self)

    def _raw(self):
        """Iterates over lists of tensors."""
        return _native.dataset_iterator(_native.DatasetIterator, self._node, None)

    def make_one_shot_iterator(self) -> Iterator:
        """The same as `iter(dataset)`.

        Returns:
          An Iterator.

        Example:
          >>> tf.data.Dataset.range(3).make_one_shot_iterator().get_next().numpy()
          0
        """
        return iter(self)

    def make_initializable_iterator(self, shared_name=None):
        """Is for graphs; iterate over the dataset instead.

        Args:
          shared_name: accepted for compatibility.

        Raises:
          RuntimeError: always.
        """
        raise RuntimeError(
            "dataset.make_initializable_iterator is not supported when eager execution is enabled; "
            "iterate with `for element in dataset`"
        )

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
        node = _native.dataset_range(integer(start), integer(stop), integer(step))
        return Dataset(node, Spec(None, [int64], [TensorShape([])]))

    @staticmethod
    def from_generator(generator, output_types, output_shapes=None, args=None) -> "Dataset":
        """Elements that a Python function yields; each iteration calls it anew.

        Args:
          generator: takes `args` as arrays and returns an iterable of elements: numbers, strings,
            arrays, or tuples and dicts of them.
          output_types: the dtypes of an element, in its structure.
          output_shapes: their shapes, in the same structure; unknown by default.
          args: tuple of values that become tensors.

        Returns:
          A Dataset.

        Raises:
          TypeError: generator cannot be called.
          InvalidArgumentError: while iterating: an element has another structure or shape, or
            values that do not become the dtype without a loss.

        Example:
          >>> def count(stop):
          ...     for i in range(stop):
          ...         yield i, [i] * i
          >>> ds = tf.data.Dataset.from_generator(count, (tf.int32, tf.float32), args=(3,))
          >>> [(int(i), x.numpy().tolist()) for i, x in ds]
          [(0, []), (1, [1.0]), (2, [2.0, 2.0])]
        """
        return from_generator(Dataset._generated, generator, output_types, output_shapes, args)

    @staticmethod
    def list_files(file_pattern, shuffle=None, seed=None) -> "Dataset":
        """The names of files that match a pattern, as scalar strings.

        Args:
          file_pattern: a pattern with `*`, `?` and `[...]`, or a list of them.
          shuffle: False keeps the names sorted; otherwise their order is random.
          seed: operation seed of the order.

        Returns:
          A Dataset.

        Raises:
          InvalidArgumentError: no file matches.

        Example:
          >>> import tempfile, os
          >>> folder = tempfile.mkdtemp()
          >>> for name in ("a.txt", "b.txt"):
          ...     open(os.path.join(folder, name), "w").close()
          >>> files = tf.data.Dataset.list_files(folder + "/*.txt", shuffle=False)
          >>> [os.path.basename(f.numpy()) for f in files]
          [b'a.txt', b'b.txt']
        """
        from zeal.data.text import matching_files

        names = matching_files(file_pattern)
        files = Dataset.from_tensor_slices(names)
        return files if shuffle is not None and not shuffle else files.shuffle(len(names), seed)

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
                lists = (
                    " Nested structures do not support Python lists; please use a tuple instead."
                )
                raise TypeError(
                    "The argument to `Dataset.zip()` must be a nested structure of `Dataset` "
                    f"objects.{lists if isinstance(part, list) else f' Found {part!r}.'}"
                )
        node = _native.dataset_zip([part._node for part in parts])

        def spec(*specs):
            template = pack(datasets, iter([s.template for s in specs]))
            types = [t for s in specs for t in s.types]
            return Spec(template, types, [x for s in specs for x in s.shapes])

        zipped = Dataset(node, (parts, spec))
        if all(isinstance(p._known, Spec) for p in parts):
            zipped._spec  # noqa: B018  what does not fit together is said here
        return zipped

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
        size = positive(buffer_size, "buffer_size must be greater than zero.")
        node = _native.dataset_shuffle(self._node, size, first or 0, second or 0, again)
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
        return self._derive(_native.dataset_repeat(
            self._node, -1 if count is None else integer(count)
        ))

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
        size = positive(batch_size, "Batch size must be greater than zero.")
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
        return self._derive(_native.dataset_take(self._node, integer(count)))

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
        return self._derive(_native.dataset_skip(self._node, integer(count)))

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
        node = _native.dataset_concatenate(self._node, as_dataset(dataset)._node)
        return Dataset(node, Spec.merged(self._spec, dataset._spec))

    def cache(self, filename="") -> "Dataset":
        """Keeps the elements in memory once all have been asked for; later passes read them there.

        Args:
          filename: must be empty; caching in a file is not built.

        Returns:
          A Dataset.

        Raises:
          NotImplementedError: a file is named.

        Example:
          >>> ds = tf.data.Dataset.range(9).shuffle(9).cache()
          >>> [int(i) for i in ds] == [int(i) for i in ds]
          True
        """
        if filename:
            raise NotImplementedError("Dataset.cache in a file is not built yet; only in memory")
        kept = []

        def walk(elements):
            if kept:
                yield from kept[0]
                return
            seen = []
            for tensors in elements:
                seen.append(tensors)
                yield tensors
            kept[:] = [seen]

        return self._generated(walk, _same, self)

    def shard(self, num_shards, index) -> "Dataset":
        """Every num_shards-th element, beginning with number index.

        Args:
          num_shards: int, in how many parts the dataset is cut.
          index: int in [0, num_shards), which of them this is.

        Returns:
          A Dataset.

        Raises:
          InvalidArgumentError: num_shards is not positive, or index is out of range.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).shard(2, 1)]
          [1, 3]
        """
        n, at = integer(num_shards), integer(index)
        if n < 1:
            raise errors.InvalidArgumentError(
                f"Number of shards must be greater than zero (currently num_shards = {n})."
            )
        if not 0 <= at < n:
            raise errors.InvalidArgumentError(
                f"Index must be between 0 and {n - 1} (currently index = {at})."
            )
        return self._generated(
            lambda elements: islice(
                elements, min(at, sys.maxsize), None, min(n, sys.maxsize)
            ),
            _same, self,
        )

    def prefetch(self, buffer_size) -> "Dataset":
        """The same elements; they are made when they are asked for.

        Args:
          buffer_size: accepted for compatibility; not negative, or -1 for any.

        Returns:
          The Dataset itself.

        Raises:
          InvalidArgumentError: buffer_size is less than -1.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(2).prefetch(1)]
          [0, 1]
        """
        if buffer_size is not None and integer(buffer_size) < -1:
            raise errors.InvalidArgumentError(
                "buffer_size must be >= 0 or set buffer_size to be -1 for auto-tuning, got "
                f"{buffer_size}"
            )
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
            raise TypeError(f"`transformation_func` must return a Dataset. Got {result}.")
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
        return self._spec.like([_native.Tensor] * len(self._spec.types))

    def __repr__(self) -> str:
        try:
            shapes, types = self._spec.shapes_like(), self._spec.types_like()
        except Exception:  # a function that takes neither zeros nor an element
            return "<Dataset shapes: <unknown>, types: <unknown>>"
        return f"<Dataset shapes: {plain(shapes)}, types: {plain(types)}>"
