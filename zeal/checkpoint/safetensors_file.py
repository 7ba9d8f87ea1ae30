"""Weights in safetensors files, which other libraries read and write, through their package."""

import os

from zeal import errors
from zeal.checkpoint import durable
from zeal.checkpoint.near import hint
from zeal.checkpoint.saveables import by_name, variable_of
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.public import public


def _package(format):
    if format != "safetensors":
        raise ValueError(
            f"format must be 'safetensors', got {format!r}; tf.train.Saver and "
            "tf.train.Checkpoint write TensorFlow's own files"
        )
    try:
        import safetensors.numpy
    except ImportError:
        raise ImportError(
            "safetensors files need the package safetensors: pip install 'zeal[safetensors]'"
        ) from None
    return safetensors


def _variables(var_list) -> dict:
    """Variables by name."""
    named = var_list if isinstance(var_list, dict) else by_name(list(var_list))
    found = {name: variable_of(value) for name, value in named.items()}
    for name, variable in found.items():
        if variable is None:
            raise TypeError(f"{name}: only whole variables can be saved so, got {named[name]}")
    return found


@public("train.save_weights")
def save_weights(filename, var_list, format="safetensors", session=None):
    """Writes variables' values to one file of another library's format, at one moment.

    Args:
      filename: the file.
      var_list: a list of variables, or a dict of them by the names that they are to have.
      format: "safetensors".
      session: the session, where variables are those of a graph.

    Raises:
      ImportError: the package that writes the format is not installed.
      TypeError: what is no variable, or is of a dtype that the format does not have.
      ValueError: two have one name, or another format.

    Example:
      >>> import tempfile
      >>> v, w = tf.Variable([1.0, 2.0], name="v"), tf.Variable([0.0, 0.0], name="w")
      >>> path = tempfile.mkdtemp() + "/model.safetensors"
      >>> tf.train.save_weights(path, {"v": v})
      >>> tf.train.load_weights(path, {"v": w})
      >>> w.numpy().tolist()
      [1.0, 2.0]
    """
    package = _package(format)
    variables, path = _variables(var_list), os.fsdecode(filename)
    if executing_eagerly():
        values = {name: v.value().__array__() for name, v in variables.items()}
    else:
        values = session.run(variables) if variables else {}
    durable.remove_leftovers(path)
    file = durable.TemporaryFile(path)
    try:
        package.numpy.save_file(_arrays(values), file.temporary, {"format": "np"})
        file.settle()
        file.become()
    except package.SafetensorError as e:
        raise TypeError(f"{path} cannot be written: {e}") from None
    finally:
        file.close()


def _arrays(values) -> dict:
    import numpy as np

    return {name: np.ascontiguousarray(v).reshape(np.shape(v)) for name, v in values.items()}


@public("train.load_weights")
def load_weights(filename, var_list=None, format="safetensors", session=None):
    """Reads variables' values from a file of another library's format.

    Nothing is assigned unless all fits.

    Args:
      filename: the file.
      var_list: a list of variables, or a dict of them by the names in the file; None reads all
        without assigning it.
      format: "safetensors".
      session: the session, where variables are those of a graph.

    Returns:
      None; without var_list a dict of arrays by name.

    Raises:
      ImportError: the package that reads the format is not installed.
      NotFoundError: there is no such file, or it lacks a name.
      InvalidArgumentError: a variable has another dtype or shape there.
      DataLossError: the file is damaged.

    Example:
      >>> import tempfile
      >>> path = tempfile.mkdtemp() + "/model.safetensors"
      >>> tf.train.save_weights(path, {"v": tf.Variable([1.0, 2.0])})
      >>> print(tf.train.load_weights(path))
      {'v': array([1., 2.], dtype=float32)}
    """
    package, path = _package(format), os.fsdecode(filename)
    if not os.path.exists(path):
        raise errors.NotFoundError(f"{path}; No such file or directory")
    try:
        with package.safe_open(path, "np") as file:
            if var_list is None:
                return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            variables = _variables(var_list)
            values = {name: _value(file, path, name, v) for name, v in variables.items()}
    except package.SafetensorError as e:
        raise errors.DataLossError(f"{path}: {e}") from None
    for name, variable in variables.items():
        if executing_eagerly():
            variable.assign(values[name])
        else:
            variable.load(values[name], session)
    return None


def _value(file, path, name, variable):
    """A tensor of the file, which must be one for the variable."""
    names = list(file.keys())
    if name not in names:
        raise errors.NotFoundError(f"Key {name} not found in {path}{hint(name, names)}")
    value = file.get_tensor(name)
    dtype = as_dtype(value.dtype)
    if dtype != variable.dtype or not variable.shape.is_compatible_with(value.shape):
        raise errors.InvalidArgumentError(
            f"{variable.name} is {variable.dtype.name} of shape {variable.shape}; {name} in {path} "
            f"is {dtype.name} of shape {value.shape}"
        )
    return value
