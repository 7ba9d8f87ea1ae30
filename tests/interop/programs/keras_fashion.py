"""The 'basic classification' tutorial's data, trained by hand."""
from __future__ import absolute_import, division, print_function

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.python.keras.utils import to_categorical
from tensorflow.python.keras.layers import Dense, Flatten
from tensorflow.python.keras.models import Sequential

tf.enable_eager_execution()
tf.set_random_seed(1)
(train_images, train_labels), (test_images, test_labels) = keras.datasets.fashion_mnist.load_data()
train_images = (train_images / 255.0).astype(np.float32)
onehot = to_categorical(train_labels, 10)
model = Sequential([Flatten(input_shape=(28, 28)), Dense(16, activation=tf.nn.relu), Dense(10)])
optimizer = tf.train.GradientDescentOptimizer(0.1)
losses = []
dataset = tf.data.Dataset.from_tensor_slices((train_images, onehot)).apply(
    tf.contrib.data.shuffle_and_repeat(100, 3)).batch(20)
for images, labels in dataset:
    with tf.GradientTape() as tape:
        loss = tf.losses.softmax_cross_entropy(labels, model(images))
    grads = tape.gradient(loss, model.variables)
    optimizer.apply_gradients(zip(grads, model.variables),
                              global_step=tf.train.get_or_create_global_step())
    losses.append(float(loss))
assert sum(losses[-5:]) < sum(losses[:5])
print("ok")
