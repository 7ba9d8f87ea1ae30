"""tf.train.batch and its kin: batches in order."""

from zeal.public import public
from zeal.queues.batching import Batching, in_order


@public("train.batch")
def batch(
    tensors,
    batch_size,
    num_threads=1,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """Batches of what runs of the tensors give, one after the other.

    Args:
      tensors: a list or dict of tensors, sparse or not: one element, or with enqueue_many
        several.
      batch_size: how many elements a batch has.
      num_threads: how many threads run the tensors.
      capacity: how many elements the queue has room for.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      dynamic_pad: whether elements of different sizes are padded with zeros.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.batch([x], 2)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = Batching(
        "batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, in_order(capacity, dynamic_pad, shared_name), num_threads)


@public("train.maybe_batch")
def maybe_batch(
    tensors,
    keep_input,
    batch_size,
    num_threads=1,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.batch`, of the elements that a bool keeps.

    Args:
      the others: as for `tf.train.batch`.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.
    """
    call = Batching(
        "batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, in_order(capacity, dynamic_pad, shared_name), num_threads)


@public("train.batch_join")
def batch_join(
    tensors_list,
    batch_size,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.batch`, of several lists of tensors, each run by a thread of its own.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      the others: as for `tf.train.batch`.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.batch_join([[x], [x]], 2)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = Batching(
        "batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, in_order(capacity, dynamic_pad, shared_name))


@public("train.maybe_batch_join")
def maybe_batch_join(
    tensors_list,
    keep_input,
    batch_size,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.batch_join`, of the elements that a bool keeps.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.
      the others: as for `tf.train.batch`.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.
    """
    call = Batching(
        "batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, in_order(capacity, dynamic_pad, shared_name))
