"""Learns to balance a pole by trial: `python -m zeal.examples.cart_pole`.

REINFORCE with a baseline: Williams, "Simple statistical gradient-following algorithms for
connectionist reinforcement learning", 1992. The cart and its pole are those of Barto, Sutton and
Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems", 1983.
"""

import math

import numpy as np

import zeal as tf
from zeal.examples import command_line

_GRAVITY, _CART, _POLE, _HALF_LENGTH, _FORCE, _SECONDS = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02


class CartPole:
    """A pole on a cart that is pushed left (0) or right (1); the reward is 1 while it stands."""

    def __init__(self, seed, limit=200):
        self._random, self._limit = np.random.RandomState(seed), limit

    def reset(self):
        """Starts nearly upright; returns place, speed, angle and angular speed."""
        self._state, self._count = self._random.uniform(-0.05, 0.05, 4), 0
        return self._state.astype(np.float32)

    def step(self, action):
        """Pushes for a fiftieth of a second; returns the state, the reward, and whether it ends."""
        _, speed, angle, turn = self._state
        cos, sin, mass = math.cos(angle), math.sin(angle), _CART + _POLE
        push = (_FORCE if action else -_FORCE) + _POLE * _HALF_LENGTH * turn**2 * sin
        inertia = _HALF_LENGTH * (4 / 3 - _POLE * cos**2 / mass)
        bend = (_GRAVITY * sin - cos * push / mass) / inertia
        thrust = (push - _POLE * _HALF_LENGTH * bend * cos) / mass
        change = np.array([speed, thrust, turn, bend])
        self._state, self._count = self._state + _SECONDS * change, self._count + 1
        fell = abs(self._state[0]) > 2.4 or abs(self._state[2]) > math.radians(12)
        return self._state.astype(np.float32), 1.0, fell or self._count >= self._limit


class Agent(tf.keras.Model):
    """A policy, as logits of the two pushes, and a baseline: what is to be expected from here."""

    def __init__(self, units):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(units, activation=tf.nn.tanh)
        self.policy = tf.keras.layers.Dense(2)
        self.baseline = tf.keras.layers.Dense(1)

    def call(self, states):
        features = self.hidden(states)
        return self.policy(features), tf.squeeze(self.baseline(features), axis=1)

    def act(self, state):
        """Draws a push."""
        logits, _ = self(state[None])
        return int(tf.multinomial(logits, 1)[0, 0])


def episode(world, agent):
    """Plays until the end; returns arrays of states, pushes and rewards."""
    states, actions, rewards = [], [], []
    state, done = world.reset(), False
    while not done:
        states.append(state)
        actions.append(agent.act(state))
        state, reward, done = world.step(actions[-1])
        rewards.append(reward)
    return np.array(states), np.array(actions), np.array(rewards, np.float32)


def returns(rewards, discount=0.99):
    """The discounted sum of what comes after each step, that step's reward included."""
    found, value = np.zeros_like(rewards), 0.0
    for i in reversed(range(len(rewards))):
        value = found[i] = rewards[i] + discount * value
    return found


def loss(agent, states, actions, gains):
    """Pushes that did better than the baseline become likelier; the baseline learns the gains."""
    logits, baseline = agent(tf.constant(states))
    costs = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=actions, logits=logits)
    better = tf.stop_gradient(gains - baseline)
    mean, variance = tf.nn.moments(better, [0])
    better = (better - mean) * tf.rsqrt(variance + 1e-6)
    entropy = -tf.reduce_sum(tf.nn.softmax(logits) * tf.nn.log_softmax(logits), axis=1)
    value = tf.losses.huber_loss(gains, baseline)
    return tf.reduce_mean(costs * better - 0.01 * entropy) + 0.1 * value


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The mean reward of the first and of the last episodes.
    """
    options = command_line.options(
        "cart_pole", __doc__, arguments, episodes=(500, 80), units=(64, 32)
    )
    world, agent = CartPole(options.seed), Agent(options.units)
    optimizer = tf.train.AdamOptimizer(0.01)
    totals, speed = [], command_line.Speed("steps")
    for i in range(options.episodes):
        states, actions, rewards = episode(world, agent)
        with tf.GradientTape() as tape:
            value = loss(agent, states, actions, returns(rewards))
        grads = tape.gradient(value, agent.trainable_variables)
        optimizer.apply_gradients(zip(grads, agent.trainable_variables))
        totals.append(float(rewards.sum()))
        speed.add(len(rewards))
        if (i + 1) % (options.episodes // 8) == 0:
            print(f"Episode {i + 1}: {np.mean(totals[-20:]):.1f} steps upright")
    speed.show()
    return np.mean(totals[:20]), np.mean(totals[-20:])


if __name__ == "__main__":
    main()
