"""MNIST softmax regression with input_data, in batches."""
from __future__ import absolute_import, division, print_function

import sys

import tensorflow as tf
import tensorflow.contrib.eager as tfe
from tensorflow.examples.tutorials.mnist import input_data

tf.enable_eager_execution()
mnist = input_data.read_data_sets(sys.argv[1], one_hot=True, validation_size=100, seed=0)

W = tfe.Variable(tf.zeros([784, 10]), name="weights")
b = tfe.Variable(tf.zeros([10]), name="bias")


def inference(x):
    return tf.matmul(x, W) + b


def loss_fn(x, y):
    return tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits(logits=inference(x), labels=y))


optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.5)
grad = tfe.implicit_gradients(loss_fn)
first = None
for step in range(60):
    x_batch, y_batch = mnist.train.next_batch(50)
    y_batch = tf.cast(y_batch, tf.float32)
    if first is None:
        first = loss_fn(x_batch, y_batch)
    optimizer.apply_gradients(grad(x_batch, y_batch))
last = loss_fn(mnist.validation.images, tf.cast(mnist.validation.labels, tf.float32))
assert last.numpy() < 0.7 * first.numpy(), (first, last)
print("ok")
