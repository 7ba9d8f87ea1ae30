"""Cells and layers of one op: values, names and gradients are TensorFlow 1.15's."""

import json
from pathlib import Path

import block_cell_cases as cases
import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal._native import raw

CAPTURED = json.loads(Path(__file__).with_name("block_cells.json").read_text())


def ends(names):
    return [name.rpartition("/")[2] for name in names]


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("name", list(cases.CASES))
def test_as_tensorflow(name, traced):
    if traced:
        found = cases.run(tf, tf.nest.flatten, name, lambda f: tf.function(f, autograph=False))
    else:
        found = cases.run(tf, tf.nest.flatten, name)
    wanted = CAPTURED[name]
    assert ends(found["names"]) == ends(wanted["names"])
    for got, want in zip(found["numbers"], wanted["numbers"], strict=True):
        np.testing.assert_allclose(got, want, rtol=2e-5, atol=3e-5)


@pytest.mark.parametrize("name", list(cases.CASES))
def test_in_a_session_with_unknown_sizes(name):
    with tf.Graph().as_default(), tf.Session() as session:
        unknown = "static" in name or "step" in name
        x = tf.placeholder(tf.float32, [5, 3, 4] if unknown else [None, None, 4])
        layer, function = cases.CASES[name](tf, tf.constant(cases.X))
        outputs = tf.nest.flatten(function(x))
        assigns = [v.assign(cases.weight(v)) for v in layer.variables]
        loss = sum(tf.reduce_sum(out * out) for out in outputs)
        gradients = [tf.convert_to_tensor(g) for g in tf.gradients(loss, [x, *layer.variables])]
        session.run(tf.global_variables_initializer())
        session.run(assigns)
        found = session.run([*outputs, *gradients], {x: cases.X})
    for got, want in zip(found, CAPTURED[name]["numbers"], strict=True):
        np.testing.assert_allclose(got, want, rtol=2e-5, atol=3e-5)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(kind, x, c, h, w, wi, wf, wo, b, peepholes):
    """Memories and outputs of all steps."""
    gate = (lambda z: np.clip(0.2 * z + 0.5, 0, 1)) if kind == "HardBlockLSTM" else sigmoid
    made = []
    for row in x:
        i, second, third, o = np.split(np.concatenate([row, h], 1) @ w + b, 4, 1)
        new, f = (second, third) if kind == "BlockLSTM" else (third, second)
        if peepholes:
            i, f = i + wi * c, f + wf * c
        c = np.tanh(new) * gate(i) + gate(f) * c
        h = gate(o + wo * c if peepholes else o) * np.tanh(c)
        made.append((c, h))
    return [np.array(part) for part in zip(*made, strict=True)]


KINDS = [("BlockLSTM", False), ("BlockLSTM", True), ("BlockLSTMV2", False), ("BlockLSTMV2", True),
         ("HardBlockLSTM", False)]  # fmt: skip


def problem(kind, peepholes, dtype=np.float64):
    random = np.random.RandomState(3)
    shapes = [(4, 3, 2), (3, 5), (3, 5), (7, 20), (5,), (5,), (5,), (20,)]
    arrays = [(random.randn(*shape) * 0.6).astype(dtype) for shape in shapes]
    options = {} if kind == "HardBlockLSTM" else {"use_peephole": peepholes, "cell_clip": 0.0}
    if kind == "BlockLSTM":
        options["forget_bias"] = 0.0
    weights = [random.randn(4, 3, 5) for _ in range(2)]

    def run(tensors):
        made = getattr(raw, kind)(4, *tensors, **options)
        return made[1], made[6]

    def loss(tensors):
        c, h = run(tensors)
        return tf.reduce_sum(c * weights[0]) + tf.reduce_sum(tf.square(h) * weights[1])

    return arrays, run, loss


@pytest.mark.parametrize("kind, peepholes", KINDS)
def test_values_of_the_ops(kind, peepholes):
    arrays, run, _ = problem(kind, peepholes)
    for got, want in zip(run(arrays), lstm(kind, *arrays, peepholes), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-13)


def along(tensors, directions, step):
    return [x + step * d for x, d in zip(tensors, directions, strict=True)]


