"""gradients_function and its family, make_vjp."""

import numpy as np
import pytest

import zeal as tf
from zeal.contrib import eager as tfe


def values(grads):
    return [None if g is None else g.numpy().tolist() for g in grads]


def poly(x, y):
    return x * x * x * y - x * y * y


def test_gradients_function():
    assert values(tfe.gradients_function(poly)(2.0, 3.0)) == [27.0, -4.0]
    assert values(tfe.gradients_function(poly, params=[1])(2.0, 3.0)) == [-4.0]
    assert values(tfe.gradients_function(poly, params=["y", "x"])(2.0, 3.0)) == [-4.0, 27.0]
    second = tfe.gradients_function(lambda x, y: tfe.gradients_function(poly)(x, y)[0])
    assert values(second(2.0, 3.0)) == [36.0, 6.0]


def test_to_the_third_order_and_none_beyond():
    def square(x):
        return x * x

    grad = tfe.gradients_function(square)
    gradgrad = tfe.gradients_function(lambda x: grad(x)[0])
    assert values(grad(3.0)) == [6.0] and values(gradgrad(3.0)) == [2.0]
    assert tfe.gradients_function(lambda x: gradgrad(x)[0])(3.0) == [None]
    cube = tfe.gradients_function(lambda x: x * x * x)
    for _ in range(2):
        cube = tfe.gradients_function(lambda x, f=cube: f(x)[0])
    assert values(cube(2.0)[:1]) == [6.0]


def test_dy():
    grad = tfe.gradients_function(lambda x: x * x)
    assert values(grad([1.0, 2.0], dy=[10.0, 1.0])) == [[20.0, 4.0]]
    two = tfe.gradients_function(lambda x: (x, x * x))
    assert values(two(3.0)) == [7.0]
    assert values(two(3.0, dy=[tf.constant(1.0), tf.constant(0.0)])) == [1.0]


def test_the_same_tensor_for_two_parameters():
    one = tf.constant(1.0)
    assert values(tfe.gradients_function(lambda x, y: x * y)(one, one)) == [1.0, 1.0]


def test_control_flow():
    def f(x, steps):
        for _ in range(steps):
            x = x * x if x < 10.0 else x + 1.0
        return x

    grad = tfe.gradients_function(f, params=[0])
    assert values(grad(2.0, 2)) == [32.0] and values(grad(2.0, 4)) == [32.0]


def test_errors_of_params():
    with pytest.raises(ValueError, match=r"'z' is not in list of arguments of poly: \(x, y\)"):
        tfe.gradients_function(poly, params=["z"])(1.0, 2.0)
    with pytest.raises(IndexError, match="index 2 is out of range: poly was called with 2"):
        tfe.gradients_function(poly, params=[2])(1.0, 2.0)


def test_errors():
    with pytest.raises(ValueError, match="params must be all strings or all integers"):
        tfe.gradients_function(poly, params=["x", 1])(1.0, 2.0)
    with pytest.raises(ValueError, match="keyword arguments"):
        tfe.gradients_function(poly)(1.0, y=2.0)
    with pytest.raises(ValueError, match="did you forget to return a value from nothing"):

        def nothing(x):
            return None

        tfe.gradients_function(nothing)(1.0)


def test_value_and_gradients_function():
    value, grads = tfe.value_and_gradients_function(poly)(2.0, 3.0)
    assert (value.numpy(), values(grads)) == (6.0, [27.0, -4.0])


def test_integers_give_none():
    assert tfe.gradients_function(lambda n: tf.cast(n, tf.float32))(3) == [None]


def test_make_vjp():
    value, vjp = tfe.make_vjp(lambda x: x * x)(tf.constant([1.0, 2.0]))
    assert value.numpy().tolist() == [1.0, 4.0]
    assert values(vjp()) == [[2.0, 4.0]]
    assert values(vjp(dy=tf.constant([0.0, 1.0]))) == [[0.0, 4.0]]
    _, once = tfe.make_vjp(lambda x: x * x, persistent=False)(tf.constant(1.0))
    once()
    with pytest.raises(RuntimeError, match="once"):
        once()


def test_make_vjp_by_a_variable():
    v = tf.Variable(3.0)
    _, vjp = tfe.make_vjp(lambda x: x * x)(v)
    assert values(vjp()) == [6.0]


def test_implicit_gradients():
    v, w = tf.Variable(3.0), tf.Variable(2.0)
    frozen = tf.Variable(5.0, trainable=False)

    def loss(x):
        return x * v * v * w * frozen

    value, pairs = tfe.implicit_value_and_gradients(loss)(1.0)
    assert value.numpy() == 90.0
    assert [(g.numpy(), var) for g, var in pairs] == [(60.0, v), (45.0, w)]
    assert [g.numpy() for g, _ in tfe.implicit_gradients(loss)(1.0)] == [60.0, 45.0]
    with pytest.raises(ValueError, match="No trainable variables"):
        tfe.implicit_gradients(lambda x: x * 2.0)(1.0)
    with pytest.raises(ValueError, match="did you forget to return a value"):
        tfe.implicit_gradients(lambda: v.assign(1.0) and None)()


