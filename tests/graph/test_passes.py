"""Passes over programs: what each makes of small graphs, and that nothing else can be told of them.

`python -m tests.graph.test_passes` writes the texts anew; read what changed before you commit it.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal import _native

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "passes.txt"


def passes(feeds, fetches):
    return _native.passes(tf.get_default_graph(), feeds, fetches)


def counts(feeds, fetches):
    return {name: changes for name, changes, _ in passes(feeds, fetches)}


# --- the graphs: each gives what is fed and what is fetched ---
def nothing_done():
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    y = tf.reshape(tf.identity(tf.stop_gradient(x)), [2, 3])
    y = tf.tile(tf.transpose(y, [0, 1]), [1, 1])
    return [x], [tf.exp(tf.add_n([y])[:, :], name="y")]


def known_before():
    x = tf.placeholder(tf.float32, [4, 3], name="x")
    size = tf.cast(tf.reduce_prod(tf.shape(x)), tf.float32)
    scale = tf.sqrt(tf.constant(16.0)) * tf.ones_like(size)
    return [x], [tf.divide(x * scale, size, name="y")]


def a_constant_that_is_fed():
    c = tf.constant(2.0, name="c")
    x = tf.placeholder(tf.float32, [], name="x")
    return [c, x], [tf.multiply(c * 3.0, x, name="y")]


def arithmetic():
    x = tf.placeholder(tf.float32, [None], name="x")
    b = tf.placeholder(tf.bool, [None], name="b")
    y = tf.negative(tf.negative(x * 1.0)) / 1.0 - 0.0
    kept = (y + 0.0) * 0.0  # -0 + 0 is 0, and nan * 0 is nan
    return [x, b], [kept, tf.exp(y, name="y"), tf.logical_not(tf.logical_not(b & True)) | b]


def axes_and_shapes():
    x = tf.placeholder(tf.float32, [2, 3, 4], name="x")
    turned = tf.transpose(tf.transpose(x, [1, 2, 0]), [2, 0, 1])
    moved = tf.transpose(tf.transpose(x, [1, 2, 0]), [1, 0, 2])
    flat = tf.reshape(tf.expand_dims(tf.reshape(x, [6, 4]), 0), [24])
    return [x], [
        tf.sin(turned, name="turned"),
        tf.sin(moved, name="moved"),
        tf.sin(flat, name="flat"),
    ]


def casts():
    x = tf.placeholder(tf.int32, [3], name="x")
    f = tf.placeholder(tf.float32, [3], name="f")
    back = tf.cast(tf.cast(x, tf.float64), tf.int32) + 1
    wider = tf.cast(tf.cast(x, tf.int64), tf.float32)
    lossy = tf.cast(tf.cast(f, tf.int32), tf.float32)
    return [x, f], [tf.identity(back, "back"), tf.exp(wider, "wider"), tf.exp(lossy, "lossy")]


def packed_and_unpacked():
    a, b = tf.placeholder(tf.float32, [2], name="a"), tf.placeholder(tf.float32, [2], name="b")
    first, second = tf.unstack(tf.stack([a, b]))
    n, m = tf.placeholder(tf.int32, [], name="n"), tf.placeholder(tf.int32, [], name="m")
    sizes = tf.stack([n, m, 7])
    x = tf.placeholder(tf.float32, [3, 2], name="x")
    return [a, b, n, m, x], [
        tf.subtract(second, first, name="y"),
        tf.add(sizes[1], sizes[2], name="z"),
        tf.sin(tf.stack(tf.unstack(x)), name="rows"),
    ]


def equal_nodes():
    x, w = (
        tf.placeholder(tf.float32, [3, 3], name="x"),
        tf.placeholder(tf.float32, [3, 3], name="w"),
    )
    y = tf.tanh(tf.matmul(x, w) + 1.0) * tf.tanh(1.0 + tf.matmul(x, w))
    other = tf.tanh(tf.matmul(w, x) + 1.0)
    return [x, w], [tf.subtract(y, other, name="y")]


def a_layer_of_unknown_rows():
    x = tf.placeholder(tf.float32, [None, 5], name="x")
    w, b = tf.placeholder(tf.float32, [5, 2], name="w"), tf.placeholder(tf.float32, [2], name="b")
    loss = tf.reduce_mean(tf.square(tf.nn.relu(tf.matmul(x, w) + b)), name="loss")
    return [x, w, b], [loss, *tf.gradients(loss, [w, b])]


def convolutions():
    x = tf.placeholder(tf.float32, [None, 4, 5, 2], name="x")
    w, v = (tf.placeholder(tf.float32, [3, 3, n, 3], name=name) for n, name in ((2, "w"), (3, "v")))
    b = tf.placeholder(tf.float32, [3], name="b")
    y = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "SAME"), b))
    z = tf.nn.conv2d(y, v, 2, "VALID") + b
    plain = tf.exp(tf.nn.conv2d(x, w, 1, "VALID") + b)
    twice = tf.nn.conv2d(y, v, 1, "SAME")  # what others read too stays
    kept = tf.nn.relu(tf.nn.bias_add(twice, b)) * twice
    return [x, w, v, b], [tf.negative(z, name="z"), plain, kept, *tf.gradients(z, [w, b])]


def what_acts():
    v = tf.get_variable("v", initializer=[1.0, 2.0])
    before = v.read_value()
    with tf.control_dependencies([before * 1.0]):
        update = v.assign_add([1.0, 1.0])
    with tf.control_dependencies([update]):
        after = tf.identity(v.read_value())
    noise = tf.random.uniform([2], seed=1) + tf.random.uniform([2], seed=1)
    unused = tf.random.uniform([2], seed=2)
    return [], [tf.add(before, after, name="both"), noise, tf.shape(unused) * 2]


def a_loop():
    x = tf.placeholder(tf.float32, [2], name="x")
    n = tf.constant(3) * 1
    _, y = tf.while_loop(
        lambda i, y: i < n, lambda i, y: (i + 1, tf.sin(y) * tf.identity(x)), [0, x]
    )
    return [x], [tf.identity(y, name="y")]


GRAPHS = [
    nothing_done, known_before, a_constant_that_is_fed, arithmetic, axes_and_shapes, casts,
    packed_and_unpacked, equal_nodes, a_layer_of_unknown_rows, convolutions,
    what_acts, a_loop,
]  # fmt: skip


def text_of(graph):
    with tf.Graph().as_default():
        feeds, fetches = graph()
        parts = [f"{name} {changes}\n{text}" for name, changes, text in passes(feeds, fetches)]
    return f"==== {graph.__name__}\n" + "".join(parts)


def golden():
    texts = GOLDEN.read_text().split("==== ")[1:]
    return {text.split("\n", 1)[0]: "==== " + text for text in texts}


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda g: g.__name__)
def test_what_passes_make_of_it(graph):
    assert text_of(graph) == golden()[graph.__name__]


SPECIAL = np.array([0.0, -0.0, 1.5, -2.5, np.inf, -np.inf, np.nan, 1e-42, 3e38, 1.0, -7.0, 0.1])


@pytest.mark.parametrize(
    "graph", [g for g in GRAPHS if g is not what_acts], ids=lambda g: g.__name__
)
def test_intermediate_values_are_the_same(graph):
    """Whatever else is fetched keeps what a pass would take away."""
    with tf.Graph().as_default() as g, tf.Session() as session:
        feeds, fetches = graph()
        values = {}
        for t in feeds:
            shape = [4 if n is None else n for n in t.shape.as_list()]
            values[t] = np.resize(SPECIAL, shape).astype(t.dtype.as_numpy_dtype)
        everything = [
            t
            for op in g.get_operations()
            for t in op.outputs
            if t.dtype not in (tf.variant, tf.resource)
        ]
        with np.errstate(all="ignore"):
            alone = session.run(fetches, values)
            among = dict(zip(everything, session.run(everything, values), strict=True))
        for t, value in zip(fetches, alone, strict=True):
            np.testing.assert_array_equal(np.asarray(value), among[t])
            if value.dtype.kind == "f":
                np.testing.assert_array_equal(np.signbit(value), np.signbit(among[t]))


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_what_follows_from_a_fed_constant_is_not_believed(session):
    sizes = tf.constant([2, 3], name="sizes")
    x = tf.reshape(tf.placeholder_with_default(np.arange(6.0), [6]), sizes)
    y = tf.shape(x)[0] + tf.shape(x)[1] * 10
    assert session.run(y) == 32
    assert session.run(y, {sizes: [3, 2]}) == 32  # made of the shape when y was, as in TensorFlow
    assert session.run(tf.size(sizes) + tf.reduce_sum(sizes), {sizes: [5, 5]}) == 12
    partly = tf.shape(tf.placeholder(tf.float32, [None, 4], name="p"))
    assert session.run(partly[1] * 2, {partly: [7, 9]}) == 18


def test_captured_constants_can_be_fed(session):
    n = tf.constant(3)
    _, y = tf.while_loop(
        lambda i, y: i < n, lambda i, y: (i + 1, y + tf.cast(n * 2, tf.float32)), [0, 0.0]
    )
    assert session.run(y) == 18
    assert session.run(y, {n: 2}) == 8


def test_what_follows_from_captured_constants_is_computed_once(session):
    """In bodies too, unless the constant is fed: then by what was fed."""
    shift, scale, x = tf.constant([1.0, 2.0]), tf.constant(2.0), tf.placeholder(tf.float32, [2])

    def body(i, y):
        inner = tf.cond(y[0] > 0, lambda: y * (scale * 3.0), lambda: y - tf.exp(shift))
        return i + 1, inner + tf.square(shift) * scale

    _, y = tf.while_loop(lambda i, y: i < 2, body, [0, x])
    slopes = tf.gradients(y, [x, shift, scale])

    def want(shift, scale, y):
        for _ in range(2):
            y = (y * scale * 3 if y[0] > 0 else y - np.exp(shift)) + np.square(shift) * scale
        return y

    for feeds in ({}, {shift: [3.0, 4.0]}, {scale: 5.0}, {shift: [0.5, 1.0], scale: 0.5}, {}):
        for value in ([1.0, 2.0], [-1.0, 2.0]):
            got, *found = session.run([y, *slopes], {x: value, **feeds})
            at = [np.array(feeds.get(shift, [1.0, 2.0])), feeds.get(scale, 2.0), np.array(value)]
            np.testing.assert_allclose(got, want(*at), rtol=1e-5)
            e = 1e-6
            up, down = ((at[0], at[1] + d, at[2]) for d in (e, -e))
            slope = (want(*up) - want(*down)).sum() / (2 * e)
            np.testing.assert_allclose(found[2], slope, rtol=1e-4)
            up, down = ((at[0] + d, at[1], at[2]) for d in (e, -e))
            np.testing.assert_allclose(found[1], (want(*up) - want(*down)) / (2 * e), rtol=1e-4)


def test_bodies_without_what_is_known():
    program = """
