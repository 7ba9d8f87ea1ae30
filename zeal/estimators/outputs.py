"""tf.estimator.export: outputs of models as signatures, and what receives their inputs."""

from typing import Any, NamedTuple

from zeal import logging
from zeal._native import Operation, Tensor, Variable
from zeal.dtypes import string
from zeal.eager.control import control_dependencies
from zeal.graph.placeholder import placeholder
from zeal.ops.array.constant import constant
from zeal.public import public
from zeal.records.parsing import parse_example
from zeal.saved_model import names, signatures
from zeal.sparse.sparse_tensor import SparseTensor

DEFAULT = names.DEFAULT_SERVING_SIGNATURE_DEF_KEY


@public("estimator.export.ExportOutput")
class ExportOutput:
    """What a model gives, as a signature: see the classes below."""

    def as_signature_def(self, receiver_tensors):
        """The signature, for given inputs.

        Args:
          receiver_tensors: dict of tensors.

        Raises:
          NotImplementedError: a subclass says what it is.
        """
        raise NotImplementedError(f"{type(self).__name__}.as_signature_def")


def _only_text(kind, receiver_tensors):
    if len(receiver_tensors) != 1:
        raise ValueError(
            f"{kind} input must be a single string Tensor; got {receiver_tensors}"
        )
    [examples] = receiver_tensors.values()
    if examples.dtype != string:
        raise ValueError(f"{kind} input must be a single string Tensor; got {receiver_tensors}")
    return examples


@public("estimator.export.ClassificationOutput")
class ClassificationOutput(ExportOutput):
    """Classes and how likely they are.

    Args:
      scores: floating tensor, or None.
      classes: string tensor, or None.

    Raises:
      ValueError: both are None, or of other types.

    Example:
      >>> tf.estimator.export.ClassificationOutput(scores=tf.constant([0.5])).classes is None
      True
    """

    def __init__(self, scores=None, classes=None):
        if scores is not None and not (_is_tensor(scores) and scores.dtype.is_floating):
            raise ValueError(
                f"Classification scores must be a float32 Tensor; got {scores}"
            )
        if classes is not None and not (_is_tensor(classes) and classes.dtype == string):
            raise ValueError(f"Classification classes must be a string Tensor; got {classes}")
        if scores is None and classes is None:
            raise ValueError("At least one of scores and classes must be set.")
        self.scores, self.classes = scores, classes

    def as_signature_def(self, receiver_tensors):
        """Of serialized examples, classes and scores."""
        examples = _only_text("Classification", receiver_tensors)
        return signatures.classification_signature_def(examples, self.classes, self.scores)


def _is_tensor(value):
    return isinstance(value, (Tensor, Variable))


@public("estimator.export.RegressionOutput")
class RegressionOutput(ExportOutput):
    """Numbers.

    Args:
      value: floating tensor.

    Raises:
      ValueError: it is another.

    Example:
      >>> tf.estimator.export.RegressionOutput(tf.constant([0.5])).value.numpy().tolist()
      [0.5]
    """

    def __init__(self, value):
        if not (_is_tensor(value) and value.dtype.is_floating):
            raise ValueError(f"Regression output value must be a float32 Tensor; got {value}")
        self.value = value

    def as_signature_def(self, receiver_tensors):
        """Of serialized examples, numbers."""
        examples = _only_text("Regression", receiver_tensors)
        return signatures.regression_signature_def(examples, self.value)


@public("estimator.export.PredictOutput")
class PredictOutput(ExportOutput):
    """Any tensors.

    Args:
      outputs: a tensor, which is called "output", or a dict of them.

    Raises:
      ValueError: a key is no string, or a value no tensor.

    Example:
      >>> sorted(tf.estimator.export.PredictOutput(tf.constant([0.5])).outputs)
      ['output']
    """

    def __init__(self, outputs):
        self.outputs = outputs if isinstance(outputs, dict) else {"output": outputs}
        for key, value in self.outputs.items():
            if not isinstance(key, str):
                raise ValueError(f"Prediction output key must be a string; got {key}.")
            if not _is_tensor(value):
                raise ValueError(f"Prediction output value must be a Tensor; got {value}.")

    def as_signature_def(self, receiver_tensors):
        """Of the inputs, the tensors."""
        return signatures.predict_signature_def(receiver_tensors, self.outputs)


