"""Reversible layers, and functions that run again for their gradient."""

from functools import partial

import numpy as np
import pytest

import zeal as tf

C = tf.contrib.layers


def _block(x, side, is_training):
    def f(x, side):
        return tf.layers.dense(x, 2, tf.tanh) + side[0]

    def g(x):
        return tf.layers.dense(x, 2, tf.sigmoid)

    pair = C.rev_block(*tf.split(x, 2, 1), f, g, 3, [side], is_training=is_training)
    return tf.concat(pair, 1)


def test_reversible_blocks_have_the_gradients_of_plain_ones():
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        x, side = tf.random_normal([5, 4]), tf.random_normal([5, 2])
        with tf.variable_scope("a"):
            y = _block(x, side, True)
        with tf.variable_scope("a", reuse=True):
            plain = _block(x, side, False)
        variables = tf.trainable_variables()
        assert len(variables) == 12
        assert variables[0].name == "a/revblock/revlayer_0/f/dense/kernel:0"
        grads = [tf.gradients(tf.square(z), [x, side, *variables]) for z in (y, plain)]
        session.run(tf.global_variables_initializer())
        (ours, theirs), values = session.run([grads, [y, plain]])
        np.testing.assert_allclose(*values, rtol=1e-5)
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_blocks_run_backwards():
    with tf.Graph().as_default(), tf.Session() as session:
        block = C.RevBlock(lambda x: tf.layers.dense(x, 2), tf.sin, 2)
        x = tf.random_normal([3, 2]), tf.random_normal([3, 2])
        back = block.backward(*block.forward(*x))
        assert len(block.trainable_variables) == 4
        session.run(tf.global_variables_initializer())
        for a, b in zip(*session.run([x, back]), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5)


def test_recomputed_functions_take_scopes_and_say_that_they_run_again():
    told = []

    @C.recompute_grad(use_data_dep=True)
    def layer(x, is_recomputing):
        told.append(is_recomputing)
        return C.fully_connected(x, 2)

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.ones([1, 3])
        squared = tf.contrib.framework.arg_scope([C.fully_connected], activation_fn=tf.square)
        with squared, tf.variable_scope("a"):
            y = layer(x)
        grads = tf.gradients(y, [x, *tf.trainable_variables()])
        assert told == [False, True]
        session.run(tf.global_variables_initializer())
        kernel, dx, by_kernel = session.run([tf.trainable_variables()[0], *grads[:2]])
    np.testing.assert_allclose(dx[0], 2 * kernel @ kernel.sum(0), rtol=1e-5)
    np.testing.assert_allclose(by_kernel, np.tile(2 * kernel.sum(0), (3, 1)), rtol=1e-5)


def test_recomputed_functions_refuse_other_variables_and_captured_tensors():
    outside = tf.constant(1.0)
    with pytest.raises(ValueError, match="closes over Tensor"):
        C.recompute_grad(lambda x: x * outside)
    with tf.Graph().as_default():
        layer = C.recompute_grad(lambda x: tf.layers.dense(x, 2))
        x = tf.ones([1, 2])
        with tf.variable_scope("a"):
            y = layer(x) + layer(x)
        with pytest.raises(ValueError, match="called twice in the same enclosing scope"):
            tf.gradients(y, x)


def test_recomputed_functions_of_any_kind_and_with_integers(caplog):
    class Cubed:
        def __call__(self, x):
            return later(x) * x * x

    def calls(x):
        return later(x)

    kinds = partial(tf.pow, y=3.0), Cubed(), tf.sin, calls
    functions = [C.recompute_grad(fn) for fn in kinds]  # `later` is not there yet
    later = tf.identity
    assert [f(tf.constant(2.0)).shape.ndims for f in functions] == [0] * 4
    rows = C.recompute_grad(lambda x, at: tf.gather(x, at) ** 2)
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = rows(x, tf.constant([1, 1]))
    assert tf.convert_to_tensor(tape.gradient(y, x)).numpy().tolist() == [0, 8]
    assert not caplog.records

