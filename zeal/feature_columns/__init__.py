"""Columns of features, and the layers and functions that take them: tf.feature_column."""
