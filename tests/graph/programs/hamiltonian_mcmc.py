"""A chain of gradients inside the graph; state kept by assignments."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(9)
x = tf.Variable([0.5, -0.5], dtype=tf.float32, name="x")
p = tf.placeholder(tf.float32, [2])
u = tf.placeholder(tf.float32, [])


def logp(z):
    return -0.5 * tf.reduce_sum(z * z / [1.0, 4.0])


step = 0.2


def leap(q, p):
    for _ in range(5):
        g = tf.gradients(logp(q), q)[0]
        p = p + 0.5 * step * g
        q = q + step * p
        g = tf.gradients(logp(q), q)[0]
        p = p + 0.5 * step * g
    return q, p


qn, pn = leap(x + 0.0, p)
ratio = logp(qn) - 0.5 * tf.reduce_sum(pn**2) - logp(x) + 0.5 * tf.reduce_sum(p**2)
accept = tf.log(u) < ratio
new = tf.where(tf.fill([2], accept), qn, x)
upd = tf.assign(x, new)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    n = 0
    tot = np.zeros(2)
    for i in range(60):
        a, v = s.run([accept, upd], {p: rng.randn(2), u: rng.rand()})
        n += bool(a)
        tot += v
    print(n, np.round(tot / 60, 4).tolist())
