"""Elements grouped by a key: windows of a group, buckets of like lengths, reductions."""

from bisect import bisect_right
from itertools import islice

from zeal import _native, errors
from zeal.data.arguments import integer
from zeal.data.dataset import Dataset
from zeal.data.functions import returned
from zeal.data.held import DatasetLeaf
from zeal.data.iterator import elements_of
from zeal.data.padded import _shape_of, padded, padding_value
from zeal.data.pending import as_tensor, handle_of, step
from zeal.data.structure import Spec, flatten_up_to
from zeal.data.traced import Trace
from zeal.data.trial import Trial, agreed, tried
from zeal.dtypes import int64, variant
from zeal.graph.graph import outside_graphs
from zeal.graph.host_call import object_of
from zeal.ops.array.join import stack
from zeal.public import public
from zeal.tensor_shape import TensorShape


def _grouped(dataset, walk, functions, values=()):
    """A node of what `walk(elements, *functions of tensors, *values)` makes, in any mode.

    Args:
      functions: `Trace`s, or their arguments, which are run eagerly as they are.

    Returns:
      The node, and what the functions told; nothing eagerly.
    """

    def make(node, *parts):
        return _native.dataset_generate([node], lambda elements: walk(elements, *parts))

    if _native.executing_eagerly():
        plain = [lambda tensors, run=run: run(tensors)[1] for run, *_ in functions]
        return step(lambda node, *given: make(node, *plain, *given), [dataset._node], values), ()
    traces = [f if isinstance(f, Trace) else Trace(*f) for f in functions]
    binds = [(t.bind, len(t.values)) for t in traces]

    def bound(node, *parts):
        rest = iter(parts)
        return make(node, *[bind(*islice(rest, n)) for bind, n in binds], *rest)

    captured = [v for t in traces for v in t.values]
    return step(bound, [dataset._node], [*captured, *values]), [t.told for t in traces]


def _key(dataset, key_func):
    def key(tensors):
        return None, [as_tensor(dataset._call(key_func, tensors))]

    return key, dataset._spec.types, dataset._spec.shapes


def _keyed(elements, key):
    streams = _native.FunctionStreams()
    return ((integer(streams(key, row)[0]), row) for row in elements)


@public("data.experimental.group_by_window", "contrib.data.group_by_window")
def group_by_window(key_func, reduce_func, window_size=None, window_size_func=None):
    """A transformation that groups elements by a key and makes datasets of windows of a group.

    Args:
      key_func: takes an element and returns a scalar int64.
      reduce_func: takes a key and a dataset of up to window_size elements that have it, and returns
        a dataset.
      window_size: how many elements are in a window; those that are left at the end make smaller
        ones.
      window_size_func: takes a key and returns that; either of both is given.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      ValueError: neither or both of window_size and window_size_func are given.
      TypeError: while iterating: reduce_func returns no dataset.
      InvalidArgumentError: while iterating: a window size is not positive.

    Example:
      >>> pairs = tf.data.experimental.group_by_window(
      ...     lambda x: x % 2, lambda key, window: window.batch(2), window_size=2)
      >>> [x.numpy().tolist() for x in tf.data.Dataset.range(5).apply(pairs)]
      [[0, 2], [1, 3], [4]]
    """
    if (window_size is None) == (window_size_func is None):
        raise ValueError("Must pass either `window_size` or `window_size_func`, but not both.")

    def size(tensors):
        given = window_size if window_size_func is None else _traced(window_size_func)(*tensors)
        return None, [as_tensor(given)]

    return lambda dataset: _windows(dataset, key_func, reduce_func, size)


def _traced(function):
    """A function of the program, converted where it is traced."""
    if _native.executing_eagerly():
        return function
    from zeal.autograph.api import convert

    return convert(function)


