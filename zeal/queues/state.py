"""What a session keeps of a queue: its elements, and the threads that wait for some or for room."""

import heapq
import itertools
from collections import deque
from typing import Any

from zeal import _native, errors
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack, unstack
from zeal.queues.waiting import Waited
from zeal.tensor_shape import TensorShape, sizes_text


class _Putting:
    """A thread's turn to put elements in; without items it waits for those before it alone."""

    def __init__(self, items=None) -> None:
        self.items = items and deque(items)


class Queue(Waited):
    """First in, first out.

    Threads that put elements in take turns in the order in which they came, and so do those that
    take some out: `enqueue_many` and `dequeue_many` are not interleaved with others.

    Args:
      name: for messages.
      capacity: how many elements there is room for; no bound if it is negative.
      dtypes: the components' DTypes.
      shapes: their TensorShapes, or None where nothing is known.
    """

    kind = "FIFOQueue"
    spare = 0  # elements that stay while the queue is open

    def __init__(self, name, capacity, dtypes, shapes) -> None:
        super().__init__()
        self.name, self.dtypes, self.shapes = name, dtypes, shapes
        self.capacity = float("inf") if capacity < 0 else capacity
        self.closed = False
        self._items: Any = deque()
        self._putting: deque = deque()  # the threads, by tokens

    # --- elements; subclasses keep them in other orders ---
    def _put(self, item) -> None:
        self._items.append(item)

    def _take(self):
        return self._items.popleft()

    def _put_back(self, items) -> None:
        self._items.extendleft(reversed(items))

    # --- what ops do ---
    def enqueue(self, items) -> None:
        """Puts in elements, tuples of tensors, one after the other as there is room."""
        with self._turn(self._putting, "Enqueue", _Putting(items)) as own:
            if self._tries(len(items)):  # all of them, or none
                room = self.capacity - len(items)
                self._wait(lambda: self.closed or len(self._items) <= room, own)
            self._fill()
            self._wait(lambda: self.closed or not own.items, own)
            if own.items:
                raise errors.CancelledError(f"{self.kind} '{self.name}' is closed.")

    def _fill(self):
        """Puts in what threads wait to put in: who makes room sees it filled at once."""
        for own in self._putting:
            while own.items and len(self._items) < self.capacity and not self.closed:
                self._put(own.items.popleft())
            if own.items or own.items is None:
                break
        self._changed.notify_all()

    def dequeue(self, count, allow_fewer=False) -> list:
        """Takes out elements as they come; fewer where the queue is closed and holds no more."""
        taken: list = []
        with self._turn(self._taking, "Dequeue") as token:
            try:
                while len(taken) < count:
                    self._wait(self._has_one, token, "Dequeue", self._tries(count))
                    if not self._items:
                        break
                    taken.append(self._take())
                    self._fill()
                if len(taken) < count and not (allow_fewer and taken):
                    self._insufficient(count, len(taken))
            except BaseException:
                self._put_back(taken)
                raise
        return taken

    def _has_one(self) -> bool:
        return self.closed or len(self._items) > self.spare

    def _insufficient(self, count, size):
        raise errors.OutOfRangeError(
            f"{self.kind} '{self.name}' is closed and has insufficient elements (requested "
            f"{count}, current size {size})"
        )

    def close(self, cancel_pending=False) -> None:
        """Lets nothing more in: after those that wait to put something in, or instead of them."""
        with self._changed:
            if self.closed:
                raise errors.CancelledError(f"Queue '{self.name}' is already closed.")
            if cancel_pending:
                self._refused.update(self._putting)
                self.closed = True
                self._changed.notify_all()
                return
        with self._turn(self._putting, "Close", _Putting()):
            self.closed = True
            self._changed.notify_all()

    def size(self) -> int:
        """How many elements there are."""
        with self._changed:
            return len(self._items)

    def _tries(self, count=1) -> bool:
        return super()._tries() and count <= self.capacity


class RandomShuffleQueue(Queue):
    """Takes out a random one of its elements.

    Args:
      the others: as for Queue.
      spare: how many elements stay while the queue is open, for others to be mixed with.
      seeds: two integers; 0 and 0 for an order that nobody can foresee.
    """

    kind = "RandomShuffleQueue"

    def __init__(self, name, capacity, dtypes, shapes, spare, seeds) -> None:
        super().__init__(name, capacity, dtypes, shapes)
        if spare < 0:
            raise errors.InvalidArgumentError(f"min_after_dequeue {spare} must be >= 0")
        if spare >= self.capacity:
            raise errors.InvalidArgumentError(
                f"min_after_dequeue {spare} must be < capacity {capacity}"
            )
        self.spare = spare
        self._items = []
        self._words = _native.RandomWords(*seeds)

    def _take(self):
        items, at = self._items, self._words.below(len(self._items))
        items[at], items[-1] = items[-1], items[at]
        return items.pop()

    def _put_back(self, items) -> None:
        self._items.extend(items)


class PriorityQueue(Queue):
    """Takes out the element whose first component is smallest."""

    kind = "PriorityQueue"

    def __init__(self, name, capacity, dtypes, shapes) -> None:
        super().__init__(name, capacity, dtypes, shapes)
        self._items = []
        self._order = itertools.count()

    def _put(self, item) -> None:
        heapq.heappush(self._items, (int(item[0]), next(self._order), item))

    def _take(self):
        return heapq.heappop(self._items)[2]

    def _put_back(self, items) -> None:
        for item in items:
            self._put(item)


class PaddingQueue(Queue):
    """Elements of different sizes, padded with zeros where some are taken out together."""

    kind = "PaddingFIFOQueue"


# --- components of several elements ---
def rows_of(queue, columns) -> list:
    """Elements, from one tensor per component whose first axis counts them."""
    lengths = [c._shape_tuple()[0] for c in columns]
    for i, (column, length) in enumerate(zip(columns, lengths, strict=True)):
        if length != lengths[0]:
            raise errors.InvalidArgumentError(
                "All input tensors must have the same size in the 0th dimension. Component "
                f"{i} has {length}, and should have {lengths[0]}"
            )
        _check_fits(queue, i, column, (length,))
    parts = zip(columns, lengths, strict=True)
    return list(zip(*[unstack(c, n, 0) for c, n in parts], strict=True))


def check_element(queue, element) -> None:
    """Raises InvalidArgumentError where a component has a shape that the queue does not take."""
    for i, part in enumerate(element):
        _check_fits(queue, i, part, ())


def _check_fits(queue, i, part, before):
    if queue.shapes is None:
        return
    want = TensorShape(before).concatenate(queue.shapes[i])
    if not want.is_compatible_with(part.shape):
        raise errors.InvalidArgumentError(
            f"Shape mismatch in tuple component {i}. Expected {sizes_text(want)}, got "
            f"{sizes_text(part.shape)}"
        )


def columns_of(queue, rows) -> list:
    """One tensor per component; those of a padding queue are padded to the longest."""
    if queue.shapes is None:
        raise errors.InvalidArgumentError(
            f"{queue.kind}'s DequeueMany and DequeueUpTo require the components to have "
            "specified shapes."
        )
    if not rows:
        sizes = [[0, *(n or 0 for n in shape.as_list())] for shape in queue.shapes]
        return [zeros(n, dtype) for n, dtype in zip(sizes, queue.dtypes, strict=True)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    if isinstance(queue, PaddingQueue):
        from zeal.data.padded import padded, padding_value

        parts = zip(columns, queue.shapes, strict=True)
        return [padded(c, s, padding_value(None, c[0].dtype)) for c, s in parts]
    return [stack(column) for column in columns]
