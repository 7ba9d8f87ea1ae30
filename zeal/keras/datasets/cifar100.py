"""tf.keras.datasets.cifar100: 60,000 small colour images of 100 classes in 20 groups."""

from zeal.keras.datasets.cifar_batches import read_batches
from zeal.public import publish_module

publish_module(__name__)

_DIGEST = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"


def load_data(label_mode="fine"):
    """Loads the images from Keras's cache (~/.keras/datasets/cifar-100-python), or downloads them.

    Args:
      label_mode: "fine" for the 100 classes, "coarse" for the 20 groups.

    Returns:
      (x_train, y_train), (x_test, y_test): uint8 images (n, 32, 32, 3) and labels (n, 1).

    Raises:
      ValueError: label_mode is neither.
      UnavailableError: they are not there and cannot be downloaded; the text says where to put
        them.
      InvalidArgumentError, DataLossError: a file holds something else, or is damaged.
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError('`label_mode` must be one of `"fine"`, `"coarse"`.')
    key, folder = f"{label_mode}_labels", "cifar-100-python"
    train = read_batches(folder, _DIGEST, ["train"], key)
    return train, read_batches(folder, _DIGEST, ["test"], key)
