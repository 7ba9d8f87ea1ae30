"""Recurrent networks of `tf.nn`: cells, wrappers of cells, and functions that run them."""
