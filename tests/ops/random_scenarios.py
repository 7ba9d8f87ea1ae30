"""Sequences of random calls whose results are compared with TensorFlow 1.15.

Each scenario is a list of steps `(function, args, kwargs)`, run in order from a state without a
global seed and with fresh streams. tools/capture_random.py runs them with TensorFlow and writes
tests/golden/random.json. (Python 3.7 must be able to read this file.)
"""

import hashlib

import numpy as np

FLOATS = ("float16", "float32", "float64")
INF = float("inf")


def step(function, *args, **kwargs):
    return function, args, kwargs


def _every_op():
    """Each op, dtype and size once: layout, tails, and how far a call moves its stream."""
    for dtype in FLOATS:
        for n in (1, 3, 7, 66, 257, 1030):
            for op in ("random_uniform", "random_normal", "truncated_normal"):
                name = f"{op}-{dtype}-{n}"
                call = step(op, [n], seed=n, dtype=dtype)
                yield name, [step("set_random_seed", 5), call, call]
    for dtype, bounds in (("int32", (-3, 1000)), ("int64", (-3, 10**12)), ("int32", (-(2**31), 5))):
        for n in (1, 5, 64, 999):
            call = step("random_uniform", [n], bounds[0], bounds[1], dtype=dtype, seed=n)
            yield f"int-{dtype}-{bounds[1]}-{n}", [call, call]
    for n in (1, 2, 5, 6, 100, 1030):
        call = step("random_shuffle", list(range(n)), seed=n)
        yield f"shuffle-{n}", [call, call]
    rows = np.arange(60).reshape(10, 3, 2).tolist()
    yield "shuffle-slices", [step("random_shuffle", rows, seed=1)] * 2


def _large():
    for dtype in ("float32", "float64"):
        for op in ("random_uniform", "random_normal", "truncated_normal"):
            call = step(op, [1001, 1003], seed=3, dtype=dtype)
            yield f"large-{op}-{dtype}", [step("set_random_seed", 1), call, call]
    yield "large-shuffle", [step("random_shuffle", list(range(100003)), seed=8)]
    yield "large-int", [step("random_uniform", [1000003], 0, 12345, dtype="int32", seed=8)]


def _ranges():
    yield "range-uniform", [step("random_uniform", [5], -2.5, 7.0, seed=1),
                            step("random_uniform", [2, 3], [0.0, 1.0, 2.0], 3, seed=1)]
    yield "range-normal", [step("random_normal", [5], 2.0, 3.0, seed=1),
                           step("random_normal", [2, 3], [0.0, 10.0, 20.0], seed=1)]
    yield "range-truncated", [step("truncated_normal", [5], 2.0, 3.0, seed=1)]


def _seeds():
    one = step("random_uniform", [2])
    for seed in (0, 1, -1, 87654321, 2**31 - 1, 2**31, 2**40 + 5):
        yield f"global-{seed}", [step("set_random_seed", seed), one, one,
                                         step("random_uniform", [2], seed=0), one]
        yield f"op-{seed}", [step("random_uniform", [2], seed=seed),
                                     step("random_uniform", [2], seed=seed)]
    yield "both-zero", [step("set_random_seed", 0), step("random_uniform", [2], seed=0)]
    yield "reset", [step("random_uniform", [2], seed=4), step("set_random_seed", None),
                    step("random_uniform", [2], seed=4), step("random_uniform", [2], seed=4)]
    yield "restart", [step("set_random_seed", 9), one, one, step("set_random_seed", 9), one, one]
    yield "draws-in-order", [step("set_random_seed", 3), one, step("random_normal", [2]),
                             step("truncated_normal", [2]), step("random_shuffle", [1, 2, 3, 4, 5]),
                             step("random_uniform", [3], maxval=100, dtype="int32"), one]
    yield "get-seed-draws", [step("set_random_seed", 3), step("get_seed", None), one,
                             step("get_seed", 5), one, step("get_seed", None)]


def _streams():
    """What shares a stream and what does not (rule 2)."""
    one = step("random_uniform", [2], seed=1)
    yield "stream-shapes", [one, step("random_uniform", [3, 1], seed=1), one,
                            step("random_uniform", [0], seed=1), one]
    yield "stream-dtypes", [one, step("random_uniform", [2], seed=1, dtype="float64"), one]
    yield "stream-ops", [one, step("random_normal", [2], seed=1),
                         step("truncated_normal", [2], seed=1), one]
    yield "stream-names", [one, step("random_uniform", [2], seed=1, name="other"), one]
    yield "stream-paths", [one, step("random.uniform", [2], seed=1), one]
    yield "stream-ranges", [one, step("random_uniform", [2], 0.0, 4.0, seed=1), one]
    yield "stream-shape-dtype", [one, step("random_uniform", np.array([2], np.int64), seed=1), one]
    yield "stream-seeds", [one, step("random_uniform", [2], seed=2), one,
                           step("random_uniform", [2], seed=2)]


