"""Gradient descent and the optimizer base class, against NumPy."""

import numpy as np
import pytest

import zeal as tf
from zeal.train import GradientDescentOptimizer


def _variable(*shape, dtype="float32"):
    return tf.Variable(np.arange(1, 1 + np.prod(shape, dtype=int)).reshape(shape), dtype=dtype)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "complex64"])
@pytest.mark.parametrize("shape", [(), (3,), (0, 2), (70, 701)])
def test_a_step_subtracts_the_scaled_gradient(dtype, shape):
    if shape == (70, 701) and dtype in ("float16", "bfloat16"):
        pytest.skip("beyond the type's integers")
    v = _variable(*shape, dtype=dtype)
    before = v.numpy().astype(complex)
    g = tf.ones(shape, dtype)
    GradientDescentOptimizer(0.5).apply_gradients([(g, v)])
    np.testing.assert_allclose(v.numpy().astype(complex), before - 0.5)


def test_values_read_before_a_step_stay():
    v = _variable(3)
    held = v.value()
    GradientDescentOptimizer(1.0).apply_gradients([(tf.ones([3]), v)])
    assert held.numpy().tolist() == [1, 2, 3] and v.numpy().tolist() == [0, 1, 2]


def test_sparse_gradients_change_their_rows_and_add_up():
    for dtype in ("float32", "float64", "float16"):
        v = _variable(4, 2, dtype=dtype)
        want = v.numpy().copy()
        slices = tf.IndexedSlices(tf.ones([3, 2], dtype), tf.constant([0, 2, 0]))
        GradientDescentOptimizer(0.5).apply_gradients([(slices, v)])
        want[[0, 2]] -= np.array([[1.0], [0.5]], want.dtype)
        np.testing.assert_allclose(v.numpy(), want)


