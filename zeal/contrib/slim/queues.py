"""tf.contrib.slim.queues: queue runners that run as long as a block."""

import threading as _threading
from contextlib import contextmanager as _contextmanager

from zeal.public import publish_module as _publish_module
from zeal.train import coordinator as _coordinator
from zeal.train import queue_runner as _queue_runner

_publish_module(__name__)
_running = _threading.Lock()


class NestedQueueRunnerError(Exception):
    """A block with queue runners is within another."""


@_contextmanager
def QueueRunners(session):
    """A block in which the graph's queue runners run.

    Args:
      session: a session.

    Raises:
      NestedQueueRunnerError: it is within another such block.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     element = tf.train.string_input_producer(["a"]).dequeue()
      ...     with tf.contrib.slim.queues.QueueRunners(session):
      ...         print(session.run(element))
      b'a'
    """
    if not _running.acquire(blocking=False):
        raise NestedQueueRunnerError("QueueRunners cannot be nested")
    try:
        coordinator = _coordinator.Coordinator()
        threads = _queue_runner.start_queue_runners(session, coordinator)
        try:
            yield
        finally:
            _stop(session, coordinator, threads)
    finally:
        _running.release()


def _stop(session, coordinator, threads):
    coordinator.request_stop()
    try:
        coordinator.join(threads, stop_grace_period_secs=120)
    except RuntimeError:  # some wait on queues that only the session's end closes
        session.close()
