"""tf.keras.datasets.fashion_mnist: 70,000 images of clothes, in MNIST's format."""

from zeal.data.idx import read_idx
from zeal.keras.datasets.files import ORIGIN
from zeal.keras.utils.downloads import get_file
from zeal.public import publish_module

publish_module(__name__)

_FILES = (
    "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
)  # fmt: skip


def load_data():
    """Loads the images from Keras's cache (~/.keras/datasets/fashion-mnist), or downloads them.

    Returns:
      (x_train, y_train), (x_test, y_test): uint8 images (n, 28, 28) and labels (n,).

    Raises:
      UnavailableError: a file is not there and cannot be downloaded; the text says where to
        put it.
      InvalidArgumentError, DataLossError: a file is no IDX file, or damaged.
    """
    folder = "datasets/fashion-mnist"
    arrays = [read_idx(get_file(f, ORIGIN + f, cache_subdir=folder)) for f in _FILES]
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])
