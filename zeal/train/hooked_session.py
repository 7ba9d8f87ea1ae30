"""A session with the threads that fill its queues and the hooks around its runs."""

from zeal import errors
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.messages.config import RunOptions
from zeal.messages.run_metadata import RunMetadata
from zeal.train.coordinator import Coordinator
from zeal.train.queue_runner import start_queue_runners
from zeal.train.session_hooks import SessionRunArgs, SessionRunContext, SessionRunValues

# What a session is made anew for, with a new coordinator and threads.
RECOVERED = (errors.AbortedError, errors.UnavailableError)


class HookedSession:
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
        except RECOVERED:
            raise
        except Exception:
            self.coord.raise_requested_exception()
            raise

    def _run(self, fetches, feed_dict, options, run_metadata):
        if self.should_stop():
            self.coord.raise_requested_exception()
            raise RuntimeError("Run called even after should_stop requested.")
        request = Request(fetches, feed_dict, options or RunOptions())
        found, stop = request.run_with(self._hooks, self.session, run_metadata)
        self.stopped = self.stopped or stop
        return found

    def close(self):
        self.coord.request_stop()
        try:
            self.coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        finally:
            self.session.close()


class Request:
    """What the program and the hooks want of one run."""

    def __init__(self, fetches, feed_dict, options):
        self.options = options
        self._args = SessionRunArgs(fetches, feed_dict)
        self._fetches = [fetches]
        self._feeds = dict(feed_dict or {})
        self._fed_by_hooks: set = set()

    def run_with(self, hooks, session, run_metadata=None):
        """Runs with hooks around: the program's values, and whether a hook asked to stop."""
        context = SessionRunContext(self._args, session)
        for hook in hooks:
            self._add(hook.before_run(context))
        run_metadata = RunMetadata() if run_metadata is None else run_metadata
        own, *found = self._run(session, run_metadata)
        for hook, results in zip(hooks, found, strict=True):
            hook.after_run(context, SessionRunValues(results, self.options, run_metadata))
        return own, context.stop_requested

    def _add(self, args):
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

    def _run(self, session, metadata):
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
