"""tf.data.experimental: transformations for `Dataset.apply`, and what reads single elements."""

from itertools import islice

from zeal import _native, errors
from zeal.data.arguments import calls_at_once, check_calls, integer, positive
from zeal.data.dataset import Dataset
from zeal.data.functions import keeps_count, truth
from zeal.data.held import DatasetLeaf
from zeal.data.pending import argument, as_tensor, dataset_op, step
from zeal.data.specs import spec_from
from zeal.data.steps import batch_length, batches, one_batch, seed_pair, shuffled_and_repeated
from zeal.data.structure import Spec
from zeal.dtypes import int32, int64, string, word
from zeal.namespace import namespace
from zeal.public import public, publish, publish_module
from zeal.tensor_shape import sizes_text

publish_module(__name__)

AUTOTUNE = -1


@public("contrib.data.Counter")
def Counter(start=0, step=1, dtype=None) -> Dataset:
    """Numbers from start on, without an end.

    Args:
      start: int.
      step: int.
      dtype: dtype of the numbers; int64 by default.

    Returns:
      A Dataset of scalars.

    Example:
      >>> [int(i) for i in tf.data.experimental.Counter(3, 2).take(3)]
      [3, 5, 7]
    """
    step = integer(step)
    numbers = Dataset.range(integer(start), 2**63 - 1 if step > 0 else -(2**63), step)
    return numbers if dtype is None else numbers.map(lambda i: _native.api.cast(i, dtype))


@public("contrib.data.enumerate_dataset")
def enumerate_dataset(start=0):
    """A transformation to `Dataset.enumerate`.

    Args:
      start: int, the counter of the first element.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> pairs = tf.data.Dataset.range(5, 7).apply(tf.data.experimental.enumerate_dataset())
      >>> [(int(i), int(x)) for i, x in pairs]
      [(0, 5), (1, 6)]
    """
    return lambda dataset: dataset.enumerate(start)


@public("contrib.data.shuffle_and_repeat")
def shuffle_and_repeat(buffer_size, count=None, seed=None):
    """A transformation to `shuffle` and then `repeat`.

    Args:
      buffer_size, seed: as for `Dataset.shuffle`.
      count: as for `Dataset.repeat`.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> ds = tf.data.Dataset.range(2).apply(tf.data.experimental.shuffle_and_repeat(2, 3))
      >>> len(list(ds))
      6
    """
    def apply(dataset):
        size = argument(buffer_size, int64, "buffer_size")
        passes = argument(-1 if count is None else count, int64, "count")
        values = size, *seed_pair(seed), passes
        node = step(shuffled_and_repeated, [dataset._node], values)
        return dataset._derive(node)

    return apply


@public("contrib.data.map_and_batch")
def map_and_batch(
    map_func, batch_size, num_parallel_batches=None, drop_remainder=False, num_parallel_calls=None
):
    """A transformation to `map` and then `batch`.

    Args:
      map_func: as for `Dataset.map`.
      batch_size, drop_remainder: as for `Dataset.batch`.
      num_parallel_batches: accepted for compatibility.
      num_parallel_calls: accepted for compatibility; not together with num_parallel_batches.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      ValueError: both num_parallel_batches and num_parallel_calls are given.

    Example:
      >>> ds = tf.data.Dataset.range(3)
      >>> ds = ds.apply(tf.data.experimental.map_and_batch(lambda x: x * x, 2))
      >>> [b.numpy().tolist() for b in ds]
      [[0, 1], [4]]
    """
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise ValueError(
            "The `num_parallel_batches` and `num_parallel_calls` arguments are mutually exclusive."
        )
    check_calls(num_parallel_calls)
    length = batch_length(batch_size, drop_remainder)
    calls = num_parallel_calls
    if calls is None:
        calls = (num_parallel_batches or 1) * batch_size

    def apply(dataset):
        mapped = dataset._mapped(map_func, _batches_of, (batch_size, calls, drop_remainder))
        batches = mapped._derive(mapped._node, lambda shape: Spec.batched(shape, length))
        return dataset._passing_options(batches)

    return apply


@dataset_op("MapAndBatchDataset")
def _batches_of(node, function, size, calls, drop_remainder):
    """A node of batches; one whose function raises is an error, after which come the next ones."""
    size = positive(size, "batch_size must be greater than zero.")
    calls_at_once(calls)
    function, drop = keeps_count(function), bool(drop_remainder)

    def walk(elements):
        streams = _native.FunctionStreams()

        def batch():
            rows = list(islice(elements, size))
            if len(rows) < size and (drop or not rows):
                return None
            return one_batch([streams(function, row) for row in rows])

        return iter(batch, None)

    return _native.dataset_generate([node], walk, batches(_native.dataset_count(node), size, drop))


@public("contrib.data.unbatch")
def unbatch():
    """A transformation to `Dataset.unbatch`.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> ds = tf.data.Dataset.range(3).batch(2).apply(tf.data.experimental.unbatch())
      >>> [int(i) for i in ds]
      [0, 1, 2]
    """
    return lambda dataset: dataset.unbatch()


@public("contrib.data.ignore_errors")
def ignore_errors():
    """A transformation that leaves out elements whose computation raises one of `tf.errors`.

    Returns:
      A function for `Dataset.apply`.

    Example:
      >>> ds = tf.data.Dataset.from_tensor_slices([1.0, 0.0, 4.0])
      >>> ds = ds.map(lambda x: tf.check_numerics(1.0 / x, "division"))
      >>> [float(x) for x in ds.apply(tf.data.experimental.ignore_errors())]
      [1.0, 0.25]
    """

    def walk(elements):
        while True:
            try:
                tensors = next(elements, None)
            except errors.OpError:
                continue
            if tensors is None:
                return
            yield tensors

    def apply(dataset):
        return dataset._derive(step(_of_as_many(walk), [dataset._node]))

    return apply


