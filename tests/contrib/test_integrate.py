"""tf.contrib.integrate against exact solutions and SciPy, eagerly and in graphs."""

import numpy as np
import pytest
import scipy.integrate

import zeal as tf

I = tf.contrib.integrate
TIMES = np.array([0.0, 1.0, 2.5, 7.0])
START = np.array([1.0, 0.5])


def spring(y, t):
    return tf.stack([y[1], -y[0] * (1.0 + tf.cast(t, y.dtype))])


def both(make):
    """The result eagerly, after a session gave the same."""
    eager = make().numpy()
    with tf.Graph().as_default(), tf.Session() as session:
        result = make()
        in_graph = session.run(result)
    assert result.shape == eager.shape
    np.testing.assert_allclose(in_graph, eager, rtol=1e-12)
    return eager


def test_adaptive_steps():
    got = both(lambda: I.odeint(spring, tf.constant(START), TIMES))
    slope = lambda t, y: [y[1], -y[0] * (1 + t)]  # noqa: E731
    exact = scipy.integrate.solve_ivp(slope, (0, 7), START, t_eval=TIMES, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(got, exact.y.T, atol=5e-5)
    tight = both(lambda: I.odeint(spring, tf.constant(START), TIMES, rtol=1e-10))
    np.testing.assert_allclose(tight, exact.y.T, atol=1e-8)
    # As TensorFlow 1.15 takes them.
    _, info = I.odeint(spring, tf.constant(START), TIMES, full_output=True)
    assert info["num_func_evals"].numpy() == 481
    assert info["error_ratio"].shape == info["integrate_points"].shape == (80,)


def test_complex_and_single_precision():
    got = both(lambda: I.odeint(lambda y, t: 1j * y, tf.constant([1 + 0j]), [0.0, 1.0, 2.0]))
    np.testing.assert_allclose(got[:, 0], np.exp([0, 1j, 2j]), atol=1e-5)
    got = both(lambda: I.odeint(lambda y, t: -y, tf.constant(1.0), [0.0, 3.0], method="dopri5",
                                options={"first_step": 0.01}))  # fmt: skip
    np.testing.assert_allclose(got, np.exp([0, -3]), rtol=1e-5)


def test_gradients_of_solutions():
    rate = tf.constant(0.7, tf.float64)
    for solve in (
        lambda f: I.odeint(f, tf.constant(1.0, tf.float64), [0.0, 2.0]),
        lambda f: I.odeint_fixed(f, tf.constant(1.0, tf.float64), [0.0, 2.0], 0.01),
    ):
        with tf.GradientTape() as tape:
            tape.watch(rate)
            end = solve(lambda y, t: -rate * y)[1]
        np.testing.assert_allclose(tape.gradient(end, rate).numpy(), -2 * np.exp(-1.4), rtol=1e-4)


@pytest.mark.parametrize(("method", "order"), [("rk4", 4), ("midpoint", 2)])
def test_fixed_steps(method, order):
    def error(dt):
        got = both(lambda: I.odeint_fixed(spring, tf.constant(START), TIMES, dt, method))
        return abs(got - I.odeint(spring, tf.constant(START), TIMES, rtol=1e-12).numpy()).max()

    ratio = error(0.05) / error(0.025)
    assert 2 ** (order - 0.3) < ratio < 2 ** (order + 0.3)
    sizes = [0.1, 0.2, 0.3]
    got = both(lambda: I.odeint_fixed(spring, tf.constant(START), TIMES, sizes, "midpoint"))
    want = [[1, 0.5], [0.7934680912152925, -1.030595449850544],
            [-0.9103713404011081, 0.20492212547038635],
            [-0.6686217219183935, -3.064645899475306]]  # TensorFlow 1.15's; fmt: skip
    np.testing.assert_allclose(got, want, rtol=1e-12)


def test_wrong_arguments():
    f, y = lambda y, t: y, tf.constant(1.0)
    with pytest.raises(ValueError, match="invalid method: 'rk'"):
        I.odeint(f, y, [0.0, 1.0], method="rk")
    with pytest.raises(ValueError, match="cannot supply `options`"):
        I.odeint(f, y, [0.0, 1.0], options={})
    with pytest.raises(TypeError, match="`y0` must have a floating point"):
        I.odeint(f, tf.constant(1), [0.0, 1.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="monotonic increasing"):
        I.odeint(f, y, [1.0, 0.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="max_num_steps exceeded"):
        I.odeint(f, y, [0.0, 9.0], method="dopri5", options={"max_num_steps": 2})
    with pytest.raises(tf.errors.InvalidArgumentError, match="underflow in dt|non-finite"):
        I.odeint(lambda y, t: y * np.nan, y, [0.0, 1.0])
    with pytest.raises(ValueError, match="method not supported: euler"):
        I.odeint_fixed(f, y, [0.0, 1.0], method="euler")
    with pytest.raises(ValueError, match="incompatible lengths"):
        I.odeint_fixed(f, y, [0.0, 1.0], [0.1, 0.2])
