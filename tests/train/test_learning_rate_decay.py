"""Learning rates that follow the global step: values of TensorFlow 1.15, eagerly and in graphs."""

import numpy as np
import pytest

import zeal as tf

STEPS = (0, 1, 5, 10, 20, 21, 40)
train = tf.train
# The function of the step, the name of its tensor in graphs, and its values after STEPS.
CASES = {
    "exponential": (
        lambda s: train.exponential_decay(0.1, s, 10, 0.96), "ExponentialDecay",
        [0.1, 0.0995926, 0.0979796, 0.096, 0.09216, 0.0917846, 0.0849346],
    ),
    "exponential staircase": (
        lambda s: train.exponential_decay(0.1, s, 10, 0.96, staircase=True), "ExponentialDecay",
        [0.1, 0.1, 0.1, 0.096, 0.09216, 0.09216, 0.0849346],
    ),
    "natural": (
        lambda s: train.natural_exp_decay(0.1, s, 10, 0.5), "ExponentialDecay",
        [0.1, 0.0951229, 0.0778801, 0.0606531, 0.0367879, 0.0349938, 0.0135335],
    ),
    "natural staircase": (
        lambda s: train.natural_exp_decay(0.1, s, 10, 0.5, True), "ExponentialDecay",
        [0.1, 0.1, 0.1, 0.0606531, 0.0367879, 0.0367879, 0.0135335],
    ),
    "inverse": (
        lambda s: train.inverse_time_decay(0.1, s, 10, 0.5), "InverseTimeDecay",
        [0.1, 0.0952381, 0.08, 0.0666667, 0.05, 0.0487805, 0.0333333],
    ),
    "inverse staircase": (
        lambda s: train.inverse_time_decay(0.1, s, 10, 0.5, True), "InverseTimeDecay",
        [0.1, 0.1, 0.1, 0.0666667, 0.05, 0.05, 0.0333333],
    ),
    "polynomial": (
        lambda s: train.polynomial_decay(0.1, s, 30, 0.01, 0.5), "PolynomialDecay",
        [0.1, 0.0984873, 0.0921584, 0.0834847, 0.0619615, 0.059295, 0.01],
    ),
    "polynomial cycle": (
        lambda s: train.polynomial_decay(0.1, s, 13, 0.01, cycle=True), "PolynomialDecay",
        [0.1, 0.0930769, 0.0653846, 0.0307692, 0.0307692, 0.0273077, 0.0307692],
    ),
    "cosine": (
        lambda s: train.cosine_decay(0.1, s, 30, 0.1), "CosineDecay/Mul_3",
        [0.1, 0.0997535, 0.0939711, 0.0775, 0.0325, 0.0285497, 0.01],
    ),
    "cosine restarts": (
        lambda s: train.cosine_decay_restarts(0.1, s, 7, 1.5, 0.9, 0.1), "SGDRDecay",
        [0.1, 0.0955436, 0.026943, 0.0757513, 0.0784612, 0.0743723, 0.0632586],
    ),
    "cosine even restarts": (
        lambda s: train.cosine_decay_restarts(0.1, s, 7, 1.0, 0.9, 0.1), "SGDRDecay",
        [0.1, 0.0955436, 0.026943, 0.0595121, 0.0136097, 0.07561, 0.0200046],
    ),
    "linear cosine": (
        lambda s: train.linear_cosine_decay(0.1, s, 30, 1.5), "LinearCosineDecay",
        [0.1001, 0.0944011, 0.0417667, 0.0001, 0.0334333, 0.0293658, 0.0001],
    ),
    "noisy linear cosine": (
        lambda s: train.noisy_linear_cosine_decay(0.1, s, 30, initial_variance=0.0),
        "NoisyLinearCosineDecay",
        [0.1001, 0.0965019, 0.0778511, 0.0501, 0.0084333, 0.0062832, 0.0001],
    ),
    "piecewise": (
        lambda s: train.piecewise_constant(s, [5, 20], [0.1, 0.2, 0.3]),
        "PiecewiseConstant/case/cond/Merge",
        [0.1, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3],
    ),
}  # fmt: skip
every_case = pytest.mark.parametrize("case", CASES)


@every_case
@pytest.mark.parametrize("dtype", [tf.int32, tf.int64])
def test_eagerly_a_function_reads_the_step(case, dtype):
    make, _, want = CASES[case]
    step = tf.Variable(0, dtype=dtype)
    rate = make(step)
    assert callable(rate)
    got = []
    for n in STEPS:
        step.assign(n)
        got.append(float(rate()))
    np.testing.assert_allclose(got, want, atol=2e-7)


@every_case
def test_in_graphs_a_tensor_follows_the_step(case):
    make, name, want = CASES[case]
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.placeholder(tf.int64, [])
        rate = make(step)
        assert rate.op.name == name and rate.dtype == tf.float32
        got = [session.run(rate, {step: n}) for n in STEPS]
    np.testing.assert_allclose(got, want, atol=2e-7)


@every_case
def test_traced_functions_follow_the_step(case):
    make, _, want = CASES[case]
    rate = tf.contrib.eager.defun(lambda s: make(s))
    got = [float(rate(tf.constant(n, tf.int64))) for n in STEPS]
    np.testing.assert_allclose(got, want, atol=2e-7)


def test_optimizers_read_rates_at_each_step():
    step, x = tf.Variable(0, dtype=tf.int64, trainable=False), tf.Variable(0.0)
    rate = train.piecewise_constant(step, [0], [1.0, 0.25])
    optimizer = train.GradientDescentOptimizer(rate)
    for want in (-1.0, -1.25, -1.5):
        optimizer.apply_gradients([(tf.constant(1.0), x)], step)
        assert float(x) == want


def test_pieces_are_checked():
    step = tf.Variable(0)
    with pytest.raises(ValueError, match="must have the same dtype as x"):
        train.piecewise_constant(step, [1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="Values must have elements all with the same dtype"):
        train.piecewise_constant(step, [1], [1.0, 2])
    with pytest.raises(ValueError, match="length of boundaries should be 1 less"):
        train.piecewise_constant(step, [1, 2], [1.0, 2.0])


def test_schedules_keep_their_arguments():
    schedules = tf.keras.optimizers.schedules
    rates = [
        schedules.ExponentialDecay(0.1, 10, 0.9, staircase=True),
        schedules.InverseTimeDecay(0.1, 10, 0.9, name="inverse"),
        schedules.PiecewiseConstantDecay([5], [0.1, 0.2]),
        schedules.PolynomialDecay(0.1, 10, power=2.0),
        tf.keras.experimental.CosineDecay(0.1, 10, 0.5),
        tf.keras.experimental.CosineDecayRestarts(0.1, 10, m_mul=0.5),
        tf.keras.experimental.LinearCosineDecay(0.1, 10),
        tf.keras.experimental.NoisyLinearCosineDecay(0.1, 10, 0.0),
    ]
    for rate in rates:
        copy = schedules.deserialize(schedules.serialize(rate))
        assert type(copy) is type(rate) and copy.get_config() == rate.get_config()
        assert float(copy(7)) == float(rate(7))
    with pytest.raises(ValueError, match="Unknown decay"):
        schedules.deserialize({"class_name": "Decay", "config": {}})
