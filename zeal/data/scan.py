"""tf.data.experimental.scan: elements mapped with a state."""

from zeal import _native
from zeal.data.functions import check_alike, check_state, keeps_count, part_of
from zeal.data.pending import step
from zeal.data.structure import Spec
from zeal.data.trial import agreed, tried
from zeal.public import public


@public("data.experimental.scan", "contrib.data.scan")
def scan(initial_state, scan_func):
    """A transformation that maps with a state: `state, output = scan_func(state, element)`.

    Args:
      initial_state: a tensor, or a tuple or dict of tensors.
      scan_func: takes the state and an element, and returns a pair: a state of the same structure
        and dtypes, and an element of the result.

    Returns:
      A function for `Dataset.apply`.

    Raises:
      TypeError: while iterating: scan_func returns no pair, or another kind of state.

    Example:
      >>> sums = tf.data.experimental.scan(tf.constant(0, tf.int64), lambda s, x: (s + x, s + x))
      >>> [int(i) for i in tf.data.Dataset.range(4).apply(sums)]
      [0, 1, 3, 6]
    """

    def apply(dataset):
        state = Spec.of(initial_state)

        def run(leaves, tensors):
            pair = scan_func(state[0].pack(leaves), dataset._outline.pack(tensors))
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise TypeError("The scan function must return a pair comprising the new state "
                                "and the output value.")
            following, leaves = part_of(pair[0], "scan")
            check_state(state[0], following)
            return following, leaves, *part_of(pair[1], "scan")

        if not _native.executing_eagerly():
            return _scanned_in_graph(dataset, *state, run)
        known: list = []

        def checked(leaves, tensors):
            _, leaves, found, result = run(leaves, tensors)
            known[:] = known or [found]
            check_alike(known[0], found)
            return leaves, result

        def trace(given, _):
            return _trace(given, state[0], len(state[1]), run)[1]

        def spec(given):
            return tried(given, lambda first: run(state[1], first)[2], dataset._first, trace)

        return dataset._of(_scan_node(dataset._node, checked, state[1]), ((dataset,), spec))

    return apply


def _scan_node(node, function, state):
    function = keeps_count(function)

    def walk(elements):
        streams, leaves = _native.FunctionStreams(), state
        for tensors in elements:
            leaves, result = streams(function, leaves, tensors)
            yield result

    return _native.dataset_generate([node], walk, _native.dataset_count(node))


def _same_shapes(a, b):
    return list(map(str, a.shapes)) == list(map(str, b.shapes))  # open sizes equal nothing


def _trace(given, state, count, run):
    """A step, traced with a state of which no more is known than of the one that it returns."""
    from zeal.data.traced import Trace

    def flat(tensors):
        following, leaves, found, result = run(tensors[:count], tensors[count:])
        return (agreed(state, following), found), [*leaves, *result]

    trace = Trace(flat, [*state.types, *given.types], [*state.shapes, *given.shapes])
    known, found = trace.told
    return (trace, found) if _same_shapes(known, state) else _trace(given, known, count, run)


def _scanned_in_graph(dataset, state, leaves, run):
    count = len(leaves)
    trace, found = _trace(dataset._spec, state, count, run)
    bind = trace.bind

    def make(node, *parts):
        step_of = bind(*parts[count:])

        def function(leaves, tensors):
            results = step_of([*leaves, *tensors])
            return results[:count], results[count:]

        return _scan_node(node, function, parts[:count])

    node = step(make, [dataset._node], [*leaves, *trace.values])
    return dataset._of(node, found, dataset)
