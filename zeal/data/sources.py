"""Where datasets begin: tensors, numbers, a Python function, names of files, other datasets."""

from typing import TYPE_CHECKING, Any

from zeal import _native
from zeal.data.arguments import integer
from zeal.data.generator import from_generator
from zeal.data.pending import argument, as_tensor, dataset_op, step
from zeal.data.steps import seed_pair, shuffled_node
from zeal.data.structure import Spec, flatten, pack
from zeal.dtypes import int64, string
from zeal.sparse.sparse_tensor import is_sparse
from zeal.state.scope import name_scope
from zeal.tensor_shape import Dimension, TensorShape

if TYPE_CHECKING:
    from zeal.data.dataset import Dataset


def _components(leaves) -> list:
    """Tensors as what an op reads."""
    if _native.executing_eagerly():
        return leaves
    with name_scope("normalize_element"):
        return [argument(x, None, f"component_{i}") for i, x in enumerate(leaves)]


def _check_rows(leaves) -> None:
    """Raises where a graph knows already that tensors have no rows, or unequally many."""
    count = Dimension(None)
    for x in leaves:
        if x.shape.ndims == 0:
            raise ValueError(
                f"Value {x} has insufficient rank for batching: a scalar has no rows"
            )
        count = count.merge_with(x.shape[0]) if x.shape.ndims else count


_slices = dataset_op("TensorSliceDataset")(lambda rows: _native.dataset_slices(rows))
_tensors = dataset_op("TensorDataset")(lambda parts: _native.dataset_tensors(parts))
_zipped = dataset_op("ZipDataset")(lambda nodes: _native.dataset_zip(nodes))


@dataset_op("RangeDataset")
def _numbers(start, stop, increment):
    return _native.dataset_range(integer(start), integer(stop), integer(increment))


class Sources:
    """Methods of Dataset; a subclass's give plain Datasets too."""

    @classmethod
    def from_tensor_slices(cls, tensors) -> "Dataset":
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
        spec, leaves = Spec.of(tensors, rows=True)
        if not _native.executing_eagerly():
            _check_rows(leaves)
        node = step(_slices, (), [_components(leaves)])
        return cls._of(node, spec.with_shapes(lambda shape: shape[1:]))

    @classmethod
    def from_sparse_tensor_slices(cls, sparse_tensor) -> "Dataset":
        """Elements are the rows of a sparse tensor, each as a tuple of dense tensors.

        `from_tensor_slices` gives the rows as sparse tensors.

        Args:
          sparse_tensor: a SparseTensor.

        Returns:
          A Dataset of tuples of indices, values and dense shape.

        Raises:
          TypeError: it is dense.

        Example:
          >>> s = tf.SparseTensor([[0, 1], [1, 0]], [5, 6], [2, 2])
          >>> rows = tf.data.Dataset.from_sparse_tensor_slices(s)
          >>> [(i.numpy().tolist(), v.numpy().tolist()) for i, v, _ in rows]
          [([[1]], [5]), ([[0]], [6])]
        """
        if not is_sparse(sparse_tensor):
            raise TypeError(
                f"`sparse_tensor` must be a `tf.SparseTensor` object. Was {sparse_tensor!r}."
            )
        rows = cls.from_tensor_slices(sparse_tensor)
        return rows.map(lambda row: (row.indices, row.values, row.dense_shape))

    @classmethod
    def from_tensors(cls, tensors) -> "Dataset":
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
        return cls._of(step(_tensors, (), [_components(leaves)]), spec)

    @classmethod
    def range(cls, *args: Any) -> "Dataset":
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
        start, stop, increment = {1: (0, *args, 1), 2: (*args, 1), 3: args}[len(args)]
        node = step(_numbers, (), (start, stop, increment))
        return cls._of(node, Spec(None, [int64], [TensorShape([])]))

    @classmethod
    def from_generator(cls, generator, output_types, output_shapes=None, args=None) -> "Dataset":
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
        return from_generator(cls._of, generator, output_types, output_shapes, args)

    @classmethod
    def list_files(cls, file_pattern, shuffle=None, seed=None) -> "Dataset":
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

        shuffled = shuffle is None or bool(shuffle)
        seeds = seed_pair(seed) if shuffled else ()

        def make(pattern, *seeds):
            names = matching_files(pattern)
            node = _native.dataset_slices([as_tensor(names, string)])
            return shuffled_node(node, len(names), *seeds, True) if seeds else node

        node = step(make, (), (file_pattern, *seeds))
        return cls._of(node, Spec(None, [string], [TensorShape([])]))

    @classmethod
    def zip(cls, datasets) -> "Dataset":
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
            if not isinstance(part, Sources):
                lists = (
                    " Nested structures do not support Python lists; please use a tuple instead."
                )
                raise TypeError(
                    "The argument to `Dataset.zip()` must be a nested structure of `Dataset` "
                    f"objects.{lists if isinstance(part, list) else f' Found {part!r}.'}"
                )
        node = step(_zipped, [[part._node for part in parts]])

        def spec(*specs):
            template = pack(datasets, iter([s.template for s in specs]))
            types = [t for s in specs for t in s.types]
            return Spec(template, types, [x for s in specs for x in s.shapes])

        zipped = cls._of(node, (parts, spec))
        if all(isinstance(p._known, Spec) for p in parts):
            zipped._spec  # noqa: B018  what does not fit together is said here
        return zipped
