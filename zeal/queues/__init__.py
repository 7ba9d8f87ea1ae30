"""Queues, readers and the input pipelines made of them: what TensorFlow 1.x had before tf.data."""
