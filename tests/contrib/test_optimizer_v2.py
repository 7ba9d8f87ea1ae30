"""tf.contrib.optimizer_v2."""

import numpy as np
import pytest

import zeal as tf

v2 = tf.contrib.optimizer_v2


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("GradientDescent", (0.1,)),
        ("Momentum", (0.1, 0.9)),
        ("Adagrad", (0.1,)),
        ("Adadelta", (1.0,)),
        ("Adam", (0.1,)),
    ],
)
def test_steps_are_those_of_train(name, arguments):
    ours, theirs = tf.Variable([3.0, -1.0]), tf.Variable([3.0, -1.0])
    new = getattr(v2, f"{name}Optimizer")(*arguments)
    old = getattr(tf.train, f"{name}Optimizer")(*arguments)
    assert isinstance(new, v2.OptimizerV2) and isinstance(new, tf.train.Optimizer)
    for _ in range(3):
        new.minimize(lambda: ours * ours)
        old.minimize(lambda: theirs * theirs)
    assert np.array_equal(ours.numpy(), theirs.numpy())


@pytest.mark.parametrize("centered", [False, True])
def test_rmsprop_begins_with_epsilon(centered):
    x = tf.Variable([1.0, 2.0])
    gradient = np.array([0.1, 0.2], np.float32)
    optimizer = v2.RMSPropOptimizer(0.5, 0.8, 0.9, 0.001, centered=centered)
    optimizer.apply_gradients([(tf.constant(gradient), x)])
    squares = 0.8 * 0.001 + 0.2 * gradient**2
    below = squares - (0.2 * gradient) ** 2 if centered else squares
    assert np.allclose(optimizer.get_slot(x, "rms").numpy(), squares)
    assert np.allclose(x.numpy(), [1.0, 2.0] - 0.5 * gradient / np.sqrt(below))


class _Averaging(v2.OptimizerV2):
    """Steps by a running sum of gradients; counts its steps."""

    def __init__(self, rate):
        super().__init__(False, "Averaging")
        self._set_hyper("rate", rate)

    def _create_vars(self, var_list, state):
        state.create_non_slot(0.0, "steps")
        for v in var_list:
            state.zeros_slot(v, "sum")

    def _prepare(self, state):
        self.prepared = state.get_hyper("rate")

    def _apply_dense(self, grad, var, state):
        total = state.get_slot(var, "sum").assign_add(grad)
        return var.assign_sub(state.get_hyper("rate", grad.dtype) * total)

    def _apply_sparse(self, grad, var, state):
        return tf.scatter_sub(var, grad.indices, state.get_hyper("rate") * grad.values)

    def _finish(self, state):
        return state.get_non_slot("steps").assign_add(1.0)


def test_subclass_is_given_its_state():
    rate = tf.Variable(0.5)
    x, optimizer = tf.Variable([3.0, 1.0]), _Averaging(lambda: rate)
    optimizer.apply_gradients([(tf.constant([1.0, 0.0]), x)])
    rate.assign(1.0)
    optimizer.apply_gradients([(tf.constant([1.0, 0.0]), x)])
    assert x.numpy().tolist() == [0.5, 1.0] and float(optimizer.prepared) == 1.0
    rows = tf.IndexedSlices(tf.constant([1.0, 2.0]), tf.constant([1, 1]))
    optimizer.apply_gradients([(rows, x)])
    assert x.numpy().tolist() == [0.5, -2.0]
    assert {v.name: float(v) for v in optimizer.variables() if "steps" in v.name} == {"steps:0": 3}


def test_subclass_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        x, step = tf.Variable([3.0]), tf.train.get_or_create_global_step()
        train = _Averaging(tf.constant(0.5)).minimize(2 * x, step)
        session.run(tf.global_variables_initializer())
        session.run(train)
        session.run(train)
        assert session.run([x, step, "steps:0"]) == [0.0, 2, 2.0]


def test_stop_gradients():
    with tf.Graph().as_default():
        x, y = tf.Variable([1.0]), tf.Variable([2.0])
        copy = tf.identity(x)
        optimizer = v2.GradientDescentOptimizer(1.0)
        pairs = optimizer.compute_gradients(5 * copy + y, [x, y], stop_gradients=[copy])
        assert pairs[0][0] is None and pairs[1][0] is not None


def test_create_slots_is_of_older_optimizers():
    class Older(v2.OptimizerV2):
        def _create_slots(self, var_list):
            pass

    with pytest.raises(RuntimeError, match="_create_vars instead of _create_slots"):
        Older(False, "Older")
    with pytest.raises(ValueError, match="name"):
        v2.OptimizerV2(False, "")
