"""Trains a recurrent network to read names of colours: `python -m zeal.examples.color_names`.

The eager guide's public example, on names that are made up: "pale sea green" has a shade, perhaps a
tint, and a hue, from which its red, green and blue follow.
"""

import itertools
import os
import tempfile

import numpy as np

import zeal as tf
from zeal.examples import command_line

tfe = tf.contrib.eager

_HUES = {
    "red": (0.9, 0.1, 0.1), "orange": (0.9, 0.5, 0.1), "yellow": (0.9, 0.9, 0.1),
    "green": (0.1, 0.8, 0.2), "cyan": (0.1, 0.8, 0.8), "blue": (0.1, 0.2, 0.9),
    "violet": (0.5, 0.1, 0.9), "pink": (0.9, 0.5, 0.7), "brown": (0.5, 0.3, 0.1),
    "gray": (0.5, 0.5, 0.5),
}  # fmt: skip
_SHADES = {"": (1.0, 0.0), "dark ": (0.5, 0.0), "deep ": (0.7, 0.0), "pale ": (0.4, 0.6),
           "light ": (0.7, 0.3), "dull ": (0.5, 0.25)}  # fmt: skip
_TINTS = {"": "", "sea ": "cyan", "sky ": "blue", "rosy ": "pink", "sandy ": "yellow",
          "leafy ": "green", "rusty ": "brown"}  # fmt: skip


def rows():
    """Lines "name,red,green,blue" with numbers in 0 to 255, in a fixed order without rule."""
    found = []
    for (shade, (scale, shift)), (tint, other), (hue, colour) in itertools.product(
        _SHADES.items(), _TINTS.items(), _HUES.items()
    ):
        mixed = np.add(colour, _HUES[other]) / 2 if other else np.array(colour)
        numbers = np.round(255 * (scale * mixed + shift)).astype(int)
        found.append(",".join([shade + tint + hue, *map(str, numbers)]))
    return [found[i] for i in np.random.RandomState(0).permutation(len(found))]


def parse(line):
    """A line as (one-hot bytes of the name, length of the name, colour in [0, 1])."""
    name, *numbers = tf.decode_csv(line, [[""], [0.0], [0.0], [0.0]])
    letters = tf.one_hot(tf.decode_raw(name, tf.uint8), depth=128, dtype=tf.float32)
    return letters, tf.cast(tf.shape(letters)[0], tf.int64), tf.stack(numbers) / 255.0


def batches(path, batch, seed=None):
    """A text file of lines as padded batches, in random order if there is a seed."""
    dataset = tf.data.TextLineDataset(path).map(parse).cache()
    if seed is not None:
        dataset = dataset.shuffle(1000, seed=seed)
    return dataset.padded_batch(batch, padded_shapes=([None, None], [], [None]))


class ColorReader(tf.keras.Model):
    """LSTM layers over letters; a dense layer reads the colour off the last letter's state."""

    def __init__(self, sizes, rate=0.1):
        super().__init__()
        self.rate = rate
        self.cells = tf.contrib.checkpoint.List(tf.nn.rnn_cell.BasicLSTMCell(n) for n in sizes)
        self.dense = tf.keras.layers.Dense(3, activation=tf.sigmoid)

    def call(self, letters, lengths, training=False):
        batch = int(letters.shape[0])
        steps = tf.unstack(letters, axis=1)
        for cell in self.cells:
            state = cell.zero_state(batch, tf.float32)
            for i, letter in enumerate(steps):
                steps[i], state = cell(letter, state)
            if training:
                steps = tf.unstack(tf.nn.dropout(tf.stack(steps), rate=self.rate))
        last = tf.stack([lengths - 1, tf.range(batch, dtype=tf.int64)], axis=1)
        return self.dense(tf.gather_nd(tf.stack(steps), last))


def loss(model, letters, lengths, colours, training=False):
    """Mean squared error of a batch."""
    return tf.losses.mean_squared_error(colours, model(letters, lengths, training=training))


def evaluate(model, dataset):
    """The mean loss over batches."""
    mean = tfe.metrics.Mean("loss")
    for letters, lengths, colours in dataset:
        mean(loss(model, letters, lengths, colours))
    return float(mean.result())


def write(lines, folder):
    """Writes lines to two files, one to train on and one to test with; returns their paths."""
    paths = [os.path.join(folder, name) for name in ("train.csv", "test.csv")]
    for path, part in zip(paths, (lines[50:], lines[:50])):
        with open(path, "w") as file:
            file.write("\n".join(part))
    return paths


def train(options, train_path, test_path):
    """Trains, and reads a few names; returns the loss on the test's before and after."""
    test_set = batches(test_path, 50)
    model = ColorReader([options.units, options.units // 2])
    optimizer = tf.train.AdamOptimizer(0.01 if options.small else 0.003)
    before = evaluate(model, test_set)
    speed = command_line.Speed("names")
    for epoch in range(options.epochs):
        for batch in batches(train_path, options.batch, options.seed + epoch):
            optimizer.minimize(lambda: loss(model, *batch, training=True))  # noqa: B023
            speed.add(int(batch[0].shape[0]))
        print(f"Epoch {epoch + 1}: test loss {evaluate(model, test_set):.4f}")
    speed.show()
    for line in rows()[:3]:
        letters, length, colour = parse(line)
        read = model(letters[None], length[None])[0]
        name = line.split(",")[0]
        print(f"{name}: {np.round(colour.numpy(), 2)}, read {np.round(read.numpy(), 2)}")
    return before, evaluate(model, test_set)


def main(arguments=None):
    """Trains, reads a few names, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The loss on names that were not trained on before and after training.
    """
    options = command_line.options(
        "color_names", __doc__, arguments, epochs=(40, 4), batch=(64, 32), units=(256, 32)
    )
    with tempfile.TemporaryDirectory() as folder:
        return train(options, *write(rows(), folder))


if __name__ == "__main__":
    main()
