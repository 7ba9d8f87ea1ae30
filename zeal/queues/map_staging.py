"""MapStagingArea: elements by key that one run of a graph leaves for another, part by part."""

from functools import partial
from itertools import pairwise

from zeal import _native, errors
from zeal.dtypes import int32, int64
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import object_of
from zeal.queues.staging import Area, Staged, clear, moved, size, size_of


class MapStagingArea(Area):
    """Elements of tensors by integer keys; each session keeps its own.

    Args:
      the others: as for `tf.contrib.staging.StagingArea`.
      ordered: whether `get()` without a key takes the smallest key.

    Raises:
      RuntimeError, ValueError: as for `tf.contrib.staging.StagingArea`.

    Example:
      >>> from tensorflow.python.ops.data_flow_ops import MapStagingArea
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     area = MapStagingArea([tf.float32, tf.int32], ordered=True)
      ...     session.run([area.put(7, [1.0, 2], [0, 1]), area.put(5, [3.0], [0])])
      ...     session.run([area.size(), area.incomplete_size()]), session.run(area.get())
      [None, None]
      ([1, 1], (7, [1.0, 2]))
    """

    def __init__(
        self, dtypes, shapes=None, names=None, shared_name=None, ordered=False, capacity=0,
        memory_limit=0,
    ):  # fmt: skip
        kept = _InOrder if ordered else _ByKey
        super().__init__(kept, dtypes, shapes, names, shared_name, capacity, memory_limit)
        self._kind = "OrderedMap" if ordered else "Map"

    def put(self, key, vals, indices=None, name=None):
        """An op that puts an element or a part of it in, which waits while there is no room.

        Args:
          key: an int64 scalar.
          vals: a list or tuple of tensors, or a dict by name.
          indices: the places of the tensors of a list.
          name: name of the op.

        Raises:
          ValueError: components do not fit, or there are none.
        """
        if indices is None and not isinstance(vals, dict) and not self._names:
            raise ValueError("Indices must be supplied when inserting a list of tensors")
        with get_default_graph().name_scope(name or f"{self._name}_put") as scope:
            values, indices = self._components(vals, indices)
            if not values:
                raise ValueError("A list of tensors of length 0 is less than the minimum 1")
            put = self._kernel(_put, indices, len(self._dtypes))
            inputs = [_native.convert(key, int64), *values]
            return self._op(f"{self._kind}Stage", put, inputs, (), scope)

    def peek(self, key, indices=None, name=None):
        """The components of a key, which stay; a run waits until they are complete.

        Args:
          key: an int64 scalar.
          indices: the places or names of those that are wanted; all without.
          name: name of the op.

        Returns:
          A list of tensors, or a dict by name.
        """
        return self._found("Peek", False, key, indices, name or f"{self._name}_pop")

    def get(self, key=None, indices=None, name=None):
        """Takes components out, for which a run waits.

        Args:
          key: an int64 scalar; None for any, or the smallest of an ordered area.
          indices, name: as for `peek`.

        Returns:
          The key, and a list of tensors or a dict by name.
        """
        if key is not None:
            return key, self._found("Unstage", True, key, indices, name or f"{self._name}_get")
        places, name = self._places(indices), name or f"{self._name}_get_nokey"
        outputs = [(int64, []), *self._outputs(places)]
        op, pop = f"{self._kind}UnstageNoKey", self._kernel(_pop, places)
        key, *found = self._op(op, pop, (), outputs, name)
        return moved(key), self._result(found, places)

    def size(self, name=None):
        """How many complete elements there are, an int32 scalar."""
        return self._op(f"{self._kind}Size", size, (), [(int32, [])], name or f"{self._name}_size")[
            0
        ]

    def incomplete_size(self, name=None):
        """How many elements lack components, an int32 scalar."""
        op, name = f"{self._kind}IncompleteSize", name or f"{self._name}_incomplete_size"
        return self._op(op, _incomplete, (), [(int32, [])], name)[0]

    def clear(self, name=None):
        """An op that takes all elements out."""
        return self._op(f"{self._kind}Clear", clear, (), (), name or f"{self._name}_clear")

    def _kernel(self, function, places, *more):
        words = _wrong_places(places, len(self._dtypes))
        return partial(_refuse, words) if words else partial(function, tuple(places), *more)

    def _found(self, op, removes, key, indices, name):
        places = self._places(indices)
        find, inputs = self._kernel(_find, places, removes), [_native.convert(key, int64)]
        found = self._op(f"{self._kind}{op}", find, inputs, self._outputs(places), name)
        return self._result(found, places)

    def _places(self, indices):
        if indices is None:
            return range(len(self._dtypes))
        if not isinstance(indices, (tuple, list)):
            raise TypeError(f"Invalid indices type '{type(indices)}'")
        if not indices:
            raise ValueError("Empty indices")
        if all(isinstance(i, int) for i in indices):
            return indices
        if not all(isinstance(i, str) for i in indices):
            raise TypeError(f"Mixed types in indices '{indices}'. May only be str or int")
        if self._names is None:
            raise ValueError(
                f"String indices provided '{indices}', but this Staging Area was not created with "
                "names."
            )
        for name in indices:
            if name not in self._names:
                raise ValueError(f"Named index '{name}' not in Staging Area names '{self._names}'")
        return [self._names.index(name) for name in indices]