def _of_as_many(walk):
    """Makes the native node of a generator that is told to give as many elements as it takes."""
    return lambda node: _native.dataset_generate([node], walk, _native.dataset_count(node))


def take_while(predicate):
    """A transformation that ends at the first element for which predicate is false.

    Args:
      predicate: as for `Dataset.filter`.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      ValueError: while iterating: predicate returns no bool scalar.

    Example:
      >>> ds = tf.data.Dataset.range(9).apply(tf.data.experimental.take_while(lambda x: x < 3))
      >>> [int(i) for i in ds]
      [0, 1, 2]
    """

    def apply(dataset):
        def run(tensors):
            return truth(dataset._call(predicate, tensors))

        if _native.executing_eagerly():
            return dataset._derive(_while_true(dataset._node, run))
        trace = dataset._trace(lambda tensors: (None, [as_tensor(run(tensors))]))
        return dataset._derive(step(_while_first, [dataset._node], trace=trace))

    return apply


def _while_true(node, function):
    def walk(elements):
        streams = _native.FunctionStreams()
        for tensors in elements:
            if not streams(function, tensors):
                return
            yield tensors

    return _native.dataset_generate([node], walk)


@dataset_op("TakeWhileDataset")
def _while_first(node, function):
    return _while_true(node, lambda tensors: bool(function(tensors)[0]))


@public("contrib.data.unique")
def unique():
    """A transformation that leaves out elements that appeared before.

    Returns:
      A function for `Dataset.apply`, for datasets of int32, int64 or string tensors.

    Raises:
      TypeError: elements are something else; said while iterating where that alone tells.

    Example:
      >>> ds = tf.data.Dataset.from_tensor_slices([1, 2, 1, 3])
      >>> [int(i) for i in ds.apply(tf.data.experimental.unique())]
      [1, 2, 3]
    """

    def walk(elements):
        seen = set()
        for tensors in elements:
            _check_unique([t.dtype for t in tensors])
            value = tensors[0].numpy()
            key = (value.shape, *value.ravel().tolist()) if tensors[0].ndim else value
            if key not in seen:
                seen.add(key)
                yield tensors

    def apply(dataset):
        spec = dataset._spec_at_rest
        if spec is not None:
            _check_unique(spec.types)
        return dataset._generated(walk, lambda spec: spec, dataset)

    return apply


def _check_unique(types):
    if len(types) != 1 or types[0] not in (int32, int64, string):
        raise TypeError(
            "`tf.data.experimental.unique()` only supports inputs with a single `tf.int32`, "
            "`tf.int64`, or `tf.string` component."
        )


@public("contrib.data.get_single_element")
def get_single_element(dataset):
    """The only element of a dataset.

    Args:
      dataset: a Dataset of one element.

    Returns:
      The element.

    Raises:
      TypeError: dataset is no Dataset.
      InvalidArgumentError: it has no element, or more than one.

    Example:
      >>> int(tf.data.experimental.get_single_element(tf.data.Dataset.from_tensors(3)))
      3
    """
    if not isinstance(dataset, Dataset):
        raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
    if not _native.executing_eagerly():
        from zeal.data.single import single_element

        return single_element(dataset)
    found = list(dataset.take(2))
    if len(found) == 1:
        return found[0]
    raise errors.InvalidArgumentError(
        "Dataset had more than one element." if found else "Dataset was empty."
    )


def to_variant(dataset):
    """What stands for a dataset in graphs and in elements of datasets.

    Args:
      dataset: a `tf.data.Dataset`.

    Returns:
      A scalar tensor, of which `from_variant` makes the dataset again.
    """
    return dataset._variant_tensor


def from_variant(variant, structure):
    """The dataset that a tensor stands for.

    Args:
      variant: what `to_variant` gave, or an op that makes datasets.
      structure: the structure of specs of its elements.

    Returns:
      A `tf.data.Dataset`.

    Raises:
      InvalidArgumentError: while iterating: elements are none of the structure.

    Example:
      >>> variant = tf.data.experimental.to_variant(tf.data.Dataset.range(2))
      >>> spec = tf.TensorSpec([], tf.int64)
      >>> [int(x) for x in tf.data.experimental.from_variant(variant, spec)]
      [0, 1]
    """
    spec = spec_from(structure)

    def fitting(elements):
        for tensors in elements:
            _check_element(spec, tensors)
            yield tensors

    dataset = DatasetLeaf(spec).unpacked(variant)
    return dataset._generated(fitting, lambda spec: spec, dataset)


def _check_element(spec, tensors):
    if len(tensors) != len(spec.types):
        raise errors.InvalidArgumentError(
            f"Number of components does not match: expected {len(spec.types)} types but got "
            f"{len(tensors)}."
        )
    for i, (t, dtype, shape) in enumerate(zip(tensors, spec.types, spec.shapes, strict=True)):
        where = f"at component {i}: expected"
        if t.dtype is not dtype:
            raise errors.InvalidArgumentError(
                f"Data type mismatch {where} {word(dtype)} but got {word(t.dtype)}."
            )
        if not shape.is_compatible_with(t.shape):
            raise errors.InvalidArgumentError(
                f"Incompatible shapes {where} {sizes_text(shape)} but got {sizes_text(t.shape)}."
            )


publish(__name__, "AUTOTUNE", "contrib.data.AUTOTUNE")
__getattr__, __dir__ = namespace(__name__)
