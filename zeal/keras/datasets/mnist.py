"""tf.keras.datasets.mnist: 70,000 handwritten digits."""

from zeal.keras.datasets.files import cached, read_npz
from zeal.public import publish_module

publish_module(__name__)

def load_data(path="mnist.npz"):
    """Loads the digits from Keras's cache, or downloads them.

    Args:
      path: the file's name in the cache (~/.keras/datasets), or an absolute path.

    Returns:
      (x_train, y_train), (x_test, y_test): uint8 images (n, 28, 28) and labels (n,).

    Raises:
      UnavailableError: the file is not there and cannot be downloaded; the text says where to
        put it.
      DataLossError: the file is damaged.
    """
    digest = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
    arrays = read_npz(cached(path, digest), "x_train", "y_train", "x_test", "y_test")
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])
