"""Two networks of contrib's layers, clipped gradients, copies of one network's weights."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(7)
W1 = rng.randn(4, 16) * 0.3
W2 = rng.randn(16, 3) * 0.3


def qnet(obs, scope, reuse=False):
    with tf.variable_scope(scope, reuse=reuse):
        h = tf.contrib.layers.fully_connected(
            obs, 16, weights_initializer=tf.constant_initializer(W1)
        )
        return tf.contrib.layers.fully_connected(
            h, 3, activation_fn=None, weights_initializer=tf.constant_initializer(W2)
        )


obs = tf.placeholder(tf.float32, [None, 4])
nxt = tf.placeholder(tf.float32, [None, 4])
act = tf.placeholder(tf.int32, [None])
rew = tf.placeholder(tf.float32, [None])
done = tf.placeholder(tf.float32, [None])
q = qnet(obs, "q")
qt = qnet(nxt, "target")
qv = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="q")
tv = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="target")
sel = tf.reduce_sum(q * tf.one_hot(act, 3), 1)
tgt = rew + 0.9 * (1.0 - done) * tf.reduce_max(qt, axis=1)
err = sel - tf.stop_gradient(tgt)
hub = tf.where(tf.abs(err) < 1.0, tf.square(err) * 0.5, tf.abs(err) - 0.5)
loss = tf.reduce_mean(hub)
opt = tf.train.GradientDescentOptimizer(0.05)
gvs = opt.compute_gradients(loss, var_list=qv)
gvs = [(tf.clip_by_norm(g, 10), v) if g is not None else (g, v) for g, v in gvs]
train = opt.apply_gradients(gvs)
upd = tf.group(
    *[
        t.assign(v)
        for v, t in zip(sorted(qv, key=lambda v: v.name), sorted(tv, key=lambda v: v.name))
    ]
)
soft = [tf.assign(t, t * 0.9 + v * 0.1) for v, t in zip(qv, tv)]
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    s.run(upd)
    for i in range(25):
        o = rng.randn(8, 4)
        fd = {
            obs: o,
            nxt: rng.randn(8, 4),
            act: rng.randint(0, 3, 8),
            rew: rng.randn(8),
            done: rng.randint(0, 2, 8),
        }
        _, l = s.run([train, loss], fd)
        if i % 5 == 0:
            s.run(upd)
            print("%.4f" % l)
        else:
            s.run(soft)
    print(np.round(s.run(q, {obs: o[:2]}), 4).tolist(), [v.op.name for v in tv])
