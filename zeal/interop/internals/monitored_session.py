"""tensorflow.python.training.monitored_session: sessions around another one."""

from zeal.messages.config import RunOptions
from zeal.train.hooked_session import Request

__all__ = ["_CoordinatedSession", "_HookedSession", "_WrappedSession"]


class _WrappedSession:
    """Runs in another session, which may be such a one too, until it is closed or told to stop."""

    def __init__(self, sess):
        self._sess = sess
        self._wrapped_is_stoppable = isinstance(sess, _WrappedSession)

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
        """Closes the session; a second time does nothing."""
        if self._sess is not None:
            try:
                self._sess.close()
            finally:
                self._sess = None

    def run(self, *args, **kwargs):
        """As `tf.Session.run`."""
        return self._sess.run(*args, **kwargs)


class _CoordinatedSession(_WrappedSession):
    """One that stops with a coordinator, and whose end asks its threads to stop."""

    def __init__(self, sess, coord, stop_grace_period_secs=120):
        super().__init__(sess)
        self._coord, self._grace = coord, stop_grace_period_secs

    def _check_stop(self):
        return self._coord.should_stop()

    def close(self):
        """Ends threads, and closes the session. Raises what a thread raised."""
        self._coord.request_stop()
        try:
            self._coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        finally:
            super().close()

    def run(self, *args, **kwargs):
        """As `tf.Session.run`; what a thread raised goes before."""
        try:
            return self._sess.run(*args, **kwargs)
        except Exception:
            self._coord.raise_requested_exception()
            raise


class _HookedSession(_WrappedSession):
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
