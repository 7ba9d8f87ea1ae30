"""A class whose parts are properties that build the graph at their first use."""

import functools

import numpy as np
import tensorflow as tf


def lazy(f):
    at = "_" + f.__name__

    @property
    @functools.wraps(f)
    def g(self):
        if not hasattr(self, at):
            with tf.variable_scope(f.__name__):
                setattr(self, at, f(self))
        return getattr(self, at)

    return g


class Model(object):
    def __init__(self, data, target):
        self.data, self.target = data, target
        self.prediction
        self.optimize
        self.error

    @lazy
    def prediction(self):
        ds = int(self.data.get_shape()[1])
        ts = int(self.target.get_shape()[1])
        w = tf.Variable(
            tf.constant(np.linspace(-0.1, 0.1, ds * ts).reshape(ds, ts), dtype=tf.float32)
        )
        b = tf.Variable(tf.constant(0.1, shape=[ts]))
        return tf.nn.softmax(tf.matmul(self.data, w) + b)

    @lazy
    def optimize(self):
        ce = -tf.reduce_sum(self.target * tf.log(self.prediction + 1e-10))
        return tf.train.GradientDescentOptimizer(0.03).minimize(ce)

    @lazy
    def error(self):
        return tf.reduce_mean(
            tf.cast(
                tf.not_equal(tf.argmax(self.target, 1), tf.argmax(self.prediction, 1)), tf.float32
            )
        )


def main(_=None):
    rng = np.random.RandomState(0)
    X = rng.rand(60, 12)
    Y = np.eye(3)[(X[:, :3]).argmax(1)]
    data = tf.placeholder(tf.float32, [None, 12])
    target = tf.placeholder(tf.float32, [None, 3])
    model = Model(data, target)
    print([v.name for v in tf.trainable_variables()], model.prediction.name.split("/")[0])
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    for ep in range(6):
        for _ in range(10):
            sess.run(model.optimize, {data: X, target: Y})
        print("Test error {:6.2f}%".format(100 * sess.run(model.error, {data: X, target: Y})))


if __name__ == "__main__":
    main()
