"""tf.train.shuffle_batch and its kin: batches in random order."""

from zeal.public import public
from zeal.queues.batching import Batching, mixed


@public("train.shuffle_batch")
def shuffle_batch(
    tensors,
    batch_size,
    capacity,
    min_after_dequeue,
    num_threads=1,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """Batches of what runs of the tensors give, mixed.

    Args:
      min_after_dequeue: how many stay in the queue, for others to be mixed with.
      seed: operation seed of the order.
      the others: as for `tf.train.batch`.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.shuffle_batch([x], 2, 10, 0)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = Batching(
        "shuffle_batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, mixed(capacity, min_after_dequeue, seed, shared_name), num_threads)


@public("train.maybe_shuffle_batch")
def maybe_shuffle_batch(
    tensors,
    batch_size,
    capacity,
    min_after_dequeue,
    keep_input,
    num_threads=1,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.shuffle_batch`, of the elements that a bool keeps.

    Args:
      the others: as for `tf.train.shuffle_batch`.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.
    """
    call = Batching(
        "shuffle_batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, mixed(capacity, min_after_dequeue, seed, shared_name), num_threads)


@public("train.shuffle_batch_join")
def shuffle_batch_join(
    tensors_list,
    batch_size,
    capacity,
    min_after_dequeue,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.shuffle_batch`, of several lists of tensors with a thread each.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      the others: as for `tf.train.shuffle_batch`.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.
    """
    call = Batching(
        "shuffle_batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, mixed(capacity, min_after_dequeue, seed, shared_name))


@public("train.maybe_shuffle_batch_join")
def maybe_shuffle_batch_join(
    tensors_list,
    batch_size,
    capacity,
    min_after_dequeue,
    keep_input,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.shuffle_batch_join`, of the elements that a bool keeps.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      the others: as for `tf.train.shuffle_batch`.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.
    """
    call = Batching(
        "shuffle_batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, mixed(capacity, min_after_dequeue, seed, shared_name))
