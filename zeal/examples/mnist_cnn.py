"""Trains a convolutional classifier of handwritten digits: `python -m zeal.examples.mnist_cnn`."""

import zeal as tf
from zeal.examples import command_line, digit_images

tfe = tf.contrib.eager


class CNN(tf.keras.Model):
    """Two convolutions, each followed by pooling, and two dense layers with dropout between."""

    def __init__(self, filters, classes=10):
        super().__init__()
        layers = tf.keras.layers
        self.conv1 = layers.Conv2D(filters, 5, padding="same", activation=tf.nn.relu)
        self.conv2 = layers.Conv2D(2 * filters, 5, padding="same", activation=tf.nn.relu)
        self.pool = layers.MaxPooling2D(2, 2, padding="same")
        self.flatten = layers.Flatten()
        self.dense1 = layers.Dense(16 * filters, activation=tf.nn.relu)
        self.dropout = layers.Dropout(0.4)
        self.dense2 = layers.Dense(classes)

    def call(self, images, training=False):
        maps = self.pool(self.conv1(images))
        maps = self.pool(self.conv2(maps))
        features = self.dense1(self.flatten(maps))
        return self.dense2(self.dropout(features, training=training))


def loss(logits, labels):
    """Mean cross-entropy of a batch."""
    return tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)


def train_epoch(model, optimizer, dataset, step, speed):
    """Trains on each batch once, and returns the mean loss."""
    mean = tfe.metrics.Mean("loss")
    for images, labels in dataset:
        with tf.GradientTape() as tape:
            value = loss(model(images, training=True), labels)
        grads = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables), global_step=step)
        mean(value)
        speed.add(int(labels.shape[0]))
    return float(mean.result())


def evaluate(model, dataset):
    """The share of the images that the model gets right."""
    accuracy = tfe.metrics.Accuracy("accuracy")
    for images, labels in dataset:
        accuracy(labels=labels, predictions=tf.argmax(model(images), axis=1))
    return float(accuracy.result())


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The accuracy on the test images before and after training.
    """
    options = command_line.options(
        "mnist_cnn", __doc__, arguments, epochs=(8, 2), batch=(64, 32), filters=(32, 8)
    )
    (images, labels), test = digit_images.load()
    train_set = tf.data.Dataset.from_tensor_slices((images, labels))
    train_set = train_set.shuffle(len(images), seed=options.seed).batch(options.batch)
    test_set = tf.data.Dataset.from_tensor_slices(test).batch(256)
    model = CNN(options.filters)
    optimizer = tf.train.AdamOptimizer(0.001)
    step = tf.train.get_or_create_global_step()
    before = evaluate(model, test_set)
    speed = command_line.Speed("images")
    for epoch in range(options.epochs):
        value = train_epoch(model, optimizer, train_set, step, speed)
        print(f"Epoch {epoch + 1}: loss {value:.4f}")
    speed.show()
    after = evaluate(model, test_set)
    print(f"Test accuracy: {before:.2%}, then {after:.2%}")
    return before, after


if __name__ == "__main__":
    main()
