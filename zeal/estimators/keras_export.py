"""tf.keras.experimental.export_saved_model: Keras models as SavedModels of graphs, and back."""

import os
from typing import Any

from zeal import nest
from zeal._native import Variable, api
from zeal.checkpoint.object_graph import ObjectGraph, value_key
from zeal.checkpoint.saver import Saver
from zeal.eager.context import executing_eagerly
from zeal.eager.control import (
    control_dependencies,
    global_variables_initializer,
    group,
    local_variables_initializer,
    tables_initializer,
)
from zeal.estimators.outputs import EvalOutput, PredictOutput, TrainOutput
from zeal.graph.graph import Graph
from zeal.graph.placeholder import placeholder
from zeal.graph.session import Session
from zeal.keras.functional.json_text import model_from_json, model_text
from zeal.keras.functional.rebuild import clone_and_build_model
from zeal.keras.model_files import has_config
from zeal.keras.sequential import Sequential
from zeal.keras.session import get_session, in_session
from zeal.local_files import make_folders, write
from zeal.public import public
from zeal.saved_model import names
from zeal.saved_model.writing import Builder
from zeal.train.optimizer import Optimizer as TrainOptimizer
from zeal.train.step_counter import create_global_step

_TAGS = {"train": names.TRAINING, "eval": "eval", "predict": names.SERVING}
_KEYS = {"train": "train", "eval": "eval", "predict": names.DEFAULT_SERVING_SIGNATURE_DEF_KEY}
_JSON = "saved_model.json"
_SAME = {"test": "eval", "infer": "predict"}
TRAIN_OP = "__saved_model_train_op"


@public("keras.experimental.export_saved_model", "contrib.saved_model.save_keras_model")
def export_saved_model(
    model, saved_model_path, custom_objects=None, as_text=False, input_signature=None,
    serving_only=False,
) -> None:  # fmt: skip
    """Writes a model as a SavedModel: graphs to train, evaluate and use it, which share its values.

    Args:
      model: a Sequential, or a model of inputs and outputs, whose weights are there.
      saved_model_path: the folder, which must not exist or be empty.
      custom_objects: dict from names to classes and functions that are not Keras's own.
      as_text: whether the graphs are written as text.
      input_signature: accepted for compatibility: the model knows its inputs.
      serving_only: whether only the graph that uses the model is written.

    Raises:
      ValueError: a Sequential has no weights yet.
      NotImplementedError: the model is a subclass: what it does is in its code.

    Example:
      >>> import os, tempfile
      >>> folder = os.path.join(tempfile.mkdtemp(), "model")
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
      >>> tf.keras.experimental.export_saved_model(model, folder)
      >>> loaded = tf.keras.experimental.load_from_saved_model(folder)
      >>> bool((loaded.get_weights()[0] == model.get_weights()[0]).all())
      True
    """
    _require_exportable(model)
    builder = Builder(saved_model_path)
    tensors = nest.flatten(model.inputs)
    inputs = [(n, x.shape, x.dtype) for n, x in zip(model.input_names, tensors, strict=True)]
    compiled = model._compiled_parts is not None and not serving_only
    values = model.get_weights(), _state_values(model) if compiled else {}
    config = _config(model) if compiled else None
    for mode in ("train", "eval", "predict") if compiled else ("predict",):
        _add(builder, model, mode, inputs, values, custom_objects, config)
    builder.save(as_text)
    folder = os.path.join(os.fspath(saved_model_path), names.ASSETS_DIRECTORY)
    make_folders(folder)
    write(os.path.join(folder, _JSON), "wb", model_text(model).encode())


@public("keras.experimental.load_from_saved_model", "contrib.saved_model.load_keras_model")
def load_from_saved_model(saved_model_path, custom_objects=None) -> Any:
    """The model that `export_saved_model`, or TensorFlow's, wrote.

    Args:
      saved_model_path: the folder.
      custom_objects: dict from names to classes and functions that are not Keras's own.

    Returns:
      A model, which is not compiled.

    Example:
      >>> import os, tempfile
      >>> folder = os.path.join(tempfile.mkdtemp(), "model")
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(2,))])
      >>> tf.keras.experimental.export_saved_model(model, folder)
      >>> tf.keras.experimental.load_from_saved_model(folder).output_shape
      (None, 3)
    """
    folder = os.fspath(saved_model_path)
    with open(os.path.join(folder, names.ASSETS_DIRECTORY, _JSON)) as file:
        model = model_from_json(file.read(), custom_objects)
    model.load_weights(_variables(folder)).expect_partial()  # the optimizer's state is for graphs
    return model


def export_name(mode) -> "tuple[str, str]":
    """The tag of a mode's graph, and the name of its signature."""
    mode = _SAME.get(mode, mode)
    return _TAGS[mode], _KEYS[mode]


def _variables(folder):
    return os.path.join(folder, names.VARIABLES_DIRECTORY, names.VARIABLES_FILENAME)


