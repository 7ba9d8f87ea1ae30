"""The metrics of tf.contrib.eager: objects that hold their variables."""
