"""Datasets of datasets: flat_map, interleave, window, unbatch."""

import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from zeal import _native, errors
from zeal.data.arguments import calls_at_once, positive, processors
from zeal.data.functions import applied
from zeal.data.held import DatasetLeaf
from zeal.data.iterator import elements_of
from zeal.data.pending import dataset_op, handle_of, is_symbolic, step
from zeal.data.structure import Spec, flatten
from zeal.data.trial import Trial, tried
from zeal.dtypes import resource, variant
from zeal.graph.host_call import object_of
from zeal.ops.array.join import stack, unstack
from zeal.ops.op_counts import count_behind
from zeal.tensor_shape import TensorShape

if TYPE_CHECKING:
    from zeal.data.dataset import Dataset


class Nesting:
    """Methods of Dataset."""

    def _inner(self, map_func):
        """A function from an element's tensors to the dataset that map_func makes of it."""
        from zeal.data.dataset import Dataset

        def inner(tensors):
            dataset = self._call(map_func, tensors)
            if not isinstance(dataset, Dataset):
                raise TypeError(
                    f"`map_func` must return a `Dataset` object. Got {type(dataset)}"
                )
            return dataset

        return inner

    def _flat(self, inner, make, values=()):
        """What `make(node, function, *values)` makes; the function gives the handle of a node."""

        def handle(tensors):
            dataset = inner(tensors)
            return dataset._spec, [handle_of(dataset._node)]

        if not _native.executing_eagerly():
            trace = self._trace(handle)
            return self._of(step(make, [self._node], values, trace), trace.told, self)

        def spec(given):
            return tried(given, lambda tensors: inner(tensors)._spec, self._first)

        seen = []

        def handle_seen(tensors):
            dataset = inner(tensors)
            if not seen and dataset._spec_at_rest is not None:
                seen.append(dataset._spec_at_rest)
            return [handle_of(dataset._node)]

        return self._of(make(self._node, handle_seen, *values), ((self,), Trial(spec, seen)))

    def flat_map(self, map_func: Callable[..., Any]) -> "Dataset":
        """The elements of the datasets that a function makes of this one's, one after the other.

        Args:
          map_func: takes an element (a tuple's parts as arguments of their own) and returns a
            Dataset; all of one structure.

        Returns:
          A Dataset.

        Raises:
          TypeError: while iterating: map_func returns something else.

        Example:
          >>> rows = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]])
          >>> [int(i) for i in rows.flat_map(tf.data.Dataset.from_tensor_slices)]
          [1, 2, 3, 4]
        """
        return self._flat(self._inner(map_func), flat_mapped)

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = -1,
        block_length: Any = 1,
        num_parallel_calls=None,
    ) -> "Dataset":
        """As `flat_map`, with several of the datasets taking turns.

        Args:
          map_func: takes an element and returns a Dataset.
          cycle_length: how many datasets take turns; by default, and for -1, the processors
            that the program may use.
          block_length: how many elements one gives at its turn.
          num_parallel_calls: accepted for compatibility.

        Returns:
          A Dataset.

        Raises:
          InvalidArgumentError: cycle_length or block_length is not positive.
          TypeError: while iterating: map_func returns no Dataset.

        Example:
          >>> ds = tf.data.Dataset.range(2).interleave(
          ...     lambda n: tf.data.Dataset.from_tensors(n).repeat(3), cycle_length=2)
          >>> [int(i) for i in ds]
          [0, 1, 0, 1, 0, 1]
        """
        if not is_symbolic(cycle_length) and cycle_length == -1:
            cycle_length = processors()
        values, make = (cycle_length, block_length), _interleaved
        if num_parallel_calls is not None:
            values, make = (*values, num_parallel_calls), _interleaved_in_parallel
        return self._flat(self._inner(map_func), make, values)

    def _interleaved_ahead(self, map_func, cycle, block, sloppy, ready, ahead):
        """See tf.data.experimental.parallel_interleave."""
        ready = 2 * block if ready is None else ready
        values = cycle, block, bool(sloppy), ready, 2 * cycle if ahead is None else ahead
        return self._flat(self._inner(map_func), _interleaved_ahead, values)

    def window(self, size, shift=None, stride: Any = 1, drop_remainder=False) -> "Dataset":
        """Datasets of neighbouring elements; `flat_map` makes elements of them again.

        Args:
          size: elements to a window.
          shift: how many elements further the next window begins; size by default.
          stride: how many elements further the next element in a window is.
          drop_remainder: whether windows of fewer than size elements are left out.

        Returns:
          A Dataset of datasets; where elements have parts, of datasets in their structure.

        Raises:
          InvalidArgumentError: size, shift or stride is not positive.

        Example:
          >>> windows = tf.data.Dataset.range(4).window(2, shift=1, drop_remainder=True)
          >>> [w.numpy().tolist() for w in windows.flat_map(lambda w: w.batch(2))]
          [[0, 1], [1, 2], [2, 3]]
        """
        def spec(inner):
            parts = zip(flatten(inner.template), inner.types, inner.shapes, strict=True)
            places = [DatasetLeaf(Spec(place, [t], [s])) for place, t, s in parts]
            count = len(places)
            return Spec(inner.like(places), [variant] * count, [TensorShape([])] * count)

        sizes = size, size if shift is None else shift, stride, drop_remainder
        node = step(_windowed, [self._node], sizes)
        return self._of(node, ((self,), spec))

    def unbatch(self) -> "Dataset":
        """The rows of elements as elements, undoing `batch`.

        Returns:
          A Dataset.

        Raises:
          ValueError: a part is known to be a scalar, or parts to have different numbers of rows.
          InvalidArgumentError: while iterating: one is, or they have.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(3).batch(2).unbatch()]
          [0, 1, 2]
        """
        def cut(shape):
            return shape if shape.ndims is None else TensorShape(shape.as_list()[1:])

        count_behind("unbatch")
        _check_rows(self._spec_at_rest)
        told = lambda: self._spec  # noqa: E731
        if not _native.executing_eagerly():  # an op must not hold the dataset, which holds it
            told = lambda spec=self._spec: spec  # noqa: E731
        return self._derive(step(_unbatched, [self._node], told=told), cut)


