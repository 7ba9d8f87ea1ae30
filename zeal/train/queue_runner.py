"""tf.train.QueueRunner: threads of a session that keep queues filled."""

import threading
import weakref

from zeal import _native, errors, logging
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.graph.session import Session, get_default_session
from zeal.namespace import namespace
from zeal.public import public


@public("train.QueueRunner", "train.queue_runner.QueueRunner")
class QueueRunner:
    """What fills a queue: enqueue ops, each run again and again by a thread of its own.

    Args:
      queue: a queue.
      enqueue_ops: the ops; two of the same op have two threads.
      close_op: what closes the queue behind the last thread's end; by default `queue.close()`.
      cancel_op: what ends waiting ops when the coordinator stops; by default
        `queue.close(cancel_pending_enqueues=True)`.
      queue_closed_exception_types: exceptions that mean that the data ended or the queue was
        closed; by default OutOfRangeError and CancelledError.
      queue_runner_def: in the place of these, a `QueueRunnerDef` that names ops of the
        graph.
      import_scope: a scope to put before its names, or None.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: queue or enqueue_ops are missing.
      TypeError: queue_closed_exception_types holds something that is no class of tf.errors.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.FIFOQueue(5, tf.float32, shapes=[])
      ...     tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(1.0)] * 2))
      ...     coord = tf.train.Coordinator()
      ...     threads = tf.train.start_queue_runners(coord=coord)
      ...     print(session.run(queue.dequeue_many(4)))
      ...     coord.request_stop()
      ...     coord.join(threads)
      [1. 1. 1. 1.]
    """

    def __init__(
        self,
        queue=None,
        enqueue_ops=None,
        close_op=None,
        cancel_op=None,
        queue_closed_exception_types=None,
        queue_runner_def=None,
        import_scope=None,
    ):
        if _native.executing_eagerly():
            raise RuntimeError(
                "QueueRunners are not supported when eager execution is enabled. Instead, please "
                "use tf.data to get data into your model."
            )
        if queue_runner_def is not None:
            if queue or enqueue_ops:
                raise ValueError("queue_runner_def and queue are mutually exclusive.")
            from zeal.graph_def.queue_runner_def import parts_of

            queue, enqueue_ops, close_op, cancel_op, queue_closed_exception_types = parts_of(
                queue_runner_def, import_scope
            )
        if not queue or not enqueue_ops:
            raise ValueError("Must provide queue and enqueue_ops.")
        self._queue, self._enqueue_ops = queue, enqueue_ops
        self._close_op = queue.close() if close_op is None else close_op
        if cancel_op is None:
            cancel_op = queue.close(cancel_pending_enqueues=True)
        self._cancel_op = cancel_op
        self._closed_types = _checked(queue_closed_exception_types)
        self._lock = threading.Lock()
        self._running = weakref.WeakKeyDictionary()  # threads that enqueue, by session
        self._raised = []

    @property
    def queue(self):
        """The queue."""
        return self._queue

    @property
    def enqueue_ops(self):
        """The ops that fill it."""
        return self._enqueue_ops

    @property
    def close_op(self):
        """The op that closes it."""
        return self._close_op

    @property
    def cancel_op(self):
        """The op that closes it and ends what waits."""
        return self._cancel_op

    @property
    def queue_closed_exception_types(self):
        """Exceptions that are an end and no failure."""
        return self._closed_types

    @property
    def exceptions_raised(self):
        """What threads without a coordinator raised."""
        return self._raised

    @property
    def name(self):
        """The queue's name."""
        return self._queue.name

    # --- threads ---
    def create_threads(self, sess, coord=None, daemon=False, start=False):
        """Makes the threads that fill the queue of a session.

        Args:
          sess: a Session.
          coord: a Coordinator that stops them, and is told what they raise.
          daemon: whether they are daemons.
          start: whether to start them.

        Returns:
          A list of threads; none where those of the session are still running.
        """
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self._enqueue_ops)
            self._raised = []
        threads = [
            self._thread(op.name, self._fill, sess, op, coord) for op in self._enqueue_ops
        ]
        if coord:
            threads.append(self._thread("close_on_stop", self._cancel_on_stop, sess, coord))
        for thread in threads:
            thread.daemon = daemon
            if coord:
                coord.register_thread(thread)
            if start:
                thread.start()
        return threads

    def _thread(self, what, target, *args):
        name = f"QueueRunnerThread-{self.name}-{what}"
        return threading.Thread(target=target, args=args, name=name)

    def _fill(self, sess, op, coord):
        ended = False
        try:
            while not (coord and coord.should_stop()):
                sess.run(op)
        except self._closed_types:
            ended = True
        except Exception as e:
            if not coord:
                logging.error(f"Exception in QueueRunner: {e}")
                self._raised.append(e)
                raise
            coord.request_stop(e)
        finally:
            with self._lock:
                self._running[sess] -= 1
                last = self._running[sess] == 0
        if ended and last:
            _try(sess, self._close_op)

    def _cancel_on_stop(self, sess, coord):
        coord.wait_for_stop()
        _try(sess, self._cancel_op)

    def to_proto(self, export_scope=None):
        """A `QueueRunnerDef` that names the ops, for another process.

        Args:
          export_scope: a scope to take off names, or None.

        Returns:
          The message; None where the queue lies outside the scope.
        """
        from zeal.graph_def.queue_runner_def import to_proto

        return to_proto(self, export_scope)

    @staticmethod
    def from_proto(queue_runner_def, import_scope=None):
        """The QueueRunner that a `QueueRunnerDef` describes.

        Args:
          queue_runner_def: the message.
          import_scope: a scope to put before its names, or None.
        """
        return QueueRunner(queue_runner_def=queue_runner_def, import_scope=import_scope)


