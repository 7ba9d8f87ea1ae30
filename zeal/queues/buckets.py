"""Batches of elements that belong together, such as sequences of about one length, by queues."""

from itertools import pairwise

from zeal import _native, errors
from zeal._native import api
from zeal.data.pending import known
from zeal.dtypes import bool as bool_
from zeal.dtypes import float32, int32
from zeal.eager.control import group
from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.queues import fullness
from zeal.queues.batching import Batching
from zeal.queues.kinds import FIFOQueue, PaddingFIFOQueue
from zeal.summary.ops import scalar
from zeal.tensor_shape import TensorShape
from zeal.train.queue_runner import QueueRunner, add_queue_runner


@public("contrib.training.bucket")
def bucket(
    tensors, which_bucket, batch_size, num_buckets, num_threads=1, capacity=32,
    bucket_capacities=None, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False,
    keep_input=True, shared_name=None, name=None,
):  # fmt: skip
    """Batches of elements of one bucket. QueueRunners fill them.

    Args:
      tensors: a list or dict of tensors, one element.
      which_bucket: int32 scalar, the element's bucket.
      batch_size: how many elements a batch has, or a list of that for each bucket.
      num_buckets: how many buckets there are.
      num_threads: how many threads fill the buckets.
      capacity: how many batches wait.
      bucket_capacities: a list of how many elements each bucket holds; `capacity` by default.
      shapes: the shapes of an element; by default those of the tensors.
      dynamic_pad: whether sizes may differ; elements of a batch are then padded with zeros.
      allow_smaller_final_batch: whether what is left at the end makes smaller batches.
      keep_input: a bool, or bool scalar: whether the element is used.
      shared_name: the name under which sessions share the queues.
      name: the name scope.

    Returns:
      A pair: the int32 bucket, and the batch in the structure of `tensors`.

    Raises:
      ValueError: there is no bucket, a list has not one number for each, or a shape is not known.
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     n = tf.train.range_input_producer(8, 1, shuffle=False).dequeue()
      ...     which, batch = tf.contrib.training.bucket([n], n % 2, 4, 2)
      ...     session.run(tf.local_variables_initializer())
      ...     threads = tf.train.start_queue_runners()
      ...     found = [session.run([which, batch]) for _ in range(2)]
      >>> sorted((int(k), b.tolist()) for k, b in found)
      [(0, [0, 2, 4, 6]), (1, [1, 3, 5, 7])]
    """
    if num_buckets < 1:
        raise ValueError(f"num_buckets must be 1 or more; it is {num_buckets}")
    sizes = list(batch_size) if isinstance(batch_size, (list, tuple)) else None
    if sizes and len(sizes) != num_buckets:
        raise ValueError("If batch_size is a list it must have num_buckets elements")
    capacities = [capacity] * num_buckets if bucket_capacities is None else bucket_capacities
    if len(capacities) != num_buckets:
        raise ValueError(
            f"The list bucket_capacities ({capacities}) must have exactly num_buckets "
            f"({num_buckets}) elements."
        )
    smaller = allow_smaller_final_batch
    call = Batching("bucket", [tensors], batch_size, False, shapes, smaller, keep_input)
    with get_default_graph().name_scope(name or "bucket"):
        sparse, lists = call.prepared()
        size = None if smaller or sizes else known(batch_size)
        queues, top = _queues(call, lists, capacities, capacity, size, dynamic_pad, shared_name)
        fill = _fill(call, queues, lists[0], _native.convert(which_bucket, int32), keep_input)
        sizes = sizes or [batch_size] * num_buckets
        _add_runners(queues, top, sizes, smaller, [fill] * num_threads)
        for queue in queues:
            scalar(f"bucket/{queue.name}/size", api.cast(queue.size(), float32))
        fullness.summarize(top, f"bucket/{top.name}/{fullness.of(capacity)}", capacity)
        which, *parts = top.dequeue(name="dequeue_top")
        return which, call.restored(parts, sparse)


