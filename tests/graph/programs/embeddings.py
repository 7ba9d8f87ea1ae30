"""Rows of a table looked up and trained; gradients that are slices; unknown lengths."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
V, D, C = 20, 6, 3
ids = tf.placeholder(tf.int32, [None, None], "ids")
lens = tf.placeholder(tf.float32, [None], "lens")
y = tf.placeholder(tf.int64, [None], "y")
emb = tf.get_variable(
    "embedding", [V, D], initializer=tf.constant_initializer(rng.randn(V, D) * 0.2)
)
e = tf.gather(emb, ids)
mask = tf.cast(tf.not_equal(ids, 0), tf.float32)
pooled = tf.reduce_sum(e * tf.expand_dims(mask, -1), 1) / tf.expand_dims(lens, 1)
w = tf.get_variable("w", [D, C], initializer=tf.constant_initializer(rng.randn(D, C) * 0.2))
logits = tf.matmul(pooled, w, name="logits")
loss = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits), name="loss"
)
gs = tf.Variable(0, trainable=False, name="step")
opt = tf.train.GradientDescentOptimizer(tf.constant(0.5))
g = opt.compute_gradients(loss)
print([type(a).__name__ for a, _ in g], [v.op.name for _, v in g])
train = opt.apply_gradients(g, global_step=gs)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    for i in range(30):
        L = rng.randint(1, 6, 8)
        I = np.zeros((8, 5), int)
        for r, l in enumerate(L):
            I[r, :l] = rng.randint(1, V, l)
        lv, _ = s.run(["loss:0", train], {ids: I, lens: L, y: I[:, 0] % C})
        if i % 10 == 9:
            print(s.run(gs), "%.5f" % lv)
    print(np.round(s.run(emb)[3], 4), logits.shape)