class SupervisedOutput(ExportOutput):
    """What training or evaluation of a model that is exported for them gives.

    Args:
      loss, predictions: a tensor or a dict of them, or None.
      metrics: a dict of Keras metrics or of pairs of a tensor and the op that updates it; one such;
        or None.

    Raises:
      ValueError: a key is no string or tuple of them, or a value no tensor.
    """

    loss = predictions = metrics = None
    _method = ""  # of the signature

    def __init__(self, loss=None, predictions=None, metrics=None):
        if loss is not None:
            self.loss = _prefixed("loss", loss)
        if predictions is not None:
            self.predictions = _prefixed("predictions", predictions)
        if metrics is not None:
            self.metrics = _of_metrics(metrics)

    def as_signature_def(self, receiver_tensors):
        """Of features and labels, loss, predictions and metrics."""
        outputs = (self.loss or {}) | (self.predictions or {}) | (self.metrics or {})
        infos = (
            {k: signatures.build_tensor_info(v) for k, v in tensors.items()}
            for tensors in (receiver_tensors, outputs)
        )
        return signatures.build_signature_def(*infos, self._method)


class TrainOutput(SupervisedOutput):
    """What training gives."""

    _method = "tensorflow/supervised/training"


class EvalOutput(SupervisedOutput):
    """What evaluation gives."""

    _method = "tensorflow/supervised/eval"


def _keyed(name, outputs):
    """Pairs of a key that begins with the name, and a value."""
    for key, value in (outputs if isinstance(outputs, dict) else {name: outputs}).items():
        key = "/".join(key) if isinstance(key, tuple) else key
        if not isinstance(key, str):
            raise ValueError(f"{name} output key must be a string; got {key}.")
        yield key if key.startswith(name) else f"{name}/{key}", value


def _prefixed(name, outputs):
    made = dict(_keyed(name, outputs))
    for value in made.values():
        if not _is_tensor(value):
            raise ValueError(f"{name} output value must be a Tensor; got {value}.")
    return made


def _of_metrics(metrics):
    made = {}
    for key, metric in _keyed("metrics", metrics):
        value, update = metric if isinstance(metric, tuple) else (metric.result(), *metric.updates)
        if not _is_tensor(value):
            raise ValueError(f"{key} output value must be a Tensor; got {value}.")
        if isinstance(update, Operation):  # signatures have tensors alone
            with control_dependencies([update]):
                update = constant([], name="metric_op_wrapper")
        if not _is_tensor(update):
            raise ValueError(f"{key} update_op must be a Tensor or Operation; got {update}.")
        made |= {f"{key}/value": value, f"{key}/update_op": update}
    return made


def named_outputs(export_outputs, predictions):
    """Outputs by the names of their signatures, one of which is the default.

    Raises:
      TypeError: they are no dict, or of other kinds; ValueError: no name is the default's.
    """
    if export_outputs is None:
        export_outputs = {DEFAULT: PredictOutput(predictions)}
    if not isinstance(export_outputs, dict):
        raise TypeError(f"export_outputs must be dict, given: {export_outputs}")
    for value in export_outputs.values():
        if not isinstance(value, ExportOutput):
            raise TypeError(
                "Values in export_outputs must be ExportOutput objects. Given: "
                f"{export_outputs}"
            )
    if DEFAULT in export_outputs:
        return export_outputs
    if len(export_outputs) > 1:
        raise ValueError(
            "Multiple export_outputs were provided, but none of them is specified as the default. "
            f"Do this by naming one of them with signature_constants.{DEFAULT!r}."
        )
    [only] = export_outputs.values()
    return {**export_outputs, DEFAULT: only}


def signature_defs(receiver, export_outputs, serving):
    """The signatures of a model: one for each output and each way of feeding it.

    Outputs that cannot be had of the inputs are left out, as where numbers of a classifier want
    serialized examples.
    """
    tensors = _named(receiver.receiver_tensors, "input")
    made = {}
    for key, output in export_outputs.items():
        _add(made, key or "None", output, tensors)
    others = getattr(receiver, "receiver_tensors_alternatives", None) or {}
    for name, alternative in others.items():
        for key, output in export_outputs.items():
            _add(made, f"{name}:{key or 'None'}", output, _named(alternative, "input"))
    if serving:
        made = {k: v for k, v in made.items() if signatures.is_valid_signature(v)}
    return made


def _add(made, key, output, tensors):
    try:
        made[key] = output.as_signature_def(tensors)
    except ValueError as error:
        logging.info(f"Signature {key!r} is left out: {error}")


def _named(tensors, name):
    return tensors if isinstance(tensors, dict) else {name: tensors}


class _Receiver(NamedTuple):
    features: Any
    receiver_tensors: Any
    receiver_tensors_alternatives: Any


def _check_receiver(receiver_tensors, alternatives):
    for key, value in _named(receiver_tensors, "input").items():
        if not isinstance(key, str):
            raise ValueError(f"receiver_tensors keys must be strings: {key}.")
        if not isinstance(value, (Tensor, Variable)):
            raise ValueError(f"receiver_tensor {key} must be a Tensor.")
    if alternatives is not None:
        if not isinstance(alternatives, dict):
            raise ValueError(
                f"receiver_tensors_alternatives must be a dict: {alternatives}."
            )
        for tensors in alternatives.values():
            _check_receiver(tensors, None)


