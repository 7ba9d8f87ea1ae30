"""tf.train.MonitoredSession: a session that initialises itself, calls hooks and stops threads."""

import inspect

from zeal import errors
from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.train.checkpoint_hook import CheckpointSaverHook
from zeal.train.logging_hooks import StepCounterHook
from zeal.train.scaffold import Scaffold
from zeal.train.session_creators import ChiefSessionCreator, WorkerSessionCreator
from zeal.train.summary_hooks import SummarySaverHook
from zeal.train.wrapped_sessions import (
    CoordinatedSessionCreator,
    RecoverableSession,
    StepContext,
)  # fmt: skip


class Monitored:
    """The classes below. `recovers`: whether a session that was lost is made anew."""

    StepContext = StepContext

    def __init__(self, session_creator, hooks, recovers, stop_grace_period_secs):
        self._graph = get_default_graph()
        self._was_final = self._graph.finalized
        self._hooks = list(hooks or ())
        for hook in self._hooks:
            hook.begin()
        self._coordinated_creator = CoordinatedSessionCreator(
            session_creator or ChiefSessionCreator(), self._hooks, stop_grace_period_secs
        )
        made = RecoverableSession if recovers else CoordinatedSessionCreator.create_session
        self._sess = made(self._coordinated_creator)

    @property
    def graph(self):
        """The graph; None once the session is closed."""
        return None if self._is_closed() else self._tf_sess().graph

    def _is_closed(self):
        return self._sess is None

    def _tf_sess(self):
        return self._coordinated_creator.tf_sess

    def _open(self):
        if self._is_closed():
            raise RuntimeError("Session is already closed.")
        return self._sess

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """Runs as `Session.run` does, with hooks.

        Args:
          all: as for `tf.Session.run`.

        Returns:
          The values.

        Raises:
          RuntimeError: it is closed, or was asked to stop.
        """
        return self._open().run(
            fetches, feed_dict=feed_dict, options=options, run_metadata=run_metadata
        )

    def run_step_fn(self, step_fn):
        """Calls a function of a step; again, from its beginning, with a session made anew.

        Args:
          step_fn: takes `step_context`, with its `session`, `run_with_hooks` and `request_stop`.

        Returns:
          What it returns.

        Raises:
          ValueError: step_fn has other arguments.
          StopIteration: it asked to stop.
        """
        names = tuple(inspect.signature(step_fn).parameters)
        if names not in (("step_context",), ("self", "step_context")):
            raise ValueError(
                "`step_fn` may either have one `step_context` argument, or `self` and "
                f"`step_context` arguments if it's an instance method. Got {names} instead."
            )
        return self._open().run_step_fn(step_fn, self._tf_sess)

    def should_stop(self):
        """Whether the program shall make no more steps."""
        return self._is_closed() or self._sess.should_stop()

    def close(self):
        """Ends hooks, threads and the session."""
        self._close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None and issubclass(kind, (errors.OutOfRangeError, StopIteration)):
            kind = None
        self._close(failed=kind is not None)
        return kind is None

    def _close(self, failed=False):
        session = self._open()
        try:
            if not failed:
                for hook in self._hooks:
                    hook.end(self._tf_sess())
        finally:
            try:
                session.close()
            finally:
                self._sess = self._coordinated_creator.tf_sess = None
                self._coordinated_creator.coord = None
                if not self._was_final:
                    self._graph._finalize(False)


@public("train.MonitoredSession")
class MonitoredSession(Monitored):
    """A session for training: it initialises variables, starts queues' threads, calls hooks.

    It makes the graph final while it is open. Its `with` block ends quietly at the end of the data
    (OutOfRangeError). A session that was lost (AbortedError, UnavailableError) is made anew.

    Args:
      session_creator: a SessionCreator; a ChiefSessionCreator by default.
      hooks: SessionRunHooks.
      stop_grace_period_secs: seconds that threads have to end.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0)
      ...     train = v.assign_add(1.0)
      ...     with tf.train.MonitoredSession() as session:
      ...         print(session.run(train))
      2.0
    """

    def __init__(self, session_creator=None, hooks=None, stop_grace_period_secs=120):
        super().__init__(session_creator, hooks, True, stop_grace_period_secs)


