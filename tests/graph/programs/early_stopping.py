"""Fetches and feeds by name; a global step of the program's own."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(12)


def make():
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 5], "x")
    y = tf.placeholder(tf.float32, [None], "y")
    w = tf.get_variable("w", [5, 1], initializer=tf.zeros_initializer())
    out = tf.squeeze(tf.matmul(x, w), 1, name="out")
    loss = tf.reduce_mean((out - y) ** 2, name="loss")
    gs = tf.Variable(0, name="global_step", trainable=False)
    tf.train.GradientDescentOptimizer(0.1, name="opt").minimize(
        loss, global_step=gs, name="train"
    )
    return w


X = rng.randn(60, 5)
Y = X.dot([1, 2, 3, 0, -1]) + rng.randn(60) * 0.1
g = tf.Graph()
with g.as_default():
    make()
with tf.Session(graph=g) as s:
    assert tf.get_default_graph() is g
    s.run(tf.global_variables_initializer())
    best, wait = 1e9, 0
    for ep in range(200):
        s.run("train", feed_dict={"x:0": X[:40], "y:0": Y[:40]})
        v = s.run("loss:0", feed_dict={"x:0": X[40:], "y:0": Y[40:]})
        if v < best - 1e-3:
            best, wait = v, 0
            saved = s.run(g.get_collection("trainable_variables")[0])
        else:
            wait += 1
            if wait >= 3:
                break
    print(ep, "%.5f" % best, s.run(tf.train.get_global_step()), np.round(saved.ravel(), 3))
    op = g.get_operation_by_name("train")
    print(op.name, g.get_tensor_by_name("loss:0").shape)