import zeal as tf
c = tf.constant([1.0, 2.0])
_, y = tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, tf.sin(y) * tf.exp(c * 2.0)), [0, c])
with tf.Session() as session:
    session.run(y)
    print(flush=True)
    session.run(y, {c: [2.0, 3.0]})
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "ZEAL_DEBUG": "2"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True,
    )  # fmt: skip
    known, fed = ran.stdout.split("\n\n")
    assert "while/mul_1 = {Sin | Mul}(while/body_var_1, [7.38906 54.5982]) float32 [2]" in known
    fused = "while/mul_1 = {Sin | Mul | Exp | Mul}(while/body_var_1, while/captured, 2) float32 [2]"
    assert fused in fed


def test_any_value_can_be_fed_and_fetched(session):
    x = tf.placeholder(tf.float32, [2])
    a = tf.identity(x)
    b = a * 1.0
    c = tf.transpose(tf.transpose(tf.reshape(b, [1, 2])))
    y = tf.exp(c)
    v = np.array([0.0, 1.0], np.float32)
    for t, fed in ((a, v), (b, v), (c, v.reshape(1, 2))):
        np.testing.assert_allclose(session.run(y, {t: fed}), np.exp(v).reshape(1, 2), rtol=1e-6)
        np.testing.assert_array_equal(session.run([t, y], {x: v})[0], fed)
    np.testing.assert_allclose(
        session.run(y + b, {x: v, b: v + 1}), np.exp([[1, 2]]) + v + 1, rtol=1e-6
    )


