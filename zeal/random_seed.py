"""Seeds of random ops, by TensorFlow 1.15's rules for eager execution.

The rules, found by experiment with TensorFlow 1.15.5:

1. An op has two seeds, `get_seed(op_seed) = (global, op)`, both modulo 2**31 - 1:

   | global seed | op seed | the op's seeds                                        |
   |-------------|---------|-------------------------------------------------------|
   | set         | given   | (global, op)                                          |
   | set         | None    | (global, next number of `random.Random(global)`)      |
   | None        | given   | (87654321, op)                                        |
   | None        | None    | (None, None): numbers that nobody can foresee         |

   (0, 0) would mean 'unforeseeable' to the op and becomes (0, 2**31 - 1). Every call without an op
   seed takes one number, `randint(0, 2**31 - 1)`, also `tf.get_seed(None)`, dropout, initializers
   and dataset shuffles: programs agree with TensorFlow's only if they draw in the same order.
2. Calls with equal op, seeds and dtypes continue one stream. dtypes are those of the output and of
   the inputs: a shape of int64 starts a stream other than a shape of int32 does. The shape's value,
   the thread, tapes, name scopes and the path to the op (`tf.raw_ops`, `tf.random.uniform`) make no
   difference. In TensorFlow an explicit `with tf.device("/cpu:0")` also starts a stream of its own;
   here it does not, as it does not change where the op runs.
3. A call moves its stream by 256 blocks of four words for each output (Multinomial: 512 for each
   sample, samples of a row rounded up to a multiple of 4; RandomShuffle: as many words as it
   reads, rounded up to whole blocks). A call without outputs does not move it.
4. `set_random_seed` restarts all streams, also those of ops with seeds of their own and those in
   traced functions, and restarts the numbers for ops without.
5. In a graph (TensorFlow 1.x sessions, and each traced function) the global seed is the graph's, an
   op without a seed takes the number of ops already in the graph, and each node has a stream of its
   own, which starts with the session or the first call of the traced function.
6. The function of `Dataset.map` and its kin is such a traced function: its random ops repeat with
   each iteration, each has a stream of its own, and those without a seed take nothing from the
   global seed's sequence. Here they take their number within the call instead of TensorFlow's
   number of ops, so their numbers are others.
7. `Dataset.shuffle` takes its two seeds when it is called, not when it is iterated; every iterator
   starts anew from them. native/ops/random/shuffle_order.h has the orders; `_native.ShuffleOrder`
   yields them as indices, `_native.RandomWords` the words behind them.
"""

import operator

from zeal import _native
from zeal.public import public

DEFAULT_GRAPH_SEED = 87654321
_MAXINT32 = 2**31 - 1


class _GlobalSeed:
    """The program's seed, shared by all threads as in TensorFlow, and the numbers it yields."""

    __slots__ = ("draw", "value")

    def __init__(self, value):
        self.value = value
        self.draw = None
        if value is not None:
            from random import Random  # 7 ms, so not at `import zeal`

            self.draw = Random(value).getrandbits


_global = _GlobalSeed(None)


def _as_int(seed):
    try:
        return operator.index(seed)
    except TypeError:
        pass
    if isinstance(seed, (str, bytes)):
        raise TypeError(f"a seed must be an integer, got {seed!r}")
    return int(seed)


@public("set_random_seed", "random.set_random_seed")
def set_random_seed(seed):
    """Sets the global seed and restarts every random stream.

    Outside eager execution it sets the graph's seed; the streams of a graph's ops start with each
    session.

    Args:
      seed: an integer; None makes ops without a seed of their own unforeseeable again.

    Raises:
      TypeError: seed is not a number.

    Example:
      >>> import zeal as tf
      >>> tf.enable_eager_execution()
      >>> tf.set_random_seed(1)
      >>> a = tf.random_uniform([2])
      >>> tf.set_random_seed(1)
      >>> bool((tf.random_uniform([2]).numpy() == a.numpy()).all())
      True
    """
    global _global
    if not _native.executing_eagerly():
        _native.current_graph().seed = seed if seed is None else _as_int(seed)
        return
    _global = _GlobalSeed(None if seed is None else _as_int(seed))
    _native.restart_random_streams(seed is not None)


@public("get_seed", "random.get_seed")
def get_seed(op_seed):
    """Returns the two seeds that an op with this op seed gets now.

    Args:
      op_seed: an integer, or None to take a number from the global seed's sequence, if one is set.

    Returns:
      A pair of integers below 2**31, or (None, None) when neither seed is set.

    Example:
      >>> import zeal as tf
      >>> tf.set_random_seed(None)
      >>> tf.get_seed(3)
      (87654321, 3)
    """
    whole = _graph_seed() if not _native.executing_eagerly() else _global.value
    if op_seed is not None:
        op_seed = _as_int(op_seed) % _MAXINT32
        first = DEFAULT_GRAPH_SEED if whole is None else whole % _MAXINT32
    elif whole is None:
        return None, None
    else:
        first, op_seed = whole % _MAXINT32, _drawn_seed() % _MAXINT32
    # The op would take (0, 0) for 'no seed'.
    return (first, op_seed) if first or op_seed else (0, _MAXINT32)


def _graph_seed():
    """The seed of the graph in force; a function's graph has that of what it was traced in."""
    graph = _native.current_graph()
    return _global.value if graph.seed is None and graph.building_function else graph.seed


def _drawn_seed():
    """A seed for an op that has none."""
    if not _native.executing_eagerly():
        return _native.current_graph()._op_count
    number = _native.function_seed()
    return _next_number(_global) if number is None else number


def _next_number(current):
    """What `random.Random.randint(0, 2**31 - 1)` returns, in a tenth of its time."""
    while (number := current.draw(32)) > _MAXINT32:
        pass
    return number


def op_seeds(op_seed):
    """The seeds to pass to an op at once: (0, 0) for none.

    Ops without a seed of their own get a new one at each call; their streams need not be kept.
    """
    eager = _native.executing_eagerly()
    if op_seed is None and eager and _global.value is None:
        return 0, 0
    first, second = get_seed(op_seed)
    if op_seed is None and eager:
        _native.mark_fresh_seed(second)
    return first or 0, second or 0
