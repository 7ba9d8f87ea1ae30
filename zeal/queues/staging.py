"""tf.contrib.staging.StagingArea: elements that one run of a graph leaves for the next."""

from collections import deque

from zeal import _native, errors
from zeal.dtypes import as_dtype, int32, string
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call, object_of, shared_object
from zeal.public import public
from zeal.queues.queue import listed, require_graph
from zeal.queues.waiting import Waited
from zeal.tensor_shape import TensorShape, as_shape

_COUNTS = "Unexpected number of inputs '{}' vs '{}'"


class Area:
    """What areas have in common: the components of elements, the room, and the handle."""

    def __init__(self, kept, dtypes, shapes, names, shared_name, capacity, memory_limit):
        require_graph()
        if shared_name is not None and not isinstance(shared_name, str):
            raise ValueError("shared_name must be a string")
        for what, given in (("shapes", shapes), ("names", names)):
            if given is not None and len(given) != len(dtypes):
                raise ValueError(f"StagingArea {what} must be the same length as dtypes")
        self._dtypes, self._names = [as_dtype(t) for t in dtypes], names
        self._shapes = [as_shape(s) for s in shapes or [None] * len(dtypes)]
        self._capacity, self._memory_limit = capacity, memory_limit
        self._name = shared_name or get_default_graph().unique_name(type(self).__name__)
        self._root = shared_object(
            kept.op, lambda _: kept(capacity, memory_limit), shared_name,
            f"{self._name}_root",
        )  # fmt: skip

    @property
    def name(self):
        """The name of the area."""
        return self._name

    @property
    def dtypes(self):
        """The components' DTypes."""
        return self._dtypes

    @property
    def shapes(self):
        """The components' TensorShapes."""
        return self._shapes

    @property
    def names(self):
        """The components' names, or None."""
        return self._names

    @property
    def capacity(self):
        """How many elements there is room for; 0 for any number."""
        return self._capacity

    @property
    def memory_limit(self):
        """How many bytes there is room for; 0 for any number."""
        return self._memory_limit

    def _op(self, op, function, inputs, outputs, name):
        with get_default_graph()._beside(self._root.op):
            return host_call(op, function, [self._root, *inputs], outputs, name)

    def _outputs(self, indices):
        return [(self._dtypes[i], None) for i in indices]

    def _result(self, tensors, indices):
        """Components on the device that the program asks for here; by name, if they have names."""
        tensors = [moved(tensor) for tensor in tensors]
        for i, tensor in zip(indices, tensors, strict=True):
            tensor.set_shape(self._shapes[i])  # which a run does not look at
        if self._names:
            return {self._names[i]: t for i, t in zip(indices, tensors, strict=True)}
        return tensors

    def _components(self, values, indices):
        """The tensors of an element or of a part of it, and their places."""
        if isinstance(values, dict):
            values, indices = self._by_name(values)
        elif self._names:
            raise ValueError("You must enqueue a dictionary in a staging area with names")
        else:
            values = listed(values)
        if len(indices) != len(values):
            raise ValueError(
                f"Number of indices '{len(indices)}' doesn't match number of values '{len(values)}'"
            )
        values = [_native.convert(value) for value in values]
        if len(values) > len(self._dtypes):
            raise ValueError(_COUNTS.format(len(values), len(self._dtypes)))
        for value, i in zip(values, indices, strict=True):
            dtype = self._dtypes[i]
            if value.dtype != dtype:
                raise ValueError(f"Datatypes do not match. '{value.dtype}' != '{dtype}'")
            value.shape.assert_is_compatible_with(TensorShape(self._shapes[i]))
        return values, list(indices)

    def _by_name(self, values):
        if not self._names:
            raise ValueError("Staging areas must have names to enqueue a dictionary")
        if not set(values) <= set(self._names):
            raise ValueError(
                "Keys in dictionary to put do not match names of staging area. Dictionary: "
                f"{sorted(values)}, Queue: {sorted(self._names)}"
            )
        indices = [i for i, name in enumerate(self._names) if name in values]
        return [values[self._names[i]] for i in indices], indices


