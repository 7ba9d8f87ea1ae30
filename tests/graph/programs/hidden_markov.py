"""Forward and Viterbi passes unrolled in a graph of its own."""

import numpy as np
import tensorflow as tf

T = np.array([[0.9, 0.1], [0.2, 0.8]], "f")
E = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], "f")
p0 = np.array([0.6, 0.4], "f")
obs = [0, 1, 2, 2, 0, 1]
g = tf.Graph()
with g.as_default():
    t = tf.constant(T)
    e = tf.constant(E)
    al = tf.multiply(p0, e[:, obs[0]])
    scale = [tf.reduce_sum(al)]
    al = al / scale[0]
    for o in obs[1:]:
        al = tf.squeeze(tf.matmul(tf.expand_dims(al, 0), t), 0) * tf.gather(e, o, axis=1)
        s = tf.reduce_sum(al)
        scale.append(s)
        al = al / s
    ll = tf.reduce_sum(tf.log(tf.stack(scale)))
    path = tf.log(p0) + tf.log(e[:, obs[0]])
    back = []
    for o in obs[1:]:
        m = tf.expand_dims(path, 1) + tf.log(t)
        back.append(tf.argmax(m, 0))
        path = tf.reduce_max(m, reduction_indices=0) + tf.log(e[:, o])
    last = tf.argmax(path, 0)
with tf.Session(graph=g) as s:
    l, a, b, la = s.run([ll, al, back, last])
    print("%.5f" % l, np.round(a, 4))
    seq = [la]
    for x in reversed(b):
        seq.append(x[seq[-1]])
    print([int(q) for q in seq[::-1]])
