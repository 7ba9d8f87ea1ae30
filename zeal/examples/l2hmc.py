"""Trains a sampler that walks far: `python -m zeal.examples.l2hmc`.

Levy et al., "Generalizing Hamiltonian Monte Carlo with neural networks", 2018. Networks scale and
shift the leapfrog steps of Hamiltonian Monte Carlo, keep their volume known, and are trained for
large accepted jumps. The density is a narrow slanted Gaussian, on which plain steps must be short.
"""

import numpy as np

import zeal as tf
from zeal.examples import command_line

tfe = tf.contrib.eager

_SLANTED = np.array([[50.05, -49.95], [-49.95, 50.05]], np.float32)  # variances 100 and 0.1


class SlantedGaussian:
    """The density, by its energy: minus the logarithm, up to a constant."""

    def __init__(self):
        self.precision = tf.constant(np.linalg.inv(_SLANTED))

    def energy(self, x):
        """Of each row of x (n, 2)."""
        return 0.5 * tf.reduce_sum(tf.matmul(x, self.precision) * x, axis=1)

    def slope(self, x):
        """The energy's gradient, by a tape of its own; an outer one differentiates it again."""
        with tf.GradientTape() as tape:
            tape.watch(x)
            energy = self.energy(x)
        return tape.gradient(energy, x)


class Bend(tf.keras.Model):
    """Reads two vectors and the time; gives a logarithmic scale, a second one, and a shift."""

    def __init__(self, units, dimensions=2):
        super().__init__()
        self.first = tf.keras.layers.Dense(units, activation=tf.nn.relu)
        self.second = tf.keras.layers.Dense(units, activation=tf.nn.relu)
        small = tf.keras.initializers.RandomNormal(stddev=0.001)
        self.last = tf.keras.layers.Dense(3 * dimensions, kernel_initializer=small)

    def call(self, a, b, angle):
        when = tf.stack([tf.cos(angle), tf.sin(angle)]) * tf.ones([int(a.shape[0]), 1])
        found = self.last(self.second(self.first(tf.concat([a, b, when], axis=1))))
        scale, other, shift = tf.split(found, 3, axis=1)
        return tf.tanh(scale), tf.tanh(other), shift


class Sampler(tf.keras.Model):
    """Leapfrog steps that networks bend."""

    def __init__(self, density, units, steps=8, length=0.1):
        super().__init__()
        self.density, self.steps = density, steps
        self.log_length = tfe.Variable(np.log(length), dtype=tf.float32, name="log_length")
        self.of_velocity, self.of_place = Bend(units), Bend(units)
        masks = np.random.RandomState(0).randint(2, size=(steps, 1))
        self.masks = tf.constant(np.concatenate([masks, 1 - masks], axis=1), tf.float32)

    def call(self, x):
        """A proposal for each row of x, and the probability to accept it."""
        forward, velocity = tf.random_uniform([]) < 0.5, tf.random_normal(x.shape)
        proposal, last, volume = self._walk(x, velocity, 1.0 if forward else -1.0)
        before = self.density.energy(x) + 0.5 * tf.reduce_sum(velocity**2, axis=1)
        after = self.density.energy(proposal) + 0.5 * tf.reduce_sum(last**2, axis=1)
        ratio = tf.exp(tf.minimum(before - after + volume, 0.0))
        return proposal, tf.where(tf.is_finite(ratio), ratio, tf.zeros_like(ratio))

    def _walk(self, x, v, way):
        """All steps, in either direction of time; the last one is the logarithm of the volume."""
        volume = tf.zeros(x.shape[:1])
        order = range(self.steps) if way > 0 else reversed(range(self.steps))
        for step in order:
            angle, mask = 2.0 * np.pi * step / self.steps, self.masks[step]
            first, second = (mask, 1.0 - mask) if way > 0 else (1.0 - mask, mask)
            v, volume = self._push(x, v, volume, angle, way)
            x, volume = self._move(x, v, volume, angle, way, first)
            x, volume = self._move(x, v, volume, angle, way, second)
            v, volume = self._push(x, v, volume, angle, way)
        return x, v, volume

    def _push(self, x, v, volume, angle, way):
        length, slope = tf.exp(self.log_length), self.density.slope(x)
        scale, bend, shift = self.of_velocity(x, slope, angle)
        force = 0.5 * length * (slope * tf.exp(length * bend) + shift)
        scale = 0.5 * way * length * scale
        v = v * tf.exp(scale) - force if way > 0 else (v + force) * tf.exp(scale)
        return v, volume + tf.reduce_sum(scale, axis=1)

    def _move(self, x, v, volume, angle, way, mask):
        length = tf.exp(self.log_length)
        scale, bend, shift = self.of_place(v, mask * x, angle)
        way_there = length * (v * tf.exp(length * bend) + shift)
        scale = way * length * scale
        new = x * tf.exp(scale) + way_there if way > 0 else (x - way_there) * tf.exp(scale)
        return mask * x + (1.0 - mask) * new, volume + tf.reduce_sum((1.0 - mask) * scale, axis=1)


def loss(sampler, x, scale=1.0):
    """Small where jumps are wide and accepted; with it the next states of the chains."""
    proposal, accepted = sampler(x)
    jumps = accepted * tf.reduce_sum((proposal - x) ** 2, axis=1) + 1e-4
    value = tf.reduce_mean(scale / jumps - jumps / scale)
    takes = tf.random_uniform(accepted.shape) < accepted
    return value, tf.where(takes, proposal, x)


def mean_jump(sampler, x, repeats=20):
    """The mean of the squared accepted jumps along chains that start at x."""
    total = 0.0
    for _ in range(repeats):
        proposal, accepted = sampler(x)
        total += float(tf.reduce_mean(accepted * tf.reduce_sum((proposal - x) ** 2, axis=1)))
        x = tf.where(tf.random_uniform(accepted.shape) < accepted, proposal, x)
    return total / repeats


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The mean squared jump before and after training.
    """
    options = command_line.options(
        "l2hmc", __doc__, arguments, steps=(2000, 60), chains=(200, 50), units=(10, 10)
    )
    sampler = Sampler(SlantedGaussian(), options.units)
    random = np.random.RandomState(options.seed)
    draws = random.multivariate_normal([0, 0], _SLANTED, options.chains)
    start = x = tf.constant(draws, tf.float32)
    before = mean_jump(sampler, start)
    optimizer = tf.train.AdamOptimizer(0.01 if options.small else 0.001)
    speed = command_line.Speed("steps")
    for step in range(options.steps):
        with tf.GradientTape() as tape:
            value, x = loss(sampler, x)
        variables = sampler.trainable_variables
        grads, _ = tf.clip_by_global_norm(tape.gradient(value, variables), 5.0)
        optimizer.apply_gradients(zip(grads, variables))
        speed.add()
        if (step + 1) % (options.steps // 4) == 0:
            print(f"Step {step + 1}: loss {value:.2f}")
    speed.show()
    after = mean_jump(sampler, start)
    print(f"Mean squared jump: {before:.3f}, then {after:.3f}")
    return before, after


if __name__ == "__main__":
    main()
