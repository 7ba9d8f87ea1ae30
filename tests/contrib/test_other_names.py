"""Names of tf.contrib that stand for functions and modules elsewhere."""

import zeal as tf


def test_names_that_are_others_too():
    slim, layers = tf.contrib.slim, tf.contrib.layers
    assert slim.initializers.xavier_initializer is layers.xavier_initializer
    assert slim.regularizers.l2_regularizer is layers.l2_regularizer
    assert slim.nn.relu is tf.nn.relu and slim.nest.flatten is tf.nest.flatten
    assert tf.contrib.metrics.set_size is tf.sets.set_size
    assert layers.safe_embedding_lookup_sparse is tf.nn.safe_embedding_lookup_sparse
    names = layers.OPTIMIZER_CLS_NAMES
    assert isinstance(names["Momentum"](learning_rate=0.1), tf.train.MomentumOptimizer)
    assert names["SGD"] is tf.train.GradientDescentOptimizer
