"""tf.contrib.opt: Adam by the global step, Adagrad beside regularization, decays of signs."""

import numpy as np
import pytest

import zeal as tf
from zeal.contrib.opt import sign_decay

C = tf.contrib.opt


@pytest.mark.parametrize("kind", ["AdamGSOptimizer", "LazyAdamGSOptimizer"])
@pytest.mark.parametrize("sparse", [False, True])
def test_adam_by_the_global_step_is_adam(kind, sparse):
    def gradient():
        dense = tf.constant([[0.1], [0.2]])
        rows = tf.IndexedSlices(dense, tf.constant([0, 1]), tf.constant([2, 1]))
        return rows if sparse else dense

    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.create_global_step()
        ours, adams = tf.Variable([[1.0], [2.0]]), tf.Variable([[1.0], [2.0]])
        updates = [
            getattr(C, kind)(step, 0.1).apply_gradients([(gradient(), ours)], step),
            tf.train.AdamOptimizer(0.1).apply_gradients([(gradient(), adams)]),
        ]
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(updates)
        assert np.allclose(*session.run([ours, adams]), rtol=1e-5)
        assert session.run(step) == 3


def test_steps_that_sums_do_not_count():
    x = tf.Variable([3.0])
    optimizer = C.RegAdagradOptimizer(0.1, initial_accumulator_value=1.0)
    with optimizer.avoid_updating_slots():
        optimizer.apply_gradients([(tf.constant([2.0]), x)])
    assert x.numpy() == pytest.approx([2.8])
    optimizer.apply_gradients([(tf.constant([2.0]), x)])
    assert optimizer.get_slot(x, "accumulator").numpy().tolist() == [5.0]


def test_power_of_adamax_is_one_variable():
    with tf.Graph().as_default():
        x = tf.Variable([1.0])
        optimizer = C.AdaMaxOptimizer()
        optimizer.apply_gradients([(tf.constant([1.0]), x)])
        assert optimizer._get_beta_accumulators().name == "beta1_power:0"


def test_decays_of_signs():
    linear, cosine = sign_decay.get_linear_decay_fn(100), sign_decay.get_cosine_decay_fn(100)
    restart = sign_decay.get_restart_decay_fn(100, num_periods=2, zero_after=1.5)
    assert [float(linear(n)) for n in (0, 25, 200)] == pytest.approx([1.0, 0.75, 0.0])
    assert [float(cosine(n)) for n in (0, 50, 100)] == pytest.approx([1.0, 0.5, 0.0], abs=1e-6)
    wanted = [1.0, 0.5, 1.0, 0.0]
    assert [float(restart(n)) for n in (0, 25, 50, 80)] == pytest.approx(wanted, abs=1e-6)
    with pytest.raises(ValueError, match="global_step is required"):
        linear(None)
