"""tf.QueueBase and its kin: queues, of which each session keeps elements of its own."""

from functools import partial
from itertools import count

from zeal import _native
from zeal.data.pending import known
from zeal.dtypes import bool as bool_
from zeal.dtypes import int32, resource
from zeal.errors import InvalidArgumentError
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call, kept_object, shared_object
from zeal.graph.one_graph import within
from zeal.public import public
from zeal.queues.described import components, maker
from zeal.queues.kernels import kernel
from zeal.queues.shared import differing
from zeal.tensor_shape import Dimension, TensorShape, as_shape

_numbers = count(1)  # the names of queues that are made eagerly


def require_graph():
    """Raises RuntimeError where eager execution is on, NotImplementedError in traced functions."""
    if _native.executing_eagerly():
        raise RuntimeError(
            "Queues are not supported when eager execution is enabled. Instead, please use tf.data "
            "to get data into your model."
        )
    _refuse_in_function()


def _refuse_in_function():
    """Each call of a traced function would make another queue, and no graph keeps them."""
    if get_default_graph().building_function:
        raise NotImplementedError("make queues outside of traced functions")


def listed(value) -> list:
    """A list or tuple as a list; anything else as a list of it."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def shapes_of(shapes, dtypes):
    """One TensorShape per component; numbers alone are a single shape."""
    if shapes is None:
        return None
    if isinstance(shapes, TensorShape):
        shapes = [shapes]
    if not isinstance(shapes, (list, tuple)):
        raise TypeError("shapes must be a TensorShape or a list or tuple of TensorShapes.")
    if dtypes and all(n is None or isinstance(n, int) for n in shapes):
        shapes = [shapes]
    if len(shapes) != len(dtypes):
        raise ValueError("Queue shapes must have the same length as dtypes")
    return [as_shape(s) for s in shapes]


def shared_or_refused(op, make, name, attrs):
    """The handle of what a graph makes once for a shared name, whose ops must be alike."""
    if _native.executing_eagerly():  # as in TensorFlow none is shared, and numbers are their names
        known_as = str(next(_numbers))
        return kept_object(op, lambda _: make(known_as), name=name)
    _refuse_in_function()
    shared_name, words = attrs["shared_name"], differing(op, attrs)
    if words:  # which a run says, as TensorFlow's does, of an op that is not the first one
        make, shared_name = partial(_refuse, words), None
    return shared_object(op, make, shared_name, name, attrs)


@public("QueueBase", "queue.QueueBase", "io.QueueBase")
class QueueBase:
    """What queues of all kinds have in common.

    Args:
      dtypes: the components' dtypes.
      shapes: their shapes, or None where nothing is known.
      names: their names, or None: with names elements are dicts.
      queue_ref: the handle, a symbolic tensor.
    """

    def __init__(self, dtypes, shapes, names, queue_ref):
        self._dtypes, self._shapes, self._names = dtypes, shapes, names
        self._queue_ref = queue_ref
        self._name = self.name.split("/")[-1]

    def _make(self, op, attrs, names, name):
        """The constructors' part: the op and its attributes tell what a session keeps."""
        dtypes, shapes = components(op, attrs)
        names = None if names is None else listed(names)
        if names is not None and len(names) != len(dtypes):
            raise ValueError("List of queue names must have the same length as the list of dtypes")
        handle = shared_or_refused(op, maker(op, attrs), name, attrs)
        QueueBase.__init__(self, dtypes, shapes, names, handle)

    @staticmethod
    def from_list(index, queues):
        """The queue of a list that a number chooses when the graph runs.

        Args:
          index: an integer scalar.
          queues: a list of queues of the same dtypes and names.

        Returns:
          A QueueBase.

        Raises:
          TypeError: queues is no list, or they differ.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     first, second = tf.FIFOQueue(1, tf.int32, []), tf.FIFOQueue(1, tf.int32, [])
          ...     which = tf.placeholder(tf.int32, [])
          ...     session.run([first.enqueue(1), second.enqueue(2)])
          ...     print(session.run(tf.QueueBase.from_list(which, [first, second]).dequeue(),
          ...                       {which: 1}))
          [None, None]
          2
        """
        if not queues or not isinstance(queues, list) or not all(
            isinstance(q, QueueBase) for q in queues
        ):
            raise TypeError("A list of queues expected")
        first = queues[0]
        if any(q.dtypes != first.dtypes for q in queues):
            raise TypeError("Queues do not have matching component dtypes.")
        if any(q.names != first.names for q in queues):
            raise TypeError("Queues do not have matching component names.")
        handles = [q.queue_ref for q in queues]
        outputs = [(resource, [])]
        ref = host_call("GatherQueue", _chosen, [_native.convert(index), *handles], outputs)[0]
        return QueueBase(first.dtypes, _common_shapes(queues), first.names, ref)

    @property
    def queue_ref(self):
        """The handle."""
        return self._queue_ref

    @property
    def name(self):
        """The name of the op that makes the queue; Empty where it was made eagerly."""
        return self._queue_ref.op.name if self._queue_ref._symbolic else "Empty"

    @property
    def dtypes(self):
        """The components' DTypes."""
        return self._dtypes

    @property
    def shapes(self):
        """The components' TensorShapes."""
        return self._shapes or [TensorShape(None)] * len(self._dtypes)

    @property
    def names(self):
        """The components' names, or None."""
        return self._names

    def _op(self, op, inputs=(), outputs=(), name=None, suffix="", **attrs):
        name = name or f"{self._name}_{suffix}"
        inputs = [self._queue_ref, *inputs]
        return host_call(op, kernel(op, attrs), inputs, outputs, name, attrs)

    # --- putting in ---
    def enqueue(self, vals, name=None):
        """An op that puts an element in, which waits while there is no room.

        Args:
          vals: a tensor, a list or tuple of them, or a dict by name: the components.
          name: name of the op.

        Returns:
          An Operation. A run raises CancelledError where the queue is closed.

        Raises:
          ValueError, TypeError: components do not fit.
        """
        return self._put(vals, name or f"{self._name}_enqueue", "QueueEnqueueV2", _shapes)

    def enqueue_many(self, vals, name=None):
        """An op that puts in as many elements as the first axis of each component is long.

        Args:
          vals: a tensor, a list or tuple of them, or a dict by name.
          name: name of the op.

        Returns:
          An Operation.
        """
        name = name or f"{self._name}_EnqueueMany"
        return self._put(vals, name, "QueueEnqueueManyV2", _shapes_of_rows)

    def _put(self, vals, name, op, shapes_of_elements):
        with get_default_graph().name_scope(name) as scope:
            tensors = self._components(vals)
            for have, shape in zip(shapes_of_elements(tensors), self.shapes, strict=True):
                have.assert_is_compatible_with(shape)
            return self._op(op, tensors, name=scope, Tcomponents=self._dtypes, timeout_ms=-1)

    def _components(self, vals):
        if isinstance(vals, dict):
            if not self._names:
                raise ValueError("Queue must have names to enqueue a dictionary")
            if sorted(self._names, key=str) != sorted(vals.keys(), key=str):
                raise ValueError(
                    f"Keys in dictionary to enqueue do not match names of Queue.  Dictionary: "
                    f"{sorted(vals)}, Queue: {sorted(self._names)}"
                )
            vals = [vals[name] for name in self._names]
        else:
            if self._names:
                raise ValueError("You must enqueue a dictionary in a Queue with names")
            vals = listed(vals)
        if len(vals) != len(self._dtypes):
            raise ValueError(
                f"{self.name} has elements of {len(self._dtypes)} components, got {len(vals)}"
            )
        return [
            _native.convert(value, dtype, f"component_{i}")
            for i, (value, dtype) in enumerate(zip(vals, self._dtypes, strict=True))
        ]

    # --- taking out ---
    def dequeue(self, name=None):
        """Takes an element out, for which a run waits.

        Args:
          name: name of the op.

        Returns:
          A tensor; a list or dict of them where there are several components or names. A run
          raises OutOfRangeError where the queue is closed and empty.
        """
        return self._taken("QueueDequeueV2", (), (), name, "Dequeue")

    def dequeue_many(self, n, name=None):
        """Takes n elements out, stacked along a new first axis.

        Args:
          n: an integer scalar.
          name: name of the op.

        Returns:
          As `dequeue`.
        """
        n = self._count(n, name, "DequeueMany")
        before = (known(n),)
        return self._taken("QueueDequeueManyV2", [n], before, name, "DequeueMany")

    def dequeue_up_to(self, n, name=None):
        """Takes n elements out, or fewer where the queue is closed and holds no more.

        Args:
          n: an integer scalar.
          name: name of the op.

        Returns:
          As `dequeue`.
        """
        n = self._count(n, name, "DequeueUpTo")
        return self._taken("QueueDequeueUpToV2", [n], (None,), name, "DequeueUpTo")

    def _count(self, n, name, suffix):
        scope = f"{name or f'{self._name}_{suffix}'}/"
        with within([self._queue_ref]), get_default_graph().name_scope(scope):
            return _native.convert(n, int32, "n")

    def _taken(self, op, inputs, before, name, suffix):
        outputs = outputs_of(self._dtypes, self.shapes, before)
        attrs = {"component_types": self._dtypes, "timeout_ms": -1}
        found = self._op(op, inputs, outputs, name, suffix, **attrs)
        if self._names:
            return dict(zip(self._names, found, strict=True))
        return found[0] if len(found) == 1 else found

    # --- state ---
    def close(self, cancel_pending_enqueues=False, name=None):
        """An op after which nothing more can be put in.

        Args:
          cancel_pending_enqueues: whether ops that wait for room fail, or are waited for.
          name: name of the op.

        Returns:
          An Operation.
        """
        attrs = {"cancel_pending_enqueues": bool(cancel_pending_enqueues)}
        return self._op("QueueCloseV2", name=name, suffix="Close", **attrs)

    def is_closed(self, name=None):
        """Whether the queue is closed, a bool scalar."""
        name = name or f"{self._name}_Is_Closed"
        return self._op("QueueIsClosedV2", (), [(bool_, [])], name)[0]

    def size(self, name=None):
        """How many elements there are, an int32 scalar."""
        return self._op("QueueSizeV2", (), [(int32, [])], name, "Size")[0]