def test_a_gather_gives_indexed_slices():
    x = tf.constant(np.arange(6, dtype=np.float32).reshape(3, 2))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.gather(x, [0, 2, 0])
    g = tape.gradient(y, x)
    assert isinstance(g, tf.IndexedSlices)
    assert g.indices.numpy().tolist() == [0, 2, 0] and g.dense_shape.numpy().tolist() == [3, 2]
    assert tf.convert_to_tensor(g).numpy().tolist() == [[2, 2], [0, 0], [1, 1]]
    assert (-g).values.numpy().tolist() == [[-1, -1]] * 3
    assert str(g).startswith("IndexedSlices(indices=tf.Tensor([0 2 0]")
    assert tf.add(g, g).numpy().tolist() == [[4, 4], [0, 0], [2, 2]]


def test_indexed_slices_of_several_gathers_and_dense_uses():
    x = tf.constant([[1.0], [2.0]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        a = tf.gather(x, [0]) + tf.gather(x, [1]) * 3.0
        b = a + x * 10.0
    both = tape.gradient(a, x)
    assert isinstance(both, tf.IndexedSlices)
    assert tf.convert_to_tensor(both).numpy().tolist() == [[1.0], [3.0]]
    assert tape.gradient(b, x).numpy().tolist() == [[12.0], [16.0]]


class MySlices(tf.IndexedSlices):
    pass


def test_slices_of_a_subclass_stay_until_they_are_added_to():
    """As in TensorFlow: what a gradient function returns is what `gradient` returns."""
    made = MySlices(tf.ones([1, 2]), tf.constant([1]), tf.constant([3, 2]))

    @tf.custom_gradient
    def f(x):
        return x * 1.0, lambda dy: made

    x = tf.ones([3, 2])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        once, twice, beside, inner = f(x), f(x) + f(x), f(x) + x, f(x * 3.0)
    assert tape.gradient(once, x) is made
    both = tape.gradient(twice, x)
    assert type(both) is tf.IndexedSlices and both.indices.numpy().tolist() == [1, 1]
    np.testing.assert_array_equal(tape.gradient(beside, x), [[1, 1], [2, 2], [1, 1]])
    np.testing.assert_array_equal(tape.gradient(inner, x), [[0, 0], [3, 3], [0, 0]])
    v = tf.Variable(x)
    tf.train.GradientDescentOptimizer(0.5).apply_gradients([(made, v)])
    np.testing.assert_array_equal(v, [[1, 1], [0.5, 0.5], [1, 1]])


def test_slices_are_known_by_their_class():
    class Other:
        values, indices, dense_shape = tf.ones([1, 2]), tf.constant([0]), None

    optimizer = tf.train.GradientDescentOptimizer(0.5)
    with pytest.raises(ValueError, match="Attempt to convert a value .* unsupported type"):
        optimizer.apply_gradients([(Other(), tf.Variable(tf.ones([3, 2])))])
    assert not tf.is_tensor(Other()) and tf.is_tensor(MySlices(1, 2))


def test_indexed_slices_without_dense_shape():
    s = tf.IndexedSlices(tf.constant([[1.0]]), tf.constant([0]))
    with pytest.raises(ValueError, match="IndexedSlices without dense_shape"):
        tf.convert_to_tensor(s)


def test_what_tfe_lacks_says_so():
    assert tfe.num_gpus() == 0 and tfe.executing_eagerly()
    with pytest.raises(AttributeError, match="no attribute 'bogus'"):
        tfe.bogus  # noqa: B018


@pytest.mark.parametrize("x", [3, [1, 2], True])
def test_what_is_not_floating_has_no_gradient(x):
    for f in (lambda x: x, tf.identity):
        assert tfe.gradients_function(f)(x) == [None]
        value, vjp = tfe.make_vjp(f)(x)
        assert value.numpy().tolist() == x and vjp() == [None]
    assert values(tfe.gradients_function(lambda x: x)(2.0)) == [1.0]


@pytest.mark.parametrize("dense_shape", [[3, 2], (3, 2), np.array([3, 2]), [tf.constant(3), 2]])
def test_slices_of_lists_and_arrays(dense_shape):
    slices = tf.IndexedSlices([[1.0, 2.0]], [1], dense_shape)
    assert slices.shape == [3, 2]
    assert tf.convert_to_tensor(slices).numpy().tolist() == [[0, 0], [1, 2], [0, 0]]


@pytest.mark.parametrize("dense_shape", [tf.constant(3), tf.constant([], tf.int32), []])
def test_slices_of_a_tensor_without_sizes(dense_shape):
    slices = tf.IndexedSlices([[1.0, 2.0]], [1], dense_shape)
    with pytest.raises(tf.errors.InvalidArgumentError, match="dense_shape must be a vector"):
        tf.convert_to_tensor(slices)
