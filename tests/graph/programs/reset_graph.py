"""One graph after the other, by the internal module's reset_default_graph."""

import tensorflow as tf
from tensorflow.python.framework import ops
import numpy as np


def build():
    X = tf.placeholder(tf.float32, [4, None], name="X")
    Y = tf.placeholder(tf.float32, [2, None], name="Y")
    W = tf.get_variable(
        "W1", [2, 4], initializer=tf.constant_initializer(np.arange(8).reshape(2, 4) * 0.1)
    )
    b = tf.get_variable("b1", [2, 1], initializer=tf.zeros_initializer())
    Z = tf.add(tf.matmul(W, X), b)
    cost = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits(logits=tf.transpose(Z), labels=tf.transpose(Y))
    )
    return X, Y, Z, cost, {"W1": W, "b1": b}


rng = np.random.RandomState(0)
x = rng.randn(4, 20)
y = np.eye(2)[(x[0] > 0).astype(int)].T
for lr in (0.1, 0.5):
    ops.reset_default_graph()
    tf.set_random_seed(1)
    X, Y, Z, cost, par = build()
    opt = tf.train.GradientDescentOptimizer(learning_rate=lr).minimize(cost)
    init = tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(init)
        for e in range(30):
            _, c = sess.run([opt, cost], feed_dict={X: x, Y: y})
        par = sess.run(par)
        acc = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(Z), tf.argmax(Y)), "float"))
        print("%.5f" % c, acc.eval({X: x, Y: y}), np.round(par["W1"], 3).tolist(), sorted(par))
