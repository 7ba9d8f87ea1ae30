"""One call of every op of the road, and of the functions made of several, on 10x10 float32."""

import time
import timeit

from benchmarks import peers, timing
from benchmarks.operands import matrices

LIMIT = 200e-9

OPS = """
x + x; x + 1.0; x - y; x * y; x / y; x // y; x % y; x ** 2; -x; x > y; x <= y
tf.add(x, x); tf.abs(x); tf.sign(x); tf.floor(x); tf.ceil(x); tf.round(x); tf.exp(x); tf.log(x)
tf.log1p(x); tf.expm1(x); tf.sqrt(x); tf.rsqrt(x); tf.square(x); tf.pow(x, 2.0); tf.sin(x)
tf.cos(x); tf.tanh(x); tf.sigmoid(x); tf.erf(x); tf.maximum(x, y); tf.minimum(x, 1.0)
tf.equal(x, y); tf.logical_and(b, b); tf.logical_not(b); tf.clip_by_value(x, 0.0, 1.0)
tf.where(b, x, y); tf.reduce_sum(x); tf.reduce_sum(x, axis=0); tf.reduce_sum(x, axis=1)
tf.reduce_mean(x, axis=1); tf.reduce_max(x, axis=1); tf.reduce_min(x); tf.reduce_prod(x)
tf.reduce_all(b); tf.reduce_any(b, axis=1); tf.argmax(x, axis=1); tf.argmin(x, axis=0)
tf.matmul(x, x); tf.matmul(x, x, transpose_b=True); tf.reshape(x, [100]); tf.reshape(x, [-1])
tf.transpose(x); tf.transpose(x, [1, 0]); tf.expand_dims(x, 0); tf.squeeze(row)
tf.squeeze(row, axis=0); tf.concat([x, y], 0); tf.concat([x, y], axis=1); tf.stack([x, y])
tf.slice(x, [0, 0], [2, 2]); x[0]; x[1, 2]; x[1:3]; x[:, 1]; x[..., None]; tf.gather(x, index)
tf.gather(x, [0, 2, 5]); tf.tile(x, [2, 1]); tf.pad(x, [[1, 1], [1, 1]]); tf.one_hot(index, 10)
tf.range(10); tf.linspace(0.0, 1.0, 10); tf.fill([10, 10], 1.0); tf.zeros([10, 10])
tf.ones([10, 10]); tf.zeros_like(x); tf.ones_like(x); tf.shape(x); tf.size(x); tf.rank(x)
tf.cast(x, tf.int32); tf.cast(x, tf.float64); tf.to_int32(x); tf.identity(x); tf.stop_gradient(x)
tf.broadcast_to(row, [10, 10]); tf.add_n([x, y]); tf.constant(1.0); tf.constant([1.0, 2.0, 3.0])
tf.nn.relu(x); tf.nn.softplus(x); tf.nn.leaky_relu(x); tf.nn.softmax(x); tf.nn.log_softmax(x)
tf.nn.bias_add(x, bias); v.assign(x); v.assign_add(x); v + x
"""
SEVERAL = """
tf.split(x, 2); tf.split(x, 2, axis=1); tf.unstack(bias); tf.unstack(x); tf.reduce_logsumexp(x)
tf.clip_by_norm(x, 1.0); tf.nn.moments(x, [0]); tf.nn.dropout(x, 0.5)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=index, logits=x)
tf.nn.softmax_cross_entropy_with_logits_v2(labels=x, logits=x)
tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=x)
tf.random_uniform([10, 10]); tf.random_normal([10, 10]); tf.truncated_normal([10, 10])
tf.random_shuffle(x); x.numpy(); tf.constant(array)
"""


def _operands(tf):
    array, other = matrices()
    x = tf.constant(array)
    return {
        "tf": tf, "x": x, "y": tf.constant(other), "b": x > 1.0, "row": tf.fill([1, 10], 1.0),
        "index": tf.constant([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]), "bias": tf.fill([10], 0.5),
        "v": tf.Variable(x), "array": array,
    }  # fmt: skip


def _timers(tf, calls):
    """Timers of the calls that this library has."""
    operands, found = _operands(tf), {}
    for call in calls:
        timer = timeit.Timer(call, globals=operands)
        try:
            timer.timeit(2)
        except Exception:
            continue
        found[call] = timer
    return found


def _measure(timers, seconds, passes=6):
    """Seconds per call, less the loop's own; each pass goes over all calls."""
    timers = {"": timeit.Timer("pass"), **timers}
    least = {}
    for _ in range(passes):
        for call, timer in timers.items():
            start, number = time.perf_counter(), 256
            while time.perf_counter() - start < seconds:
                spent = timer.timeit(number) / number
                least[call] = min(spent, least.get(call, spent))
    empty = least.pop("")
    return {call: spent - empty for call, spent in least.items()}


def run(names):
    """Prints the two tables."""
    libraries = {"zeal": peers.zeal()}
    if "tf" in names and (tf := peers.load(["tf"]).get("tf")):
        libraries["tf"] = tf.compat.v1
    tables = {"ops of the road": OPS, "random, of several results, or of several ops": SEVERAL}
    for title, text in tables.items():
        calls = [c.strip() for c in text.replace("\n", ";").split(";") if c.strip()]
        times = {n: _measure(_timers(lib, calls), 0.01) for n, lib in libraries.items()}
        rows = [(c, {n: t[c] for n, t in times.items() if c in t}) for c in calls]
        timing.table(title, list(times), rows)
        within = sum(t <= LIMIT for t in times["zeal"].values())
        print(f"zeal: {within} of {len(calls)} calls take {timing.show(LIMIT)} or less")
