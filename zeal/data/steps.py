"""Transformations without a function: order, number and grouping of a dataset's elements."""

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from zeal import _native, errors
from zeal.data.arguments import integer, positive
from zeal.data.cache import cached
from zeal.data.iterator import as_dataset
from zeal.data.pending import argument, dataset_op, is_symbolic, known, step
from zeal.data.prefetch import Prefetch
from zeal.data.structure import Spec
from zeal.dtypes import int64
from zeal.ops.op_counts import count_behind
from zeal.random_seed import get_seed

if TYPE_CHECKING:
    from zeal.data.dataset import Dataset


def seed_pair(seed) -> tuple:
    """The two seeds of a shuffle, as a native node takes them; 0 for none."""
    if is_symbolic(seed):
        return get_seed(0)[0] % _MAXINT32, seed
    first, second = get_seed(seed)
    if (first, second) != (None, None):
        count_behind("dataset seeds")
    return first or 0, second or 0


_MAXINT32 = 2**31 - 1


@dataset_op("ShuffleDataset", "reshuffle_each_iteration")
def shuffled_node(node, size, first, second, reshuffle_each_iteration):
    """The native node of a shuffle."""
    size = positive(size, "buffer_size must be greater than zero.")
    again = reshuffle_each_iteration
    return _native.dataset_shuffle(node, size, integer(first), integer(second), again)


@dataset_op("ShuffleAndRepeatDataset")
def shuffled_and_repeated(node, size, first, second, count):
    return _repeated(shuffled_node(node, size, first, second, True), count)


@dataset_op("RepeatDataset")
def _repeated(node, count):
    return _native.dataset_repeat(node, integer(count))


@dataset_op("TakeDataset")
def _taken(node, count):
    return _native.dataset_take(node, integer(count))


@dataset_op("SkipDataset")
def _skipped(node, count):
    return _native.dataset_skip(node, integer(count))


@dataset_op("BatchDatasetV2")
def _batched(node, size, drop):
    size = positive(size, "Batch size must be greater than zero.")
    return _native.dataset_batch(node, size, bool(drop))


dataset_op("BatchDataset")(lambda node, size: _batched(node, size, False))
dataset_op("OptimizeDataset")(lambda node, optimizations: node)
dataset_op("ModelDataset")(lambda node: node)
_chained = dataset_op("ConcatenateDataset")(lambda *nodes: _native.dataset_concatenate(*nodes))
dataset_op("CacheDataset")(cached)


def batches(count, size, drop_remainder) -> int:
    """How many batches `count` elements make, which may stand for none or no known number."""
    return count if count < 0 else count // size + (not drop_remainder and count % size > 0)


def one_batch(rows) -> list:
    """Lists of tensors as one, stacked."""
    node = _native.dataset_batch(_native.dataset_generate((), lambda: iter(rows)), len(rows), False)
    return next(_native.dataset_iterator(_native.DatasetIterator, node, None))


def batch_length(size, drop_remainder) -> "int | None":
    """The known length of batches."""
    drop = _native.known_value(drop_remainder) if is_symbolic(drop_remainder) else drop_remainder
    return known(size) if drop is not None and bool(drop) else None


@dataset_op("ShardDataset")
def _shard(node, num_shards, index):
    n, at = integer(num_shards), integer(index)
    if n < 1:
        raise errors.InvalidArgumentError(
            f"Number of shards must be greater than zero (currently num_shards = {n})."
        )
    if not 0 <= at < n:
        raise errors.InvalidArgumentError(
            f"Index must be between 0 and {n - 1} (currently index = {at})."
        )
    # With an end: CPython's islice forgets a large step where none is given.
    total = _native.dataset_count(node)
    count = total if total < 0 else max(0, -(-(total - at) // n))
    return _native.dataset_generate(
        [node], lambda elements: islice(elements, at, sys.maxsize, n), count
    )


@dataset_op("PrefetchDataset")
def _prefetched(node, buffer_size):
    size = integer(buffer_size)
    if size < -1:
        raise errors.InvalidArgumentError(
            f"buffer_size must be >= 0 or set buffer_size to be -1 for auto-tuning, got {size}"
        )
    if size == 0:
        return node
    count = _native.dataset_count(node)
    return _native.dataset_generate([node], lambda elements: Prefetch(elements, size), count)


class Steps:
    """Methods of Dataset."""

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
        again = reshuffle_each_iteration is None or bool(reshuffle_each_iteration)
        size = argument(buffer_size, int64, "buffer_size")
        values = (size, *seed_pair(seed))
        node = step(shuffled_node, [self._node], values, reshuffle_each_iteration=again)
        return self._passing_options(self._derive(node))

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
        count = -1 if count is None else count
        return self._counted(_repeated, count)

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
        node = step(_batched, [self._node], (batch_size, drop_remainder))
        length = batch_length(batch_size, drop_remainder)
        return self._passing_options(self._derive(node, lambda shape: Spec.batched(shape, length)))

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
        return self._counted(_taken, count)

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
        return self._counted(_skipped, count)

    def _counted(self, make, count):
        return self._derive(step(make, [self._node], [count]))

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
        node = step(_chained, [self._node, as_dataset(dataset)._node])
        return self._of(node, Spec.merged(self._spec, dataset._spec), self, dataset)

    def cache(self, filename: Any = "") -> "Dataset":
        """Keeps the elements once all have been asked for; later passes read them there.

        Args:
          filename: the path that the names of files begin with, which later programs read too, and
            TensorFlow's; in memory if it is empty.

        Returns:
          A Dataset.

        Raises:
          AlreadyExistsError: while iterating: another pass is writing these files; one that was
            killed has left a lock, and the error names the file.
          NotFoundError: while iterating: there is no such folder.
          InvalidArgumentError: while iterating: the files have elements of other dtypes or shapes.

        Example:
          >>> ds = tf.data.Dataset.range(9).shuffle(9).cache()
          >>> [int(i) for i in ds] == [int(i) for i in ds]
          True
        """
        return self._derive(step(cached, [self._node], [filename], spec=self._spec_at_rest))

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
        return self._derive(step(_shard, [self._node], (num_shards, index)))

    def prefetch(self, buffer_size) -> "Dataset":
        """The same elements; a thread makes the next ones while the program is busy with one.

        Args:
          buffer_size: how many elements may be ready; 0 for none, -1 for as many as it takes.

        Returns:
          A Dataset.

        Raises:
          InvalidArgumentError: buffer_size is less than -1.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(2).prefetch(1)]
          [0, 1]
        """
        node = step(_prefetched, [self._node], [-1 if buffer_size is None else buffer_size])
        return self._passing_options(self._derive(node))

    def enumerate(self, start: Any = 0) -> "Dataset":
        """Pairs of a counter, an int64 scalar, and an element.

        Args:
          start: int, the counter of the first element.

        Returns:
          A Dataset.

        Example:
          >>> [(int(i), int(x)) for i, x in tf.data.Dataset.range(5, 7).enumerate()]
          [(0, 5), (1, 6)]
        """
        return self.zip((self.range(start, 2**63 - 1), self))
