"""tf.Session.partial_run: a run in several parts, each fed what it needs."""

import itertools

from zeal import _native, nest
from zeal.errors import InvalidArgumentError
from zeal.graph.run_conversions import feeds_of_parts, taken_apart

_numbers = itertools.count()


class PartialRun:
    """A run that goes on: what is computed is kept and not computed again.

    Args:
      session: the Session.
      fetches: what parts may fetch, flat tensors and operations.
      feeds: what parts may feed, tensors.
    """

    def __init__(self, session, fetches, feeds):
        self._session = session
        self._fetches, self._feeds = set(fetches), set(feeds)
        self._fetched: set = set()
        self._known: dict = {}  # values by tensor: fed, or computed
        self._done: set = set()  # operations without outputs that ran
        self.handle = f"partial_run_{next(_numbers)}"

    def run(self, fetches, feeds):
        """Runs a part.

        Returns:
          Concrete tensors, None for operations.
        """
        self._check(fetches, feeds)
        self._known.update(feeds)
        waiting = self._operations(fetches)
        made = [t for op in waiting for t in op.outputs if t not in self._known]
        kept = [t for t in made if t.dtype.name != "resource"]
        targets = [op for op in waiting if not op.outputs]
        program = _native.Program(self._session.graph, list(self._known), [*kept, *targets])
        values = program.run(self._session._state, list(self._known.values()))
        self._known.update(zip(kept, values, strict=True))
        self._done.update(targets)
        self._fetched.update(fetches)
        return [self._known.get(f) if isinstance(f, _native.Tensor) else None for f in fetches]

    @property
    def over(self):
        """Whether everything has been fetched."""
        return self._fetched >= self._fetches

    def _check(self, fetches, feeds):
        for tensor in feeds:
            if tensor not in self._feeds:
                raise InvalidArgumentError(
                    f"The feed {tensor.name} was not specified in partial_run_setup."
                )
            if tensor in self._known:
                raise InvalidArgumentError(f"The feed {tensor.name} has already been fed.")
        for fetch in fetches:
            if fetch not in self._fetches:
                raise InvalidArgumentError(
                    f"The fetch {fetch.name} was not specified in partial_run_setup."
                )
            if fetch in self._fetched:
                raise InvalidArgumentError(f"The fetch {fetch.name} has already been fetched.")

    def _operations(self, fetches):
        """The operations that are still to run, and whose values are all there or made by them."""
        found, waiting = {}, [f for f in fetches if f not in self._known]
        while waiting:
            part = waiting.pop()
            op = part.op if isinstance(part, _native.Tensor) else part
            if op in found or op in self._done:
                continue
            if any(t in self._feeds and t not in self._known for t in op.outputs):
                raise InvalidArgumentError(
                    f"Fetch {op.outputs[0].name} can't be computed from the feeds that have been "
                    "fed so far."
                )
            found[op] = None
            waiting += [t for t in op.inputs if t not in self._known]
            waiting += op.control_inputs
        self._refuse_repeats(found)
        return list(found)

    def _refuse_repeats(self, operations):
        for op in operations:
            for before in op.control_inputs:
                if before in self._done or any(t in self._known for t in before.outputs):
                    raise NotImplementedError(
                        f"partial_run: {op.name} waits for {before.name}, which an earlier part "
                        "ran; it would run twice, so fetch both in one part"
                    )


def setup(session, fetches, feeds) -> str:
    """See tf.Session.partial_run_setup."""
    elements = [session._element(f) for f in taken_apart(nest.flatten(fetches))[0]]
    if not elements:
        raise InvalidArgumentError("Must specify at least one target to fetch or execute.")
    graph = session.graph
    tensors = [
        graph.as_graph_element(f, allow_operation=False) for f in feeds_of_parts(feeds or ())
    ]
    started = PartialRun(session, elements, tensors)
    session.__dict__.setdefault("_partial_runs", {})[started.handle] = started
    return started.handle


def go_on(session, handle, fetches, feed_dict):
    """See tf.Session.partial_run."""
    started = session.__dict__.get("_partial_runs", {}).get(handle)
    if started is None:
        raise InvalidArgumentError("Must run 'setup' before performing partial runs!")
    parts, joined = taken_apart(nest.flatten(fetches))
    elements = [session._element(f) for f in parts]
    values = started.run(elements, session._feeds(feed_dict) if feed_dict else {})
    if started.over:
        del session._partial_runs[handle]
    results = joined([None if v is None else v.numpy() for v in values])
    return nest.pack_sequence_as(fetches, results) if nest.is_nested(fetches) else results[0]
