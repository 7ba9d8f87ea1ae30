"""Whole files as ops: tf.read_file and tf.write_file."""

import os

from zeal import _native, errors
from zeal.dtypes import string
from zeal.graph.host_call import host_call
from zeal.local_files import call, make_folders, write
from zeal.public import public
from zeal.tensor_shape import TensorShape, sizes_text


def _name(filename):
    filename = _native.convert(filename, string)
    if filename.shape.ndims not in (0, None):
        raise errors.InvalidArgumentError(
            "Input filename tensor must be scalar, but had shape: "
            f"{sizes_text(filename.shape)}"
        )
    return filename


@public("read_file", "io.read_file")
def read_file(filename, name=None):
    """The content of a file.

    Args:
      filename: a string scalar.
      name: name of the op.

    Returns:
      A string scalar.

    Raises:
      NotFoundError: there is no such file; FailedPreconditionError: it is a folder.

    Example:
      >>> b"zeal" in tf.read_file(tf.__file__).numpy()
      True
    """
    outputs = [(string, TensorShape([]))]
    return host_call("ReadFile", _read, [_name(filename)], outputs, name, {})[0]


def _read(inputs):
    with call(open, os.fsdecode(inputs[0].numpy()), "rb") as file:
        return [_native.convert(file.read(), string)]


@public("write_file", "io.write_file")
def write_file(filename, contents, name=None):
    """Writes a file, in the place of what it held; folders that lack are made.

    Args:
      filename: a string scalar.
      contents: a string scalar.
      name: name of the op.

    Returns:
      None; while a graph is built an operation.

    Raises:
      FailedPreconditionError: it is a folder.

    Example:
      >>> import tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "new", "file")
      >>> tf.write_file(path, "text")
      >>> tf.read_file(path).numpy()
      b'text'
    """
    inputs = [_name(filename), _native.convert(contents, string)]
    return host_call("WriteFile", _write, inputs, (), name)


def _write(inputs):
    path, contents = os.fsdecode(inputs[0].numpy()), inputs[1].numpy()
    make_folders(os.path.dirname(path))
    write(path, "wb", contents)
    return []
