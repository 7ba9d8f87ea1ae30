"""Sessions around another one: with hooks around runs, with threads, made anew when lost."""

from zeal import errors, logging
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.messages.config import RunOptions
from zeal.train.coordinator import Coordinator
from zeal.train.queue_runner import start_queue_runners
from zeal.train.request import Request

# What a session is made anew for, with a new coordinator and threads.
_LOST = (errors.AbortedError, errors.UnavailableError)


class WrappedSession:
    """Runs in another session, which may be such a one too, until it is closed or told to stop."""

    def __init__(self, sess):
        self._sess = sess
        self._wrapped_is_stoppable = isinstance(sess, WrappedSession)

    @property
    def graph(self):
        """The graph of the session."""
        return self._sess.graph

    @property
    def sess_str(self):
        """The address of the session."""
        return self._sess.sess_str

    def _check_stop(self):
        return False

    def should_stop(self):
        """Whether there shall be no more runs; true once it is closed."""
        if self._check_stop() or self._sess is None:
            return True
        return self._wrapped_is_stoppable and self._sess.should_stop()

    def close(self):
        """Closes the session, which may be lost; a second time does nothing."""
        if self._sess is not None:
            try:
                self._sess.close()
            except _LOST as e:
                logging.warning(f"An error occurred when attempting to close the session: {e}")
            finally:
                self._sess = None

    def run(self, *args, **kwargs):
        """As `tf.Session.run`."""
        return self._sess.run(*args, **kwargs)

    def run_step_fn(self, step_fn, raw_session):
        """What a function of a step returns, for a StepContext."""
        return step_fn(StepContext(raw_session(), self.run))


class CoordinatedSession(WrappedSession):
    """One that stops with a coordinator, and whose end asks its threads to stop."""

    def __init__(self, sess, coord, stop_grace_period_secs=120):
        super().__init__(sess)
        self._coord, self._grace = coord, stop_grace_period_secs

    def _check_stop(self):
        self._coord.raise_requested_exception()
        return self._coord.should_stop()

    def close(self):
        """Ends threads, and closes the session. Raises what a thread raised."""
        self._coord.request_stop()
        try:
            self._coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        finally:
            super().close()

    def run(self, *args, **kwargs):
        """As `tf.Session.run`; where a thread lost the session, that is raised, the cause."""
        try:
            return self._sess.run(*args, **kwargs)
        except _LOST:
            raise
        except Exception:
            if isinstance(self._coord._raised, _LOST):
                raise self._coord._raised from None
            raise


class HookedSession(WrappedSession):
    """One with hooks around its runs."""

    def __init__(self, sess, hooks):
        super().__init__(sess)
        self._hooks, self._should_stop = hooks, False

    def _check_stop(self):
        return self._should_stop

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """As `tf.Session.run`. Raises RuntimeError once it was asked to stop."""
        if self.should_stop():
            raise RuntimeError("Run called even after should_stop requested.")
        request = Request(fetches, feed_dict, options or RunOptions())
        found, stop = request.run_with(self._hooks, self._sess, run_metadata)
        self._should_stop = self._should_stop or stop
        return found


class RecoverableSession(WrappedSession):
    """One that is made anew when it is lost, and then does again what it was at."""

    def __init__(self, sess_creator):
        self._sess_creator = sess_creator
        super().__init__(self._created())

    def _created(self):
        while True:
            try:
                return self._sess_creator.create_session()
            except _LOST as e:
                logging.info(f"An error was raised while a session was being created: {e}")

    def _again(self, e):
        logging.info(f"An error was raised, a new session will be created: {e}")
        self.close()
        self._sess = self._created()

    def _check_stop(self):
        try:
            return self._sess is None or self._sess._check_stop()
        except _LOST as e:
            self._again(e)
            return False
        except Exception:  # of a thread: the end of the session raises it
            return True

    def _recovered(self, function, *args, **kwargs):
        while True:
            try:
                return getattr(self._sess, function)(*args, **kwargs)
            except _LOST as e:
                self._again(e)

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        return self._recovered(
            "run", fetches, feed_dict=feed_dict, options=options, run_metadata=run_metadata
        )

    def run_step_fn(self, step_fn, raw_session):
        """What a function of a step returns, which begins anew with each session."""
        return self._recovered("run_step_fn", step_fn, raw_session)


class CoordinatedSessionCreator:
    """Makes sessions with hooks around their runs, and starts the threads of the graph's queues.

    Args:
      session_creator: a SessionCreator.
      hooks: SessionRunHooks, which have begun.
      grace: seconds that threads have to end.
    """

    def __init__(self, session_creator, hooks, grace):
        self._session_creator, self._hooks, self._grace = session_creator, hooks, grace
        self.tf_sess = self.coord = None

    def create_session(self):
        """A new session."""
        self.tf_sess = self._session_creator.create_session()
        self.coord = Coordinator(clean_stop_exception_types=())
        if get_default_graph().get_collection(GraphKeys.QUEUE_RUNNERS):
            start_queue_runners(sess=self.tf_sess, coord=self.coord)
        for hook in self._hooks:
            hook.after_create_session(self.tf_sess, self.coord)
        hooked = HookedSession(self.tf_sess, self._hooks)
        return CoordinatedSession(hooked, self.coord, self._grace)


class StepContext:
    """What `run_step_fn` gives its function."""

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
