"""tf.train.SessionRunHook: what is done around runs of a MonitoredSession, and what it is told."""

from typing import Any, NamedTuple

from zeal.public import public


@public("train.SessionRunArgs")
class SessionRunArgs(NamedTuple):
    """What a hook adds to a run.

    Args:
      fetches: what it wants fetched, as for `Session.run`.
      feed_dict: what it feeds.
      options: a `tf.RunOptions`.

    Example:
      >>> tf.train.SessionRunArgs("loss:0")
      SessionRunArgs(fetches='loss:0', feed_dict=None, options=None)
    """

    fetches: Any
    feed_dict: Any = None
    options: Any = None


@public("train.SessionRunValues")
class SessionRunValues(NamedTuple):
    """What a hook is given after a run.

    Args:
      results: the values of what it fetched.
      options: the run's `tf.RunOptions`.
      run_metadata: the `tf.RunMetadata` that the program gave, or None.

    Example:
      >>> tf.train.SessionRunValues(1.5, None, None).results
      1.5
    """

    results: Any
    options: Any
    run_metadata: Any


@public("train.SessionRunContext")
class SessionRunContext:
    """What a hook may know of a run, and ask for.

    Args:
      original_args: the SessionRunArgs that the program called `run` with.
      session: the Session.

    Example:
      >>> context = tf.train.SessionRunContext(tf.train.SessionRunArgs("loss:0"), None)
      >>> context.request_stop()
      >>> context.stop_requested
      True
    """

    def __init__(self, original_args, session):
        self._original_args, self._session = original_args, session
        self._stop_requested = False

    @property
    def original_args(self):
        """What the program called `run` with."""
        return self._original_args

    @property
    def session(self):
        """The Session that runs."""
        return self._session

    @property
    def stop_requested(self):
        """Whether a hook asked for the end."""
        return self._stop_requested

    def request_stop(self):
        """Makes `should_stop()` of the MonitoredSession true."""
        self._stop_requested = True


@public("train.SessionRunHook")
class SessionRunHook:
    """Base of what is called around the runs of a MonitoredSession; each method does nothing.

    Example:
      >>> class Count(tf.train.SessionRunHook):
      ...     runs = 0
      ...     def after_run(self, run_context, run_values):
      ...         self.runs += 1
      >>> with tf.Graph().as_default():
      ...     count, x = Count(), tf.constant(1.0)
      ...     with tf.train.MonitoredSession(hooks=[count]) as session:
      ...         print(session.run(x), count.runs)
      1.0 1
    """

    def begin(self):
        """Called once, before the session is made; the graph may still be added to."""

    def after_create_session(self, session, coord):
        """Called when the session is made; the graph is final.

        Args:
          session: the Session.
          coord: the Coordinator of its threads.
        """

    def before_run(self, run_context):
        """Called before each run.

        Args:
          run_context: a SessionRunContext.

        Returns:
          A SessionRunArgs with what to add to the run, or None.
        """
        return None

    def after_run(self, run_context, run_values):
        """Called after each run.

        Args:
          run_context: a SessionRunContext.
          run_values: a SessionRunValues with what `before_run` asked for.
        """

    def end(self, session):
        """Called at the end, unless something was raised.

        Args:
          session: the Session, which can still run.
        """
