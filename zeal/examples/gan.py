"""Trains two networks against each other to draw digits: `python -m zeal.examples.gan`.

Goodfellow et al., "Generative adversarial networks", 2014, with convolutions as Radford et al. have
them in "Unsupervised representation learning with deep convolutional generative adversarial
networks", 2015.
"""

import numpy as np

import zeal as tf
from zeal.examples import command_line, digit_images

_NOISE = 32  # numbers that a drawing is made from


class Generator(tf.keras.Model):
    """Makes images of noise: two transposed convolutions double a small map twice."""

    def __init__(self, side, filters):
        super().__init__()
        layers = tf.keras.layers
        self.quarter, self.filters = side // 4, filters
        self.dense = layers.Dense(self.quarter**2 * 2 * filters, use_bias=False)
        self.norm1 = layers.BatchNormalization()
        self.up1 = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)
        self.norm2 = layers.BatchNormalization()
        self.up2 = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation=tf.sigmoid)

    def call(self, noise, training=False):
        x = tf.nn.relu(self.norm1(self.dense(noise), training=training))
        x = tf.reshape(x, [-1, self.quarter, self.quarter, 2 * self.filters])
        x = tf.nn.relu(self.norm2(self.up1(x), training=training))
        return self.up2(x)


class Discriminator(tf.keras.Model):
    """Says by one logit whether an image is real."""

    def __init__(self, filters):
        super().__init__()
        layers = tf.keras.layers
        self.conv1 = layers.Conv2D(filters, 4, strides=2, padding="same")
        self.conv2 = layers.Conv2D(2 * filters, 4, strides=2, padding="same")
        self.flatten = layers.Flatten()
        self.dropout = layers.Dropout(0.3)
        self.dense = layers.Dense(1)

    def call(self, images, training=False):
        x = tf.nn.leaky_relu(self.conv1(images))
        x = self.flatten(tf.nn.leaky_relu(self.conv2(x)))
        return self.dense(self.dropout(x, training=training))


def discriminator_loss(real_logits, fake_logits):
    """Real images should have the label 1 (softened to 0.75, so that it is never sure), fakes 0."""
    real = tf.losses.sigmoid_cross_entropy(
        tf.ones_like(real_logits), real_logits, label_smoothing=0.25
    )
    return real + tf.losses.sigmoid_cross_entropy(tf.zeros_like(fake_logits), fake_logits)


def generator_loss(fake_logits):
    """Fakes should pass as real."""
    return tf.losses.sigmoid_cross_entropy(tf.ones_like(fake_logits), fake_logits)


class Game:
    """Both players with their optimizers, and one step of each on a batch of real images."""

    def __init__(self, side, filters):
        self.generator, self.discriminator = Generator(side, filters), Discriminator(filters)
        self.generator_optimizer = tf.train.AdamOptimizer(2e-3, beta1=0.5)
        self.discriminator_optimizer = tf.train.AdamOptimizer(1e-3, beta1=0.5)

    def step(self, images, global_step):
        """Trains both and writes their losses as summaries."""
        noise = tf.random_uniform([int(images.shape[0]), _NOISE], -1.0, 1.0)
        with tf.GradientTape(persistent=True) as tape:
            fakes = self.generator(noise, training=True)
            tf.contrib.summary.image("fakes", fakes, max_images=4)
            fake_logits = self.discriminator(fakes, training=True)
            real_logits = self.discriminator(images, training=True)
            of_discriminator = discriminator_loss(real_logits, fake_logits)
            of_generator = generator_loss(fake_logits)
        tf.contrib.summary.scalar("discriminator_loss", of_discriminator)
        tf.contrib.summary.scalar("generator_loss", of_generator)
        variables = self.discriminator.trainable_variables
        grads = tape.gradient(of_discriminator, variables)
        self.discriminator_optimizer.apply_gradients(zip(grads, variables))
        variables = self.generator.trainable_variables
        grads = tape.gradient(of_generator, variables)
        self.generator_optimizer.apply_gradients(zip(grads, variables), global_step)
        return of_discriminator, of_generator


def distance(generator, images):
    """How far the mean drawing is from the mean image: the root of the mean squared difference."""
    fakes = generator(tf.random_uniform([512, _NOISE], -1.0, 1.0), training=True)
    difference = tf.reduce_mean(fakes, axis=0) - np.mean(images, axis=0)
    return float(tf.sqrt(tf.reduce_mean(tf.square(difference))))


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The distance of the mean drawing from the mean image before and after training.
    """
    options = command_line.options(
        "gan", __doc__, arguments, "summaries, pictures among them,",
        epochs=(40, 3), batch=(64, 64), filters=(32, 8),
    )  # fmt: skip
    (images, _), _ = digit_images.load()
    dataset = tf.data.Dataset.from_tensor_slices(images)
    dataset = dataset.shuffle(len(images), seed=options.seed).batch(options.batch)
    game = Game(images.shape[1], options.filters)
    before = distance(game.generator, images)
    global_step = tf.train.get_or_create_global_step()
    writer = tf.contrib.summary.create_file_writer(options.folder)  # without one, none are written
    every = tf.contrib.summary.record_summaries_every_n_global_steps(20, global_step)
    speed = command_line.Speed("images")
    with writer.as_default(), every:
        for epoch in range(options.epochs):
            for batch in dataset:
                losses = game.step(batch, global_step)
                speed.add(int(batch.shape[0]))
            print("Epoch {}: discriminator {:.3f}, generator {:.3f}".format(epoch + 1, *losses))
    speed.show()
    after = distance(game.generator, images)
    print(f"Distance of the mean image: {before:.3f}, then {after:.3f}")
    return before, after


if __name__ == "__main__":
    main()
