"""Weights in HDF5 files, in the layout of Keras: a group per layer, a dataset per weight."""

import contextlib
import io
import os
from collections.abc import Iterator
from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.errors import DataLossError
from zeal.keras import __version__

_LIMIT = 64512  # bytes of an attribute: HDF5 holds no more in an object's header
_DENSEST = 1100  # bytes of an array for one of the file: more than gzip reaches
# What h5py and NumPy raise for damaged files.
_BROKEN = (
    OSError, LookupError, RuntimeError, TypeError, AttributeError, ValueError, MemoryError,
    SystemError,
)  # fmt: skip
KERAS = __version__.encode()  # the version of Keras whose layout this is


def h5py_for(what: str) -> Any:
    """The module h5py.

    Raises:
      ImportError: it is not installed.
    """
    try:
        import h5py
    except ImportError:
        raise ImportError(
            f"`{what}` requires h5py when saving or loading weights in HDF5: pip install "
            "zeal[hdf5], or give a path that does not end in .h5 or .keras"
        ) from None
    return h5py


def _weights(layer):
    """Trainable ones first: the order of such files."""
    return layer.trainable_weights + layer.non_trainable_weights


def _arrays(variables):
    if executing_eagerly():
        return [v.numpy() for v in variables]
    from zeal.checkpoint.load_status import session_for

    return session_for(None).run(variables)


# --- writing ---
@contextlib.contextmanager
def written(path, what) -> Iterator[Any]:
    """A block with an open file; the old one stays until the block is through.

    Args:
      path: the file.
      what: the function that writes, for errors.
    """
    from zeal.checkpoint import durable

    h5py, path = h5py_for(what), os.fspath(path)
    durable.remove_leftovers(path)
    image = io.BytesIO()  # HDF5's library crashes where a disk is full
    with h5py.File(image, "w") as file:
        yield file
    durable.write_whole(path, image.getbuffer())


def save_weights(path, layers) -> None:
    """Writes the weights of layers to a file; the old one stays until the new one is whole."""
    with written(path, "save_weights") as file:
        write_layers(file, layers)


def write_layers(group, layers) -> None:
    """Writes the weights of layers.

    Args:
      group: a group of an open file.
      layers: a list of layers.
    """
    _write_names(group, "layer_names", [layer.name for layer in layers])
    group.attrs["backend"], group.attrs["keras_version"] = b"tensorflow", KERAS
    for layer in layers:
        write_variables(group.create_group(layer.name), _weights(layer))


def write_variables(group, variables) -> None:
    """Writes values of variables, and their names in order.

    Args:
      group: a group of an open file.
      variables: a list; of two with one name the later one's has a number.
    """
    names = _distinct([v.name for v in variables])
    _write_names(group, "weight_names", names)
    for name, value in zip(names, _arrays(variables), strict=True):
        group.create_dataset(name, data=value)


def _distinct(names):
    """Eager variables may share a name; datasets of a group do not."""
    seen: dict = {}
    found = []
    for name in names:
        number = seen[name] = seen.get(name, -1) + 1
        stem, _, output = name.partition(":")
        found.append(f"{stem}_{number}:{output}" if number else name)
    return found if len(set(found)) == len(found) else [f"{i}/{n}" for i, n in enumerate(names)]


