"""The text classification tutorial's preparation."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

tf.enable_eager_execution()
imdb = keras.datasets.imdb
(train_data, train_labels), (test_data, test_labels) = imdb.load_data(num_words=100)
word_index = imdb.get_word_index()
word_index = {k: (v + 3) for k, v in word_index.items()}
word_index["<PAD>"], word_index["<START>"], word_index["<UNK>"] = 0, 1, 2
reverse_word_index = dict([(value, key) for (key, value) in word_index.items()])
text = " ".join(reverse_word_index.get(i, "?") for i in train_data[0])
assert text.startswith("<START>"), text
counts = np.zeros((len(train_data), 100), np.float32)
for i, words in enumerate(train_data):
    counts[i, words] = 1
w = tf.Variable(tf.zeros([100, 1]))
with tf.GradientTape() as tape:
    logits = tf.squeeze(tf.matmul(counts, w), 1)
    loss = tf.losses.sigmoid_cross_entropy(train_labels, logits)
assert tape.gradient(loss, w).shape == [100, 1]
print("ok")
