"""Weights in HDF5 files, in the layout of Keras: a group per layer, a dataset per weight."""

from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.errors import DataLossError

_LIMIT = 64512  # bytes of an attribute: HDF5 holds no more in an object's header
# What h5py and NumPy raise for damaged files.
_BROKEN = (
    OSError, LookupError, RuntimeError, TypeError, AttributeError, ValueError, MemoryError,
    SystemError,
)  # fmt: skip
_KERAS = b"2.2.4-tf"  # the version of Keras whose layout this is


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
def save_weights(path, layers) -> None:
    """Writes the weights of layers to a file; the old one stays until the new one is whole.

    Args:
      path: the file.
      layers: a list of layers.
    """
    import os

    from zeal.checkpoint import durable

    h5py, path = h5py_for("save_weights"), os.fspath(path)
    durable.remove_leftovers(path)
    part = durable.TemporaryFile(path)
    try:
        with h5py.File(part.temporary, "w", locking=False) as file:  # it has our own lock
            _write_names(file, "layer_names", [layer.name for layer in layers])
            file.attrs["backend"], file.attrs["keras_version"] = b"tensorflow", _KERAS
            for layer in layers:
                _write_layer(file.create_group(layer.name), _weights(layer))
        part.settle()
        part.become()
    finally:
        part.close()


def _write_layer(group, variables):
    _write_names(group, "weight_names", [v.name for v in variables])
    for variable, value in zip(variables, _arrays(variables), strict=True):
        group.create_dataset(variable.name, data=value)


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
    h5py = h5py_for("load_weights")
    try:
        with h5py.File(path, "r") as file:
            if "layer_names" not in file.attrs and "layer_names0" not in file.attrs:
                file = _group(h5py, file, "model_weights")
            saved = _saved(h5py, file)
    except _BROKEN as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DataLossError(f"{path} is no HDF5 file of weights: {error}") from error
    pairs = _by_name(saved, layers) if by_name else _by_order(saved, layers)
    _assign(pairs)


def _saved(h5py, file):
    """Pairs of a layer's name and its arrays, in order."""
    saved = []
    for name in _read_names(file, "layer_names"):
        group = _group(h5py, file, name)
        saved.append((name, [_array(h5py, group, w) for w in _read_names(group, "weight_names")]))
    return saved


def _read_names(group, key):
    def texts(values):
        return [v if isinstance(v, str) else v.decode() for v in values]

    if key in group.attrs:
        return texts(group.attrs[key])
    names: list = []
    while f"{key}{len(names)}" in group.attrs:
        names.append(texts(group.attrs[f"{key}{len(names)}"]))
    return [name for part in names for name in part]


def _group(h5py, parent, name):
    group = _own(h5py, parent, name)
    if not isinstance(group, h5py.Group):
        raise KeyError(f"{name} is no group")
    return group


def _array(h5py, group, name):
    found = _own(h5py, group, name)
    if not isinstance(found, h5py.Dataset) or found.dtype.hasobject or found.external:
        raise KeyError(f"{name} is no array of numbers in this file")
    return found[()]


def _own(h5py, parent, name):
    """What a group has of that name in the file itself: links may lead to other files."""
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