def _windows(dataset, key_func, reduce_func, size):
    leaf = DatasetLeaf(dataset._spec)

    def reduced(tensors):
        key, rows = tensors
        result = _traced(reduce_func)(key, leaf.unpacked(rows))
        if not isinstance(result, Dataset):
            raise TypeError(f"`reduce_func` must return a `Dataset` object. Got {type(result)}.")
        return result._spec, [handle_of(result._node)]

    scalar = TensorShape([])
    window = Spec((None, None), [int64, variant], [scalar, scalar])

    def told(given):
        with outside_graphs():
            return tried(window, lambda pair: reduced(pair)[0], lambda: [_tensor(0), _rows([])])

    functions = [
        _key(dataset, key_func), (size, [int64], [scalar]),
        (reduced, window.types, window.shapes),
    ]  # fmt: skip
    node, found = _grouped(dataset, _windowed, functions)
    return dataset._of(node, found[2], dataset) if found else Dataset(
        node, ((dataset,), Trial(told))
    )


def _tensor(key):
    return _native.convert(key, int64)


def _rows(rows):
    """The handle of a dataset of elements that are there."""
    return handle_of(_native.dataset_generate([], lambda: iter(rows)))


def _windowed(elements, key_of, size_of, reduced):
    groups, sizes = {}, {}

    def window(key):
        with outside_graphs():
            return elements_of(object_of(reduced([_tensor(key), _rows(groups.pop(key))])[0]))

    for key, row in _keyed(elements, key_of):
        rows = groups.setdefault(key, [])
        rows.append(row)
        if len(rows) == 1:
            with outside_graphs():
                sizes[key] = _positive(integer(size_of([_tensor(key)])[0]))
        if len(rows) == sizes[key]:
            yield from window(key)
    for key in sorted(groups):
        yield from window(key)


def _positive(size):
    if size <= 0:
        raise errors.InvalidArgumentError(
            f"Window size must be greater than zero, but got {size}."
        )
    return size


def _with_open(shape, size):
    """A padded shape with what is open set to a size, where there is one."""
    return shape if size is None else _shape_of([size if s is None else s for s in shape.as_list()])


@public(
    "data.experimental.bucket_by_sequence_length", "contrib.data.bucket_by_sequence_length"
)
def bucket_by_sequence_length(
    element_length_func, bucket_boundaries, bucket_batch_sizes, padded_shapes=None,
    padding_values=None, pad_to_bucket_boundary=False, no_padding=False, drop_remainder=False,
):  # fmt: skip
    """A transformation to padded batches of elements of like lengths.

    Args:
      element_length_func: takes an element and returns its length, a scalar integer.
      bucket_boundaries: increasing integers, the lengths where buckets begin.
      bucket_batch_sizes: how many elements of each bucket are a batch, one more than boundaries.
      padded_shapes: as for `Dataset.padded_batch`; by default the elements' own, where sizes that
        are unknown are padded.
      padding_values: as for `Dataset.padded_batch`.
      pad_to_bucket_boundary: whether sizes that are open are padded to the bucket's boundary - 1
        rather than to the longest element.
      no_padding: whether all elements of a bucket have one shape.
      drop_remainder: whether smaller batches at the end are left out.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      ValueError: there is not one batch size more than boundaries.
      InvalidArgumentError: while iterating: with pad_to_bucket_boundary, an element is in the last
        bucket; with no_padding, shapes differ.

    Example:
      >>> rows = tf.data.Dataset.range(1, 5).map(lambda n: tf.fill([n], n))
      >>> buckets = tf.data.experimental.bucket_by_sequence_length(tf.size, [3], [2, 2])
      >>> [b.numpy().tolist() for b in rows.apply(buckets)]
      [[[1, 0], [2, 2]], [[3, 3, 3, 0], [4, 4, 4, 4]]]
    """
    if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
        raise ValueError("len(bucket_batch_sizes) must equal len(bucket_boundaries) + 1")
    bounds = [integer(b) for b in bucket_boundaries]
    sizes = [integer(s) for s in bucket_batch_sizes]

    def apply(dataset):
        if no_padding:
            shapes, fills, batch = dataset._spec.shapes, (), _stacked
        else:
            dataset._spec.refuse_sparse("bucket_by_sequence_length()")
            shapes, fills = _padding(dataset._spec, padded_shapes, padding_values)
            batch = _padder(shapes, bounds, pad_to_bucket_boundary)
        return _buckets(
            dataset, element_length_func, bounds, sizes, shapes, fills, batch, drop_remainder
        )

    return apply


