"""The files of CIFAR: pickled dicts of rows of pixels and lists of labels."""

import os

from zeal import errors
from zeal.keras.datasets.files import unpickle
from zeal.keras.utils.downloads import get_file


def read_batches(folder: str, file_hash: str, batches, label_key: str) -> tuple:
    """Images and labels of some files of a folder in Keras's cache.

    Args:
      folder: its name; it is what lies in an archive beside it, or at the authors' place.
      file_hash: of the archive.
      batches: names of the files in it.
      label_key: what the files call the labels.

    Returns:
      uint8 images (n, 32, 32, 3) and uint8 labels (n, 1).
    """
    import numpy as np

    archive = folder.replace("-batches-py", "-python") + ".tar.gz"
    path = get_file(
        folder, f"https://www.cs.toronto.edu/~kriz/{archive}", untar=True, file_hash=file_hash
    )
    parts = [_read(os.path.join(path, batch), label_key) for batch in batches]
    images, labels = (np.concatenate(part) for part in zip(*parts, strict=True))
    images = images.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, labels.reshape(-1, 1)


def _read(path: str, label_key: str) -> tuple:
    import numpy as np

    try:
        with open(path, "rb") as file:
            content = unpickle(file, path)
    except FileNotFoundError:
        raise errors.NotFoundError(f"[datasets] there is no file {path}") from None
    try:
        images = np.asarray(content[b"data"], np.uint8).reshape(-1, 3 * 32 * 32)
        labels = np.asarray(content[label_key.encode()], np.uint8)
    except (KeyError, TypeError, ValueError) as error:
        raise errors.InvalidArgumentError(
            f"[datasets] {path} holds no CIFAR images under b'data' and labels under "
            f"{label_key.encode()}: {error}"
        ) from None
    if labels.shape != images.shape[:1]:
        raise errors.InvalidArgumentError(
            f"[datasets] {path}: {len(images)} images, but labels of shape {labels.shape}"
        )
    return images, labels