def _shapes(tensors):
    return [tensor.shape for tensor in tensors]


def _shapes_of_rows(tensors):
    """The shapes of the tensors' rows, of which all have as many."""
    shapes, count = [shape.with_rank_at_least(1) for shape in _shapes(tensors)], Dimension(None)
    for shape in shapes:
        count = count.merge_with(shape[0])
    return [shape[1:] for shape in shapes]


def _common_shapes(queues):
    if any(q._shapes is None for q in queues):
        return None
    columns = zip(*(q._shapes for q in queues), strict=True)
    return [_common(list(column)) for column in columns]


def _common(shapes):
    first = shapes[0]
    for shape in shapes[1:]:
        first = first.most_specific_compatible_shape(shape)
    return first


def outputs_of(dtypes, shapes, before) -> list:
    """Pairs of dtype and shape of what is taken out, with sizes before each."""
    shapes = [TensorShape(before).concatenate(shape) for shape in shapes]
    return list(zip(dtypes, shapes, strict=True))


# --- kernels ---
def _refuse(words, _):
    raise InvalidArgumentError(words)


def _chosen(inputs):
    at, *handles = int(inputs[0]), *inputs[1:]
    if not 0 <= at < len(handles):
        raise InvalidArgumentError(f"indices = {at} is not in [0, {len(handles)})")
    return [handles[at]]
