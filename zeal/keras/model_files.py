"""Models in HDF5 files: configuration, weights, what `compile` said, the optimizer's state."""

import json
import os
from typing import Any, NamedTuple

from zeal import logging
from zeal.eager.behavior import is_v2_behavior
from zeal.eager.control import init_scope
from zeal.errors import NotFoundError
from zeal.keras import hdf5
from zeal.keras.functional.json_text import json_of, model_from_config, object_of
from zeal.keras.saved_models import load_folder, save_folder
from zeal.keras.serialization import described
from zeal.keras.session import in_session
from zeal.keras.utils.custom_objects import CustomObjectScope
from zeal.public import public
from zeal.state.scope import name_scope


# --- writing ---
@public("keras.models.save_model")
def save_model(
    model, filepath, overwrite=True, include_optimizer=True, save_format=None, signatures=None
) -> None:
    """Saves a model to an HDF5 file or to a folder; see `Model.save`.

    Args:
      model: the model.
      the others: those of `Model.save`.

    Raises:
      NotImplementedError: the model is a subclass, and the file HDF5.
      ValueError: save_format is another.
      ImportError: h5py is not installed.

    Example:
      >>> import tempfile
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
      >>> path = os.path.join(tempfile.mkdtemp(), "model.h5")
      >>> tf.keras.models.save_model(model, path)
      >>> tf.keras.models.load_model(path, compile=False).output_shape
      (None, 2)
    """
    save_format = save_format or ("tf" if is_v2_behavior() else "h5")
    if not (save_format == "h5" or _is_open(filepath) or _names_hdf5(filepath)):
        if save_format != "tf":
            raise ValueError(f'save_format is "h5" or "tf"; it is {save_format!r}')
        if overwrite or may_write(os.fspath(filepath)):
            keeps = include_optimizer and _keeps_optimizer(model)
            save_folder(model, os.fspath(filepath), keeps, signatures, has_config(model))
        return
    if not has_config(model):
        raise NotImplementedError(
            "Saving the model to HDF5 format requires the model to be a Functional model or a "
            "Sequential model. It does not work for subclassed models, because such models are "
            "defined via the body of a Python method, which isn't safely serializable. Use "
            "`save_weights`."
        )
    with in_session():
        if _is_open(filepath):
            _write(filepath, model, include_optimizer)
        elif overwrite or may_write(os.fspath(filepath)):
            with hdf5.written(filepath, "save_model") as file:
                _write(file, model, include_optimizer)


def may_write(path) -> bool:
    """Asks the user whether a file may be replaced."""
    if not os.path.exists(path):
        return True
    answer = ""
    while answer not in ("y", "n"):
        answer = input(f"[WARNING] {path} already exists - overwrite? [y/n]").strip().lower()
    return answer == "y"


def _names_hdf5(path):
    return os.path.splitext(os.fspath(path))[1] in (".h5", ".hdf5", ".keras")


def _is_open(file):
    return hasattr(file, "create_group")


def has_config(model) -> bool:
    """Whether a model has a configuration: it is made of inputs and outputs, or a Sequential."""
    from zeal.keras.sequential import Sequential

    return model._zeal_network is not None or isinstance(model, Sequential)


def _write(file, model, include_optimizer):
    file.attrs["keras_version"], file.attrs["backend"] = hdf5.KERAS, b"tensorflow"
    file.attrs["model_config"] = _text(described(model))
    keeps = include_optimizer and _keeps_optimizer(model)
    if keeps:
        file.attrs["training_config"] = _text(model._zeal_compiled.described())
    hdf5.write_layers(file.create_group("model_weights"), model.layers)
    if keeps and model.optimizer.weights:
        hdf5.write_variables(file.create_group("optimizer_weights"), model.optimizer.weights)
    file.flush()


def _text(config):
    return json.dumps(config, default=json_of).encode()


def _keeps_optimizer(model):
    if model._compiled_parts is None:
        return False
    if hasattr(model.optimizer, "get_config"):
        return True
    logging.warning(
        "TensorFlow optimizers do not make it possible to access optimizer attributes or optimizer "
        "state after instantiation. As a result, we cannot save the optimizer as part of the model "
        "save file. You will have to compile your model again after loading it. Prefer using a "
        "Keras optimizer instead (see keras.io/optimizers)."
    )
    return False


# --- reading ---
class _Saved(NamedTuple):
    """What a file holds."""

    config: dict
    layers: list  # pairs of a name and arrays
    training: "dict | None"
    optimizer: "list | None"  # arrays