def test_equal_calls_of_random_and_python_ops_stay(session):
    calls = []

    def count(x):
        calls.append(x)
        return np.float32(len(calls))

    a, b = (tf.py_func(count, [1.0], tf.float32, stateful=stateful) for stateful in (True, False))
    c = tf.py_func(count, [1.0], tf.float32, stateful=False)
    session.run([a + b + c])
    assert len(calls) == 3
    u = [tf.random.uniform([3]) for _ in range(2)]
    first, second = session.run([u[0] * 1.0, u[1] * 1.0])
    assert (first != second).all()


def test_a_random_op_whose_shape_alone_is_read_does_not_draw(session):
    """As in TensorFlow, where its shape is a constant."""
    u = tf.random.uniform([3], seed=4)
    before = session.run(u)
    session.run(tf.shape(u) * 2 + tf.size(u))
    after = session.run(u)
    with tf.Session() as other:
        assert [v.tolist() for v in (before, after)] == [other.run(u).tolist() for _ in range(2)]


def test_what_is_waited_for_runs_though_nobody_reads_it(session):
    x = tf.placeholder(tf.float32, [None])
    checked = tf.debugging.check_numerics(x, "bad x")
    with tf.control_dependencies([checked]):
        y = tf.identity(tf.constant([1.0]))
    v = tf.get_variable("v", initializer=[0.0])
    update = v.assign(y * 1.0)
    session.run(tf.global_variables_initializer())
    with pytest.raises(tf.errors.InvalidArgumentError, match="bad x"):
        session.run(update, {x: [np.nan]})
    assert session.run(v).tolist() == [0]
    session.run(update, {x: [1.0]})
    assert session.run(v).tolist() == [1]


