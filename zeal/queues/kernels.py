"""What the ops of queues do when their graph runs."""

from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import object_of
from zeal.queues import state


def queue_of(handle):
    """What a session keeps of a queue; of a GraphDef the handle may be another's.

    Raises:
      InvalidArgumentError: it names no queue.
    """
    found = object_of(handle)
    if not isinstance(found, state.Queue):
        raise InvalidArgumentError("a handle that names no queue was given for one")
    return found


def kernel(op, attrs):
    """The function that an op of queues runs.

    Returns:
      A function of a list of tensors, the queue's handle first, that returns a list of values.
    """
    if op == "QueueCloseV2":
        return _cancel if attrs["cancel_pending_enqueues"] else _close
    return _KERNELS[op]


def _enqueue(inputs):
    queue, element = queue_of(inputs[0]), tuple(inputs[1:])
    state.check_element(queue, element)
    queue.enqueue([element])
    return []


def _enqueue_many(inputs):
    queue = queue_of(inputs[0])
    queue.enqueue(state.rows_of(queue, inputs[1:]))
    return []


def _dequeue(inputs):
    return queue_of(inputs[0]).dequeue(1)[0]


def _dequeue_many(inputs, allow_fewer=False):
    queue, n = queue_of(inputs[0]), int(inputs[1])
    if n < 0:
        raise InvalidArgumentError(f"DequeueManyOp requested {n} < 0 elements")
    return state.columns_of(queue, queue.dequeue(n, allow_fewer))


def _dequeue_up_to(inputs):
    return _dequeue_many(inputs, True)


def _close(inputs):
    queue_of(inputs[0]).close()
    return []


def _cancel(inputs):
    queue_of(inputs[0]).close(True)
    return []


def _is_closed(inputs):
    return [queue_of(inputs[0]).closed]


def _size(inputs):
    return [queue_of(inputs[0]).size()]


_KERNELS = {
    "QueueEnqueueV2": _enqueue,
    "QueueEnqueueManyV2": _enqueue_many,
    "QueueDequeueV2": _dequeue,
    "QueueDequeueManyV2": _dequeue_many,
    "QueueDequeueUpToV2": _dequeue_up_to,
    "QueueIsClosedV2": _is_closed,
    "QueueSizeV2": _size,
}
