"""Fits a differential equation to a spiral: `python -m zeal.examples.neural_ode`.

Chen et al., "Neural ordinary differential equations", 2018. A network is the right-hand side. The
gradient integrates the adjoint equation backwards in time, beside the state itself, so that nothing
of the way there is kept.
"""

import numpy as np

import zeal as tf
from zeal.examples import command_line

_MATRIX = np.array([[-0.1, 2.0], [-2.0, -0.1]], np.float32)


def runge_kutta(f, state, seconds, steps):
    """Integrates state' = f(state), for lists of tensors, by the classical method."""
    h = seconds / steps
    for _ in range(steps):
        k1 = f(state)
        k2 = f([x + 0.5 * h * k for x, k in zip(state, k1)])
        k3 = f([x + 0.5 * h * k for x, k in zip(state, k2)])
        k4 = f([x + h * k for x, k in zip(state, k3)])
        slopes = zip(state, k1, k2, k3, k4)
        state = [x + h / 6.0 * (a + 2.0 * b + 2.0 * c + d) for x, a, b, c, d in slopes]
    return state


class Slope(tf.keras.Model):
    """The right-hand side, (n, 2) to (n, 2), which reads the cube of the state."""

    def __init__(self, units):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(units, activation=tf.nn.tanh)
        self.out = tf.keras.layers.Dense(2)

    def call(self, y):
        return self.out(self.hidden(y**3))


class NeuralODE:
    """Where states get to in a time.

    Args:
      slope: the right-hand side, a built model.
      steps: of the integration, there and back.
    """

    def __init__(self, slope, steps):
        self.slope, self._steps = slope, steps

    def __call__(self, y, seconds):
        """The state after a time, from y (n, 2)."""

        @tf.custom_gradient
        def flow(y):
            (end,) = runge_kutta(lambda s: [self.slope(s[0])], [y], seconds, self._steps)

            def gradient(by_end, variables=None):
                return self._adjoint(end, by_end, seconds, variables)

            return end, gradient

        return flow(y)

    def _adjoint(self, end, by_end, seconds, variables):
        """Goes back: the state, what flows to it, and what has gathered for the variables."""

        def back(augmented):
            y, by_y = augmented[:2]
            with tf.GradientTape() as tape:
                tape.watch(y)
                value = self.slope(y)
            grads = tape.gradient(value, [y] + variables, output_gradients=by_y)
            return [-value] + grads

        start = [end, by_end] + [tf.zeros_like(v) for v in variables]
        _, by_start, *by_variables = runge_kutta(back, start, seconds, self._steps)
        return by_start, by_variables


def spiral(points, seconds):
    """States (points, 2) along y' = A y**3 from (2, 0), a distance of `seconds` apart."""
    matrix, states = tf.constant(_MATRIX), [tf.constant([[2.0, 0.0]])]
    for _ in range(points - 1):
        (state,) = runge_kutta(lambda s: [tf.matmul(s[0] ** 3, matrix)], states[-1:], seconds, 8)
        states.append(state)
    return tf.concat(states, axis=0)


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The mean absolute error over the whole spiral before and after training.
    """
    options = command_line.options(
        "neural_ode", __doc__, arguments, steps=(1500, 80), batch=(32, 16), units=(50, 16)
    )
    seconds = 0.05
    states = spiral(200, seconds)
    slope = Slope(options.units)
    slope(states)  # makes the variables
    ode = NeuralODE(slope, 4)
    optimizer = tf.train.RMSPropOptimizer(0.01 if options.small else 0.003)
    random = np.random.RandomState(options.seed)

    def error():
        return float(tf.reduce_mean(tf.abs(ode(states[:-1], seconds) - states[1:])))

    before, speed = error(), command_line.Speed("steps")
    for step in range(options.steps):
        places = random.randint(len(states.numpy()) - 1, size=options.batch)
        with tf.GradientTape() as tape:
            found = ode(tf.gather(states, places), seconds)
            loss = tf.reduce_mean(tf.abs(found - tf.gather(states, places + 1)))
        grads = tape.gradient(loss, slope.trainable_variables)
        optimizer.apply_gradients(zip(grads, slope.trainable_variables))
        speed.add()
        if (step + 1) % (options.steps // 4) == 0:
            print(f"Step {step + 1}: loss {loss:.4f}")
    speed.show()
    after = error()
    print(f"Mean error of a step along the spiral: {before:.4f}, then {after:.4f}")
    return before, after


if __name__ == "__main__":
    main()
