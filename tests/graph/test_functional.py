"""Tests of functions over the first axis."""

import pytest

import zeal as tf
from zeal._native import raw

V = [1.0, 2.0, 3.0]


def test_map_fn_takes_and_gives_structures():
    v = tf.constant(V)
    assert tf.map_fn(lambda x: x * 2, v).numpy().tolist() == [2.0, 4.0, 6.0]
    both = tf.map_fn(lambda t: (t[0] + t[1], t[0]), (v, v), dtype=(tf.float32, tf.float32))
    assert both[0].numpy().tolist() == [2.0, 4.0, 6.0]
    assert both[1].numpy().tolist() == V


def test_results_of_map_fn_have_one_shape_dtype_and_structure():
    v = tf.constant(V)
    with pytest.raises(ValueError, match=r"shape for value \(\(2,\)\), expected \(\(1,\)\)"):
        tf.map_fn(lambda x: tf.zeros([1 if float(x) < 2 else 2]), v)
    with pytest.raises(tf.errors.InvalidArgumentError, match="float32 .* dtype int32"):
        tf.map_fn(lambda x: tf.cast(x, tf.int32), v)
    with pytest.raises((TypeError, ValueError), match="structure"):
        tf.map_fn(lambda x: (x, x), v)
    assert tf.map_fn(lambda x: 1, v).numpy().tolist() == [1.0, 1.0, 1.0]
    assert tf.map_fn(lambda x: x, tf.zeros([0, 2])).shape.as_list() == [0]


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
    v = tf.constant(V)
    for walk in (tf.foldl, tf.foldr, tf.scan, tf.map_fn):
        with pytest.raises(TypeError, match="fn must be callable"):
            walk(1, v)
        with pytest.raises(ValueError, match="must be a 1. dimensional Tensor, not a scalar"):
            walk(lambda *args: args[0], tf.constant(1.0))
        with pytest.raises(ValueError, match="must be 1. dimensional Tensors, not scalars"):
            walk(lambda *args: args[0], [1, 2])
        with pytest.raises(ValueError, match="Cannot unstack 2 tensors .* static size 3"):
            walk(lambda *args: args[0], (v, v[:2]))
        with pytest.raises(ValueError, match=r"elems .*Got: \[\]"):
            walk(lambda *args: args[0], [])
    for walk in (tf.foldl, tf.foldr, tf.scan):
        with pytest.raises(tf.errors.OutOfRangeError, match="array size is: 0"):
            walk(lambda a, x: a + x, tf.zeros([0]))


def never(*_):
    raise AssertionError("there is nothing to call it with")


def test_nothing_gives_nothing():
    # values, dtypes and shapes are TensorFlow 1.15's
    empty = tf.map_fn(never, tf.zeros([0, 4]))
    assert empty.shape == [0] and empty.dtype is tf.float32
    assert tf.map_fn(never, tf.zeros([0]), dtype="int32").dtype is tf.int32
    both = tf.map_fn(never, (tf.zeros([0]), tf.zeros([0, 2])), dtype={"a": tf.int64, "b": tf.bool})
    assert both["a"].dtype is tf.int64 and both["b"].dtype is tf.bool and both["b"].shape == [0]
    assert float(tf.foldl(never, tf.zeros([0]), 5.0)) == 5
    assert tf.foldr(never, tf.zeros([0, 3]), tf.ones([3])).numpy().tolist() == [1, 1, 1]
    a, b = tf.scan(never, tf.zeros([0]), (tf.constant(1.0), tf.constant(2)))
    assert a.shape == b.shape == [0] and a.dtype is tf.float32 and b.dtype is tf.int32


def test_map_fn_obeys_dtype():
    v = tf.constant(V)
    assert tf.map_fn(lambda x: 1, v, dtype=tf.int32).dtype is tf.int32
    assert tf.map_fn(lambda x: 1.5, v, dtype=tf.float64).dtype is tf.float64
    for wrong in (lambda x: 1.5, lambda x: x):
        with pytest.raises(tf.errors.InvalidArgumentError,
                           match="TensorArray dtype is int32 but Op is trying to write dtype floa"):
            tf.map_fn(wrong, v, dtype=tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="dtype is float32 .* dtype int32"):
        tf.map_fn(lambda x: tf.cast(x, tf.int32), v)
    with pytest.raises(ValueError, match=r"Incompatible shape for value \(\(2,\)\), expected"):
        tf.map_fn(lambda x: tf.zeros([tf.cast(x, tf.int32)]), v)


PAIR = (tf.float32, tf.float32)


@pytest.mark.parametrize("fn, dtype, error", [
    (lambda x: (x, x), None, ValueError),
    (lambda x: x, PAIR, ValueError),
    (lambda x: (x,), PAIR, ValueError),
    (lambda x: [x, x], PAIR, TypeError),
])
def test_map_fn_checks_structures(fn, dtype, error):
    with pytest.raises(error, match="don't have the same nested structure"):
        tf.map_fn(fn, tf.constant(V), dtype=dtype)


def test_structures_of_what_is_accumulated():
    v = tf.constant(V)
    total, product = tf.scan(lambda a, x: (a[0] + x, a[1] * x), v, (0.0, 1.0))
    assert total.numpy().tolist() == [1, 3, 6] and product.numpy().tolist() == [1, 2, 6]
    pairs = tf.foldr(lambda a, x: {"s": a["s"] - x["s"]}, {"s": v})
    assert float(pairs["s"]) == 0
    assert tf.scan(lambda a, x: {"s": a["s"] + x}, v, {"s": 0.0})["s"].numpy().tolist() == [1, 3, 6]
    assert tf.scan(lambda a, x: a * 2 + x, v, 1.0, reverse=True).numpy().tolist() == [25, 12, 5]
    assert tf.scan(lambda a, x: 1, v, 0.0).dtype is tf.float32
    for walk in (tf.scan, tf.foldl):
        with pytest.raises(ValueError, match="same nested structure"):
            walk(lambda a, x: x, v, (0.0, 1.0))
    with pytest.raises(tf.errors.InvalidArgumentError, match="TensorArray dtype is float32"):
        tf.scan(lambda a, x: tf.cast(a, tf.int32), v)
    with pytest.raises(ValueError, match="Incompatible shape"):
        tf.scan(lambda a, x: tf.concat([a, [x]], 0), v, tf.zeros([0]))


def test_back_prop_is_no_switch_in_eager_execution():
    v = tf.constant(V)
    with tf.GradientTape() as tape:
        tape.watch(v)
        y = tf.map_fn(lambda x: x * x, v, back_prop=False)
    assert tape.gradient(y, v).numpy().tolist() == [2.0, 4.0, 6.0]


def test_nodes_without_a_dtype_are_refused():
    with tf.Graph().as_default():
        values = tf.placeholder(tf.variant, [])
        with pytest.raises(tf.errors.InvalidArgumentError, match="tells the dtype of its output"):
            raw.TensorListStack(values, 7)


@pytest.mark.parametrize("sizes", [(2, 3), (3, 2)])
def test_rows_of_different_numbers(sizes):
    with tf.Graph().as_default():
        elems, words = tuple(map(tf.zeros, sizes)), "Dimensions {} and {} are not compatible"
        for over in (tf.map_fn, lambda f, e: tf.scan(lambda a, x: f(x), e)):
            with pytest.raises(ValueError, match=words.format(*sizes)):
                over(lambda x: x, elems)
