"""tf.contrib.slim.prefetch_queue: batches made ahead."""

from zeal.graph.graph import get_default_graph as _get_default_graph
from zeal.public import publish_module as _publish_module
from zeal.queues import fullness as _fullness
from zeal.queues import kinds as _kinds
from zeal.train import queue_runner as _queue_runner

_publish_module(__name__)


def prefetch_queue(
    tensors, capacity=8, num_threads=1, dynamic_pad=False, shared_name=None, name=None
):
    """A queue of what a graph computes, filled by a QueueRunner.

    Args:
      tensors: a list or dict of tensors, such as a batch.
      capacity: how many of them wait.
      num_threads: how many threads fill it.
      dynamic_pad: whether shapes may have unknown sizes.
      shared_name: the name under which sessions share the queue.
      name: name of the scope.

    Returns:
      A queue, whose `dequeue()` gives the tensors.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.contrib.slim.prefetch_queue.prefetch_queue([tf.constant([1, 2])])
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(queue.dequeue()))
      [1 2]
    """
    names = sorted(tensors) if isinstance(tensors, dict) else None
    values = [tensors[key] for key in names] if names else tensors
    kind = _kinds.PaddingFIFOQueue if dynamic_pad else _kinds.FIFOQueue
    with _get_default_graph().name_scope(name or "prefetch_queue"):
        dtypes, shapes = [x.dtype for x in values], [x.shape for x in values]
        queue = kind(capacity, dtypes, shapes, names=names, shared_name=shared_name)
        fill = [queue.enqueue(tensors)] * num_threads
        _queue_runner.add_queue_runner(_queue_runner.QueueRunner(queue, fill))
        _fullness.summarize(queue, _fullness.of(capacity), capacity)
    return queue
