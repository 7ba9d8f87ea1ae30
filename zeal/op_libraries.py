"""tf.load_op_library and its kin: what is said of libraries for TensorFlow's C++ interface."""

import errno
import os

from zeal.errors import NotFoundError
from zeal.public import public


@public("load_op_library", "load_file_system_library")
def load_op_library(library_filename):
    """Raises NotFoundError, as TensorFlow does where a library does not fit it.

    Custom ops are compiled for TensorFlow's C++ classes, which zeal does not have. Ops that are
    written in Python, by `tf.custom_gradient` and `tf.py_function`, serve both.

    Args:
      library_filename: the path.

    Raises:
      NotFoundError: there is no such file, or it is a library for TensorFlow.
    """
    path = os.fspath(library_filename)
    if not os.path.exists(path):
        raise NotFoundError(
            f"{path}: cannot open shared object file: No such file or directory"
        )
    raise NotFoundError(
        f"{path}: undefined symbols of TensorFlow: zeal has no C++ interface for custom ops; "
        "tf.custom_gradient and tf.py_function serve Python ones"
    )


@public("load_library")
def load_library(library_location):
    """Raises for a library, or a folder that holds some; see `tf.load_op_library`.

    Args:
      library_location: the path.

    Raises:
      FileNotFoundError: there is no such file or folder.
      NotFoundError: it is, or holds, a library for TensorFlow.
    """
    path = os.fspath(library_location)
    if not os.path.exists(path):
        raise FileNotFoundError(
            errno.ENOENT,
            "The file or folder to load kernel libraries from does not exist.", path,
        )  # fmt: skip
    libraries = [path]
    if os.path.isdir(path):
        libraries = [os.path.join(path, n) for n in sorted(os.listdir(path)) if n.endswith(".so")]
    for library in libraries:
        load_op_library(library)
