"""Trains ResNet-50 on images that are made up: `python -m zeal.examples.resnet50`.

He et al., "Deep residual learning for image recognition", 2015. Each class is a grating of its own
direction and wavelength, seen through noise.
"""

import numpy as np

import zeal as tf
from zeal.examples import command_line

_BLOCKS = (3, 4, 6, 3)


def images(count, size, classes, seed):
    """Float32 images (count, size, size, 3) and their int64 classes (count,)."""
    random = np.random.RandomState(seed)
    labels = random.randint(classes, size=count)
    angles = np.pi * labels / classes
    y, x = np.mgrid[:size, :size] * 2 * np.pi * 4 / size
    phases = random.uniform(0, 2 * np.pi, (count, 1, 1))
    waves = np.multiply.outer(np.cos(angles), x) + np.multiply.outer(np.sin(angles), y)
    noise = random.normal(0, 0.5, (count, size, size, 3))
    return (np.sin(waves + phases)[..., None] + noise).astype(np.float32), labels


class Convolution(tf.keras.Model):
    """A convolution without bias, and batch normalisation."""

    def __init__(self, filters, size, strides=1):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(
            filters, size, strides, "same", use_bias=False, kernel_initializer="he_normal"
        )
        self.norm = tf.keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5)

    def call(self, x, training=False):
        return self.norm(self.conv(x), training=training)


class Bottleneck(tf.keras.Model):
    """Three convolutions beside a short cut, which has one, too, where the shape changes."""

    def __init__(self, filters, strides, projects):
        super().__init__()
        self.reduce = Convolution(filters, 1, strides)
        self.middle = Convolution(filters, 3)
        self.widen = Convolution(4 * filters, 1)
        self.short_cut = Convolution(4 * filters, 1, strides) if projects else None

    def call(self, x, training=False):
        y = tf.nn.relu(self.reduce(x, training=training))
        y = tf.nn.relu(self.middle(y, training=training))
        y = self.widen(y, training=training)
        if self.short_cut is not None:
            x = self.short_cut(x, training=training)
        return tf.nn.relu(x + y)


class ResNet50(tf.keras.Model):
    """The stem, sixteen bottlenecks in four stages, and a dense layer over the mean of all places.

    Args:
      classes: how many logits there are.
      filters: of the first stage; 64 is ResNet-50.
    """

    def __init__(self, classes=1000, filters=64):
        super().__init__()
        self.stem = Convolution(filters, 7, 2)
        self.pool = tf.keras.layers.MaxPooling2D(3, 2, "same")
        self.blocks = [
            Bottleneck(filters << stage, 2 if i == 0 < stage else 1, i == 0)
            for stage, count in enumerate(_BLOCKS)
            for i in range(count)
        ]
        self.dense = tf.keras.layers.Dense(classes)

    def call(self, x, training=False):
        x = self.pool(tf.nn.relu(self.stem(x, training=training)))
        for block in self.blocks:
            x = block(x, training=training)
        return self.dense(tf.reduce_mean(x, axis=[1, 2]))


def train_step(model, optimizer, x, labels):
    """One step, and the mean cross-entropy before it."""
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The mean loss of the first and of the last few steps.
    """
    options = command_line.options(
        "resnet50", __doc__, arguments,
        steps=(60, 50), batch=(16, 16), size=(224, 32), filters=(64, 8), classes=(10, 4),
    )  # fmt: skip
    count = min(options.steps * options.batch, 320)
    data = images(count, options.size, options.classes, options.seed)
    dataset = tf.data.Dataset.from_tensor_slices(data)
    dataset = dataset.shuffle(count, seed=options.seed).repeat().batch(options.batch)
    model = ResNet50(options.classes, options.filters)
    optimizer = tf.train.MomentumOptimizer(0.005, 0.9)
    losses, speed = [], command_line.Speed("images")
    for x, labels in dataset.prefetch(1).take(options.steps):
        losses.append(float(train_step(model, optimizer, x, labels)))
        speed.add(options.batch)
        if len(losses) % 10 == 0:
            print(f"Step {len(losses)}: loss {np.mean(losses[-10:]):.3f}", flush=True)
    speed.show()
    print(f"{model.count_params():,} parameters")
    return np.mean(losses[:5]), np.mean(losses[-5:])


if __name__ == "__main__":
    main()
