"""tf.train.Supervisor: an older MonitoredSession, and the loop around it."""

import os
from contextlib import contextmanager

from zeal import _native, logging
from zeal.eager import control
from zeal.errors import AbortedError
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.messages.summary import SessionLog
from zeal.public import public
from zeal.state.initialization import report_uninitialized_variables
from zeal.summary.file_writer import FileWriter
from zeal.summary.ops import merge_all
from zeal.train.coordinator import Coordinator
from zeal.train.queue_runner import start_queue_runners
from zeal.train.scaffold import Scaffold
from zeal.train.session_manager import SessionManager
from zeal.train.step_counter import global_step as global_step_in
from zeal.train.step_counter import named_global_step
from zeal.train.supervisor_services import CheckpointThread, StepCounterThread, SummaryThread


@public("train.Supervisor")
class Supervisor:
    """Makes an initialised session with its queues' threads, and stops these.

    Args:
      graph: the graph, which becomes final; by default the one in force.
      the others: as for `tf.train.Scaffold`; made where USE_DEFAULT stands.
      is_chief: whether this program initialises the model, or waits until it is.
      init_feed_dict: what init_op is fed.
      logdir: a folder: its latest checkpoint is restored, and checkpoints and summaries are written
        to it; None or "" for none.
      summary_op: what gives the summaries; by default `tf.summary.merge_all()`.
      saver: a `tf.train.Saver`; by default that of the graph's collection, or a new one. None
        writes no checkpoints.
      global_step: the global step; by default that of the graph.
      save_summaries_secs: seconds from one writing of summaries to the next; 0 for none.
      save_model_secs: seconds from one checkpoint to the next; 0 for none.
      checkpoint_basename: what the checkpoints' names begin with.
      summary_writer: what writes them; by default a FileWriter for logdir.
      recovery_wait_secs: seconds from one look to the next while waiting.
      stop_grace_secs: seconds that threads have to end.
      session_manager: a SessionManager.
      init_fn: called with the session behind init_op.
      local_init_run_options: `tf.RunOptions` for local_init_op.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(2.0)
      ...     with tf.train.Supervisor().managed_session() as session:
      ...         print(session.run(v))
      2.0
    """

    USE_DEFAULT = 0

    def __init__(
        self,
        graph=None,
        ready_op=USE_DEFAULT,
        ready_for_local_init_op=USE_DEFAULT,
        is_chief=True,
        init_op=USE_DEFAULT,
        init_feed_dict=None,
        local_init_op=USE_DEFAULT,
        logdir=None,
        summary_op=USE_DEFAULT,
        saver=USE_DEFAULT,
        global_step=USE_DEFAULT,
        save_summaries_secs=120,
        save_model_secs=600,
        recovery_wait_secs=30,
        stop_grace_secs=120,
        checkpoint_basename="model.ckpt",
        session_manager=None,
        summary_writer=USE_DEFAULT,
        init_fn=None,
        local_init_run_options=None,
    ):
        if _native.executing_eagerly() and graph is None:
            raise RuntimeError("Supervisors are incompatible with eager execution.")
        self._graph = get_default_graph() if graph is None else graph
        self._is_chief, self._init_feed_dict, self._init_fn = is_chief, init_feed_dict, init_fn
        self._grace = stop_grace_secs
        self._logdir, self._save_summaries_secs = logdir, save_summaries_secs
        with self._graph.as_default():
            self._make_ops(ready_op, ready_for_local_init_op, init_op, local_init_op, global_step)
            self._make_summaries(summary_op, summary_writer)
            self._saver = _default_saver() if saver is Supervisor.USE_DEFAULT else saver
        self._save_model_secs = save_model_secs
        self._save_path = os.path.join(logdir, checkpoint_basename) if logdir else None
        self._manager = session_manager or SessionManager(
            local_init_op=self._local_init_op,
            ready_op=self._ready_op,
            ready_for_local_init_op=self._ready_for_local_init_op,
            graph=self._graph,
            recovery_wait_secs=recovery_wait_secs,
            local_init_run_options=local_init_run_options,
        )
        self._coord = Coordinator()
        self._graph.finalize()

    def _make_ops(self, ready, ready_for_local_init, init, local_init, global_step):
        default = Supervisor.USE_DEFAULT
        self._init_op = control.global_variables_initializer() if init is default else init
        self._ready_op = report_uninitialized_variables() if ready is default else ready
        if local_init is default:
            local_init = control.group(
                control.local_variables_initializer(), control.tables_initializer()
            )
        self._local_init_op = local_init
        before = ready_for_local_init
        self._ready_for_local_init_op = None if before is default else before
        if global_step is default:
            listed = self._graph.get_collection(GraphKeys.GLOBAL_STEP)
            named = [step for step in named_global_step(self._graph) if step.dtype.is_integer]
            global_step = next(iter(listed or named), None)
            if named and not listed:
                self._graph.add_to_collection(GraphKeys.GLOBAL_STEP, global_step)
        self._global_step = global_step

    def _make_summaries(self, summary_op, writer):
        default = Supervisor.USE_DEFAULT
        if summary_op is default:
            summary_op = Scaffold.get_or_default("summary_op", GraphKeys.SUMMARY_OP, merge_all)
        if writer is default:
            writer = FileWriter(self._logdir) if self._logdir and self._is_chief else None
        self._summary_op, self._summary_writer, self._wrote_graph = summary_op, writer, False

    def _write_graph(self):
        from zeal.graph_def.export import shown
        from zeal.graph_def.meta_graph import export_meta_graph
        from zeal.graph_def.write_graph import write_graph

        writer = self._summary_writer
        if self._logdir:
            write_graph(shown(self._graph), self._logdir, "graph.pbtxt")
        if writer is not None and not self._wrote_graph:
            writer.reopen()
            writer.add_graph(self._graph)
            known = {"graph": self._graph, "graph_def": shown(self._graph)}
            writer.add_meta_graph(export_meta_graph(**known))
            self._wrote_graph = True

    # --- sessions ---
    def prepare_or_wait_for_session(
        self,
        master="",
        config=None,
        wait_for_checkpoint=False,
        max_wait_secs=7200,
        start_standard_services=True,
    ):
        """Makes a session that is initialised, and starts the queues' threads.

        Args:
          master: the session's target.
          config: a `tf.ConfigProto`.
          wait_for_checkpoint: whether to wait until logdir has a checkpoint.
          max_wait_secs: longest wait of one that is no chief.
          start_standard_services: whether to start what writes summaries.

        Returns:
          A Session.
        """
        self._coord.clear_stop()
        if self._is_chief:
            session = self._manager.prepare_session(
                master,
                init_op=self._init_op,
                saver=self._saver,
                checkpoint_dir=self._logdir,
                wait_for_checkpoint=wait_for_checkpoint,
                max_wait_secs=max_wait_secs,
                config=config,
                init_feed_dict=self._init_feed_dict,
                init_fn=self._init_fn,
            )
            self._write_graph()
            if start_standard_services:
                logging.info("Starting standard services.")
                self.start_standard_services(session)
        else:
            session = self._manager.wait_for_session(master, config, max_wait_secs)
        logging.info("Starting queue runners.")
        self.start_queue_runners(session)
        return session

    @contextmanager
    def managed_session(
        self, master="", config=None, start_standard_services=True, close_summary_writer=True
    ):
        """The same for a `with` block, at whose end threads are stopped.

        Args:
          master: the session's target.
          config: a `tf.ConfigProto`.
          start_standard_services: whether to start what writes summaries.
          close_summary_writer: whether the writer is closed at the end.

        Raises:
          Exception: what the block or a thread raised; OutOfRangeError is an end.
        """
        session = None
        try:
            session = self.prepare_or_wait_for_session(
                master, config, start_standard_services=start_standard_services
            )
            yield session
        except Exception as e:
            self.request_stop(e)
        finally:
            try:
                self.stop(close_summary_writer=close_summary_writer)
            finally:
                if session is not None:
                    session.close()

    def start_queue_runners(self, sess, queue_runners=None):
        """Starts the threads that fill queues.

        Args:
          sess: a Session.
          queue_runners: QueueRunners; by default those of the graph.

        Returns:
          A list of threads.
        """
        if queue_runners is None:
            return start_queue_runners(sess, coord=self._coord)
        started = (
            r.create_threads(sess, coord=self._coord, daemon=True, start=True)
            for r in queue_runners
        )
        return [thread for threads in started for thread in threads]

    def start_standard_services(self, sess):
        """Starts the threads that write summaries, steps per second and checkpoints.

        Args:
          sess: a Session.

        Returns:
          A list of threads, empty without a logdir.

        Raises:
          RuntimeError: the supervisor is no chief.
        """
        if not self._is_chief:
            raise RuntimeError(
                "Only chief supervisor can start standard services. Because only chief supervisors "
                "can write events."
            )
        if not self._logdir:
            logging.warning("Standard services need a 'logdir' passed to the SessionManager")
            return []
        writes = self._summary_writer is not None
        if self._global_step is not None and writes:
            step = global_step_in(sess, self._global_step)
            self._summary_writer.add_session_log(SessionLog(status=SessionLog.START), step)
        threads = []
        if self._save_summaries_secs and writes:
            if self._summary_op is not None:
                threads.append(SummaryThread(self, sess))
            if self._global_step is not None:
                threads.append(StepCounterThread(self, sess))
        if self._saver is not None and self._save_model_secs and self._save_path:
            threads.append(CheckpointThread(self, sess))
        for thread in threads:
            thread.start()
        return threads

    def summary_computed(self, sess, summary, global_step=None):
        """Writes a summary.

        Args:
          sess: a Session.
          summary: what a run of a summary op gave, or a `tf.Summary`.
          global_step: the step it belongs to; by default the supervisor's.

        Raises:
          RuntimeError: there is no writer.
        """
        if self._summary_writer is None:
            raise RuntimeError("Writing a summary requires a summary writer.")
        if global_step is None and self._global_step is not None:
            global_step = global_step_in(sess, self._global_step)
        self._summary_writer.add_summary(summary, global_step)

    # --- threads ---
    def loop(self, timer_interval_secs, target, args=None, kwargs=None):
        """Calls a function again and again in a thread; see `tf.train.LooperThread`.

        Args:
          timer_interval_secs, target, args, kwargs: as there.

        Returns:
          The thread.
        """
        from zeal.train.coordinator import LooperThread

        return LooperThread.loop(self._coord, timer_interval_secs, target, args, kwargs)

    def stop(self, threads=None, close_summary_writer=True, ignore_live_threads=False):
        """Stops the threads and waits for them.

        Args:
          threads: threads, besides those that the coordinator knows.
          close_summary_writer: whether the writer is closed.
          ignore_live_threads: whether those that take too long are no error.
        """
        self._coord.request_stop()
        try:
            self._coord.join(
                threads,
                stop_grace_period_secs=self._grace,
                ignore_live_threads=ignore_live_threads,
            )
        finally:
            if close_summary_writer and self._summary_writer is not None:
                self._summary_writer.add_session_log(SessionLog(status=SessionLog.STOP))
                self._summary_writer.close()
                self._wrote_graph = False

    def request_stop(self, ex=None):
        """As `Coordinator.request_stop`."""
        self._coord.request_stop(ex=ex)

    def should_stop(self):
        """As `Coordinator.should_stop`."""
        return self._coord.should_stop()

    def stop_on_exception(self):
        """As `Coordinator.stop_on_exception`."""
        return self._coord.stop_on_exception()

    def wait_for_stop(self):
        """As `Coordinator.wait_for_stop`."""
        self._coord.wait_for_stop()

    # --- parts ---
    @property
    def is_chief(self):
        """Whether this program initialises the model."""
        return self._is_chief

    @property
    def session_manager(self):
        """The SessionManager."""
        return self._manager

    @property
    def coord(self):
        """The Coordinator."""
        return self._coord

    @property
    def init_op(self):
        """The op that initialises the model."""
        return self._init_op

    @property
    def init_feed_dict(self):
        """What it is fed."""
        return self._init_feed_dict

    @property
    def ready_op(self):
        """What is not initialised."""
        return self._ready_op

    @property
    def ready_for_local_init_op(self):
        """What is not initialised and must be before the local op."""
        return self._ready_for_local_init_op

    @property
    def global_step(self):
        """The global step, or None."""
        return self._global_step

    @property
    def summary_op(self):
        """The merged summaries, or None."""
        return self._summary_op

    @property
    def summary_writer(self):
        """What writes summaries, or None."""
        return self._summary_writer

    @property
    def save_summaries_secs(self):
        """Seconds from one writing of summaries to the next."""
        return self._save_summaries_secs

    @property
    def saver(self):
        """What saves and restores the variables, or None."""
        return self._saver

    @property
    def save_model_secs(self):
        """Seconds from one checkpoint to the next."""
        return self._save_model_secs

    @property
    def save_path(self):
        """What the checkpoints' names begin with, or None."""
        return self._save_path

    PrepareSession = prepare_or_wait_for_session
    StartQueueRunners = start_queue_runners
    StartStandardServices = start_standard_services
    Loop = loop
    Stop = stop
    RequestStop = request_stop
    ShouldStop = should_stop
    StopOnException = stop_on_exception
    WaitForStop = wait_for_stop
    SummaryComputed = summary_computed


def _default_saver():
    """The Saver of the graph's collection, or a new one if there are variables."""
    from zeal.checkpoint.default_saver import collected_saver, new_saver

    saver = collected_saver(first=True)
    wanted = saver is None and get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES)
    return new_saver() if wanted else saver


@public("train.basic_train_loop")
def basic_train_loop(supervisor, train_step_fn, args=None, kwargs=None, master=""):
    """Calls a training step until the supervisor stops; a session that is lost is made anew.

    Args:
      supervisor: a Supervisor.
      train_step_fn: called with the session, args and kwargs.
      args, kwargs: what it is called with besides.
      master: the session's target.

    Example:
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     supervisor = tf.train.Supervisor()
      ...     def step(session):
      ...         if session.run(train) == 3:
      ...             supervisor.request_stop()
      ...     tf.train.basic_train_loop(supervisor, step)
      >>> supervisor.should_stop()
      True
    """
    while True:
        try:
            with supervisor.managed_session(master) as session:
                while not supervisor.should_stop():
                    train_step_fn(session, *(args or ()), **(kwargs or {}))
            return
        except AbortedError as e:
            logging.info(f"The session was lost and is made anew: {e}")