def _stacked(bucket, columns, fills):
    return [stack(list(column)) for column in columns]


def _padding(spec, padded_shapes, padding_values):
    """The shapes that elements are padded to, and with what."""
    shapes, values = spec.shapes, [None] * len(spec.types)
    if padded_shapes is not None:
        shapes = flatten_up_to(spec.template, padded_shapes)
    if padding_values is not None:
        values = flatten_up_to(spec.template, padding_values)
    fills = [padding_value(v, t) for v, t in zip(values, spec.types, strict=True)]
    return [_shape_of(s) for s in shapes], fills


def _padder(shapes, bounds, to_boundary):
    """A function of a bucket's number, columns and fills that pads them."""

    def padded_columns(bucket, columns, fills):
        size = _size_before(bounds, bucket) if to_boundary else None
        wanted = [_with_open(s, size) for s in shapes]
        return [padded(*part) for part in zip(columns, wanted, fills, strict=True)]

    return padded_columns


def _size_before(bounds, bucket):
    if bucket == len(bounds):
        raise errors.InvalidArgumentError(
            "When pad_to_bucket_boundary=True, elements must have length < "
            f"max(bucket_boundaries), which is {max(bounds, default=None)}."
        )
    return bounds[bucket] - 1


def _buckets(dataset, length_func, bounds, sizes, shapes, fills, batch, drop_remainder):
    """Batches that `batch` makes of the columns of elements of one bucket, with fills of a run."""

    def walk(elements, length_of, *fills):
        def batch_of(bucket, rows):
            return batch(bucket, list(zip(*rows, strict=True)), fills)

        buckets = {}
        for length, row in _keyed(elements, length_of):
            bucket = bisect_right(bounds, length)
            if sizes[bucket] <= 0:
                raise errors.InvalidArgumentError(
                    f"bucket_batch_sizes must be positive, but that of bucket {bucket} is "
                    f"{sizes[bucket]}"
                )
            rows = buckets.setdefault(bucket, [])
            rows.append(row)
            if len(rows) == sizes[bucket]:
                yield batch_of(bucket, buckets.pop(bucket))
        for bucket in sorted(buckets if not drop_remainder else ()):
            yield batch_of(bucket, buckets[bucket])

    spec = dataset._spec
    count = sizes[0] if drop_remainder and len(set(sizes)) == 1 else None
    told = spec.with_shapes(lambda shape: Spec.batched(shape, count))
    if not spec.has_sparse:
        told.shapes = [Spec.batched(s, count) for s in shapes]
    node, _ = _grouped(dataset, walk, [_key(dataset, length_func)], fills)
    return Dataset(node, told, [dataset])


@public("data.experimental.Reducer", "contrib.data.Reducer")
class Reducer:
    """What `group_by_reducer` does with the elements of a group.

    Args:
      init_func: takes a key and returns the first state, a structure of tensors.
      reduce_func: takes a state and an element and returns the next state.
      finalize_func: takes the last state, a tuple's parts as arguments of their own, and returns
        an element.

    Example:
      >>> total = tf.data.experimental.Reducer(
      ...     lambda key: tf.constant(0, tf.int64), lambda state, x: state + x, lambda state: state)
      >>> int(total.init_func(1))
      0
    """

    def __init__(self, init_func, reduce_func, finalize_func):
        self._init_func, self._reduce_func = init_func, reduce_func
        self._finalize_func = finalize_func

    init_func = property(lambda self: self._init_func, doc="Makes the first state.")
    reduce_func = property(lambda self: self._reduce_func, doc="Makes the next state.")
    finalize_func = property(lambda self: self._finalize_func, doc="Makes the result.")


