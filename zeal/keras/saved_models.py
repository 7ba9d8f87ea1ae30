"""Keras models in SavedModels of objects: a folder with functions, weights and configuration."""

import json
import os
from contextlib import contextmanager
from typing import Any

from zeal.keras.functional.json_text import json_of, model_from_config, object_of
from zeal.keras.serialization import described
from zeal.keras.session import in_session
from zeal.keras.utils.custom_objects import CustomObjectScope

_METADATA = "_tracking_metadata"  # an attribute that `tf.saved_model.save` keeps with an object


def save_folder(model, path, keeps_optimizer, signatures, has_config) -> None:
    """Writes a model into a folder.

    Args:
      model: a Model that has its weights.
      path: the folder.
      keeps_optimizer: whether what `compile` said and the optimizer's state are kept.
      signatures: those of `tf.saved_model.save`; by default the model's predictions.
      has_config: whether the model has a configuration, by which `load_model` makes it anew.
    """
    from zeal.saved_model.object_writing import save

    model.weights  # noqa: B018  raises where there are none yet
    told: dict = {"class_name": type(model).__name__, "name": model.name}
    if has_config:
        told["model_config"] = described(model)
    if keeps_optimizer:
        told["training_config"] = model._zeal_compiled.described()
    text = json.dumps(told, default=json_of)
    with in_session(), _told(model, text, keeps_optimizer):
        save(model, path, signatures)


@contextmanager
def _told(model, metadata, keeps_optimizer):
    """A block in which a model has metadata; without its optimizer, if that is not kept."""
    optimizer = model._lookup_dependency("optimizer")
    dropped = optimizer is not None and not keeps_optimizer
    if dropped:
        model._untrack("optimizer")
    model.__dict__[_METADATA] = metadata
    try:
        yield
    finally:
        del model.__dict__[_METADATA]
        if dropped:
            model._track_trackable(optimizer, "optimizer")


def load_folder(path, custom_objects, compiled) -> Any:
    """The model that `save_folder`, or TensorFlow's Keras, wrote.

    Args:
      path: the folder.
      custom_objects: dict from names to what is not Keras's own.
      compiled: a function of a model and its "training_config", which compiles it; or None.

    Raises:
      NotImplementedError: the folder tells no configuration.
    """
    from zeal.messages.saved_objects import SavedObjectGraph
    from zeal.saved_model import names
    from zeal.saved_model.reading import _read

    nodes = SavedObjectGraph.FromString(_read(path).meta_graphs[0].object_graph_def).nodes
    text = nodes[0].user_object.metadata if nodes else ""
    told = json.loads(text, object_hook=object_of) if text else {}
    if not isinstance(told.get("model_config"), dict):
        raise NotImplementedError(
            f"load_model: {path} has no configuration of a model: it is a subclass of Model, or no "
            "model of Keras; tf.saved_model.load_v2 reads its functions and variables"
        )
    with CustomObjectScope(custom_objects), in_session():
        model = model_from_config(told["model_config"])
        if compiled is not None and told.get("training_config"):
            compiled(model, told["training_config"])
        weights = os.path.join(path, names.VARIABLES_DIRECTORY, names.VARIABLES_FILENAME)
        model.load_weights(weights).expect_partial()
    return model