@public("train.SingularMonitoredSession")
class SingularMonitoredSession(Monitored):
    """A MonitoredSession that is never made anew, and shows the session it has.

    Args:
      hooks: SessionRunHooks.
      scaffold: a Scaffold.
      master: the session's target.
      config: a `tf.ConfigProto`.
      checkpoint_dir: a folder whose latest checkpoint is restored, if it has one; or
      checkpoint_filename_with_path: a checkpoint to restore.
      stop_grace_period_secs: seconds that threads have to end.

    Raises:
      ValueError: a folder and a checkpoint are given.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(1.0)
      ...     with tf.train.SingularMonitoredSession() as session:
      ...         print(session.run(v), isinstance(session.raw_session(), tf.Session))
      1.0 True
    """

    def __init__(
        self,
        hooks=None,
        scaffold=None,
        master="",
        config=None,
        checkpoint_dir=None,
        stop_grace_period_secs=120,
        checkpoint_filename_with_path=None,
    ):
        creator = ChiefSessionCreator(
            scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path
        )
        super().__init__(creator, hooks, False, stop_grace_period_secs)

    def raw_session(self):
        """The Session; None once it is closed."""
        return self._tf_sess()


_DEFAULT = object()


@public("train.MonitoredTrainingSession")
def MonitoredTrainingSession(
    master="",
    is_chief=True,
    checkpoint_dir=None,
    scaffold=None,
    hooks=None,
    chief_only_hooks=None,
    save_checkpoint_secs=_DEFAULT,
    save_summaries_steps=_DEFAULT,
    save_summaries_secs=_DEFAULT,
    config=None,
    stop_grace_period_secs=120,
    log_step_count_steps=100,
    max_wait_secs=7200,
    save_checkpoint_steps=_DEFAULT,
    summary_dir=None,
):
    """A MonitoredSession for a training program.

    Args:
      master: the session's target.
      is_chief: whether this program initialises the model, or waits until it is.
      checkpoint_dir: a folder: its latest checkpoint is restored, and new ones are written to it.
      scaffold: a Scaffold.
      hooks: SessionRunHooks.
      chief_only_hooks: those for a chief.
      save_checkpoint_secs: seconds from one checkpoint to the next, 600 by default; or
      save_checkpoint_steps: steps. None for both writes none.
      save_summaries_steps: steps from one writing of summaries to the next, 100 by default; or
      save_summaries_secs: seconds. None for both writes none.
      config: a `tf.ConfigProto`.
      stop_grace_period_secs: seconds that threads have to end.
      log_step_count_steps: how often the steps per second are logged and written.
      max_wait_secs: longest wait of one that is no chief.
      summary_dir: the folder of the event file; by default checkpoint_dir. Without either nothing
        is written.

    Returns:
      A MonitoredSession.

    Example:
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     stop = tf.train.StopAtStepHook(num_steps=2)
      ...     with tf.train.MonitoredTrainingSession(hooks=[stop]) as session:
      ...         while not session.should_stop():
      ...             print(session.run(train))
      1
      2
    """
    scaffold = scaffold or Scaffold()
    if is_chief:
        creator = ChiefSessionCreator(scaffold, master, config, checkpoint_dir)
        hooks = [
            *(chief_only_hooks or ()),
            *_summary_hooks(
                summary_dir or checkpoint_dir, scaffold, log_step_count_steps,
                save_summaries_steps, save_summaries_secs,
            ),
            *_checkpoint_hooks(
                checkpoint_dir, scaffold, save_checkpoint_secs, save_checkpoint_steps
            ),
            *(hooks or ()),
        ]
    else:
        creator = WorkerSessionCreator(scaffold, master, config, max_wait_secs)
    return MonitoredSession(creator, hooks, stop_grace_period_secs)


def _summary_hooks(folder, scaffold, log_steps, save_steps, save_secs):
    """What writes to the event file of a folder, if there is one."""
    if not folder:
        return
    if log_steps and log_steps > 0:
        yield StepCounterHook(output_dir=folder, every_n_steps=log_steps)
    if save_steps is save_secs is _DEFAULT:
        save_steps = 100
    steps, secs = (None if x is _DEFAULT else x for x in (save_steps, save_secs))
    if (steps and steps > 0) or (secs and secs > 0):
        yield SummarySaverHook(steps, secs, folder, scaffold=scaffold)


def _checkpoint_hooks(folder, scaffold, secs, steps):
    """What writes checkpoints to a folder, if there is one."""
    if not folder:
        return
    if secs is steps is _DEFAULT:
        secs = 600
    secs, steps = (None if x is _DEFAULT else x for x in (secs, steps))
    if (secs and secs > 0) or (steps and steps > 0):
        yield CheckpointSaverHook(folder, save_secs=secs, save_steps=steps, scaffold=scaffold)