def _require_exportable(model):
    if isinstance(model, Sequential) and not model.built:
        raise ValueError(
            "Weights for sequential model have not yet been created. Weights are created when the "
            "Model is first called on inputs or `build()` is called with an `input_shape`, or the "
            "first layer in the model has `input_shape` during construction."
        )
    if not has_config(model):
        raise NotImplementedError(
            "export_saved_model: the model is a subclass, which is defined by the body of a Python "
            "method; a Sequential, or a model of inputs and outputs, can be exported"
        )
    if not model.inputs:
        raise ValueError(
            f"{model.name}: the shape of its input is not known; give the first layer an "
            "input_shape, or train the model"
        )


# --- values ---
def _variables_by_key(model):
    """The variables that a checkpoint of the model holds, by their keys."""
    found = ObjectGraph(model)
    pairs = zip(found.paths, found.objects, strict=True)
    return {value_key(path): node for path, node in pairs if isinstance(node, Variable)}


def _state_values(model):
    """The values of the optimizer's variables by key, and how many steps it has taken."""
    own = {k: v for k, v in _variables_by_key(model).items() if _is_state(k)}
    if executing_eagerly():
        return {key: variable.numpy() for key, variable in own.items()}
    with in_session():
        return get_session().run(own)


def _is_state(key):
    return key.startswith("optimizer/") or "/.OPTIMIZER_SLOT/" in key


# --- graphs ---
def _add(builder, model, mode, inputs, values, custom_objects, config):
    with Graph().as_default(), Session().as_default() as session:
        parts = model._compiled_parts if mode != "predict" else None
        step = create_global_step()
        copy = clone_and_build_model(
            model, custom_objects=custom_objects, compile_clone=parts is not None,
            optimizer_iterations=step, optimizer_config=config,
        )  # fmt: skip
        signature, train_op = _signature(copy, mode, inputs, step)
        session.run([global_variables_initializer(), local_variables_initializer()])
        _load(copy, parts, step, values)
        variables = _variables_by_key(copy)
        saver = Saver(variables) if variables else None
        if variables and not builder._has_variables:
            copy.save_weights(_variables(builder._folder), save_format="tf")
        builder._has_variables = True
        builder.add_meta_graph(
            [_TAGS[mode]], {_KEYS[mode]: signature}, saver=saver,
            main_op=group(*_metric_initializers(copy, parts), local_variables_initializer(),
                          tables_initializer()),
        )  # fmt: skip
        tell_train_op(builder, train_op)


def tell_train_op(builder, train_op):
    """Names the op, if any, that trains the graph which a builder was given last."""
    if train_op is not None:
        told = builder._model.meta_graphs[-1].signature_def[TRAIN_OP]
        told.outputs[TRAIN_OP].name = train_op.name


def _metric_initializers(model, parts):
    """What sets the metrics of a graph to their start: no checkpoint keeps them."""
    if parts is None:
        return []
    compiled = model._zeal_compiled
    metrics = [*compiled.means, *(compiled.metrics or ())]
    return [v.initializer for metric in metrics for v in metric.weights]


def _config(model):
    optimizer = model.optimizer
    return None if isinstance(optimizer, TrainOptimizer) else optimizer.get_config()


def _load(copy, parts, step, values):
    weights, state = values
    copy.set_weights(weights)
    if parts is None:
        return
    for key, variable in _variables_by_key(copy).items():
        if key in state:
            variable.load(state[key])
    if isinstance(parts.optimizer, TrainOptimizer):
        step.load(parts.steps_taken)


def _signature(model, mode, inputs, step):
    """The signature of a graph that runs the model in a mode, and the op that trains it."""
    given = {name: placeholder(dtype, shape, name) for name, shape, dtype in inputs}
    tensors = list(given.values())
    taken = tensors if len(tensors) > 1 else tensors[0]
    found = nest.flatten(model(taken, training=mode == "train"))
    outputs = dict(zip(_output_names(model, found), found, strict=True))
    if mode == "predict":
        return PredictOutput(outputs).as_signature_def(given), None
    compiled = model._zeal_compiled
    compiled.fit_to(found)
    targets = {
        f"{e.name}_target": placeholder(x.dtype, [None] * x.shape.ndims, f"{e.name}_target")
        for e, x in zip(compiled.endpoints, found, strict=True) if e.loss is not None
    }  # fmt: skip
    loss, losses = compiled.losses(model, list(targets.values()), found, None)
    metrics = _metrics(compiled, list(targets.values()), found, losses)
    kind = TrainOutput if mode == "train" else EvalOutput
    output = kind(loss, outputs, metrics)
    counted = {"global_step": step} if compiled.step_counter is not None else {}
    train_op = compiled.graph_step(model, loss, **counted) if mode == "train" else None
    return output.as_signature_def({**given, **targets}), train_op


def _output_names(model, found):
    return model.output_names or [f"output_{i + 1}" for i in range(len(found))]


def _metrics(compiled, targets, found, losses):
    """Pairs of a value and an update, by the metrics' names."""
    compiled.update_metrics(targets, found, None, losses)
    pairs = zip(compiled.names[1:], [*compiled.means, *compiled.metrics], strict=True)
    return {name: (metric.result(), _updated(metric)) for name, metric in pairs}


def _updated(metric):
    """A tensor, as signatures want it, whose run adds the batch to the metric."""
    with control_dependencies(metric.updates):
        return api.identity(metric.result())
