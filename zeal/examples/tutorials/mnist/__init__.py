"""tensorflow.examples.tutorials.mnist: the reader of the MNIST tutorials."""
