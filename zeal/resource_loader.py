"""tf.resource_loader: files that lie beside the code that asks for them."""

import os
import sys

from zeal.public import publish_module

publish_module(__name__)

def load_resource(path):
    """The content of a file as bytes; its path is taken from the caller's folder.

    Args:
      path: a path, relative to the folder of the file that calls this.

    Returns:
      The bytes.

    Raises:
      OSError: it cannot be read.
    """
    with open(os.path.join(_folder_of_caller(), path), "rb") as file:
        return file.read()


def get_data_files_path():
    """The folder of the file that calls this."""
    return _folder_of_caller()


def get_root_dir_with_all_resources():
    """The folder of the file that calls this: there are no bundles of resources here."""
    return _folder_of_caller()


def get_path_to_datafile(path):
    """The path of a file that lies, at the relative path given, beside the file that calls this.

    Args:
      path: a path, relative to the folder of the file that calls this.

    Returns:
      A path.

    Example:
      >>> os.path.basename(tf.resource_loader.get_path_to_datafile("x/data.txt"))
      'data.txt'
    """
    return os.path.join(_folder_of_caller(), path)


def readahead_file_path(path, readahead="128M"):
    """Returns the path: local files need no other name to be read ahead.

    Args:
      path: a path.
      readahead: unused.

    Returns:
      The path.
    """
    return path


def _folder_of_caller():
    return os.path.dirname(os.path.abspath(sys._getframe(2).f_code.co_filename))
