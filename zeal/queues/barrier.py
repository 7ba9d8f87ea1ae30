"""Barrier: elements by key whose components come one by one, taken out when they are complete."""

import heapq
from collections import namedtuple
from functools import partial
from itertools import count

from zeal import _native, errors
from zeal.dtypes import int32, int64, string
from zeal.graph.host_call import host_call, object_of
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack, unstack
from zeal.queues.described import described
from zeal.queues.queue import listed, outputs_of, require_graph, shapes_of, shared_or_refused
from zeal.queues.waiting import Waited
from zeal.tensor_shape import TensorShape, sizes_text

Taken = namedtuple("BarrierTakeMany", ["indices", "keys", "values"])


class Barrier:
    """Elements by string keys; the one whose key came first is taken out first.

    Args:
      types: the components' dtypes, a single one or a tuple.
      shapes: their shapes, or None.
      shared_name: barriers of one name in a graph are one.
      name: name of the op.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: a shape has no elements.

    Example:
      >>> from tensorflow.python.ops.data_flow_ops import Barrier
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     barrier = Barrier((tf.float32, tf.int32), shapes=((), ()))
      ...     session.run(barrier.insert_many(0, ["a", "b"], [1.0, 2.0]))
      ...     session.run(barrier.insert_many(1, ["b"], [3]))
      ...     session.run(barrier.take_many(1)).values
      [array([2.], dtype=float32), array([3], dtype=int32)]
    """

    def __init__(self, types, shapes=None, shared_name=None, name="barrier"):
        require_graph()
        self._types = listed(types)
        shapes = shapes_of(shapes, self._types)
        for i, shape in enumerate(shapes or ()):
            if shape.num_elements() == 0:
                raise ValueError(
                    f"Empty tensors are not supported, but received shape '{shape}' at index {i}"
                )
        self._shapes = shapes or [TensorShape(None)] * len(self._types)
        attrs = described(self._types, shapes, -1, shared_name)
        self._ref = shared_or_refused("Barrier", partial(_Kept, self._shapes), name, attrs)
        self._name = self._ref.op.name.split("/")[-1]

    @property
    def barrier_ref(self):
        """The handle."""
        return self._ref

    @property
    def name(self):
        """The name of the op that makes the barrier."""
        return self._ref.op.name

    def insert_many(self, component_index, keys, values, name=None):
        """An op that gives one component of elements.

        Args:
          component_index: which one.
          keys: a vector of strings.
          values: a tensor with a row for each key.
          name: name of the op.

        Returns:
          An Operation. A run raises CancelledError where the barrier is closed and
          InvalidArgumentError where an element has the component.

        Raises:
          ValueError: there is no such component, or keys are no vector.
        """
        if not 0 <= component_index < len(self._types):
            raise ValueError(
                f"The component ID is out of range {component_index} > num_components (= "
                f"{len(self._types)})"
            )
        inputs = [_native.convert(keys, string)]
        inputs[0].shape.assert_has_rank(1)
        inputs += [_native.convert(values, self._types[component_index])]
        insert = partial(_insert, component_index)
        return self._op("InsertMany", insert, inputs, (), name)

    def take_many(self, num_elements, allow_small_batch=False, timeout=None, name=None):
        """Takes complete elements out, for which a run waits.

        Args:
          num_elements: how many, an integer scalar.
          allow_small_batch: whether fewer are taken where the barrier is closed.
          timeout: not used.
          name: name of the op.

        Returns:
          A named tuple: `indices`, the numbers of the runs that brought the keys, from -2**63 on;
          `keys`; and `values`, a list with a tensor for each component. A run raises
          OutOfRangeError where the barrier is closed and has too few.
        """
        wanted = _native.convert(num_elements, int32)
        size = None if allow_small_batch else _native.known_value(wanted)
        rows = (None if size is None else max(int(size), 0),)
        outputs = outputs_of([int64, string, *self._types], [[], [], *self._shapes], rows)
        take = partial(_take, outputs, allow_small_batch)
        indices, keys, *values = self._op("TakeMany", take, [wanted], outputs, name)
        return Taken(indices, keys, values)

    def close(self, cancel_pending_enqueues=False, name=None):
        """An op after which no new keys, or no components either, may be brought; an Operation."""
        return self._op("Close", partial(_close, cancel_pending_enqueues), (), (), name)

    def ready_size(self, name=None):
        """How many elements are complete, an int32 scalar."""
        return self._op("ReadySize", _ready, (), [(int32, [])], name)[0]

    def incomplete_size(self, name=None):
        """How many elements lack components, an int32 scalar."""
        return self._op("IncompleteSize", _incomplete, (), [(int32, [])], name)[0]

    def _op(self, op, function, inputs, outputs, name):
        name = name or f"{self._name}_Barrier{op}"
        return host_call(f"Barrier{op}", function, [self._ref, *inputs], outputs, name)


