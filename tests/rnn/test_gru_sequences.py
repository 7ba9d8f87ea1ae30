"""A GRU over sequences by one op, and the layers and cells of Keras that it computes."""

import itertools

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal._native import raw
from zeal.keras.layers import recurrent_loop

KINDS = [
    {"hard": hard, "reset_after": after}
    for hard, after in itertools.product((False, True), (False, True))
]


def points(units, seed=0):
    random = np.random.RandomState(seed)
    shapes = [4, 5, 6], [5, units], [6, 3 * units], [units, 3 * units], [3 * units], [3 * units]
    return [random.uniform(-0.5, 0.5, shape) for shape in shapes]


def first_order(values, flow, kind):
    """Gradients of the sum of the states, weighed by what flows into them."""
    with tf.GradientTape() as tape:
        tape.watch(values)
        loss = tf.reduce_sum(raw.BlockGRU(*values, **kind)[4] * flow)
    return loss, [dx for dx in tape.gradient(loss, values) if dx is not None]


def second_order(values, flow, kind, along):
    with tf.GradientTape() as tape:
        tape.watch([*values, flow])
        _, grads = first_order(values, flow, kind)
        loss = tf.add_n([tf.reduce_sum(dx * v) for dx, v in zip(grads, along, strict=False)])
    return loss, tape.gradient(loss, [*values, flow])


def slope(function, values, along):
    """Of a number along a direction, by a difference."""
    ahead, behind = (
        function([tf.constant(v + step * d) for v, d in zip(values, along, strict=True)])
        for step in (1e-6, -1e-6)
    )
    return float(ahead - behind) / 2e-6


@pytest.mark.parametrize("units", [3, 10])
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_gradients_to_second_order(units, kind):
    values, along, across = points(units), points(units, 1), points(units, 2)
    flow, flow_along = np.random.RandomState(3).uniform(-1, 1, [2, 4, 5, units])
    tensors, flows = [tf.constant(v) for v in values], tf.constant(flow)

    _, grads = first_order(tensors, flows, kind)
    found = sum(float(tf.reduce_sum(dx * v)) for dx, v in zip(grads, along, strict=False))
    want = slope(lambda given: first_order(given, flows, kind)[0], values, along)
    assert found == pytest.approx(want, rel=1e-6)

    _, grads = second_order(tensors, flows, kind, along)
    ways = [*across, flow_along]
    found = sum(
        float(tf.reduce_sum(dx * v)) for dx, v in zip(grads, ways, strict=True) if dx is not None
    )
    want = slope(
        lambda given: second_order(given[:6], given[6], kind, along)[0], [*values, flow], ways
    )
    assert found == pytest.approx(want, rel=1e-6)


@pytest.mark.parametrize("reset_after", [False, True])
@pytest.mark.parametrize("use_bias", [False, True])
@pytest.mark.parametrize("gate", ["sigmoid", "hard_sigmoid"])
def test_the_op_is_what_the_steps_of_the_cell_give(reset_after, use_bias, gate):
    """The cell's own arithmetic serves activations that the op does not know."""
    options = {"reset_after": reset_after, "use_bias": use_bias, "recurrent_activation": gate}
    x = tf.constant(np.random.RandomState(0).uniform(-1, 1, [3, 4, 5]).astype("f"))
    layer = tf.keras.layers.GRU(6, return_sequences=True, bias_initializer="uniform", **options)
    fused = run(layer, x)
    layer.cell.activation = lambda sums: tf.tanh(sums)
    for one, other in zip(fused, run(layer, x), strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=2e-6)


def run(layer, x):
    """Outputs and gradients."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = layer(x)
        loss = tf.reduce_sum(outputs * outputs)
    return [outputs, *tape.gradient(loss, [x, *layer.trainable_variables])]


@pytest.mark.parametrize(
    "options",
    [{}, {"go_backwards": True}, {"time_major": True}, {"return_sequences": False}], ids=str,
)  # fmt: skip
def test_a_layer_runs_no_loop_of_steps(monkeypatch, options):
    layer = tf.keras.layers.GRU(**{"units": 6, "return_sequences": True, **options})
    x = tf.constant(np.random.RandomState(0).uniform(-1, 1, [3, 4, 5]).astype("f"))
    layer(x)
    found = layer(x)
    stepwise = tf.keras.layers.RNN(
        layer.cell, **{"return_sequences": True, **options}
    )
    np.testing.assert_allclose(found, stepwise(x), rtol=1e-5, atol=1e-6)

    def refuse(*args):
        raise AssertionError("a loop of steps")

    monkeypatch.setattr(recurrent_loop.RecurrentLoop, "run", refuse)
    layer(x)


def test_dropout_goes_step_by_step():
    layer = tf.keras.layers.GRU(64, dropout=0.5)
    x = tf.ones([2, 3, 4])
    assert np.any(layer(x, training=True).numpy() != layer(x).numpy())


def test_many_steps_of_nothing():
    most = np.empty([2**40, 0, 4], "float32")
    made = [tf.constant(np.empty([2**40, 0, 3], "float32"))] * 6
    weights = [tf.zeros([0, 3]), tf.zeros([4, 9]), tf.zeros([3, 9]), tf.zeros([9]), tf.zeros([9])]
    grads = raw.BlockGRUGrad(tf.constant(most), *weights, *made)
    assert not np.any(grads[2].numpy()) and grads[0].shape == [2**40, 0, 4]


def test_bits_do_not_depend_on_threads():
    random = np.random.RandomState(0)
    shapes = [3, 256, 8], [256, 128], [8, 384], [128, 384], [384], [384]
    values = [tf.constant(random.uniform(-0.5, 0.5, s).astype("f")) for s in shapes]

    def bits(threads):
        _native.set_num_threads(threads)
        _, grads = first_order(values, tf.ones([3, 256, 128]), KINDS[0])
        return [dx.numpy() for dx in grads]

    before = _native.num_threads()
    try:
        want = bits(1)
        for threads in (2, 3):
            for one, other in zip(bits(threads), want, strict=True):
                np.testing.assert_array_equal(one, other)
    finally:
        _native.set_num_threads(before)