def _write_names(group, key, names):
    """An attribute, or several numbered ones where there are too many names for one."""
    import numpy as np

    names = [name.encode() for name in names]
    longest = max(map(len, names), default=1)
    if longest > _LIMIT:
        raise RuntimeError(
            f"The following attributes cannot be saved to HDF5 file because they are larger than "
            f"{_LIMIT} bytes: {[n for n in names if len(n) > _LIMIT]}"
        )
    count = max(_LIMIT // longest, 1)
    if len(names) <= count:
        group.attrs[key] = np.array(names, f"S{longest}")
        return
    for i in range(0, len(names), count):
        group.attrs[f"{key}{i // count}"] = np.array(names[i : i + count], f"S{longest}")


# --- reading ---
@contextlib.contextmanager
def read(path, what, holds) -> Iterator[Any]:
    """A block with an open file.

    Args:
      path: the file.
      what: the function that reads, for errors.
      holds: what the file should hold, for errors: "weights".

    Raises:
      DataLossError: the file is damaged, or something else.
    """
    h5py = h5py_for(what)
    try:
        with h5py.File(path, "r") as file:
            yield file
    except _BROKEN as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DataLossError(f"{path} is no HDF5 file of {holds}: {error}") from error


def load_weights(path, layers, by_name) -> None:
    """Gives layers the weights of a file.

    Args:
      path: the file.
      layers: a list of layers that have their variables.
      by_name: whether a layer gets those of its name; else they go by order.

    Raises:
      ValueError: the numbers of layers or weights, or shapes, differ; nothing has changed then.
      DataLossError: the file is no HDF5 file of weights.
    """
    with read(path, "load_weights", "weights") as file:
        if "layer_names" not in file.attrs and "layer_names0" not in file.attrs:
            file = group_of(file, "model_weights")
        saved = saved_layers(file)
    assign_layers(saved, layers, by_name)


def assign_layers(saved, layers, by_name) -> None:
    """Gives layers arrays; see `load_weights`."""
    _assign(_by_name(saved, layers) if by_name else _by_order(saved, layers))


def saved_layers(group) -> list:
    """Pairs of a layer's name and its arrays, in order.

    Args:
      group: a group that `write_layers` wrote.
    """
    names = _read_names(group, "layer_names")
    return [(name, saved_variables(group_of(group, name))) for name in names]


def saved_variables(group) -> list:
    """The arrays of a group that `write_variables` wrote, in order."""
    return [_array(group, name) for name in _read_names(group, "weight_names")]


def _read_names(group, key):
    def texts(values):
        return [v if isinstance(v, str) else v.decode() for v in values]

    if key in group.attrs:
        return texts(group.attrs[key])
    names: list = []
    while f"{key}{len(names)}" in group.attrs:
        names.append(texts(group.attrs[f"{key}{len(names)}"]))
    return [name for part in names for name in part]


def group_of(parent, name) -> Any:
    """The group of that name in a group, in the file itself; KeyError if there is none."""
    import h5py

    group = _own(parent, name)
    if not isinstance(group, h5py.Group):
        raise KeyError(f"{name} is no group")
    return group


def _array(group, name):
    import h5py

    found = _own(group, name)
    if (
        not isinstance(found, h5py.Dataset) or found.dtype.hasobject or found.external
        or found.is_virtual
    ):  # fmt: skip
        raise KeyError(f"{name} is no array of numbers in this file")
    if found.nbytes > _DENSEST * found.id.get_storage_size() + _LIMIT:
        raise ValueError(
            f"{name} claims to have {found.nbytes} bytes, of which the file holds "
            f"{found.id.get_storage_size()}"
        )
    return found[()]


def _own(parent, name):
    """What a group has of that name in the file itself: links may lead to other files."""
    import h5py

    for part in str(name).split("/"):
        if isinstance(parent.get(part, getlink=True), h5py.ExternalLink):
            raise KeyError(f"{name} is a link to another file")
        parent = parent[part]
    return parent


def _by_order(saved, layers):
    layers = [layer for layer in layers if _weights(layer)]
    saved = [(name, values) for name, values in saved if values]
    if len(saved) != len(layers):
        raise ValueError(
            f"You are trying to load a weight file containing {len(saved)} layers into a model "
            f"with {len(layers)} layers."
        )
    pairs = []
    for k, (layer, (name, values)) in enumerate(zip(layers, saved, strict=True)):
        variables = _weights(layer)
        if len(values) != len(variables):
            raise ValueError(
                f'Layer #{k} (named "{layer.name}" in the current model) was found to correspond '
                f"to layer {name} in the save file. However the new layer {layer.name} expects "
                f"{len(variables)} weights, but the saved weights have {len(values)} elements."
            )
        pairs += _checked(k, layer, variables, values)
    return pairs


def _by_name(saved, layers):
    pairs = []
    for k, (name, values) in enumerate(saved):
        for layer in layers:
            if layer.name != name:
                continue
            variables = _weights(layer)
            if len(values) != len(variables):
                raise ValueError(
                    f'Layer #{k} (named "{name}") expects {len(variables)} weight(s), but the '
                    f"saved weights have {len(values)} element(s)."
                )
            pairs += _checked(k, layer, variables, values)
    return pairs


def _checked(k, layer, variables, values):
    pairs = list(zip(variables, values, strict=True))
    for variable, value in pairs:
        if not variable.shape.is_compatible_with(value.shape):
            raise ValueError(
                f'Layer #{k} (named "{layer.name}"), weight {variable} has shape '
                f"{tuple(variable.shape.as_list())}, but the saved weight has shape {value.shape}."
            )
    return pairs


def _assign(pairs):
    import numpy as np

    if executing_eagerly():
        session = None
    else:
        from zeal.checkpoint.load_status import session_for

        session = session_for(None)
    for variable, value in pairs:
        variable.load(np.asarray(value, variable.dtype.as_numpy_dtype), session)