def test_what_waits_is_computed_anew(session):
    x = tf.placeholder(tf.float32, [3])
    y = tf.exp(x)
    with tf.control_dependencies([y]):
        again = tf.exp(x)
    assert counts([x], [tf.sin(y) + tf.cos(again)]).get("merge", 0) == 0


def test_errors_name_the_node_whose_call_was_rewritten(session):
    x = tf.placeholder(tf.float32, None)
    y = tf.placeholder(tf.float32, [None, 3])
    spread = tf.broadcast_to(x, tf.shape(y), name="spread")
    z = tf.multiply(spread, y, name="product")
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"node (product|spread) \(defined at .*test_passes.py"
    ):
        session.run(z, {x: [1.0, 2.0], y: np.ones([1, 3])})
    assert session.run(z, {x: 2.0, y: np.ones([1, 3])}).tolist() == [[2, 2, 2]]


def test_same_bits_as_eagerly():
    def program(x, w):
        y = tf.matmul(x * 1.0 - 0.0, w) + tf.zeros([3])
        z = tf.transpose(tf.transpose(tf.nn.relu(y))) * tf.tanh(y) / 1.0
        loss = tf.reduce_sum(z * z) / tf.cast(tf.shape(x)[0], tf.float32)
        return loss, z

    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((5, 4)).astype("f"), rng.standard_normal((4, 3)).astype("f")
    with tf.Graph().as_default(), tf.Session() as session:
        px, pw = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [4, 3])
        loss, z = program(px, pw)
        got = session.run([loss, z, *tf.gradients(loss, [px, pw])], {px: x, pw: w})
    ex, ew = tf.constant(x), tf.constant(w)
    with tf.GradientTape() as tape:
        tape.watch([ex, ew])
        loss, z = program(ex, ew)
    want = [loss, z, *tape.gradient(loss, [ex, ew])]
    for a, b in zip(got, want, strict=True):
        assert np.asarray(a).tobytes() == b.numpy().tobytes()