def _try(sess, op):
    try:
        sess.run(op)
    except Exception as e:  # closed before, or the session is
        logging.vlog(1, f"Ignored exception: {e}")


def _checked(types):
    if types is None:
        return (errors.OutOfRangeError, errors.CancelledError)
    if not isinstance(types, tuple) or not types or not all(
        isinstance(t, type) and issubclass(t, errors.OpError) for t in types
    ):
        raise TypeError(
            "queue_closed_exception_types, when provided, must be a tuple of tf.error types, but "
            f"saw: {types}"
        )
    return types


@public("train.add_queue_runner", "train.queue_runner.add_queue_runner")
def add_queue_runner(qr, collection=GraphKeys.QUEUE_RUNNERS):
    """Adds a QueueRunner to those that `tf.train.start_queue_runners` starts.

    Args:
      qr: a QueueRunner.
      collection: the graph's collection.

    Example:
      >>> with tf.Graph().as_default():
      ...     queue = tf.FIFOQueue(5, tf.float32, shapes=[])
      ...     tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(1.0)]))
      ...     print(len(tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)))
      1
    """
    get_default_graph().add_to_collection(collection, qr)


@public("train.start_queue_runners", "train.queue_runner.start_queue_runners")
def start_queue_runners(
    sess=None, coord=None, daemon=True, start=True, collection=GraphKeys.QUEUE_RUNNERS
):
    """Starts the threads of all QueueRunners of a graph.

    Args:
      sess: the Session; by default the one in force.
      coord: a Coordinator that stops them.
      daemon: whether the threads are daemons.
      start: whether to start them.
      collection: the graph's collection.

    Returns:
      A list of threads.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there is no session.
      TypeError: sess is none.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     print(tf.train.start_queue_runners())
      []
    """
    if _native.executing_eagerly():
        raise RuntimeError("Queues are not compatible with eager execution.")
    if sess is None:
        sess = get_default_session()
        if not sess:
            raise ValueError(
                "Cannot start queue runners: No default session is registered. Use `with "
                "sess.as_default()` or pass an explicit session to "
                "tf.start_queue_runners(sess=sess)"
            )
    if not isinstance(sess, Session):
        from zeal.train.monitored_session import Monitored

        if isinstance(sess, Monitored):  # which starts them by itself
            return []
        raise TypeError(f"sess must be a `tf.Session` object. Given class: {type(sess)}")
    with sess.graph.as_default():
        runners = get_default_graph().get_collection(collection)
    threads = []
    for runner in runners:
        threads += runner.create_threads(sess, coord=coord, daemon=daemon, start=start)
    return threads


__getattr__, __dir__ = namespace(__name__)
