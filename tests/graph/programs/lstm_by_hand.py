"""An unrolled recurrent network with sizes from tf.shape; gradients clipped together."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(8)
T, I, H = 5, 3, 6
x = tf.placeholder(tf.float32, [None, T, I])
y = tf.placeholder(tf.float32, [None, 1])


def v(name, *s):
    return tf.Variable(rng.randn(*s).astype("f") * 0.3, name=name)


Wx = v("Wx", I, 4 * H)
Wh = v("Wh", H, 4 * H)
b = tf.Variable(tf.zeros([4 * H]))
Wo = v("Wo", H, 1)
batch = tf.shape(x)[0]
h = tf.zeros([batch, H])
c = tf.zeros(tf.stack([batch, H]))
outs = []
for t, xt in enumerate(tf.unstack(x, T, 1)):
    g = tf.matmul(xt, Wx) + tf.matmul(h, Wh) + b
    i, j, f, o = tf.split(g, 4, 1)
    c = c * tf.sigmoid(f + 1.0) + tf.sigmoid(i) * tf.tanh(j)
    h = tf.tanh(c) * tf.sigmoid(o)
    outs.append(h)
hs = tf.transpose(tf.stack(outs), [1, 0, 2])
pred = tf.matmul(outs[-1], Wo)
loss = tf.losses.mean_squared_error(y, pred)
tv = tf.trainable_variables()
grads, norm = tf.clip_by_global_norm(tf.gradients(loss, tv), 1.0)
train = tf.train.GradientDescentOptimizer(0.3).apply_gradients(zip(grads, tv))
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for k in range(40):
        xb = rng.randn(12, T, I)
        l, _, n = s.run(
            [loss, train, norm], {x: xb, y: xb.sum((1, 2), keepdims=True)[:, :, 0] * 0.1}
        )
        if k % 10 == 9:
            print("%.5f %.5f" % (l, n))
    print(s.run(hs, {x: xb[:2]}).shape, hs.get_shape(), pred.shape)