@pytest.mark.parametrize("layers", [1, 6])
def test_a_traced_step_holds_no_more_than_an_eager_one(layers):
    x = tf.constant(np.random.default_rng(1).standard_normal((64, 256)).astype("f"))
    weights = [tf.Variable(np.full((256, 256), 0.01, "f")) for _ in range(layers)]
    biases = [tf.Variable(np.zeros(256, "f")) for _ in range(layers)]

    def step(x):
        with tf.GradientTape() as tape:
            y = x
            for w, b in zip(weights, biases, strict=True):
                y = tf.tanh(tf.matmul(y, w) + b)
            loss = tf.reduce_mean(y * y)
        grads = tape.gradient(loss, weights + biases)
        for v, g in zip(weights + biases, grads, strict=True):
            v.assign_sub(0.01 * g)
        return loss

    def peak(run):
        for _ in range(3):
            run(x)
        before = _native.memory_stats()["bytes_in_use"]
        _native.reset_peak_memory()
        run(x)
        return _native.memory_stats()["peak_bytes"] - before

    assert peak(tf.contrib.eager.defun(step)) <= peak(step)


@pytest.mark.parametrize("shapes", [[(32, 10), (10,)], [(5, 1), (1, 7)], [(2, 3, 4), (3, 1)]])
def test_fused_values_of_several_shapes_are_placed_anew_for_others(session, shapes):
    a, b = tf.placeholder(tf.float32, None), tf.placeholder(tf.float32, None)
    y = tf.nn.relu(a + b) * 2.0
    rng = np.random.default_rng(2)
    for change in (0, 0, 1, 2, 0):
        one, other = (
            rng.standard_normal([n + change if n > 1 else n for n in shape]).astype("f")
            for shape in shapes
        )
        for p, q in ((one, other), (other, one)):
            want = np.maximum(p + q, np.float32(0)) * np.float32(2)
            np.testing.assert_array_equal(session.run(y, {a: p, b: q}), want)


def test_long_graphs_stay_fast_to_compile(session):
    import time

    x = y = tf.placeholder(tf.float32, [3])
    for _ in range(6000):
        y = tf.identity(tf.sin(y) * 1.0 + x)
    start = time.process_time()
    left = counts([x], [y])
    assert time.process_time() - start < 5 and left["sweep"] > 11000


@pytest.mark.parametrize(
    "perm",
    [[1 << 28, -(1 << 30)], [0, 0], [-3, 0], [*range(1000)]],
    ids=["far", "twice", "below", "long"],
)
def test_axes_that_only_the_run_knows_are_looked_at(session, perm):
    x, axes = tf.placeholder(tf.float32, None), tf.placeholder_with_default(perm, [None])
    y = tf.exp(tf.transpose(tf.transpose(x, axes), axes))
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y, {x: np.ones([2, 3])})
    assert session.run(y, {x: np.zeros([2, 3]), axes: [1, 0]}).shape == (2, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: tf.transpose(x, [0, 1]),
        lambda x: tf.transpose(tf.transpose(x, [1, 0]), [1, 0]),
        lambda x: tf.tile(x, [1, 1]),
        lambda x: tf.pad(x, [[0, 0], [0, 0]]),
    ],
    ids=["transpose", "twice", "tile", "pad"],
)
def test_lists_for_another_rank_are_refused_though_they_change_nothing(session, call):
    x = tf.placeholder(tf.float32, None)
    y = tf.exp(call(x))
    assert session.run(y, {x: np.zeros([2, 3])}).shape == (2, 3)
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y, {x: np.zeros([2, 3, 4])})


if __name__ == "__main__":
    GOLDEN.write_text("".join(text_of(graph) for graph in GRAPHS))