@public("contrib.staging.StagingArea")
class StagingArea(Area):
    """Elements of tensors, first in, first out; each session keeps its own.

    A run that puts the next batch in and takes one out computes with what the run before it read.

    Args:
      dtypes: the components' dtypes, a list.
      shapes: their shapes, or None.
      names: their names, or None; with names elements are dicts.
      shared_name: areas of one name in a graph are one.
      capacity: how many elements there is room for; 0 for any number.
      memory_limit: how many bytes there is room for; 0 for any number.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: the lists are of different length, or shared_name is no string.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder(tf.float32, [])
      ...     area = tf.contrib.staging.StagingArea([tf.float32], shapes=[[]])
      ...     put, got = area.put([x]), area.get()
      ...     session.run(put, {x: 1.0})
      ...     [session.run([put, got], {x: value})[1] for value in (2.0, 3.0)]
      [[1.0], [2.0]]
    """

    def __init__(
        self, dtypes, shapes=None, names=None, shared_name=None, capacity=0, memory_limit=0
    ):
        super().__init__(_Line, dtypes, shapes, names, shared_name, capacity, memory_limit)

    def put(self, values, name=None):
        """An op that puts an element in, which waits while there is no room.

        Args:
          values: a list or tuple of tensors, a single tensor, or a dict by name.
          name: name of the op.

        Returns:
          An Operation.

        Raises:
          ValueError: components do not fit.
        """
        with get_default_graph().name_scope(name or f"{self._name}_put") as scope:
            values, _ = self._components(values, range(len(listed(values))))
            if len(values) != len(self._dtypes):
                raise ValueError(_COUNTS.format(len(values), len(self._dtypes)))
            return self._op("Stage", _put, values, (), scope)

    def get(self, name=None):
        """Takes the oldest element out, for which a run waits.

        Args:
          name: name of the op.

        Returns:
          A list of tensors, or a dict by name.
        """
        return self._got("Unstage", _get, (), name or f"{self._name}_get")

    def peek(self, index, name=None):
        """The element that is `index` places behind the oldest, which stays; a run waits for it.

        Args:
          index: an int32 scalar.
          name: name of the op.

        Returns:
          As `get`.
        """
        index = _native.convert(index, int32)
        return self._got("StagePeek", _peek, (index,), name or f"{self._name}_peek")

    def size(self, name=None):
        """How many elements there are, an int32 scalar."""
        return self._op("StageSize", size, (), [(int32, [])], name or f"{self._name}_size")[0]

    def clear(self, name=None):
        """An op that takes all elements out."""
        return self._op("StageClear", clear, (), (), name or f"{self._name}_clear")

    def _got(self, op, function, inputs, name):
        every = range(len(self._dtypes))
        return self._result(self._op(op, function, inputs, self._outputs(every), name), every)


def moved(tensor):
    """A tensor of the area on the device that the program asks for here."""
    stays = get_default_graph()._device_here() == tensor.device
    return tensor if stays else _native.api.identity(tensor)


class Staged(Waited):
    """What a session keeps of an area: elements as far as there is room."""

    def __init__(self, items, capacity, memory_limit) -> None:
        super().__init__()
        self._capacity = capacity or float("inf")
        self._limit = memory_limit or float("inf")
        self._items = items
        self._bytes = 0

    def _wait_for_room(self, element, more=1):
        """Waits until `more` elements, and the tensors of one, may be added."""
        size = size_of(element)
        if size > self._limit:
            raise errors.ResourceExhaustedError(
                f"Attempted to insert tensors with combined size of '{size}' bytes into Staging "
                f"Area with a memory limit of '{self._limit}'."
            )
        self._wait(lambda: self._has_room(size, more), None, "Stage")
        self._bytes += size

    def _has_room(self, size, more):
        has_place = not more or len(self._items) + more <= self._capacity
        return has_place and self._bytes + size <= self._limit

    def size(self):
        with self._changed:
            return len(self._items)

    def clear(self):
        with self._changed:
            self._items.clear()
            self._bytes = 0
            self._changed.notify_all()


class _Line(Staged):
    """What a session keeps of a StagingArea."""

    op = "StagingArea"

    def __init__(self, capacity, memory_limit) -> None:
        super().__init__(deque(), capacity, memory_limit)

    def put(self, element):
        with self._changed:
            self._wait_for_room(element)
            self._items.append(element)
            self._changed.notify_all()

    def get(self):
        with self._changed:
            self._wait(lambda: self._items, None, "Unstage")
            element = self._items.popleft()
            self._bytes -= size_of(element)
            self._changed.notify_all()
        return element

    def peek(self, index):
        with self._changed:
            self._wait(lambda: len(self._items) > index, None, "StagePeek")
            return self._items[index]


def size_of(element):
    return sum(map(_bytes_of, element))


def _bytes_of(part):
    texts = _native.api.reshape(part, [-1]).numpy() if part.dtype == string else ()
    return part.dtype.size * (part.shape.num_elements() or 0) + sum(map(len, texts))


# --- kernels ---
def _put(inputs):
    object_of(inputs[0]).put(list(inputs[1:]))
    return []


def _get(inputs):
    return object_of(inputs[0]).get()


def _peek(inputs):
    index = int(inputs[1])
    if index < 0:
        raise errors.InvalidArgumentError(f"StagePeek's index must not be negative, got {index}")
    return object_of(inputs[0]).peek(index)


def size(inputs):
    return [object_of(inputs[0]).size()]


def clear(inputs):
    object_of(inputs[0]).clear()
    return []