class _ByKey(Staged):
    """What a session keeps of an area: the elements and those that lack components, by key."""

    op = "MapStagingArea"

    def __init__(self, capacity, memory_limit) -> None:
        super().__init__({}, capacity, memory_limit)
        self._incomplete: dict = {}

    def put(self, key, values, count):
        whole = len(values) == count  # goes beside what lacks components
        with self._changed:
            self._wait_for_room(values.values(), int(whole))
            has = {} if whole else self._incomplete.setdefault(key, {})
            if twice := values.keys() & has.keys():
                self._bytes -= size_of(values.values())
                raise errors.InvalidArgumentError(
                    f"The tensor for index '{min(twice)}' for key '{key}' was already initialized "
                    f"'{count}'."
                )
            has |= values
            if len(has) == count:
                self._complete(key, has, whole)
            self._changed.notify_all()

    def _complete(self, key, element, whole):
        if not whole:
            del self._incomplete[key]
        if self._items.setdefault(key, element) is not element:  # the first one stays
            self._bytes -= size_of(element.values())

    def find(self, key, places, removes):
        with self._changed:
            self._wait(lambda: key in self._items, None, "MapUnstage" if removes else "MapPeek")
            return self._parts(key, places, removes)

    def pop(self, places):
        with self._changed:
            self._wait(lambda: self._items, None, "MapUnstageNoKey")
            key = self._next()
            return [key, *self._parts(key, places, True)]

    def _next(self):
        return next(iter(self._items))

    def _parts(self, key, places, removes):
        has = self._items[key]
        for i in places:
            if i not in has:
                raise errors.InvalidArgumentError(
                    f"Tensor at index '{i}' for key '{key}' has already been removed."
                )
        found = [has.pop(i) if removes else has[i] for i in places]
        if removes:
            self._bytes -= size_of(found)
        if not has:
            del self._items[key]
        self._changed.notify_all()
        return found

    def incomplete(self):
        with self._changed:
            return len(self._incomplete)

    def clear(self):
        with self._changed:
            self._incomplete.clear()
            super().clear()


class _InOrder(_ByKey):
    """The same; the smallest key comes first."""

    op = "OrderedMapStagingArea"

    def _next(self):
        return min(self._items)


def _wrong_places(places, count):
    """What a run says of places that TensorFlow's ops do not take, or None."""
    if any(i >= j for i, j in pairwise(places)):
        return "Indices are not strictly ordered"
    beyond = [i for i in places if not 0 <= i < count]
    return f"Index '{beyond[0]}' was out of bounds '{count}'." if beyond else None


# --- kernels ---
def _refuse(words, _):
    raise errors.InvalidArgumentError(words)


def _number(key):
    if key.ndim:
        raise errors.InvalidArgumentError(f"key must be an int64 scalar, got shape {key.shape}")
    return int(key)


def _put(indices, count, inputs):
    area, key, *values = inputs
    object_of(area).put(_number(key), dict(zip(indices, values, strict=True)), count)
    return []


def _find(places, removes, inputs):
    return object_of(inputs[0]).find(_number(inputs[1]), places, removes)


def _pop(places, inputs):
    return object_of(inputs[0]).pop(places)


def _incomplete(inputs):
    return [object_of(inputs[0]).incomplete()]
