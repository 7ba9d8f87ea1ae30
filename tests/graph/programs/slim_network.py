"""contrib's slim: argument scopes, normalizers, collections, optimize_loss."""

import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.contrib import layers

rng = np.random.RandomState(0)
W = [rng.randn(6, 8) * 0.3, rng.randn(8, 8) * 0.3, rng.randn(8, 3) * 0.3]
x = tf.placeholder(tf.float32, [None, 2, 3])
y = tf.placeholder(tf.int64, [None])
with slim.arg_scope(
    [slim.fully_connected],
    weights_regularizer=slim.l2_regularizer(0.005),
    activation_fn=tf.nn.tanh,
):
    with tf.variable_scope("net"):
        h = slim.flatten(x)
        h = slim.fully_connected(
            h, 8, weights_initializer=tf.constant_initializer(W[0]), scope="fc1"
        )
        h = slim.dropout(h, 1.0, is_training=False)
        h = slim.fully_connected(
            h,
            8,
            weights_initializer=tf.constant_initializer(W[1]),
            scope="fc2",
            normalizer_fn=layers.layer_norm,
        )
        lo = slim.fully_connected(
            h,
            3,
            activation_fn=None,
            weights_initializer=tf.constant_initializer(W[2]),
            scope="logits",
        )
oh = slim.one_hot_encoding(y, 3)
tf.losses.softmax_cross_entropy(oh, lo)
total = tf.losses.get_total_loss()
gs = tf.train.get_or_create_global_step()
train = layers.optimize_loss(
    total,
    gs,
    0.2,
    "SGD",
    clip_gradients=1.0,
    learning_rate_decay_fn=lambda lr, g: lr * tf.pow(0.9, tf.cast(g, tf.float32)),
    summaries=[],
)
print([v.name for v in slim.get_model_variables()])
print(len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)), lo.name)
with tf.Session() as s:
    s.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    for i in range(15):
        xb = rng.randn(10, 2, 3)
        l = s.run(train, {x: xb, y: (xb[:, 0, 0] > 0) * 1 + (xb[:, 1, 0] > 0) * 1})
        if i % 5 == 4:
            print("%.5f" % l, s.run(gs))
