"""Trains the eager guide's classifier of handwritten digits: `python -m zeal.examples.mnist`."""

import argparse
import itertools
import time

import zeal as tf
from zeal.data import mnist
from zeal.examples.command_line import positive
from zeal.examples.kept_run import KeptRun
from zeal.examples.progress import progress

_GUIDE_STEPS = 7500  # four epochs of MNIST in batches of 32


class MNISTModel(tf.keras.Model):
    """The guide's model: two layers of ten units, the second one applied twice."""

    def __init__(self):
        super().__init__()
        self.dense1 = tf.keras.layers.Dense(units=10)
        self.dense2 = tf.keras.layers.Dense(units=10)

    def call(self, inputs):
        result = self.dense1(inputs)
        result = self.dense2(result)
        return self.dense2(result)


def loss(model, x, y):
    """Mean cross-entropy of a batch."""
    return tf.losses.sparse_softmax_cross_entropy(labels=y, logits=model(x))


def grad(model, inputs, targets):
    """Gradients of the loss with respect to the model's variables."""
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets)
    return tape.gradient(loss_value, model.variables)


def accuracy(model, x, y) -> float:
    """The share of images whose largest logit is the right one."""
    hits = tf.equal(tf.argmax(model(x), axis=1), y)
    return float(tf.reduce_mean(tf.cast(hits, tf.float32)))


def train(model, dataset, options, steps: int, epoch: int) -> None:
    """The guide's training loop: plain gradient descent, the loss every 200 steps.

    Args:
      model: the model.
      dataset: batches of images and labels, without end.
      options: the command line's: learning_rate, seed, and model_dir, where the run is kept after
        each epoch, and goes on from.
      steps: how many to take in all.
      epoch: how many make an epoch.
    """
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=options.learning_rate)
    global_step = tf.train.get_or_create_global_step()
    global_step.assign(0)  # another run of this process may have counted
    batches = dataset.make_one_shot_iterator()
    kept = options.model_dir and KeptRun(
        options.model_dir, model=model, optimizer=optimizer, step=global_step, batches=batches
    )
    first = int(global_step)
    if first:
        print(f"Resumed after {first} steps from {options.model_dir}")
    x, y = iter(dataset).next()
    print(f"Initial loss: {loss(model, x, y):.3f}")
    bar = progress(itertools.islice(batches, max(steps - first, 0)), steps - first)
    start = time.perf_counter()
    for i, (x, y) in enumerate(bar, first):
        if i % epoch == 0:  # what is random in the model repeats when the run is resumed here
            tf.set_random_seed(options.seed + i // epoch)
        grads = grad(model, x, y)
        optimizer.apply_gradients(zip(grads, model.variables, strict=True), global_step=global_step)
        if i % 200 == 0:
            value = loss(model, x, y)
            bar.write(f"Loss at step {i:04d}: {value:.3f}")
            if kept:
                kept.note("loss", value)
        if kept and ((i + 1) % epoch == 0 or i + 1 == steps):
            kept.save()
    seconds = time.perf_counter() - start
    if kept:
        kept.close()
    print(f"Final loss: {loss(model, x, y):.3f}")
    print(f"{steps - first} steps in {seconds:.2f} s ({(steps - first) / seconds:.0f} steps/s)")


def main(arguments: "list[str] | None" = None) -> float:
    """Loads the digits, trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The accuracy on the test images.
    """
    options = _parse(arguments)
    tf.enable_eager_execution()
    tf.set_random_seed(options.seed)
    try:
        digits = mnist.load(options.data, download=not options.no_download)
    except tf.errors.OpError as error:
        raise SystemExit(f"error: {error}") from None
    images, labels = digits.train()
    steps = _steps(options, len(images))
    print(f"Data: {digits.source}")
    print(f"      {len(images)} training images, {len(digits.test_labels)} test images")
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.shuffle(len(images), seed=options.seed).repeat().batch(options.batch)
    model = MNISTModel()
    train(model, dataset, options, steps, -(-len(images) // options.batch))
    result = accuracy(model, *map(tf.constant, digits.test()))
    print(f"Test accuracy: {result:.2%}")
    return result


def _steps(options, images: int) -> int:
    if options.steps is not None:
        return options.steps
    if options.epochs is None:
        return _GUIDE_STEPS
    return -(-images * options.epochs // options.batch)


def _parse(arguments: "list[str] | None") -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m zeal.examples.mnist", description=__doc__)
    parser.add_argument("--data", metavar="DIR", help="directory of MNIST's four IDX files")
    parser.add_argument("--no-download", action="store_true", help="never ask the network")
    parser.add_argument("--batch", type=positive, default=32, help="images per step (32)")
    parser.add_argument("--learning-rate", type=float, default=0.02, help="(0.02)")
    parser.add_argument("--seed", type=int, default=0, help="of all random numbers (0)")
    parser.add_argument(
        "--model-dir", metavar="DIR",
        help="folder for summaries and, after each epoch, a checkpoint, from which runs go on",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=positive, help=f"training steps ({_GUIDE_STEPS})")
    length.add_argument(
        "--small", dest="steps", action="store_const", const=200, help="a run of seconds"
    )
    length.add_argument("--epochs", type=positive, help="passes over the training images")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
