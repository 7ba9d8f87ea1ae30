"""Gradients fetched, summed outside and fed back through placeholders."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(6)


class Agent:
    def __init__(self, lr, s, a, h):
        self.state = tf.placeholder(shape=[None, s], dtype=tf.float32)
        hid = tf.layers.dense(
            self.state,
            h,
            activation=tf.nn.relu,
            use_bias=False,
            kernel_initializer=tf.constant_initializer(rng.randn(s, h) * 0.3),
            name="hid",
        )
        self.out = tf.layers.dense(
            hid,
            a,
            activation=tf.nn.softmax,
            kernel_initializer=tf.constant_initializer(rng.randn(h, a) * 0.3),
        )
        self.chosen = tf.argmax(self.out, 1)
        self.reward = tf.placeholder(shape=[None], dtype=tf.float32)
        self.action = tf.placeholder(shape=[None], dtype=tf.int32)
        self.indexes = tf.range(0, tf.shape(self.out)[0]) * tf.shape(self.out)[1] + self.action
        self.resp = tf.gather(tf.reshape(self.out, [-1]), self.indexes)
        self.loss = -tf.reduce_mean(tf.log(self.resp) * self.reward)
        tvars = tf.trainable_variables()
        self.holders = [
            tf.placeholder(tf.float32, name=str(i) + "_holder") for i, v in enumerate(tvars)
        ]
        self.grads = tf.gradients(self.loss, tvars)
        self.update = tf.train.GradientDescentOptimizer(lr).apply_gradients(
            zip(self.holders, tvars)
        )


agent = Agent(0.1, 4, 2, 8)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    buf = sess.run(tf.trainable_variables())
    for i, g in enumerate(buf):
        buf[i] = g * 0
    for ep in range(20):
        st = rng.randn(10, 4)
        p = sess.run(agent.out, {agent.state: st})
        a = np.array([rng.choice(2, p=q / q.sum()) for q in p.astype(float)])
        rw = (st[:, 0] > 0) == a
        gr = sess.run(
            agent.grads,
            feed_dict={agent.state: st, agent.action: a, agent.reward: rw.astype("f")},
        )
        for i, g in enumerate(gr):
            buf[i] += g
        if ep % 5 == 4:
            sess.run(agent.update, feed_dict=dict(zip(agent.holders, buf)))
            for i, g in enumerate(buf):
                buf[i] = g * 0
            print(
                ep,
                "%.4f"
                % sess.run(agent.loss, {agent.state: st, agent.action: a, agent.reward: rw}),
            )
    print(sess.run(agent.chosen, {agent.state: st}), [v.name for v in tf.trainable_variables()])
