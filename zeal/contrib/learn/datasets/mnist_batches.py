"""MNIST in batches, as tutorials read it."""

import math

from zeal import dtypes
from zeal.contrib.learn.datasets.csv_files import Datasets
from zeal.data import mnist
from zeal.public import public


@public("contrib.learn.datasets.mnist.DataSet")
class DataSet:
    """Images and labels that are handed out in shuffled batches, epoch after epoch.

    Attributes:
      images: an ndarray: rows of pixels, or (n, height, width, 1).
      labels: an ndarray (n,), or of one-hot rows.
      num_examples: n.
      epochs_completed: how often `next_batch` has gone through all.
    """

    def __init__(
        self, images, labels, fake_data=False, one_hot=False, dtype=dtypes.float32, reshape=True,
        seed=None,
    ):  # fmt: skip
        """Keeps the images, as numbers in [0, 1] if `dtype` is float32.

        Args:
          images: uint8 ndarray (n, height, width, 1).
          labels: ndarray of n labels.
          fake_data, one_hot: accepted for compatibility.
          dtype: tf.uint8 or tf.float32.
          reshape: whether the pixels of an image become one row.
          seed: of the shuffles; None gives other ones each time.

        Raises:
          TypeError: dtype is another one.
          ValueError: images and labels are not equally many.
        """
        import numpy as np

        dtype = dtypes.as_dtype(dtype)
        if dtype not in (dtypes.uint8, dtypes.float32):
            raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
        if len(images) != len(labels):
            raise ValueError(f"images.shape: {images.shape} labels.shape: {labels.shape}")
        if reshape:
            images = images.reshape(len(images), math.prod(images.shape[1:]))
        if dtype == dtypes.float32:
            images = images.astype(np.float32) * np.float32(1 / 255)
        self.images, self.labels = images, labels
        self.num_examples, self.epochs_completed = len(images), 0
        self._start, self._random = 0, np.random.RandomState(seed)

    def next_batch(self, batch_size, fake_data=False, shuffle=True):
        """The next images and labels; a batch may end one epoch and begin the next.

        Args:
          batch_size: how many, at most `num_examples`.
          fake_data: accepted for compatibility.
          shuffle: whether each epoch has an order of its own.

        Returns:
          Two ndarrays.
        """
        import numpy as np

        start = self._start
        if shuffle and start == 0 and self.epochs_completed == 0:
            self._shuffle()
        if start + batch_size <= self.num_examples:
            self._start = start + batch_size
            return self.images[start : self._start], self.labels[start : self._start]
        self.epochs_completed += 1
        rest = self.images[start:], self.labels[start:]
        if shuffle:
            self._shuffle()
        self._start = batch_size - (self.num_examples - start)
        first = self.images[: self._start], self.labels[: self._start]
        return tuple(np.concatenate(pair) for pair in zip(rest, first, strict=True))

    def _shuffle(self):
        import numpy as np

        order = np.arange(self.num_examples)
        self._random.shuffle(order)
        self.images, self.labels = self.images[order], self.labels[order]


@public("contrib.learn.datasets.mnist.read_data_sets")
def read_data_sets(
    train_dir, fake_data=False, one_hot=False, dtype=dtypes.float32, reshape=True,
    validation_size=5000, seed=None, source_url=None,
):  # fmt: skip
    """Reads MNIST's four files, which are downloaded if the folder lacks them.

    Args:
      train_dir: the folder.
      fake_data: True is refused: there is no data but real data.
      one_hot: whether labels become rows of ten numbers.
      dtype: tf.float32 for pixels in [0, 1], tf.uint8 for 0 to 255.
      reshape: whether the pixels of an image become one row.
      validation_size: how many of the first training images are set aside.
      seed: of the shuffles.
      source_url: accepted for compatibility; files come from the mirrors of `tf.data.mnist`.

    Returns:
      `Datasets(train, validation, test)`, each a `DataSet`.

    Raises:
      ValueError: there are fewer training images than validation_size, or fake_data is set.
      NotFoundError: the folder lacks a file and it cannot be downloaded.
      InvalidArgumentError, DataLossError: a file is none of MNIST's, or damaged.
    """
    if fake_data:
        raise ValueError("read_data_sets: fake_data is not built; leave it out to read real data")
    digits = mnist.load_or_download(train_dir)
    images, labels = digits.train_images[..., None], _labels(digits.train_labels, one_hot)
    if not 0 <= validation_size <= len(images):
        raise ValueError(
            f"Validation size should be between 0 and {len(images)}. Received: {validation_size}."
        )
    parts = (
        (images[validation_size:], labels[validation_size:]),
        (images[:validation_size], labels[:validation_size]),
        (digits.test_images[..., None], _labels(digits.test_labels, one_hot)),
    )
    return Datasets(*(DataSet(*p, dtype=dtype, reshape=reshape, seed=seed) for p in parts))


def _labels(labels, one_hot: bool):
    import numpy as np

    return np.eye(10)[labels] if one_hot else labels
