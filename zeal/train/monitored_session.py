"""tf.train.MonitoredSession: a session that initialises itself, calls hooks and stops threads."""

import abc
import inspect

from zeal import errors, logging
from zeal.config_proto import RunMetadata, RunOptions
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.train.coordinator import Coordinator
from zeal.train.queue_runner import start_queue_runners
from zeal.train.scaffold import Scaffold
from zeal.train.session_hooks import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunValues,
)
from zeal.train.session_manager import SessionManager, refuse_checkpoints

# What a session is made anew for, with a new coordinator and threads.
_RECOVERED = (errors.AbortedError, errors.UnavailableError)


@public("train.SessionCreator")
class SessionCreator(abc.ABC):
    """Base of what makes the session of a MonitoredSession.

    Example:
      >>> class Plain(tf.train.SessionCreator):
      ...     def create_session(self):
      ...         return tf.Session()
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(1.0)
      ...     with tf.train.MonitoredSession(session_creator=Plain()) as session:
      ...         print(session.run(x))
      1.0
    """

    @abc.abstractmethod
    def create_session(self):
        """Makes a session.

        Returns:
          A Session.
        """


class _ManagedCreator(SessionCreator):
    def __init__(self, scaffold, master, config):
        self._scaffold = scaffold or Scaffold()
        self._master, self._config = master, config

    def _manager(self):
        scaffold = self._scaffold.finalize()
        return SessionManager(
            local_init_op=scaffold.local_init_op,
            ready_op=scaffold.ready_op,
            ready_for_local_init_op=scaffold.ready_for_local_init_op,
            graph=get_default_graph(),
        )