def test_sparse_indices_are_checked():
    v = _variable(4, 2)
    for index in (4, -1):
        slices = tf.IndexedSlices(tf.ones([1, 2]), tf.constant([index]))
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[0\]"):
            GradientDescentOptimizer(0.5).apply_gradients([(slices, v)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not fit"):
        GradientDescentOptimizer(0.5).apply_gradients(
            [(tf.IndexedSlices(tf.ones([2, 3]), tf.constant([0, 1])), v)]
        )


def test_learning_rates_of_every_kind_are_read_at_each_step():
    rate, calls = tf.Variable(0.5), []
    for given in (1, 0.5, np.float32(0.5), tf.constant(0.5), rate, lambda: calls.append(1) or 0.5):
        v = tf.Variable(1.0)
        GradientDescentOptimizer(given).apply_gradients([(1.0, v)])
        assert v.numpy() == (0 if given == 1 else 0.5)
    assert calls == [1]
    v, optimizer = tf.Variable(1.0), GradientDescentOptimizer(rate)
    rate.assign(0.25)
    optimizer.apply_gradients([(1.0, v)])
    assert v.numpy() == 0.75


def test_missing_gradients_are_skipped():
    v, w = tf.Variable(1.0), tf.Variable(2.0)
    optimizer = GradientDescentOptimizer(1.0)
    optimizer.apply_gradients(zip([None, tf.constant(1.0)], [v, w], strict=True))
    assert v.numpy() == 1 and w.numpy() == 1
    with pytest.raises(ValueError, match="No gradients .* any variable:.*'Variable:0'.*explain"):
        optimizer.apply_gradients([(None, v)])
    with pytest.raises(ValueError, match="No variables provided"):
        optimizer.apply_gradients([])


def test_bad_pairs_raise_and_change_nothing():
    v, w = tf.Variable(1.0), tf.Variable([2.0])
    optimizer = GradientDescentOptimizer(1.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="same shape"):
        optimizer.apply_gradients([(1.0, v), (tf.constant([[1.0]]), w)])
    with pytest.raises(NotImplementedError, match="Trying to update a Tensor"):
        optimizer.apply_gradients([(1.0, v), (1.0, tf.constant(1.0))])
    with pytest.raises(tf.errors.NotFoundError, match="no kernel for int32"):
        optimizer.apply_gradients([(1.0, v), (1, tf.Variable(1))])
    with pytest.raises(ValueError):
        optimizer.apply_gradients([(1.0, v), (1.0,)])
    for alone in ([v], [tf.constant([1.0, 2.0]), v]):
        with pytest.raises((TypeError, NotImplementedError), match=r"zip\(gradients, variables\)"):
            optimizer.apply_gradients(alone)
    with pytest.raises(TypeError, match="'Variable' object is not iterable"):
        optimizer.apply_gradients([v])
    with pytest.raises(TypeError):
        optimizer.apply_gradients(3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="learning rate"):
        GradientDescentOptimizer([1.0, 2.0]).apply_gradients([(1.0, v)])
    assert v.numpy() == 1 and w.numpy() == 2


def test_constraints_project_the_new_value():
    v = tf.Variable([1.0, 2.0], constraint=lambda x: tf.minimum(x, 1.0))
    GradientDescentOptimizer(0.5).apply_gradients([(tf.ones([2]), v)])
    assert v.numpy().tolist() == [0.5, 1.0]


def test_minimize_follows_the_variables_that_the_loss_reads():
    x, y, frozen = tf.Variable(3.0), tf.Variable(1.0), tf.Variable(2.0, trainable=False)
    step = tf.Variable(0, dtype=tf.int64, trainable=False)
    optimizer = GradientDescentOptimizer(0.1)
    optimizer.minimize(lambda: x * x * frozen + y, global_step=step)
    np.testing.assert_allclose([x.numpy(), y.numpy(), step.numpy()], [3 - 0.1 * 12, 0.9, 1])
    optimizer.minimize(lambda: x * x, var_list=[x, y], grad_loss=tf.constant(2.0))
    np.testing.assert_allclose([x.numpy(), y.numpy()], [1.8 - 0.1 * 2 * 3.6, 0.9], rtol=1e-6)


def test_minimize_reports_what_it_cannot_do():
    x, optimizer = tf.Variable(3.0), GradientDescentOptimizer(0.1)
    with pytest.raises(RuntimeError, match="should be a function"):
        optimizer.minimize(x * x)
    with pytest.raises(ValueError, match="No gradients provided for any variable, check your"):
        optimizer.minimize(lambda: tf.constant(1.0))
    with pytest.raises(ValueError, match="Must specify the optimizer name"):
        GradientDescentOptimizer(0.1, name="")


def test_compute_gradients_pairs_gradients_with_variables():
    x, y = tf.Variable(3.0), tf.Variable(1.0)
    pairs = GradientDescentOptimizer(0.1).compute_gradients(lambda: x * x, var_list=[x, y])
    assert pairs[0][0].numpy() == 6 and pairs[0][1] is x and pairs[1] == (None, y)


def test_base_class_runs_subclasses():
    class Sign(tf.train.Optimizer):
        def _apply_dense(self, grad, var):
            var.assign_sub(grad / abs(grad))

    x, step = tf.Variable(3.0), tf.Variable(0, dtype=tf.int64, trainable=False)
    Sign(False, "Sign").minimize(lambda: x * x, global_step=step)
    assert x.numpy() == 2 and step.numpy() == 1
    with pytest.raises(NotImplementedError):
        tf.train.Optimizer(False, "x").apply_gradients([(tf.constant(1.0), x)])
    with pytest.raises(ValueError, match="No gradients provided"):
        Sign(False, "Sign").apply_gradients([(None, x)])


def test_global_step(monkeypatch):
    from zeal.graph.graph import beside_process_graph

    monkeypatch.setitem(beside_process_graph, "global_step", None)
    assert tf.train.get_global_step() is None
    step = tf.train.get_or_create_global_step()
    assert step.name == "global_step:0" and step.dtype is tf.int64 and not step.trainable
    assert tf.train.get_or_create_global_step() is step is tf.train.get_global_step()
    with pytest.raises(ValueError, match="already exists"):
        tf.train.create_global_step()
    GradientDescentOptimizer(0.1).apply_gradients([(1.0, tf.Variable(1.0))], global_step=step)
    assert int(step) == 1


def test_each_graph_has_a_global_step():
    with tf.Graph().as_default() as graph:
        assert tf.train.get_global_step() is None
        with tf.variable_scope("inside"):
            step = tf.train.create_global_step()
        assert step.name == "inside/global_step:0" and tf.trainable_variables() == []
        assert tf.get_collection("global_step") == tf.global_variables() == [step]
        with pytest.raises(ValueError, match='"global_step" already exists'):
            tf.train.create_global_step()
        train = GradientDescentOptimizer(0.1).minimize(tf.Variable(1.0) * 2.0, step)
        with tf.Session() as session:
            with pytest.raises(tf.errors.FailedPreconditionError, match="global_step"):
                tf.train.global_step(session, step)
            session.run(tf.global_variables_initializer())
            session.run(train)
            assert tf.train.global_step(session, step) == 1
    with tf.Graph().as_default():
        own = tf.Variable(0, name="global_step")
        assert tf.train.get_or_create_global_step() is own
        assert tf.train.get_global_step(graph) is step


@pytest.mark.parametrize("value, words", [
    (1.0, "does not have integer type"), ([1], r"is not scalar: \(1,\)"),
])
def test_what_counts_no_steps(value, words):
    with pytest.raises(TypeError, match=words):
        tf.train.assert_global_step(tf.Variable(value))
    with pytest.raises(TypeError, match="must be a Variable or Tensor: 3"):
        tf.train.assert_global_step(3)


def test_what_is_not_built_says_so():
    with pytest.raises(tf.errors.UnimplementedError, match="waits for distribution"):
        tf.train.SyncReplicasOptimizer(GradientDescentOptimizer(0.1), 2)
    with pytest.raises(AttributeError, match="no attribute 'foo'"):
        tf.train.foo  # noqa: B018


def test_repr_shows_settings():
    Descent = tf.train.GradientDescentOptimizer
    assert repr(Descent(0.5)) == "<GradientDescentOptimizer 'GradientDescent', learning_rate=0.5>"
    rate = tf.Variable(0.25)
    assert repr(Descent(rate, name="d")).endswith(" 'd', learning_rate=0.25>")
    assert repr(tf.train.Optimizer(False, "base")) == "<Optimizer 'base'>"


@pytest.mark.parametrize("name, after, slots", [  # of TensorFlow 1.15.5
    ("Adagrad", 0.9046537, 1), ("Adam", 0.999, 2), ("Adadelta", 0.9999995, 2), ("RMSProp", 0.9, 2),
])  # fmt: skip
def test_slots_of_variables_of_any_shape(name, after, slots):
    make = getattr(tf.train, f"{name}Optimizer")
    with tf.Graph().as_default(), tf.Session() as session:
        value = tf.placeholder_with_default(np.ones([2, 3], np.float32), None)
        v = tf.Variable(value, validate_shape=False)
        optimizer = make() if name in ("Adam", "Adadelta") else make(0.1)
        train = optimizer.apply_gradients([(tf.ones([2, 3]), v)])
        session.run(tf.global_variables_initializer())
        session.run(train)
        np.testing.assert_allclose(session.run(v), np.full([2, 3], after), rtol=1e-6)
        assert sum(s.shape.ndims is None for s in optimizer.variables()) == slots


@pytest.mark.parametrize("kind", [GradientDescentOptimizer, tf.train.AdamOptimizer])
def test_a_rate_that_is_a_function_is_called_once(kind):
    def endless():
        return endless

    x = tf.Variable(1.0)
    with pytest.raises((TypeError, ValueError)):
        for _ in range(2):  # the second step of Adam is one native call
            kind(endless).apply_gradients([(tf.constant(1.0), x)])
    assert float(x) == 1