def _turns(node, function, cycle, block):
    """The elements of the nodes whose handles a function gives, in turns."""

    def opened(tensors):
        return elements_of(object_of(function(tensors)[0]))

    def walk(elements):
        return _Turns(applied(partial(_native.FunctionStreams(), opened), elements), cycle, block)

    return _native.dataset_generate([node], walk)


@dataset_op("FlatMapDataset")
def flat_mapped(node, function):
    return _turns(node, function, 1, 1)


@dataset_op("InterleaveDataset")
def _interleaved(node, function, cycle, block):
    cycle = positive(cycle, "cycle_length must be greater than zero.")
    block = positive(block, "block_length must be greater than zero.")
    return _turns(node, function, cycle, block)


@dataset_op("ParallelInterleaveDatasetV2")
def _interleaved_in_parallel(node, function, cycle, block, calls):
    calls_at_once(calls)
    return _interleaved(node, function, cycle, block)


@dataset_op("ParallelInterleaveDataset")
def _interleaved_ahead(node, function, cycle, block, sloppy, ready, ahead):
    return _interleaved(node, function, cycle, block)


@dataset_op("WindowDataset")
def _windowed(node, size, shift, stride, drop_remainder):
    size = positive(size, "Window size must be greater than zero.")
    shift = positive(shift, "Window shift must be greater than zero.")
    stride = positive(stride, "Window stride must be greater than zero.")
    drop = bool(drop_remainder)

    def walk(elements):
        for window in _windows(elements, size, shift, stride, size if drop else 1):
            yield [handle_of(_column(c)) for c in zip(*window, strict=True)]

    total = _native.dataset_count(node)
    if total >= 0:
        total = max(0, (total - ((size - 1) * stride + 1 if drop else 1)) // shift + 1)
    return _native.dataset_generate([node], walk, total)


@dataset_op("UnbatchDataset")
def _unbatched(node, told=None):
    def walk(elements):
        spec = told and told()
        for tensors in elements:
            yield from _rows(spec.as_rows(tensors) if spec and spec.has_sparse else tensors)

    return _native.dataset_generate([node], walk)


def _check_rows(spec):
    if spec is None or spec.has_sparse:
        return
    sizes = [shape._at(0) for shape in spec.shapes if shape.ndims]
    if any(shape.ndims == 0 for shape in spec.shapes):
        raise ValueError("Cannot unbatch an input with scalar components.")
    if len({n for n in sizes if n is not None}) > 1:
        raise ValueError("Cannot unbatch an input whose components have different batch sizes.")


def _rows(tensors):
    for t in tensors:
        if not t.ndim:
            raise errors.InvalidArgumentError(
                "Cannot unbatch an element with scalar components: it has no rows"
            )
    lengths = [t._shape_tuple()[0] for t in tensors]
    if len(set(lengths)) > 1:
        raise errors.InvalidArgumentError(
            f"Input element must have the same batch size in each component, got {lengths}"
        )
    return zip(*[unstack(t, n, 0) for t, n in zip(tensors, lengths, strict=True)], strict=True)


class _Turns:
    """Elements of the iterators in `fresh`; `cycle` of them are open, each gives `block` a turn.

    No generator function: what follows an error is still there.
    """

    def __init__(self, fresh, cycle, block):
        self._fresh, self._cycle, self._block = fresh, cycle, block
        self._slots, self._at, self._given = [], 0, 0
        self._more, self._running = True, 0

    def __iter__(self):
        return self

    def __next__(self):
        while self._more or self._running:
            at, slots = self._at, self._slots
            if self._more and (at == len(slots) or slots[at] is None):
                self._fill()
                continue
            element = None if slots[at] is None else next(slots[at], None)
            if element is None:
                self._running -= slots[at] is not None
                slots[at] = None
                self._turn()
                continue
            self._given += 1
            if self._given == self._block:
                self._turn()
            return element
        raise StopIteration

    def _turn(self):
        self._at, self._given = (self._at + 1) % self._cycle, 0

    def _fill(self):
        opened = next(self._fresh, None)
        if opened is not None:
            self._slots[self._at : self._at + 1] = [opened]
            self._running += 1
            return
        self._more, self._cycle = False, max(len(self._slots), 1)  # those never filled do not count
        self._at %= self._cycle


def _column(parts):
    """The native node of a dataset of tensors."""
    shape = parts[0]._shape_tuple()
    special = parts[0].dtype in (resource, variant)
    if special or any(part._shape_tuple() != shape for part in parts):
        return _native.dataset_generate((), lambda: iter([[part] for part in parts]), len(parts))
    return _native.dataset_slices([stack(list(parts))])


def _windows(elements, size, shift, stride, least):
    """Lists of elements; `least` is how few may be in one."""
    buffer, span = deque(), min((size - 1) * stride + 1, sys.maxsize)
    while True:
        buffer.extend(islice(elements, max(0, span - len(buffer))))
        window = list(islice(buffer, 0, span, stride))
        if len(window) < least:
            return
        yield window
        for _ in range(min(shift, len(buffer))):
            buffer.popleft()
        for _ in islice(elements, max(0, shift - span)):
            pass  # between this window and the next one
