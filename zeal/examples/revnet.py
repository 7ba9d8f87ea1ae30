"""Trains blocks that keep no activations: `python -m zeal.examples.revnet`.

Gomez et al., "The reversible residual network", 2017. A block's inputs follow from its outputs, so
`tf.custom_gradient` works them out again on the way back, and memory does not grow with depth.
"""

import numpy as np

import zeal as tf
from zeal.examples import command_line, digit_images

tfe = tf.contrib.eager


class Residual(tf.keras.Model):
    """What a block adds: two convolutions, each of normalised and rectified maps."""

    def __init__(self, filters):
        super().__init__()
        self.norm1 = tf.keras.layers.BatchNormalization(momentum=0.9)
        self.conv1 = tf.keras.layers.Conv2D(filters, 3, padding="same")
        self.norm2 = tf.keras.layers.BatchNormalization(momentum=0.9)
        self.conv2 = tf.keras.layers.Conv2D(filters, 3, padding="same")

    def call(self, x, training=False):
        x = self.conv1(tf.nn.relu(self.norm1(x, training=training)))
        return self.conv2(tf.nn.relu(self.norm2(x, training=training)))


class Reversible(tf.keras.layers.Layer):
    """y1 = x1 + f(x2), y2 = x2 + g(y1): from which x2 = y2 - g(y1), x1 = y1 - f(x2)."""

    def __init__(self, filters):
        super().__init__()
        self.f, self.g = Residual(filters), Residual(filters)

    def build(self, input_shape):
        """Makes the variables, since those made inside a custom gradient would be lost on it."""
        half = tf.zeros([1] + input_shape[0].as_list()[1:])
        self.f(half, training=False)
        self.g(half, training=False)
        super().build(input_shape)

    def call(self, inputs, training=False):
        if not training:
            return self._forward(*inputs, training=False)

        @tf.custom_gradient
        def block(x1, x2):
            y1, y2 = self._forward(x1, x2, training=True)

            def gradient(by_y1, by_y2, variables=None):
                return self._backward(y1, y2, by_y1, by_y2, variables)

            return [y1, y2], gradient

        return block(*inputs)

    def _forward(self, x1, x2, training):
        y1 = x1 + self.f(x2, training=training)
        return [y1, x2 + self.g(y1, training=training)]

    def _backward(self, y1, y2, by_y1, by_y2, variables):
        """What flows to the inputs, and to the variables, which are those that the block read."""
        f_variables, g_variables = self.f.trainable_variables, self.g.trainable_variables
        with tf.GradientTape() as tape:
            tape.watch(y1)
            of_g = self.g(y1, training=True)
        grads = tape.gradient(of_g, [y1] + g_variables, output_gradients=[by_y2])
        by_y1, by_g = by_y1 + grads[0], grads[1:]
        x2 = y2 - of_g
        with tf.GradientTape() as tape:
            tape.watch(x2)
            of_f = self.f(x2, training=True)
        grads = tape.gradient(of_f, [x2] + f_variables, output_gradients=[by_y1])
        by_x2, by_f = by_y2 + grads[0], grads[1:]
        named = {v.name: grad for v, grad in zip(f_variables + g_variables, by_f + by_g)}
        return [by_y1, by_x2], [named.get(v.name) for v in variables]


class RevNet(tf.keras.Model):
    """A convolution, blocks over two halves of its maps, and a dense layer over their mean."""

    def __init__(self, filters, depth, classes=10):
        super().__init__()
        self.stem = tf.keras.layers.Conv2D(2 * filters, 3, padding="same")
        self.blocks = [Reversible(filters) for _ in range(depth)]
        self.norm = tf.keras.layers.BatchNormalization(momentum=0.9)
        self.dense = tf.keras.layers.Dense(classes)

    def call(self, images, training=False):
        halves = tf.split(self.stem(images), 2, axis=-1)
        for block in self.blocks:
            halves = block(halves, training=training)
        x = tf.nn.relu(self.norm(tf.concat(halves, axis=-1), training=training))
        return self.dense(tf.reduce_mean(x, axis=[1, 2]))


def accuracy(model, images, labels):
    """The share of images that the model gets right."""
    found = tfe.metrics.Accuracy()
    found(labels=labels, predictions=tf.argmax(model(images), axis=1))
    return float(found.result())


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The accuracy on test images before and after training.
    """
    options = command_line.options(
        "revnet", __doc__, arguments, epochs=(10, 4), batch=(32, 32), filters=(32, 8), depth=(6, 2)
    )
    (images, labels), test = digit_images.load()
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.shuffle(len(images), seed=options.seed).batch(options.batch)
    model = RevNet(options.filters, options.depth)
    optimizer = tf.train.AdamOptimizer(0.003)
    before = accuracy(model, *test)
    speed = command_line.Speed("images")
    for epoch in range(options.epochs):
        losses = []
        for x, y in dataset:
            with tf.GradientTape() as tape:
                logits = model(x, training=True)
                loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=logits)
            grads = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(grads, model.trainable_variables))
            losses.append(float(loss))
            speed.add(int(x.shape[0]))
        print(f"Epoch {epoch + 1}: loss {np.mean(losses):.4f}")
    speed.show()
    after = accuracy(model, *test)
    print(f"Test accuracy: {before:.2%}, then {after:.2%}")
    return before, after


if __name__ == "__main__":
    main()
