"""Tied weights in variable scopes; initial values as arrays."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(4)
data = rng.rand(64, 24).astype("f")
tf.reset_default_graph()
X = tf.placeholder("float", [None, 24])
sizes = [24, 12, 6]
layers = X
ws = []
for i in range(2):
    with tf.variable_scope("enc_%d" % i):
        W = tf.get_variable("W", initializer=rng.randn(sizes[i], sizes[i + 1]).astype("f") * 0.3)
        b = tf.get_variable("b", [sizes[i + 1]], initializer=tf.constant_initializer(0.0))
        layers = tf.nn.sigmoid(tf.nn.xw_plus_b(layers, W, b))
        ws.append(W)
code = layers
for i in reversed(range(2)):
    with tf.variable_scope("dec_%d" % i):
        b = tf.get_variable("b", [sizes[i]], initializer=tf.zeros_initializer())
        layers = tf.nn.sigmoid(tf.matmul(layers, tf.transpose(ws[i])) + b)
cost = tf.reduce_mean(tf.pow(X - layers, 2))
train = tf.train.GradientDescentOptimizer(1.0).minimize(cost)
print([v.name for v in tf.trainable_variables()], layers.get_shape(), code.get_shape().as_list())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(50):
        _, c = sess.run([train, cost], feed_dict={X: data})
    print("%.5f" % c)
    print(np.round(sess.run(code, {X: data[:1]}), 4))
