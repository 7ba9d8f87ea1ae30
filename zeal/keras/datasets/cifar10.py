"""tf.keras.datasets.cifar10: 60,000 small colour images of 10 classes."""

from zeal.keras.datasets.cifar_batches import read_batches
from zeal.public import publish_module

publish_module(__name__)

_DIGEST = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


def load_data():
    """Loads the images from Keras's cache, or downloads them into it.

    The cache is ~/.keras/datasets/cifar-10-batches-py.

    Returns:
      (x_train, y_train), (x_test, y_test): uint8 images (n, 32, 32, 3) and labels (n, 1).

    Raises:
      UnavailableError: they are not there and cannot be downloaded; the text says where to put
        them.
      InvalidArgumentError, DataLossError: a file holds something else, or is damaged.
    """
    batches = [f"data_batch_{i}" for i in range(1, 6)]
    train = read_batches("cifar-10-batches-py", _DIGEST, batches, "labels")
    return train, read_batches("cifar-10-batches-py", _DIGEST, ["test_batch"], "labels")
