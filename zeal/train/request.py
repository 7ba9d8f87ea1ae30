"""One run of a session with hooks: what the program and they fetch and feed."""

from zeal.messages.config import RunOptions
from zeal.messages.run_metadata import RunMetadata
from zeal.train.session_hooks import SessionRunArgs, SessionRunContext, SessionRunValues

# Fields of RunOptions of which a run takes the larger that the program and hooks ask for.
_LARGER = (
    "trace_level", "timeout_in_ms", "output_partition_graphs", "report_tensor_allocations_upon_oom",
)


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
        merged.CopyFrom(mine)
        for field in _LARGER:
            setattr(merged, field, max(getattr(mine, field), getattr(options, field)))
        watched = merged.debug_options.debug_tensor_watch_opts
        watched.extend(options.debug_options.debug_tensor_watch_opts)
        self.options = merged

    def _run(self, session, metadata):
        """The values for the program, then those for each hook."""
        own, *others = self._fetches
        asked = [own, *(f for f in others if f is not None)]
        own, *found = session.run(asked, self._feeds, self.options, metadata)
        found = iter(found)
        return [own, *(None if f is None else next(found) for f in others)]