def _queues(call, lists, capacities, capacity, size, pads, shared_name):
    """The buckets, and the queue of batches."""
    dtypes, shapes = call.dtypes(lists), [TensorShape(shape) for shape in call.shapes_of(lists)]
    kind = PaddingFIFOQueue if pads else FIFOQueue
    queues = [
        kind(room, dtypes, shapes, None, shared_name and f"{shared_name}_{i}", f"bucket_queue_{i}")
        for i, room in enumerate(capacities)
    ]
    batches = [TensorShape([]), *(TensorShape([size]).concatenate(shape) for shape in shapes)]
    return queues, PaddingFIFOQueue(
        capacity, [int32, *dtypes], batches, None, shared_name, "top_queue"
    )


def _fill(call, queues, tensors, which, keep):
    """An op that puts an element into its bucket."""
    keep = _native.convert(keep, bool_)
    ops = []
    for i, queue in enumerate(queues):
        ops.append(call.enqueue(queue, tensors, api.logical_and(keep, api.equal(which, i))))
    return group(*ops, name="group_enqueues")


def _add_runners(queues, top, sizes, smaller, fills):
    """QueueRunners that fill the buckets, and move full ones on; either's end closes the next."""
    moves = []
    for i, (queue, size) in enumerate(zip(queues, sizes, strict=True)):
        taken = (queue.dequeue_up_to if smaller else queue.dequeue_many)(size, f"read_bucket_{i}")
        parts = taken if isinstance(taken, (list, tuple)) else [taken]
        moves.append(top.enqueue([i, *parts], name=f"enqueue_from_bucket_{i}"))
    for source, ops, targets in ((queues[0], moves, [top]), (top, fills, queues)):
        add_queue_runner(
            QueueRunner(
                source, ops, close_op=group(*(q.close() for q in targets)),
                cancel_op=group(*(q.close(cancel_pending_enqueues=True) for q in targets)),
                queue_closed_exception_types=(errors.OutOfRangeError, errors.CancelledError),
            )
        )  # fmt: skip


@public("contrib.training.bucket_by_sequence_length")
def bucket_by_sequence_length(
    input_length, tensors, batch_size, bucket_boundaries, num_threads=1, capacity=32,
    bucket_capacities=None, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False,
    keep_input=True, shared_name=None, name=None,
):  # fmt: skip
    """Batches of sequences of about one length. QueueRunners fill them.

    Args:
      input_length: int32 scalar, the length of the element's sequence.
      bucket_boundaries: increasing integers: buckets end before each, and one holds the rest.
      the others: as for `bucket`.

    Returns:
      A pair: the lengths, a vector, and the batch as a list or dict.

    Raises:
      TypeError: the boundaries are no list of integers.
      ValueError: they are empty or do not increase, and what `bucket` raises.
      RuntimeError: eager execution is on.
    """
    _check_boundaries(bucket_boundaries)
    keys = sorted(tensors) if isinstance(tensors, dict) else None
    values = [tensors[key] for key in keys] if keys else list(tensors)
    with get_default_graph().name_scope(name or "bucket_by_sequence_length"):
        length = _native.convert(input_length, int32)
        which = api.reduce_sum(api.cast(api.greater_equal(length, list(bucket_boundaries)), int32))
        _, (lengths, *found) = bucket(
            [length, *values], which, batch_size, len(bucket_boundaries) + 1, num_threads, capacity,
            bucket_capacities, None if shapes is None else [[], *shapes], dynamic_pad,
            allow_smaller_final_batch, keep_input, shared_name,
        )  # fmt: skip
    return lengths, dict(zip(keys, found, strict=True)) if keys else found


def _check_boundaries(boundaries):
    if not isinstance(boundaries, (list, tuple)):
        raise TypeError(f"bucket_boundaries must be a list or tuple, but received: {boundaries}")
    if not boundaries:
        raise ValueError("bucket_boundaries must not be empty")
    for first, second in pairwise(boundaries):
        if not isinstance(first, int) or not isinstance(second, int):
            raise TypeError(f"bucket boundaries must be integers, but saw: {first} and {second}")
        if first >= second:
            raise ValueError(
                "Buckets must contain sequential increasing lengths, but saw: "
                f"{first} before {second}"
            )