@public("keras.models.load_model")
def load_model(filepath, custom_objects=None, compile=True) -> Any:
    """The model that `save_model`, or TensorFlow's Keras, saved to an HDF5 file or to a folder.

    Args:
      filepath: the file's or the folder's path, or an open `h5py.File`.
      custom_objects: dict from names to layers, losses and other things that are not Keras's own.
      compile: whether the model is compiled as it was, the optimizer's state included.

    Returns:
      A Model.

    Raises:
      ValueError: the file holds weights without a model, or a class is unknown.
      OSError: it is no HDF5 file; NotFoundError: there is none.
      NotImplementedError: it is the SavedModel of a subclass, or of something else.

    Example:
      >>> import tempfile
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
      >>> model.compile("adam", "mse")
      >>> path = os.path.join(tempfile.mkdtemp(), "model.h5")
      >>> model.save(path)
      >>> loaded = tf.keras.models.load_model(path)
      >>> loaded.optimizer.get_config()["name"], loaded.loss
      ('Adam', 'mse')
    """
    if _is_open(filepath):
        saved = _read(filepath)
    elif os.path.isdir(filepath):
        custom = custom_objects or {}
        return load_folder(os.fspath(filepath), custom, _compiler(compile, custom))
    else:
        _require_file(os.fspath(filepath))
        with hdf5.read(filepath, "load_model", "a model") as file:
            saved = _read(file)
    if saved is None:
        raise ValueError("No model found in config file.")
    with CustomObjectScope(custom_objects or {}), in_session():
        model = model_from_config(saved.config)
        hdf5.assign_layers(saved.layers, model.layers, by_name=False)
        if compile:
            _compile(model, saved, custom_objects or {})
    return model


def _compiler(wanted, custom_objects):
    """What compiles a model as its training configuration says; None if it is not wanted."""
    if not wanted:
        return None
    return lambda model, training: model.compile(**_arguments(training, custom_objects))


def _require_file(path):
    if not os.path.exists(path):
        raise NotFoundError(f"SavedModel file does not exist at: {path}")
    with open(path, "rb") as file:
        if file.read(8) != b"\x89HDF\r\n\x1a\n":
            raise OSError(f"Unable to load model. {path} is not an HDF5 file or SavedModel.")


def _read(file):
    """What the file holds; None where that is no model."""
    config = _parsed(file, "model_config")
    if config is None:
        return None
    layers = hdf5.saved_layers(hdf5.group_of(file, "model_weights"))
    optimizer = None
    if "optimizer_weights" in file:
        optimizer = hdf5.saved_variables(hdf5.group_of(file, "optimizer_weights"))
    return _Saved(config, layers, _parsed(file, "training_config"), optimizer)


def _parsed(file, key):
    text = file.attrs.get(key)
    return None if text is None else json.loads(text, object_hook=object_of)


def _compile(model, saved, custom_objects):
    if saved.training is None:
        logging.warning(
            "No training configuration found in save file: the model was *not* compiled. Compile "
            "it manually."
        )
        return
    model.compile(**_arguments(saved.training, custom_objects))
    if saved.optimizer is None:
        return
    if not model._zeal_inputs:
        logging.warning(
            "Sequential models without an `input_shape` passed to the first layer cannot reload "
            "their optimizer state. As a result, your model is starting with a freshly initialized "
            "optimizer."
        )
        return
    _restore(model, saved.optimizer)


def _restore(model, values):
    optimizer = model.optimizer
    with name_scope(optimizer.get_config()["name"]), init_scope():
        optimizer._make_state(model.trainable_weights)
    try:
        with in_session():  # it gives first values to the new variables
            optimizer.set_weights(values)
    except ValueError:
        logging.warning(
            "Error in loading the saved optimizer state. As a result, your model is starting with "
            "a freshly initialized optimizer."
        )


def _arguments(training, custom_objects):
    """The arguments of `Model.compile`."""
    from zeal.keras import losses, metrics
    from zeal.keras.optimizers.identifiers import deserialize

    own = {"loss": _own(training["loss"], losses.deserialize, custom_objects)}
    for key in ("metrics", "weighted_metrics"):
        own[key] = _own(training.get(key), metrics.deserialize, custom_objects)
    rest = {key: training.get(key) for key in ("loss_weights", "sample_weight_mode")}
    optimizer = deserialize(training["optimizer_config"], custom_objects)
    return {"optimizer": optimizer, **own, **rest}


def _own(given, deserialize, custom_objects):
    """A loss or metrics, with objects in the place of configurations and of custom names."""
    if isinstance(given, dict) and "class_name" in given:
        return deserialize(given)
    if isinstance(given, dict):
        return {k: _own(v, deserialize, custom_objects) for k, v in given.items()}
    if isinstance(given, list):
        return [_own(v, deserialize, custom_objects) for v in given]
    return custom_objects.get(given, given) if isinstance(given, str) else given
