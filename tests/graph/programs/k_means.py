"""Segments, masks and scattered counts; groups of assignments under control dependencies."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(10)
pts = np.concatenate([rng.randn(30, 2) + c for c in ([0, 0], [5, 5], [-5, 5])]).astype("f")
points = tf.constant(pts)
cent = tf.Variable(pts[[0, 30, 60]] + 0.5)
assign_ = tf.Variable(tf.zeros([90], dtype=tf.int64))
d = tf.reduce_sum(tf.squared_difference(tf.expand_dims(points, 0), tf.expand_dims(cent, 1)), 2)
near = tf.argmin(d, 0)
means = [
    tf.reduce_mean(
        tf.gather(points, tf.reshape(tf.where(tf.equal(near, c)), [1, -1])), reduction_indices=[1]
    )
    for c in range(3)
]
newc = tf.concat(means, 0)
changed = tf.reduce_any(tf.not_equal(near, assign_))
total = tf.unsorted_segment_sum(points, near, 3)
count = tf.unsorted_segment_sum(tf.ones_like(points), near, 3)
with tf.control_dependencies([changed]):
    up = tf.group(cent.assign(newc), assign_.assign(near))
counts = tf.Variable(tf.zeros([3], tf.int32))
tick = tf.scatter_add(counts, tf.cast(near[:10], tf.int32), tf.ones([10], tf.int32))
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    it = 0
    ch = True
    while ch and it < 20:
        it += 1
        ch, _ = s.run([changed, up])
    print(it, np.round(s.run(cent), 3).tolist())
    print(
        np.round(s.run(total / count), 3).tolist(),
        s.run(tick),
    )
