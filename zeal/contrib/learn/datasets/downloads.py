"""Files of data sets, downloaded once."""

import os

from zeal import gfile
from zeal.public import public

_CONNECT_SECONDS = 30.0


@public("contrib.learn.datasets.base.maybe_download")
def maybe_download(filename, work_directory, source_url):
    """Downloads a file unless the folder has it.

    Args:
      filename: its name in the folder.
      work_directory: the folder, which is made if it is missing.
      source_url: where the file comes from.

    Returns:
      The file's path.

    Raises:
      OSError: it cannot be downloaded.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> source = os.path.join(folder, "a.csv")
      >>> with open(source, "w") as file:
      ...     size = file.write("1,2")
      >>> base = tf.contrib.learn.datasets.base
      >>> path = base.maybe_download("b.csv", folder, "file://" + source)
      Successfully downloaded b.csv 3 bytes.
    """
    from zeal.data.fetch import fetch

    gfile.MakeDirs(work_directory)
    path = os.path.join(work_directory, filename)
    if not gfile.Exists(path):
        fetch(source_url, path, check=lambda _: None, connect_seconds=_CONNECT_SECONDS)
        print("Successfully downloaded", filename, gfile.Stat(path).length, "bytes.")
    return path