@public("data.experimental.group_by_reducer", "contrib.data.group_by_reducer")
def group_by_reducer(key_func, reducer):
    """A transformation that groups elements by a key and reduces each group to one.

    Args:
      key_func: takes an element and returns a scalar int64.
      reducer: a `Reducer`.

    Returns:
      A function for `Dataset.apply`; groups come in the order of their keys.

    Raises:
      TypeError: while iterating: a function returns what tensors are not made of.

    Example:
      >>> total = tf.data.experimental.Reducer(
      ...     lambda key: tf.constant(0, tf.int64), lambda state, x: state + x, lambda state: state)
      >>> sums = tf.data.experimental.group_by_reducer(lambda x: x % 2, total)
      >>> [int(x) for x in tf.data.Dataset.range(5).apply(sums)]
      [6, 4]
    """

    return lambda dataset: _reductions(dataset, key_func, reducer)


@public("contrib.data.reduce_dataset")
def reduce_dataset(dataset, reducer):
    """All elements of a dataset reduced to one state.

    Args:
      dataset: a Dataset.
      reducer: a `tf.contrib.data.Reducer`, whose finalize_func is not called, as in TensorFlow.

    Returns:
      The last state.

    Raises:
      TypeError: it is no Dataset.

    Example:
      >>> total = tf.contrib.data.Reducer(
      ...     lambda key: tf.constant(0, tf.int64), lambda state, x: state + x, lambda state: state)
      >>> int(tf.contrib.data.reduce_dataset(tf.data.Dataset.range(5), total))
      10
    """
    if not isinstance(dataset, Dataset):
        raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
    return dataset.reduce(reducer.init_func(_native.convert(0, "int64")), reducer.reduce_func)


def _reductions(dataset, key_func, reducer):
    spec = dataset._spec
    init, reduce_, last = functions = _of_leaves(reducer, spec)

    def after(row):
        return last(reduce_([*init([_tensor(0)])[1], *row])[1])[0]

    def told(given):  # sizes may change from state to state
        with outside_graphs():
            return agreed(last(init([_tensor(0)])[1])[0], tried(given, after, dataset._first))

    eager = _native.executing_eagerly()
    more = [(f,) for f in functions] if eager else _state_traces(*functions, spec)
    node, found = _grouped(dataset, _reduced, [_key(dataset, key_func), *more])
    if found:
        return dataset._of(node, found[3], dataset)
    return Dataset(node, ((dataset,), Trial(told)))


def _of_leaves(reducer, spec):
    """The functions of a Reducer, from tensors to the spec and the tensors of what they return."""
    state = None

    def call(function, *values):
        return returned(_traced(function)(*values), "group_by_reducer")

    def init(tensors):
        nonlocal state
        state, leaves = call(reducer.init_func, *tensors)
        return state, leaves

    def reduce_(tensors):
        n = len(state.types)
        new, leaves = call(reducer.reduce_func, state.pack(tensors[:n]), spec.pack(tensors[n:]))
        if new.types != state.types:
            raise TypeError(
                "The element types for the new state must match the initial state. "
                f"Expected {state.types}; got {new.types}."
            )
        return new, leaves

    def last(tensors):
        value = state.pack(tensors)
        return call(reducer.finalize_func, *(value if type(value) is tuple else (value,)))

    return init, reduce_, last


def _state_traces(init, reduce_, last, row):
    """Their traces for states of the sizes that all states have in common."""
    begin = Trace(init, [int64], [TensorShape([])])
    types, shapes, before = begin.told.types, begin.told.shapes, None
    while str(shapes) != str(before):  # unknown sizes do not compare
        step_ = Trace(reduce_, [*types, *row.types], [*shapes, *row.shapes])
        pairs, before = zip(shapes, step_.told.shapes, strict=True), shapes
        shapes = [a.most_specific_compatible_shape(b) for a, b in pairs]
    return begin, step_, Trace(last, types, shapes)


def _reduced(elements, key_of, init, reduce_, last):
    states = {}
    for key, row in _keyed(elements, key_of):
        with outside_graphs():
            state = states[key] if key in states else init([_tensor(key)])
            states[key] = reduce_([*state, *row])
    for key in sorted(states):
        with outside_graphs():
            result = last(states[key])
        yield result
