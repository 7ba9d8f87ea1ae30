"""A generator and a discriminator: two optimizers over variables of two scopes, shared weights."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(5)


def init(*s):
    v = rng.randn(*s).astype("f") * 0.2
    return tf.constant_initializer(v)


def generator(z, reuse=None):
    with tf.variable_scope("GAN/Generator", reuse=reuse):
        h = tf.nn.leaky_relu(tf.matmul(z, tf.get_variable("w1", [4, 8], initializer=init(4, 8))))
        return tf.matmul(h, tf.get_variable("w2", [8, 2], initializer=init(8, 2)))


def discriminator(x, reuse=None):
    with tf.variable_scope("GAN/Discriminator", reuse=reuse) as sc:
        h = tf.nn.leaky_relu(
            tf.matmul(x, tf.get_variable("w1", [2, 8], initializer=init(2, 8)))
            + tf.get_variable("b1", [8], initializer=tf.zeros_initializer)
        )
        out = tf.matmul(h, tf.get_variable("w2", [8, 1], initializer=init(8, 1)))
        return out, h


X = tf.placeholder(tf.float32, [None, 2])
Z = tf.placeholder(tf.float32, [None, 4])
G = generator(Z)
r, rr = discriminator(X)
f, fr = discriminator(G, reuse=True)
dl = tf.reduce_mean(
    tf.nn.sigmoid_cross_entropy_with_logits(logits=r, labels=tf.ones_like(r))
    + tf.nn.sigmoid_cross_entropy_with_logits(logits=f, labels=tf.zeros_like(f))
)
gl = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=f, labels=tf.ones_like(f)))
gv = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="GAN/Generator")
dv = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="GAN/Discriminator")
print([v.name for v in gv], [v.name for v in dv])
gs = tf.train.GradientDescentOptimizer(0.1).minimize(gl, var_list=gv)
ds = tf.train.GradientDescentOptimizer(0.1).minimize(dl, var_list=dv)
sess = tf.Session(config=tf.ConfigProto(allow_soft_placement=True))
tf.global_variables_initializer().run(session=sess)
for i in range(30):
    xb = rng.randn(16, 2) + 3
    zb = rng.uniform(-1, 1, (16, 4))
    for _ in range(2):
        _, dloss = sess.run([ds, dl], feed_dict={X: xb, Z: zb})
    rrep, grep = sess.run([rr, fr], feed_dict={X: xb, Z: zb})
    _, gloss = sess.run([gs, gl], feed_dict={Z: zb})
print(
    "%.4f %.4f" % (dloss, gloss),
    np.round(grep.mean(), 4),
    np.round(sess.run(G, {Z: zb[:2]}), 3).tolist(),
)