def inner(gradients, directions):
    pairs = zip(gradients, directions, strict=True)
    return sum(tf.reduce_sum(g * d) for g, d in pairs if g is not None)


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("kind, peepholes", KINDS)
def test_gradients_to_second_order(kind, peepholes, traced):
    arrays, _, loss = problem(kind, peepholes)
    tensors = [tf.constant(a) for a in arrays]
    random = np.random.RandomState(4)
    first, second = ([random.randn(*a.shape) for a in arrays] for _ in range(2))

    def gradients(*tensors):
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value = loss(tensors)
        return [tf.zeros_like(x) if g is None else g
                for x, g in zip(tensors, tape.gradient(value, tensors), strict=True)]

    def twice(*tensors):
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value = inner(gradients(*tensors), first)
        return [tf.zeros_like(x) if g is None else g
                for x, g in zip(tensors, tape.gradient(value, tensors), strict=True)]

    if traced:
        gradients, twice = (tf.function(f, autograph=False) for f in (gradients, twice))
    step = 1e-5
    slope = (loss(along(tensors, first, step)) - loss(along(tensors, first, -step))) / (2 * step)
    np.testing.assert_allclose(inner(gradients(*tensors), first), slope, rtol=1e-7)
    ahead, behind = (
        inner(gradients(*along(tensors, second, s)), first) for s in (step, -step)
    )
    np.testing.assert_allclose(
        inner(twice(*tensors), second), (ahead - behind) / (2 * step), rtol=1e-6
    )


# Threads take rows of their own through all steps, or share each step's product.
@pytest.mark.parametrize("batch, units", [(20, 72), (6, 260)])
def test_many_rows_on_threads(batch, units):
    random = np.random.RandomState(5)
    shapes = [(6, batch, 5), (batch, units), (batch, units), (5 + units, 4 * units)]
    shapes += [(units,)] * 3 + [(4 * units,)]
    arrays = [random.uniform(-0.2, 0.2, shape) for shape in shapes]
    directions = [random.uniform(-1, 1, shape) for shape in shapes]
    flow = random.uniform(-1, 1, (6, batch, units))

    def loss(tensors):
        return tf.reduce_sum(raw.BlockLSTMV2(6, *tensors)[6] * flow)

    def made(threads):
        _native.set_num_threads(threads)
        tensors = [tf.constant(a) for a in arrays]
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value = loss(tensors)
        return raw.BlockLSTMV2(6, *tensors)[6], tape.gradient(value, tensors)

    before = _native.num_threads()
    try:
        states, grads = made(1)
        for threads in (2, 3):
            again, others = made(threads)
            np.testing.assert_array_equal(states, again)
            for one, other in zip(grads, others, strict=True):
                np.testing.assert_array_equal(one, other)
    finally:
        _native.set_num_threads(before)
    want = lstm("BlockLSTMV2", *arrays, False)[1]
    np.testing.assert_allclose(states, want, rtol=1e-10, atol=1e-12)
    ahead, behind = (loss(along(arrays, directions, s)) for s in (1e-6, -1e-6))
    np.testing.assert_allclose(inner(grads, directions), (ahead - behind) / 2e-6, rtol=1e-6)


