"""State updated in order: scattered rows, a position, and what reads behind them."""

import numpy as np
import tensorflow as tf

buf = tf.Variable(tf.zeros([5, 2]), trainable=False, name="buf")
pos = tf.Variable(0, trainable=False, dtype=tf.int32)
x = tf.placeholder(tf.float32, [2])
w = tf.scatter_update(buf, [pos], tf.expand_dims(x, 0))
with tf.control_dependencies([w]):
    nxt = tf.assign(pos, tf.mod(pos + 1, 5))
tot = tf.Variable(0.0)
add = tf.assign_add(tot, tf.reduce_sum(x))
both = tf.group(nxt, add, name="both")
with tf.control_dependencies([both]):
    after = tf.identity(buf)
    n = tf.no_op(name="done")
mx = tf.Variable(-1.0)
upd = mx.assign(tf.maximum(mx, x[0]))
r = tf.tuple([add, upd])
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(7):
        a = s.run(after, {x: [i, i * i]})
    print(a.tolist(), *s.run([pos, tot]))
    s.run(n, {x: [0, 1]})
    print(
        *s.run([pos, tot]),
        *s.run(r, {x: [9, 1]}),
    )
    s.run(buf.assign(np.ones((5, 2))))
    print(
        s.run(tf.reduce_sum(buf)),
        s.run(tf.scatter_sub(buf, [0, 0], [[1.0, 1.0], [1.0, 1.0]]))[0].tolist(),
    )
    s.run(mx.initializer)
    print(s.run(mx))
    s.run(buf.initializer, {buf.initial_value: np.full((5, 2), 7.0)})
    print(s.run(buf)[0])
