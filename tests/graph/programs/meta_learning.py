"""Gradients of what was trained by gradients."""

import numpy as np
import tensorflow as tf

# maml-like: inner update by tf.gradients, outer minimize
rng = np.random.RandomState(4)
xi = tf.placeholder(tf.float32, [None, 1])
yi = tf.placeholder(tf.float32, [None, 1])
xo = tf.placeholder(tf.float32, [None, 1])
yo = tf.placeholder(tf.float32, [None, 1])
with tf.variable_scope("model", reuse=None) as training_scope:
    weights = {
        "w1": tf.Variable(rng.randn(1, 8).astype("f") * 0.5),
        "b1": tf.Variable(tf.zeros([8])),
        "w2": tf.Variable(rng.randn(8, 1).astype("f") * 0.5),
    }


def fwd(x, w):
    return tf.matmul(tf.nn.relu(tf.matmul(x, w["w1"]) + w["b1"]), w["w2"])


def mse(p, l):
    return tf.reduce_mean(tf.square(tf.reshape(p, [-1]) - tf.reshape(l, [-1])))


fast = dict(weights)
losses = []
for k in range(2):
    l = mse(fwd(xi, fast), yi)
    grads = dict(zip(sorted(fast), tf.gradients(l, [fast[q] for q in sorted(fast)])))
    fast = {q: fast[q] - 0.1 * grads[q] for q in fast}
    losses.append(mse(fwd(xo, fast), yo))
opt = tf.train.GradientDescentOptimizer(0.05)
gvs = opt.compute_gradients(losses[-1])
meta = opt.apply_gradients([(tf.clip_by_value(g, -10.0, 10.0), v) for g, v in gvs])
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(30):
        a = rng.rand() * 2
        X = rng.randn(10, 1)
        Z = rng.randn(10, 1)
        r = s.run([meta] + losses, {xi: X, yi: a * X, xo: Z, yo: a * Z})
        if i % 10 == 9:
            print(["%.5f" % q for q in r[1:]])
