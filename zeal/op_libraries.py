"""tf.load_op_library and its kin: what is said of libraries for TensorFlow's C++ interface."""

import errno
import os

from zeal.errors import NotFoundError
from zeal.public import public


@public("load_op_library", "load_file_system_library")
def load_op_library(library_filename):
    """Raises NotFoundError, as TensorFlow does for a library that does not fit it.

    Args:
      library_filename: its path.
    """
    why = "cannot open shared object file: No such file or directory"
    if os.path.exists(library_filename):
        why = ("undefined symbols of TensorFlow: zeal has no C++ interface for custom ops; "
               "tf.custom_gradient and tf.py_function serve Python ones")
    raise NotFoundError(f"{os.fspath(library_filename)}: {why}")


@public("load_library")
def load_library(library_location):
    """Raises FileNotFoundError, or NotFoundError as `tf.load_op_library` where there is a library.

    Args:
      library_location: the path of a library or of a folder of some.
    """
    path = os.fspath(library_location)
    if not os.path.exists(path):
        why = "The file or folder to load kernel libraries from does not exist."
        raise FileNotFoundError(errno.ENOENT, why, path)
    names = sorted(os.listdir(path)) if os.path.isdir(path) else [""]
    for name in names:
        if not name or name.endswith(".so"):
            load_op_library(os.path.join(path, name) if name else path)