def test_steps_beyond_the_longest_are_zero():
    arrays, _, _ = problem("BlockLSTM", False)
    x = tf.constant(arrays[0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        made = raw.BlockLSTM(2, x, *arrays[1:])
        loss = tf.reduce_sum(made[6])
    assert not made[6].numpy()[2:].any() and made[6].numpy()[:2].all()
    gradient = tape.gradient(loss, x).numpy()
    assert not gradient[2:].any() and gradient[:2].all()
    assert not raw.BlockLSTM(0, *arrays)[1].numpy().any()


@pytest.mark.parametrize("sizes", [(0, 3, 2), (4, 0, 2), (4, 3, 0)])
def test_empty(sizes):
    time, batch, depth = sizes
    arrays = [np.ones(s) for s in [sizes, (batch, 5), (batch, 5), (depth + 5, 20)]]
    arrays += [np.ones(5)] * 3 + [np.ones(20)]
    tensors = [tf.constant(a) for a in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        made = raw.BlockLSTM(time, *tensors)
        loss = tf.reduce_sum(made[6])
    assert made[6].shape.as_list() == [time, batch, 5]
    for tensor, gradient in zip(tensors, tape.gradient(loss, tensors), strict=True):
        assert gradient.shape == tensor.shape and np.isfinite(gradient.numpy()).all()


@pytest.mark.parametrize("place, shape, words", [
    (0, (4, 3), "x must be of rank 3"),
    (1, (2, 5), r"cs_prev.dim_size\(0\) != batch_size: 2 vs. 3"),
    (2, (3, 6), r"h_prev.dim_size\(1\) != cell_size: 6 vs. 5"),
    (3, (7, 21), r"w.dim_size\(1\) != cell_size \* 4: 21 vs. 20"),
    (3, (8, 20), r"w.dim_size\(0\) != input_size \+ cell_size: 8 vs. 7"),
    (4, (6,), r"wci.dim_size\(0\) != cell_size: 6 vs. 5"),
    (7, (19,), r"b.dim_size\(0\) != cell_size \* 4: 19 vs. 20"),
])  # fmt: skip
def test_shapes_that_do_not_fit(place, shape, words):
    arrays, _, _ = problem("BlockLSTM", True)
    arrays[place] = np.ones(shape)
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        raw.BlockLSTM(4, *arrays, use_peephole=True)


def test_gradients_of_gates_say_that_they_are_not_built():
    arrays, _, _ = problem("BlockLSTM", False)
    x = tf.constant(arrays[0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        gate = tf.reduce_sum(raw.BlockLSTM(4, x, *arrays[1:])[0])
    with pytest.raises(tf.errors.UnimplementedError, match="gradients of the gates"):
        tape.gradient(gate, x)


def test_the_cells_refuse_what_they_cannot_take():
    with pytest.raises(ValueError, match="Exactly one of num_units or cell_size"):
        tf.contrib.rnn.GRUBlockCell()
    with pytest.raises(ValueError, match=r"w_ru.dim_size\(1\) != cell_size \* 2"):
        tf.contrib.rnn.GRUBlockCell(3)(tf.ones([2, 3]), tf.ones([2, 4]))
    with pytest.raises(ValueError, match="Either initial_state or dtype"):
        tf.contrib.rnn.LSTMBlockFusedCell(3)(tf.ones([5, 2, 3]))
    with pytest.raises(ValueError, match="tuple with length 2"):
        tf.contrib.rnn.LSTMBlockCell(3)(tf.ones([2, 3]), [tf.ones([2, 3])])
    cell = tf.contrib.rnn.LSTMBlockFusedCell(2)
    outputs, _ = cell([tf.ones([2, 3])] * 4, dtype=tf.float32)
    assert isinstance(outputs, list) and len(outputs) == 4


def test_what_happens_between_steps_is_not_skipped():
    """Masks and dropout take Keras's loop; without them, the op gives the same."""
    x = np.random.RandomState(5).randn(3, 6, 4).astype("f")
    layer = tf.keras.layers.LSTM(5, return_sequences=True)
    whole = layer(x).numpy()
    masked = layer(x, mask=tf.ones([3, 6], tf.bool)).numpy()
    np.testing.assert_allclose(whole, masked, rtol=1e-5, atol=1e-6)
    dropping = tf.keras.layers.LSTM(5, dropout=0.9)
    np.testing.assert_array_equal(dropping(x), dropping(x))
    assert (dropping(x, training=True).numpy() != dropping(x).numpy()).any()


def test_a_graph_is_written_as_tensorflow_has_it():
    """The gradient's list is 9 inputs there, without a number of them."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        arrays, run, _ = problem("BlockLSTM", False)
        x = tf.placeholder(tf.float64, [4, 3, 2], name="x")
        flow = tf.gradients(tf.square(run([x, *arrays[1:]])[1]), x)[0]
        flow = tf.identity(flow, name="flow")
        want = session.run(flow, {x: arrays[0]})
        message = graph.as_graph_def()
    [node] = [node for node in message.node if node.op == "BlockLSTMGrad"]
    assert len(node.input) == 18 and "N" not in node.attr
    with tf.Graph().as_default(), tf.Session() as session:
        [flow] = tf.import_graph_def(message, return_elements=["flow:0"], name="")
        np.testing.assert_array_equal(session.run(flow, {"x:0": arrays[0]}), want)


def test_a_gru_step_is_one_op():
    """With tanh, in graphs too; another activation and half types are computed by parts."""
    made = []
    relu = {"activation": tf.nn.relu}
    for kwargs, dtype in (({}, "float32"), (relu, "float32"), ({}, "float16")):
        with tf.Graph().as_default() as graph:
            x = tf.zeros([2, 3], dtype)
            tf.nn.rnn_cell.GRUCell(4, **kwargs)(x, tf.zeros([2, 4], dtype))
            made.append("GRUBlockCell" in {op.type for op in graph.get_operations()})
    assert made == [True, False, False]


def test_a_gru_step_by_parts():
    """The op gives what the parts do, and so do its gradients."""
    x, h = (tf.constant(np.random.RandomState(i).randn(3, 4), tf.float32) for i in (0, 1))
    cell = tf.nn.rnn_cell.GRUCell(4, kernel_initializer=tf.random_normal_initializer(seed=1))
    parts = tf.nn.rnn_cell.GRUCell(4, activation=lambda x: tf.tanh(x))
    cell(x, h), parts(x, h)
    parts.set_weights(cell.get_weights())
    found = []
    for step in (cell, parts):
        with tf.GradientTape() as tape:
            tape.watch([x, h])
            y, _ = step(x, h)
            loss = tf.reduce_sum(y * y)
        found.append([y, *tape.gradient(loss, [x, h, *step.variables])])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=2e-6)
