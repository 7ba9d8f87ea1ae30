"""A hundred steps of every optimizer against recorded values of TensorFlow 1.15, in three modes."""

import json

import numpy as np
import optimizer_cases as cases
import pytest

import zeal as tf

RECORDED = json.loads(cases.FILE.read_text())
# Units in the last place, of the value or of 1 where it is less, for those that differ at all.
# TensorFlow's graph rewriter turns (g * g) * (1 - beta2) of sparse Adams into
# g * (g * (1 - beta2)), which its eager mode does not; Keras takes powers of beta by another
# `pow`, as FTRL of other powers does, where differences of them cancel; norms are sums in another
# order.
ULPS = {
    "adam, float32, sparse": 1,
    "adam settings, float32, sparse": 2,
    "adam settings, float64, sparse": 1,
    "adamw, float32, sparse": 1,
    "nadam, float32, sparse": 1,
    "nadam, float64, sparse": 1,
    "keras adam, float32, sparse": 1,
    "keras adam, float64, dense": 1,
    "keras adam, float64, sparse": 1,
    "keras amsgrad, float32, sparse": 1,
    "keras amsgrad, float64, dense": 1,
    "keras amsgrad, float64, sparse": 1,
    "keras nadam, float64, dense": 1,
    "keras nadam, float64, sparse": 5,
    "ftrl power, float64, dense": 2,
    "ftrl power, float64, sparse": 2,
    "lars settings, float32, dense": 2,
    "lars settings, float64, dense": 5,
}
every_case = pytest.mark.parametrize("key", RECORDED)


def parts(key):
    name, dtype, kind = key.split(", ")
    return cases.CASES[name], kind, dtype


def assert_near(got, want, key, what):
    """Bit for bit, but for ULPS; of float16, whose every product TensorFlow rounds, about."""
    if "float16" in key:
        np.testing.assert_allclose(np.asarray(got, float), want, rtol=4e-3, atol=4e-3)
        return
    want = np.asarray(want, got.dtype)
    unit = np.spacing(np.maximum(np.abs(want), 1)).astype(float)
    error = np.abs(got.astype(float) - want) / unit
    assert np.all(error <= ULPS.get(key, 0)), (what, got, want)


@every_case
def test_graphs_and_recorded_values(key):
    code, kind, dtype = parts(key)
    want, state = RECORDED[key]
    value, own = cases.run_graph(tf, code, kind, dtype)
    assert value.dtype == dtype
    assert_near(value, want, key, "the variable")
    if dtype == "float32":
        assert list(own) == list(state)
        for name, values in state.items():
            assert_near(own[name], values, key, name)


@every_case
@pytest.mark.parametrize("traced", [False, True], ids=["eager", "traced"])
def test_other_modes_give_the_bits_of_graphs(key, traced):
    code, kind, dtype = parts(key)
    value, own = cases.run_graph(tf, code, kind, dtype)
    with_modes, state = cases.run_eager(tf, code, kind, dtype, traced)
    np.testing.assert_array_equal(value, with_modes)
    assert len(own) == len(state)
    for name, values in own.items():
        if name in state:
            np.testing.assert_array_equal(values, state[name], err_msg=name)


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
@pytest.mark.parametrize("shape", [(30000,), (5000, 7), (3, 4000), (9, 0)], ids=str)
def test_rows_of_large_variables_under_adam(dtype, shape):
    """All rows fade and move, whether or not they have a gradient."""
    rng = np.random.default_rng(0)
    indices = rng.integers(0, shape[0], 40)
    values = rng.normal(size=(40, *shape[1:]))
    start = tf.cast(rng.normal(size=shape), dtype)

    def step(w, optimizer):
        for _ in range(2):
            rows = tf.IndexedSlices(tf.cast(values, dtype), indices)
            optimizer.apply_gradients([(rows, w)])

    w = tf.Variable(start)
    step(w, tf.train.AdamOptimizer(0.1))
    also, optimizer = tf.Variable(start), tf.train.AdamOptimizer(0.1)
    tf.contrib.eager.defun(lambda: step(also, optimizer))()
    np.testing.assert_array_equal(w.numpy(), also.numpy())
    if w.shape.num_elements() and dtype != "bfloat16":
        mean = np.zeros(shape)
        np.add.at(mean, indices, 0.1 * values)
        touched = np.isin(np.arange(shape[0]), indices)
        assert np.all(w.numpy()[~touched] == start.numpy()[~touched])
        moved = np.sign(start.numpy() - w.numpy())
        np.testing.assert_array_equal(moved[touched], np.sign(mean[touched]))