def _choices():
    logits = [[0.5, -1.0, 2.0], [0.0, -INF, 0.0]]
    for n in (1, 4, 5):
        call = step("multinomial", logits, n, seed=2)
        yield f"multinomial-{n}", [call, call]
    yield "categorical-int32", [step("random.categorical", logits, 6, dtype="int32", seed=2)]
    x = np.arange(1, 13, dtype=np.float32).reshape(3, 4)
    yield "dropout", [step("set_random_seed", 7), step("nn.dropout", x, 0.4),
                      step("nn.dropout", x, rate=0.3, seed=5), step("nn.dropout", x, 1.0),
                      step("nn.dropout", x, 0.5, [None, 1]), step("nn.dropout", x, rate=0.6),
                      step("random_uniform", [2])]
    yield "crop", [step("random_crop", np.arange(120).reshape(5, 8, 3).tolist(), [2, 3, 3], seed=1),
                   step("random_crop", np.arange(120).reshape(5, 8, 3).tolist(), [5, 1, 2], seed=1)]


def _positive():
    alpha = [0.01, 0.5, 1.0, 1.5, 300.0]
    rates = [0.0, 0.5, 9.5, 10.0, 12.0, 900.0]
    for dtype in ("float32", "float64"):
        call = step("random_gamma", [7], alpha, seed=1, dtype=dtype)
        yield f"gamma-{dtype}", [call, call]
    yield "gamma-beta", [step("random_gamma", [3], alpha, [[1.0], [4.0]], seed=1)]
    for dtype in FLOATS + ("int32", "int64"):
        call = step("random_poisson", rates, [9], seed=1, dtype=dtype)
        yield f"poisson-{dtype}", [call, call]


def _stateless():
    for seed in ([0, 0], [1, 2], [-1, 2**40]):
        for dtype in FLOATS:
            for op in ("uniform", "normal", "truncated_normal"):
                yield (f"stateless-{op}-{dtype}-{seed}",
                       [step("random.stateless_" + op, [11], seed, dtype=dtype)])
        yield f"stateless-int-{seed}", [
            step("random.stateless_uniform", [6], seed, -5, 50, dtype="int32"),
            step("random.stateless_uniform", [6], seed, -5, 50, dtype="int64"),
            step("random.stateless_categorical", [[0.0, 1.0], [2.0, 0.0]], 5, seed)]


def scenarios():
    groups = (_every_op, _large, _ranges, _seeds, _streams, _choices, _positive, _stateless)
    return {name: steps for group in groups for name, steps in group()}


def run(tf, steps):
    """Runs one scenario; yields the result of each step that has one."""
    tf.set_random_seed(None)
    for function, args, kwargs in steps:
        target = tf
        for part in function.split("."):
            target = getattr(target, part)
        result = target(*args, **kwargs)
        if result is not None:
            yield result.numpy() if hasattr(result, "numpy") else np.array(result, np.int64)


def describe(array):
    """A result as JSON: its values, or for larger ones a digest and about 40 samples."""
    flat = np.ravel(array)
    form = {"shape": list(np.shape(array)), "dtype": flat.dtype.name}
    if flat.size <= 70:
        form["values"] = flat.tolist()
    else:
        form["sha256"] = hashlib.sha256(flat.tobytes()).hexdigest()
        form["samples"] = flat[:: flat.size // 37 + 1].tolist()
    return form


def shuffle_cases():
    """Orders of tf.data's shuffle: (size, buffer, epochs, op seed, mode)."""
    sizes = ((10, 4), (10, 10), (10, 15), (10, 1000), (7, 3), (6, 1), (1, 5), (257, 100))
    return [(size, buffer, epochs, seed, mode) for size, buffer in sizes
            for epochs, seed in ((1, 5), (4, 0)) for mode in ("reshuffle", "same", "across")
            if mode != "across" or epochs > 1]  # TensorFlow drops repeat(1)


def shuffle_with_datasets(tf, size, buffer, epochs, seed, mode):
    """The order that a tf.data pipeline of this kind yields."""
    again = mode != "same"
    data = tf.data.Dataset.range(size).shuffle(buffer, seed, reshuffle_each_iteration=again)
    if mode == "reshuffle":
        data = data.batch(3)  # keeps shuffle and repeat apart
    return [int(i) for batch in data.repeat(epochs) for i in np.ravel(batch.numpy())]