@public("train.ChiefSessionCreator")
class ChiefSessionCreator(_ManagedCreator):
    """Makes a session and initialises it.

    Args:
      scaffold: a Scaffold.
      master: the session's target.
      config: a `tf.ConfigProto`.
      checkpoint_dir, checkpoint_filename_with_path: not built; must be None.

    Raises:
      NotImplementedError: a checkpoint is asked for.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(2.0)
      ...     with tf.train.ChiefSessionCreator().create_session() as session:
      ...         print(session.run(v))
      2.0
    """

    def __init__(
        self,
        scaffold=None,
        master="",
        config=None,
        checkpoint_dir=None,
        checkpoint_filename_with_path=None,
    ):
        where = "ChiefSessionCreator: checkpoint_dir"
        refuse_checkpoints(where, checkpoint_dir, checkpoint_filename_with_path)
        super().__init__(scaffold, master, config)

    def create_session(self):
        """Makes the session."""
        manager, scaffold = self._manager(), self._scaffold
        return manager.prepare_session(
            self._master,
            init_op=scaffold.init_op,
            config=self._config,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


@public("train.WorkerSessionCreator")
class WorkerSessionCreator(_ManagedCreator):
    """Makes a session and waits until it is initialised.

    Args:
      scaffold: a Scaffold.
      master: the session's target.
      config: a `tf.ConfigProto`.
      max_wait_secs: longest wait.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(1.0)
      ...     with tf.train.WorkerSessionCreator().create_session() as session:
      ...         print(session.run(x))
      1.0
    """

    def __init__(self, scaffold=None, master="", config=None, max_wait_secs=30 * 60):
        super().__init__(scaffold, master, config)
        self._max_wait_secs = max_wait_secs

    def create_session(self):
        """Makes the session."""
        return self._manager().wait_for_session(
            self._master, config=self._config, max_wait_secs=self._max_wait_secs
        )


class _HookedSession:
    """A session, its threads, and the hooks around its runs.

    Args:
      creator: a SessionCreator.
      hooks: SessionRunHooks, which have begun.
      grace: seconds that threads have to end.
    """

    def __init__(self, creator, hooks, grace):
        self.session = creator.create_session()
        self.coord = Coordinator(clean_stop_exception_types=())
        self._hooks, self._grace, self.stopped = hooks, grace, False
        if get_default_graph().get_collection(GraphKeys.QUEUE_RUNNERS):
            start_queue_runners(sess=self.session, coord=self.coord)
        for hook in hooks:
            hook.after_create_session(self.session, self.coord)

    def should_stop(self):
        return self.stopped or self.coord.should_stop()

    def run(self, fetches, feed_dict, options, run_metadata):
        """Runs with hooks; what a thread raised goes before what the run did, whose cause it is."""
        try:
            return self._run(fetches, feed_dict, options, run_metadata)
        except _RECOVERED:
            raise
        except Exception:
            self.coord.raise_requested_exception()
            raise

    def _run(self, fetches, feed_dict, options, run_metadata):
        if self.should_stop():
            self.coord.raise_requested_exception()
            raise RuntimeError("Run called even after should_stop requested.")
        context = SessionRunContext(SessionRunArgs(fetches, feed_dict), self.session)
        request = _Request(fetches, feed_dict, options or RunOptions())
        for hook in self._hooks:
            request.add(hook.before_run(context))
        metadata = run_metadata or RunMetadata()
        found = request.run(self.session, metadata)
        for hook, results in zip(self._hooks, found[1:], strict=True):
            hook.after_run(context, SessionRunValues(results, request.options, metadata))
        self.stopped = self.stopped or context.stop_requested
        return found[0]

    def close(self):
        self.coord.request_stop()
        try:
            self.coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        finally:
            self.session.close()


class _Request:
    """What the program and the hooks want of one run."""

    def __init__(self, fetches, feed_dict, options):
        self.options = options
        self._fetches = [fetches]
        self._feeds = dict(feed_dict or {})
        self._fed_by_hooks: set = set()

    def add(self, args):
        """Adds what a hook returned: a SessionRunArgs, or None."""
        self._fetches.append(None if args is None else args.fetches)
        if args is not None and args.feed_dict:
            self._add_feeds(args.feed_dict)
        if args is not None and args.options:
            self._add_options(args.options)

    def _add_feeds(self, feeds):
        both = list(self._feeds.keys() & feeds.keys())
        if both:
            hooks = self._fed_by_hooks.issuperset(both)
            whom = "two hooks" if hooks else "a SessionRunHook and user"
            raise RuntimeError(f"Same tensor is fed by {whom}. Conflict(s): {both}")
        self._feeds.update(feeds)
        self._fed_by_hooks.update(feeds)

    def _add_options(self, options):
        mine, merged = self.options, RunOptions()
        for field in ("trace_level", "timeout_in_ms"):
            setattr(merged, field, max(getattr(mine, field), getattr(options, field)))
        self.options = merged

    def run(self, session, metadata):
        """The values for the program, then those for each hook."""
        own, *others = self._fetches
        asked = [own, *(f for f in others if f is not None)]
        own, *found = session.run(asked, self._feeds, self.options, metadata)
        found = iter(found)
        return [own, *(None if f is None else next(found) for f in others)]


class StepContext:
    """What `run_step_fn` gives its function.

    Args:
      session: the Session.
      run_with_hooks: runs as `MonitoredSession.run` does.
    """

    def __init__(self, session, run_with_hooks):
        self._session, self._run_with_hooks = session, run_with_hooks

    @property
    def session(self):
        """The Session, whose runs call no hooks."""
        return self._session

    def run_with_hooks(self, *args, **kwargs):
        """The same as `MonitoredSession.run`."""
        return self._run_with_hooks(*args, **kwargs)

    def request_stop(self):
        """Raises StopIteration, which the session's `with` block takes for an end."""
        raise StopIteration("step_fn has requested the iterations to stop.")


class Monitored:
    """The classes below. `recovers`: whether a session that was lost is made anew."""

    StepContext = StepContext

    def __init__(self, session_creator, hooks, recovers, stop_grace_period_secs):
        self._graph = get_default_graph()
        self._was_final = self._graph.finalized
        self._hooks = list(hooks or ())
        for hook in self._hooks:
            hook.begin()
        self._creator = session_creator or ChiefSessionCreator()
        self._recovers, self._grace = recovers, stop_grace_period_secs
        self._open = None
        self._open = self._make()

    def _make(self):
        while True:
            try:
                return _HookedSession(self._creator, self._hooks, self._grace)
            except _RECOVERED as e:
                if not self._recovers:
                    raise
                logging.info(f"An error was raised while a session was being created: {e}")

    @property
    def graph(self):
        """The graph; None once the session is closed."""
        return None if self._open is None else self._open.session.graph

    def _raw(self):
        if self._open is None:
            raise RuntimeError("Session is already closed.")
        return self._open.session

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """Runs as `Session.run` does, with hooks.

        Args:
          fetches, feed_dict, options, run_metadata: as for `tf.Session.run`.

        Returns:
          The values.

        Raises:
          RuntimeError: it is closed, or was asked to stop.
        """
        while True:
            self._raw()
            try:
                return self._open.run(fetches, feed_dict, options, run_metadata)
            except _RECOVERED as e:
                if not self._recovers:
                    raise
                logging.info(f"An error was raised, a new session will be created: {e}")
                self._open.close()
                self._open = self._make()

    def run_step_fn(self, step_fn):
        """Calls a function of a step.

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
        return step_fn(StepContext(self._raw(), self.run))

    def should_stop(self):
        """Whether the program shall make no more steps."""
        return self._open is None or self._open.should_stop()

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
        try:
            if not failed:
                for hook in self._hooks:
                    hook.end(self._raw())
        finally:
            try:
                self._raw()
                self._open.close()
            finally:
                self._open = None
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
      checkpoint_dir, checkpoint_filename_with_path: not built; must be None.
      stop_grace_period_secs: seconds that threads have to end.

    Raises:
      NotImplementedError: a checkpoint is asked for.

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
        """The Session."""
        return self._raw()


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
      checkpoint_dir, summary_dir: not built; must be None.
      scaffold: a Scaffold.
      hooks: SessionRunHooks.
      chief_only_hooks: those for a chief.
      save_checkpoint_secs, save_checkpoint_steps, save_summaries_steps, save_summaries_secs,
        log_step_count_steps: without effect where there is no checkpoint_dir, as in TensorFlow.
      config: a `tf.ConfigProto`.
      stop_grace_period_secs: seconds that threads have to end.
      max_wait_secs: longest wait of one that is no chief.

    Returns:
      A MonitoredSession.

    Raises:
      NotImplementedError: checkpoint_dir or summary_dir is given.

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
    refuse_checkpoints("MonitoredTrainingSession: checkpoint_dir", checkpoint_dir)
    if summary_dir is not None:
        raise NotImplementedError(
            "MonitoredTrainingSession: summary_dir waits for zeal's summaries"
        )
    scaffold = scaffold or Scaffold()
    if is_chief:
        creator = ChiefSessionCreator(scaffold, master, config)
        hooks = [*(chief_only_hooks or ()), *(hooks or ())]
    else:
        creator = WorkerSessionCreator(scaffold, master, config, max_wait_secs)
    return MonitoredSession(creator, hooks, stop_grace_period_secs)
