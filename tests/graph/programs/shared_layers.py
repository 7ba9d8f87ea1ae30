"""The same layers for training and testing by reuse; regularisation losses."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(4)


def model(x, training, reuse=None):
    with tf.variable_scope("model", reuse=reuse):
        h = tf.layers.flatten(x)
        h = tf.layers.dense(
            h,
            8,
            tf.nn.relu,
            kernel_initializer=tf.constant_initializer(0.1),
            name="fc1",
            kernel_regularizer=tf.contrib.layers.l2_regularizer(0.01),
        )
        h = tf.layers.dropout(h, rate=0.0, training=training)
        return tf.layers.dense(
            h, 3, kernel_initializer=tf.constant_initializer(rng.randn(8, 3)), name="fc2"
        )


x = tf.placeholder(tf.float32, [None, 2, 3])
y = tf.placeholder(tf.int64, [None])
train_l = model(x, True)
test_l = model(x, False, reuse=True)
loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=train_l)
total = tf.losses.get_total_loss()
print(
    [v.name for v in tf.trainable_variables()],
    len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)),
)
op = tf.train.GradientDescentOptimizer(0.1).minimize(
    total, global_step=tf.train.get_or_create_global_step()
)
pred = tf.argmax(test_l, axis=-1)
prob = tf.nn.softmax(test_l, name="prob")
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(20):
        xb = rng.rand(10, 2, 3)
        yb = xb.sum((1, 2)).astype(int) % 3
        _, l, t = s.run([op, loss, total], {x: xb, y: yb})
    print(
        "%.4f %.4f" % (l, t),
        s.run(tf.train.get_global_step()),
        s.run(pred, {x: xb}),
        np.round(s.run("prob:0", {x: xb[:1]}), 3),
    )
