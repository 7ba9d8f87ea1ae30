"""Checkpoints: TensorFlow's files of tensors by name, and what writes and reads them."""
