"""tf.keras.estimator.model_to_estimator: a compiled Keras model as an estimator."""

from zeal import _native, nest
from zeal.estimators.estimator import Estimator
from zeal.estimators.outputs import DEFAULT, PredictOutput
from zeal.estimators.spec import EstimatorSpec, ModeKeys
from zeal.keras.functional.clone import clone_model
from zeal.keras.model_files import load_model
from zeal.keras.training.compiled import Compiled
from zeal.public import public
from zeal.sparse.sparse_tensor import convert_to_tensor_or_sparse_tensor
from zeal.train.optimizer import Optimizer as TrainOptimizer
from zeal.train.scaffold import Scaffold
from zeal.train.step_counter import get_global_step


@public("keras.estimator.model_to_estimator")
def model_to_estimator(
    keras_model=None, keras_model_path=None, custom_objects=None, model_dir=None, config=None,
    checkpoint_format="saver",
):  # fmt: skip
    """Makes an estimator of a compiled Keras model; the first values are those of its weights.

    Args:
      keras_model: a Sequential, or a model of inputs and outputs; or
      keras_model_path: the file of one.
      custom_objects: dict of what the file names.
      model_dir, config: as for `tf.estimator.Estimator`.
      checkpoint_format: "saver" or "checkpoint"; both are by the variables' names here.

    Returns:
      An Estimator; features are the model's input, or a dict by the names of its inputs.

    Raises:
      ValueError: there is no model or two, it is a subclass, or was not compiled.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
      >>> model.compile("sgd", "mse")
      >>> estimator = tf.keras.estimator.model_to_estimator(model)
      >>> data = lambda: tf.data.Dataset.from_tensors((tf.ones([4, 2]), tf.ones([4, 1])))
      >>> estimator.train(data, steps=1).evaluate(data)["global_step"]
      1
    """
    if keras_model is None and not keras_model_path:
        raise ValueError("Either `keras_model` or `keras_model_path` needs to be provided.")
    if keras_model is not None and keras_model_path:
        raise ValueError(
            "Please specity either `keras_model` or `keras_model_path`, but not both."
        )
    if checkpoint_format not in (None, "checkpoint", "saver"):
        raise ValueError(
            'Checkpoint format must be one of "checkpoint" or "saver". Got '
            f"{checkpoint_format}"
        )
    if keras_model is None:
        keras_model = load_model(keras_model_path, custom_objects)
    if keras_model._compiled_parts is None:
        raise ValueError(
            "The given keras model has not been compiled yet. Please compile the model with "
            "`model.compile()` before calling `model_to_estimator()`."
        )
    values = keras_model.get_weights() if keras_model.built else None
    return Estimator(_model_function(keras_model, values), model_dir, config)


def _model_function(keras_model, values):
    given = keras_model._zeal_compiled
    new_optimizer = _copies(given.optimizer)

    def model_fn(features, labels, mode):
        model = clone_model(keras_model)
        training = mode == ModeKeys.TRAIN
        found = nest.flatten(model(_inputs(model, features), training=training))
        compiled = Compiled(new_optimizer(), *given.given, names=model.output_names)
        predictions = dict(zip(model.output_names, found, strict=True))
        spec = {
            "predictions": predictions, "scaffold": _starting(model, values),
            "export_outputs": {DEFAULT: PredictOutput(predictions)},
        }  # fmt: skip
        if mode != ModeKeys.PREDICT:
            compiled.fit_to(found)
            targets = _targets(labels, [e.name for e in compiled.trained])
            loss, losses = compiled.losses(model, targets, found, None)
            compiled.update_metrics(targets, found, None, losses)
            spec["loss"] = loss
            spec["eval_metric_ops"] = dict(
                zip(compiled.names[1:], [*compiled.means, *compiled.metrics], strict=True)
            )
            if training:
                spec["train_op"] = _train_op(model, compiled, loss)
        return EstimatorSpec(mode, **spec)

    return model_fn


def _copies(optimizer):
    """A function that makes optimizers for further graphs."""
    if not hasattr(optimizer, "get_config"):
        return lambda: optimizer
    kind, config = type(optimizer), optimizer.get_config()
    return lambda: kind.from_config(config)


def _starting(model, values):
    """What gives the variables their first values, where the Keras model has some."""
    if values is None:
        return None

    def load(scaffold, session):
        for variable, value in zip(model.weights, values, strict=True):
            variable.load(value, session)

    return Scaffold(init_fn=load)


def _inputs(model, features):
    """What the model is called with."""
    if not isinstance(features, dict) or model.inputs is None or _takes_dict(model):
        return nest.map_structure(convert_to_tensor_or_sparse_tensor, features)
    return _ordered(features, model.input_names, "features", "input")


def _takes_dict(model):
    return not getattr(model, "input_names", None)


def _ordered(given, names, what, kind):
    if set(given) != set(names):
        raise KeyError(
            f"The dictionary passed into {what} does not have the expected {kind}s keys defined in "
            f"the keras model.\n\tExpected keys: {set(names)}\n\t{what} keys: {set(given)}\n\t"
            f"Difference: {set(given) ^ set(names)}"
        )
    found = [convert_to_tensor_or_sparse_tensor(given[name]) for name in names]
    return found[0] if len(found) == 1 else found


def _targets(labels, names):
    """A list: a tensor for each output that has a loss."""
    if labels is None:
        return None
    if isinstance(labels, dict):
        labels = _ordered(labels, names, "labels", "output")
    labels = labels if isinstance(labels, (list, tuple)) else [labels]
    return [_native.convert(label) for label in labels]


def _train_op(model, compiled, loss):
    step = get_global_step()
    if isinstance(compiled.optimizer, TrainOptimizer):
        return compiled.graph_step(model, loss, global_step=step)
    compiled.optimizer.iterations = step  # as in TensorFlow: files of variables have no other
    return compiled.graph_step(model, loss)
