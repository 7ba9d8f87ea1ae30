"""Columns of features for contrib's layers, which `tf.feature_column` takes too."""
