"""The handwritten digits as images: MNIST's if they lie near, else the small set in the package."""

import numpy as np

from zeal.data import mnist


def load() -> tuple:
    """Loads the digits, without asking the network.

    Returns:
      Pairs of float32 images (n, side, side, 1) in [0, 1] and int64 labels (n,), to train on and
      to test with.
    """
    digits = mnist.load(download=False)
    return _images(*digits.train()), _images(*digits.test())


def _images(rows, labels):
    side = int(np.sqrt(rows.shape[1]))
    return rows.reshape(-1, side, side, 1), labels
