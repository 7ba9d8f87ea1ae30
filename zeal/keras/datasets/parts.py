"""Examples in a random order, and their two parts: to train on, and to test with."""


def shuffled(xs, labels, seed):
    """Examples and labels in the same random order, Keras's for a seed."""
    import numpy as np

    order = np.arange(len(xs))
    np.random.RandomState(seed).shuffle(order)
    return xs[order], labels[order]


def divided(xs, labels, kept):
    """(x_train, y_train), (x_test, y_test): the first `kept` examples, and the others."""
    return (xs[:kept], labels[:kept]), (xs[kept:], labels[kept:])
