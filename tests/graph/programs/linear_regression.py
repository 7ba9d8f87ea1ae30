"""Placeholders without a shape, one example at a time."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
xs = rng.rand(50).astype(np.float32)
ys = 3 * xs + 1 + 0.1 * rng.randn(50).astype(np.float32)
X = tf.placeholder("float")
Y = tf.placeholder("float")
W = tf.Variable(0.5, name="weight")
b = tf.Variable(-0.5, name="bias")
pred = tf.add(tf.multiply(X, W), b)
cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * 50)
opt = tf.train.GradientDescentOptimizer(0.05).minimize(cost)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for epoch in range(20):
        for x, y in zip(xs, ys):
            sess.run(opt, feed_dict={X: x, Y: y})
        if (epoch + 1) % 5 == 0:
            c = sess.run(cost, feed_dict={X: xs, Y: ys})
            print(
                "Epoch:",
                "%04d" % (epoch + 1),
                "cost=",
                "{:.6f}".format(c),
                "W=",
                "%.4f" % sess.run(W),
                "b=",
                "%.4f" % sess.run(b),
            )
    print(
        "%.5f"
        % abs(sess.run(cost, feed_dict={X: xs, Y: ys}) - cost.eval({X: xs, Y: ys}, session=sess))
    )