class _Kept(Waited):
    """What a session keeps of a barrier."""

    def __init__(self, shapes, name) -> None:
        super().__init__()
        self._shapes, self._name = shapes, name
        self._closed = self._cancelled = False
        self._runs, self._order = count(-(2**63)), count()
        self.incomplete: dict = {}  # key: the number of the run that brought it, its components
        self.ready: list = []

    def insert(self, place, keys, values):
        with self._changed:
            self._check(place, keys, values)
            new = any(key not in self.incomplete for key in keys)
            run = next(self._runs) if new else None
            for key, value in zip(keys, unstack(values) if keys else (), strict=True):
                _, parts = self.incomplete.setdefault(key, (run, {}))
                parts[place] = value
                if len(parts) == len(self._shapes):
                    index, _ = self.incomplete.pop(key)
                    row = [parts[i] for i in range(len(parts))]
                    heapq.heappush(self.ready, (index, next(self._order), key, row))
            self._changed.notify_all()

    def _check(self, place, keys, values):
        new = sum(key not in self.incomplete for key in keys)
        if self._cancelled or (self._closed and new):
            raise errors.CancelledError(
                f"Barrier {self._name} is closed.  Pending enqueues cancelled: "
                f"{int(self._cancelled)}.  Number of new insertions: {new}.  Number of incomplete "
                f"keys: {len(self.incomplete)}."
            )
        if values.shape.ndims < 1 or values.shape[0] != len(keys):
            raise errors.InvalidArgumentError(
                f"Shapes of keys and values are inconsistent: [{len(keys)}] vs. "
                f"{sizes_text(values.shape)}"
            )
        if keys and not values.shape.num_elements():
            raise errors.InvalidArgumentError(
                f"Tensors with no elements are not supported {self._name}: received shape "
                f"{sizes_text(values.shape)}"
            )
        if not self._shapes[place].is_compatible_with(values.shape[1:]):
            raise errors.InvalidArgumentError(
                f"Shape mismatch in tuple component {place}. Expected "
                f"{sizes_text(self._shapes[place])}, got {sizes_text(values.shape[1:])}"
            )
        has = {key for key in keys if place in self.incomplete.get(key, ((), ()))[1]}
        for key in keys:
            if key in has:
                raise errors.InvalidArgumentError(
                    f"Key {key.decode(errors='backslashreplace')} already has a value for "
                    f"component {place} in barrier {self._name}"
                )
            if len(self._shapes) > 1:  # else each of them is an element
                has.add(key)

    def take(self, wanted, fewer):
        with self._turn(self._taking, "BarrierTakeMany") as token:
            self._wait(lambda: self._has(wanted, fewer), token, "BarrierTakeMany")
            if len(self.ready) < wanted and not (fewer and self.ready):
                raise errors.OutOfRangeError(
                    f"Barrier '{self._name}' is closed and has insufficient elements (requested "
                    f"{wanted}, total size {self._total()})"
                )
            rows = heapq.nsmallest(wanted, self.ready)
            indices, _, keys, values = zip(*rows, strict=True) if rows else ((),) * 4
            columns = [stack(list(column)) for column in zip(*values, strict=True)]
            for _ in rows:  # which stay where shapes differ
                heapq.heappop(self.ready)
        return list(indices), list(keys), columns

    def _has(self, wanted, fewer):
        """Whether there are enough, or will never be."""
        if len(self.ready) >= wanted or (self._closed and fewer and self.ready):
            return True
        return self._closed and self._total() < (1 if fewer else wanted)

    def _total(self):
        return len(self.ready) + (0 if self._cancelled else len(self.incomplete))

    def close(self, cancel):
        with self._changed:
            if self._cancelled or (self._closed and not cancel):
                raise errors.CancelledError(f"Barrier '{self._name}' is already closed.")
            self._closed, self._cancelled = True, cancel
            self._changed.notify_all()


# --- kernels ---
def _insert(place, inputs):
    if inputs[1].ndim != 1:
        raise errors.InvalidArgumentError(f"Shape must be rank 1 but is rank {inputs[1].ndim}")
    object_of(inputs[0]).insert(place, inputs[1].numpy().tolist(), inputs[2])
    return []


def _take(kinds, fewer, inputs):
    if (wanted := int(inputs[1])) < 0:
        raise errors.InvalidArgumentError(f"num_elements must not be negative, got {wanted}")
    indices, keys, columns = object_of(inputs[0]).take(wanted, fewer)
    columns = columns or [_none_of(*kind) for kind in kinds[2:]]
    return [_native.convert(indices, int64), _native.convert(keys, string), *columns]


def _none_of(dtype, shape):
    sizes = [] if shape.ndims is None else shape[1:].as_list()
    return zeros([0, *(n or 0 for n in sizes)], dtype)


def _close(cancel, inputs):
    object_of(inputs[0]).close(cancel)
    return []


def _ready(inputs):
    return [len(object_of(inputs[0]).ready)]


def _incomplete(inputs):
    return [len(object_of(inputs[0]).incomplete)]
