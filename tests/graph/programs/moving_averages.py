"""Batch statistics kept by assignments that run before what is fetched."""

import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, shape=(None, 3), name="input")
mean = tf.Variable(tf.zeros([3]), trainable=False)
var = tf.Variable(tf.ones([3]), trainable=False, name="var")
bm, bv = tf.nn.moments(x, [0])
decay = 0.9
um = tf.assign(mean, mean * decay + bm * (1 - decay))
uv = tf.assign(var, var * decay + bv * (1 - decay))
with tf.control_dependencies([um, uv]):
    train = tf.nn.batch_normalization(x, bm, bv, None, None, 1e-3)
test = tf.nn.batch_normalization(x, mean, var, tf.constant(0.1), None, 1e-3, name="test")
print(tf.trainable_variables(), len(tf.global_variables()))
rng = np.random.RandomState(11)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(20):
        o = s.run(train, {x: rng.randn(32, 3) * 2 + 1})
    print(np.round(s.run([mean, var]), 4).tolist(), np.round(o.std(), 3))
    print(np.round(s.run(test, {"input:0": np.ones((1, 3))}), 4))
