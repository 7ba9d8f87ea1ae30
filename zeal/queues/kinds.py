"""The kinds of queues that there are: tf.FIFOQueue and others."""

from hashlib import md5

from zeal.data.arguments import integer
from zeal.dtypes import as_dtype
from zeal.public import public
from zeal.queues.described import described
from zeal.queues.queue import QueueBase, listed, shapes_of
from zeal.random_seed import get_seed


@public("FIFOQueue", "queue.FIFOQueue")
class FIFOQueue(QueueBase):
    """A queue whose elements come out in the order in which they were put in.

    Args:
      capacity: how many elements there is room for; negative for any number.
      dtypes: the components' dtypes, a list or a single one.
      shapes: their shapes, wholly known; None where they differ from element to element.
      names: their names; with names elements are dicts.
      shared_name: queues of one name in a graph are one.
      name: name of the op.

    Raises:
      ValueError: the lists are of different length.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.FIFOQueue(3, tf.int32, shapes=[])
      ...     session.run(queue.enqueue_many([[1, 2, 3]]))
      ...     print(session.run(queue.dequeue_many(2)), session.run(queue.size()))
      [1 2] 1
    """

    def __init__(
        self, capacity, dtypes, shapes=None, names=None, shared_name=None, name="fifo_queue"
    ):
        dtypes = [as_dtype(t) for t in listed(dtypes)]
        attrs = described(dtypes, _whole(shapes_of(shapes, dtypes)), capacity, shared_name)
        self._make("FIFOQueueV2", attrs, names, name)


def _whole(shapes):
    if shapes is not None and not all(s.is_fully_defined() for s in shapes):
        raise ValueError(f"All shapes must be fully defined: {shapes}")
    return shapes


def _ranked(shapes):
    if shapes is None:
        raise ValueError("When providing partial shapes, a list of shapes must be provided.")
    if any(s.ndims is None for s in shapes):
        raise ValueError(f"All shapes must have a defined rank: {shapes}")
    return shapes


@public("RandomShuffleQueue", "queue.RandomShuffleQueue", "io.RandomShuffleQueue")
class RandomShuffleQueue(QueueBase):
    """A queue whose elements come out in random order.

    Args:
      capacity: how many elements there is room for.
      min_after_dequeue: how many stay, while the queue is open, for others to be mixed with.
      the others: as for `tf.FIFOQueue`.
      seed: operation seed.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.RandomShuffleQueue(10, 0, tf.int32, shapes=[])
      ...     session.run(queue.enqueue_many([[1, 2, 3]]))
      ...     print(sorted(session.run(queue.dequeue_many(3))))
      [1, 2, 3]
    """

    def __init__(
        self,
        capacity,
        min_after_dequeue,
        dtypes,
        shapes=None,
        names=None,
        seed=None,
        shared_name=None,
        name="random_shuffle_queue",
    ):
        dtypes = [as_dtype(t) for t in listed(dtypes)]
        shapes = _whole(shapes_of(shapes, dtypes))
        attrs = described(dtypes, shapes, capacity, shared_name)
        attrs["min_after_dequeue"] = integer(min_after_dequeue)
        attrs["seed"], attrs["seed2"] = _seeds(seed, shared_name)
        self._make("RandomShuffleQueueV2", attrs, names, name)


def _seeds(seed, shared_name):
    """Those of get_seed; of the graph's alone, a shared queue has the same wherever it is made."""
    first, second = (s or 0 for s in get_seed(seed))
    if first and seed is None and shared_name is not None:
        second = int(md5(f"{first}{shared_name}".encode()).hexdigest()[:8], 16) & 0x7FFFFFFF
    return first, second


@public("PaddingFIFOQueue", "queue.PaddingFIFOQueue", "io.PaddingFIFOQueue")
class PaddingFIFOQueue(QueueBase):
    """A FIFOQueue whose elements may differ in size: taken out together they are padded with zeros.

    Args:
      the others: as for `tf.FIFOQueue`.
      shapes: the components' shapes, of known rank, with None where sizes differ.

    Raises:
      ValueError: a shape is missing or of unknown rank.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.PaddingFIFOQueue(10, [tf.int32], shapes=[[None]])
      ...     session.run([queue.enqueue([[1]]), queue.enqueue([[2, 3]])])
      ...     print(session.run(queue.dequeue_many(2)).shape)
      [None, None]
      (2, 2)
    """

    def __init__(
        self, capacity, dtypes, shapes, names=None, shared_name=None, name="padding_fifo_queue"
    ):
        dtypes = [as_dtype(t) for t in listed(dtypes)]
        attrs = described(dtypes, _ranked(shapes_of(shapes, dtypes)), capacity, shared_name)
        self._make("PaddingFIFOQueueV2", attrs, names, name)


@public("PriorityQueue", "queue.PriorityQueue", "io.PriorityQueue")
class PriorityQueue(QueueBase):
    """A queue whose smallest element comes out first, by a priority before the components.

    Args:
      capacity: how many elements there is room for.
      types: the components' dtypes, without that of the priority, which is int64.
      shapes: their shapes, without that of the priority.
      names, shared_name, name: as for `tf.FIFOQueue`.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.PriorityQueue(10, tf.string, shapes=[[]])
      ...     session.run(queue.enqueue_many([[3, 1], ["c", "a"]]))
      ...     print(session.run(queue.dequeue()))
      [1, b'a']
    """

    def __init__(
        self, capacity, types, shapes=None, names=None, shared_name=None, name="priority_queue"
    ):
        types = [as_dtype(t) for t in listed(types)]
        shapes = _whole(shapes_of(shapes, types))
        attrs = described(types, shapes, capacity, shared_name)
        self._make("PriorityQueueV2", attrs, names, name)