def _check_features(features):
    if features is None:
        raise ValueError("features must be defined.")
    for key, value in _named(features, "feature").items():
        if not isinstance(key, str):
            raise ValueError(f"feature keys must be strings: {key}.")
        if not isinstance(value, (Tensor, Variable, SparseTensor)):
            raise ValueError(f"feature {key} must be a Tensor or SparseTensor.")


@public("estimator.export.ServingInputReceiver")
class ServingInputReceiver(_Receiver):
    """What a model that serves is fed, and the features that become of it.

    Args:
      features: a dict of tensors or SparseTensors, or one, which is called "feature".
      receiver_tensors: a dict of placeholders, or one, which is called "input".
      receiver_tensors_alternatives: dict from names to other such dicts.

    Raises:
      ValueError: a key is no string, or a value no tensor.

    Example:
      >>> receiver = tf.estimator.export.ServingInputReceiver(
      ...     {"x": tf.constant([1.0])}, tf.constant([1.0]))
      >>> sorted(receiver.receiver_tensors)
      ['input']
    """

    __slots__ = ()

    def __new__(cls, features, receiver_tensors, receiver_tensors_alternatives=None):
        _check_features(features)
        if receiver_tensors is None:
            raise ValueError("receiver_tensors must be defined.")
        _check_receiver(receiver_tensors, receiver_tensors_alternatives)
        return super().__new__(
            cls, _named(features, "feature"), _named(receiver_tensors, "input"),
            receiver_tensors_alternatives,
        )  # fmt: skip


@public("estimator.export.TensorServingInputReceiver")
class TensorServingInputReceiver(_Receiver):
    """The same for a model function whose features are one tensor.

    Args:
      features: a tensor or SparseTensor.
      receiver_tensors, receiver_tensors_alternatives: as for `ServingInputReceiver`.

    Raises:
      ValueError: features is no tensor, a key no string, or a value no tensor.

    Example:
      >>> one = tf.constant([1.0])
      >>> tf.estimator.export.TensorServingInputReceiver(one, one).features is one
      True
    """

    __slots__ = ()

    def __new__(cls, features, receiver_tensors, receiver_tensors_alternatives=None):
        if not isinstance(features, (Tensor, Variable, SparseTensor)):
            raise ValueError("features must be a Tensor or SparseTensor.")
        receiver = ServingInputReceiver(
            features, receiver_tensors, receiver_tensors_alternatives
        )
        return super().__new__(cls, features, *receiver[1:])


class SupervisedInputReceiver(NamedTuple):
    """What a model is fed that is exported for training or evaluation."""

    features: Any
    labels: Any
    receiver_tensors: Any


@public("estimator.export.build_parsing_serving_input_receiver_fn")
def build_parsing_serving_input_receiver_fn(feature_spec, default_batch_size=None):
    """A function that makes a receiver of serialized examples.

    Args:
      feature_spec: dict as `tf.io.parse_example` takes.
      default_batch_size: how many examples are fed; None for any number.

    Returns:
      A function without arguments that returns a ServingInputReceiver.

    Example:
      >>> spec = {"x": tf.FixedLenFeature([1], tf.float32)}
      >>> function = tf.estimator.export.build_parsing_serving_input_receiver_fn(spec)
      >>> with tf.Graph().as_default():
      ...     sorted(function().receiver_tensors)
      ['examples']
    """

    def serving_input_receiver_fn():
        examples = placeholder(string, [default_batch_size], "input_example_tensor")
        features = parse_example(examples, feature_spec)
        return ServingInputReceiver(features, {"examples": examples})

    return serving_input_receiver_fn


@public("estimator.export.build_raw_serving_input_receiver_fn")
def build_raw_serving_input_receiver_fn(features, default_batch_size=None):
    """A function that makes a receiver of features themselves.

    Args:
      features: dict of tensors, whose names, types and shapes are taken.
      default_batch_size: how many examples are fed; None for any number.

    Returns:
      A function without arguments that returns a ServingInputReceiver.

    Example:
      >>> function = tf.estimator.export.build_raw_serving_input_receiver_fn(
      ...     {"x": tf.constant([[1.0]])})
      >>> with tf.Graph().as_default():
      ...     function().features["x"].shape.as_list()
      [None, 1]
    """
    shapes = {
        key: (value.dtype, [default_batch_size, *value.shape.as_list()[1:]])
        for key, value in features.items()
    }

    def serving_input_receiver_fn():
        made = {k: placeholder(dtype, shape, k) for k, (dtype, shape) in shapes.items()}
        return ServingInputReceiver(made, made)

    return serving_input_receiver_fn
