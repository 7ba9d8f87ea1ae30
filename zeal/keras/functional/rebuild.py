"""Models made anew with what `compile` said: for another graph, or to start over."""

from typing import Any

from zeal.keras.functional.clone import clone_model
from zeal.keras.layers.layer import Layer
from zeal.keras.metrics.metric import Metric
from zeal.keras.sequential import Sequential
from zeal.keras.utils.custom_objects import CustomObjectScope
from zeal.train.optimizer import Optimizer as TrainOptimizer

_IN_PLACE = (
    "This model is a subclassed model. Such a model cannot be cloned, but there is a workaround "
    "where the model is reset in-place. To use this, please set the argument `in_place_reset` to "
    "`True`. This will reset the attributes in the original model. To restore the attributes, "
    "call `in_place_subclassed_model_state_restoration(model)`."
)


def clone_and_build_model(
    model, input_tensors=None, target_tensors=None, custom_objects=None, compile_clone=True,
    in_place_reset=False, optimizer_iterations=None, optimizer_config=None,
) -> Any:  # fmt: skip
    """A model of the same layers with variables of their own, compiled as the given one is.

    Args:
      model: a model; of a subclass without a configuration see in_place_reset.
      input_tensors: tensors to build on, or None.
      target_tensors: accepted for compatibility: steps are given their targets.
      custom_objects: dict from names to classes that are not Keras's own.
      compile_clone: whether the copy is compiled.
      in_place_reset: whether a subclass without a configuration is itself given new layers.
      optimizer_iterations: a variable that counts the steps, or None.
      optimizer_config: the configuration of the copy's optimizer, if it is not that of the
        model's, whose numbers only runs of its own graph tell.

    Raises:
      ValueError: the model is not compiled and the copy should be, or it is a subclass and
        in_place_reset is not given.
    """
    parts = model._compiled_parts
    if compile_clone and parts is None:
        raise ValueError(
            "Error when cloning model: compile_clone was set to True, but the original model has "
            "not been compiled."
        )
    with CustomObjectScope(custom_objects or {}):
        copy = _copy(model, input_tensors, in_place_reset)
    if compile_clone:
        _compile(copy, parts, optimizer_iterations, optimizer_config)
    return copy


def _copy(model, input_tensors, in_place_reset):
    if model._is_graph_network or isinstance(model, Sequential):
        return clone_model(model, input_tensors)
    try:
        return type(model).from_config(model.get_config())
    except NotImplementedError:
        if not in_place_reset:
            raise ValueError(_IN_PLACE) from None
    _reset_in_place(model)
    if input_tensors is not None:
        one = isinstance(input_tensors, (list, tuple)) and len(input_tensors) == 1
        model._set_inputs(input_tensors[0] if one else input_tensors)
    return model


def _reset_in_place(model):
    """Gives a subclass new layers of the same configurations, and keeps the old ones aside."""
    old = {name: value for name, value in vars(model).items() if _is_of_layers(value)}
    model.__dict__["_zeal_set_aside"] = old, model._compiled_parts
    for name, value in old.items():
        setattr(model, name, _new_layers(value))
    model.built = False
    model.__dict__.update(_compiled_parts=None, _steps_in_graph={}, _zeal_outer=([], []))


def _is_of_layers(value):
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(x, Layer) for x in value)
    return isinstance(value, Layer)


def _new_layers(value):
    if isinstance(value, Layer):
        return type(value).from_config(value.get_config())
    return [_new_layers(x) for x in value]


def restore_in_place(model) -> None:
    """Gives a subclass back the layers that it had before `clone_and_build_model` reset it.

    Args:
      model: the model; one that was not reset stays as it is.
    """
    found = model.__dict__.pop("_zeal_set_aside", None)
    if found is None:
        return
    old, compiled = found
    for name, value in old.items():
        setattr(model, name, value)
    model.built = True
    model.__dict__.update(_compiled_parts=compiled, _steps_in_graph={})
    if compiled is not None:
        model.__dict__["optimizer"] = compiled.optimizer


def _compile(copy, parts, iterations, optimizer_config):
    optimizer, counter = parts.optimizer, None
    if isinstance(optimizer, TrainOptimizer):
        counter = iterations
    else:
        config = optimizer_config or optimizer.get_config()
        optimizer = type(optimizer).from_config(config)
        if iterations is not None:
            optimizer.iterations = iterations
            optimizer._track_trackable(iterations, "iter")
    loss, metrics, weighted_metrics, loss_weights = parts.given
    copy.compile(
        optimizer, loss, metrics=_clone_metrics(metrics), loss_weights=loss_weights,
        weighted_metrics=_clone_metrics(weighted_metrics), sample_weight_mode=parts.weight_mode,
    )  # fmt: skip
    if counter is not None:
        copy._compiled_parts.step_counter = counter
        copy._lookup_dependency("optimizer")._track_trackable(counter, "global_step")


def _clone_metrics(given):
    """The same metrics, objects made anew."""
    if isinstance(given, Metric):
        return type(given).from_config(given.get_config())
    if isinstance(given, dict):
        return {key: _clone_metrics(value) for key, value in given.items()}
    if isinstance(given, (list, tuple)):
        return [_clone_metrics(value) for value in given]
    return given
