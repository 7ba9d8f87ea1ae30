"""Tests of functions over the first axis."""

import pytest

import zeal as tf

V = [1.0, 2.0, 3.0]


def test_map_fn_takes_and_gives_structures():
    v = tf.constant(V)
    assert tf.map_fn(lambda x: x * 2, v).numpy().tolist() == [2.0, 4.0, 6.0]
    both = tf.map_fn(lambda t: (t[0] + t[1], t[0]), (v, v), dtype=(tf.float32, tf.float32))
    assert both[0].numpy().tolist() == [2.0, 4.0, 6.0]
    assert both[1].numpy().tolist() == V


def test_folds_run_both_ways():
    v = tf.constant(V)
    assert float(tf.foldl(lambda a, x: a * 10 + x, v)) == 123
    assert float(tf.foldr(lambda a, x: a * 10 + x, v)) == 321
    assert float(tf.foldl(lambda a, x: a * 10 + x, v, 5.0)) == 5123


def test_scan_keeps_the_order_of_elems():
    v = tf.constant(V)
    assert tf.scan(lambda a, x: a + x, v).numpy().tolist() == [1, 3, 6]
    assert tf.scan(lambda a, x: a + x, v, 10.0).numpy().tolist() == [11, 13, 16]
    assert tf.scan(lambda a, x: a + x, v, reverse=True).numpy().tolist() == [6, 5, 3]


def test_gradients_flow_through():
    v = tf.constant(V)
    with tf.GradientTape() as tape:
        tape.watch(v)
        y = tf.map_fn(lambda x: x * x, v)
    assert tape.gradient(y, v).numpy().tolist() == [2.0, 4.0, 6.0]


def test_what_cannot_be_walked_is_an_error():
    with pytest.raises(TypeError):
        tf.foldl(1, tf.constant(V))
    with pytest.raises(ValueError, match="empty"):
        tf.scan(lambda a, x: a + x, tf.zeros([0]))
