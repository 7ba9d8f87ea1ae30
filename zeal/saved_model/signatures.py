"""Signatures of models: which tensors they take and give."""

from zeal import _native
from zeal.dtypes import float32, string
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph_def.shape_proto import proto_of
from zeal.messages.graph import SignatureDef, TensorInfo
from zeal.public import public
from zeal.saved_model import names
from zeal.sparse.sparse_tensor import SparseTensor


@public("saved_model.build_tensor_info", "saved_model.utils.build_tensor_info")
def build_tensor_info(tensor):
    """A tensor of a graph by its name, dtype and shape.

    Args:
      tensor: a Tensor or SparseTensor.

    Returns:
      A `tf.TensorInfo`.

    Raises:
      RuntimeError: the program executes eagerly.

    Example:
      >>> with tf.Graph().as_default():
      ...     info = tf.saved_model.build_tensor_info(tf.placeholder(tf.float32, [2], name="x"))
      >>> info.name
      'x:0'
    """
    if executing_eagerly():
        raise RuntimeError("build_tensor_info is not supported in Eager mode.")
    info = TensorInfo(dtype=tensor.dtype.as_datatype_enum)
    info.tensor_shape.CopyFrom(proto_of(tensor.shape))
    if isinstance(tensor, SparseTensor):
        info.coo_sparse.values_tensor_name = tensor.values.name
        info.coo_sparse.indices_tensor_name = tensor.indices.name
        info.coo_sparse.dense_shape_tensor_name = tensor.dense_shape.name
    else:
        info.name = tensor.name
    return info


def _scoped(name, scope):
    return f"{scope}/{name}" if scope else name


@public("saved_model.get_tensor_from_tensor_info",
        "saved_model.utils.get_tensor_from_tensor_info")  # fmt: skip
def get_tensor_from_tensor_info(tensor_info, graph=None, import_scope=None):
    """The tensor of a graph that a `tf.TensorInfo` names.

    Args:
      tensor_info: the message.
      graph: the graph; the default one by default.
      import_scope: a prefix of names there.

    Returns:
      A Tensor or SparseTensor.

    Raises:
      KeyError: the graph has none of that name.
      ValueError: the message names none.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, name="x")
      ...     found = tf.saved_model.get_tensor_from_tensor_info(
      ...         tf.saved_model.build_tensor_info(x))
      >>> found is x
      True
    """
    graph = graph or get_default_graph()

    def tensor(name):
        return graph.get_tensor_by_name(_scoped(name, import_scope))

    kind = tensor_info.WhichOneof("encoding")
    if kind == "name":
        return tensor(tensor_info.name)
    if kind == "coo_sparse":
        sparse = tensor_info.coo_sparse
        return SparseTensor(*map(tensor, (
            sparse.indices_tensor_name, sparse.values_tensor_name, sparse.dense_shape_tensor_name,
        )))  # fmt: skip
    raise ValueError(f"Invalid TensorInfo.encoding: {kind}")


@public("saved_model.build_signature_def", "saved_model.signature_def_utils.build_signature_def")
def build_signature_def(inputs=None, outputs=None, method_name=None):
    """A signature.

    Args:
      inputs, outputs: dicts of `tf.TensorInfo` by their names.
      method_name: what the model does, one of `tf.saved_model.signature_constants`.

    Returns:
      A SignatureDef.

    Example:
      >>> tf.saved_model.build_signature_def(method_name="mine").method_name
      'mine'
    """
    signature = SignatureDef()
    for given, into in ((inputs, signature.inputs), (outputs, signature.outputs)):
        for name, info in (given or {}).items():
            into[name].CopyFrom(info)
    if method_name is not None:
        signature.method_name = method_name
    return signature


def _infos(tensors):
    return {name: build_tensor_info(tensor) for name, tensor in tensors.items()}


def _required(value, what, words="cannot be None."):
    if value is None:
        raise ValueError(f"{what} {words}")


def _texts(kind, examples):
    """The tensor of examples, which must be strings."""
    _required(examples, f"{kind} examples")
    if not isinstance(examples, _native.Tensor) or examples.dtype != string:
        raise ValueError(f"{kind} examples must be a string Tensor.")
    return {"inputs": build_tensor_info(examples)}


@public("saved_model.regression_signature_def",
        "saved_model.signature_def_utils.regression_signature_def")  # fmt: skip
def regression_signature_def(examples, predictions):
    """The signature of a model that gives numbers for serialized examples.

    Args:
      examples: a string tensor.
      predictions: a float32 tensor.

    Returns:
      A SignatureDef.

    Raises:
      ValueError: a tensor is none of these.

    Example:
      >>> with tf.Graph().as_default():
      ...     text = tf.placeholder(tf.string, [None])
      ...     signature = tf.saved_model.regression_signature_def(text, tf.constant([1.0]))
      >>> signature.method_name
      'tensorflow/serving/regress'
    """
    inputs = _texts("Regression", examples)
    _required(predictions, "Regression predictions")
    if predictions.dtype != float32:
        raise ValueError("Regression output must be a float Tensor.")
    outputs = {names.REGRESS_OUTPUTS: build_tensor_info(predictions)}
    return build_signature_def(inputs, outputs, names.REGRESS_METHOD_NAME)


@public("saved_model.classification_signature_def",
        "saved_model.signature_def_utils.classification_signature_def")  # fmt: skip
def classification_signature_def(examples, classes, scores):
    """The signature of a model that gives classes for serialized examples.

    Args:
      examples: a string tensor.
      classes: a string tensor, or None.
      scores: a float32 tensor, or None.

    Returns:
      A SignatureDef.

    Raises:
      ValueError: a tensor is none of these, or both are None.

    Example:
      >>> with tf.Graph().as_default():
      ...     text = tf.placeholder(tf.string, [None])
      ...     signature = tf.saved_model.classification_signature_def(text, text, None)
      >>> sorted(signature.outputs)
      ['classes']
    """
    inputs = _texts("Classification", examples)
    if classes is None and scores is None:
        raise ValueError("Classification classes and scores cannot both be None.")
    if classes is not None and classes.dtype != string:
        raise ValueError("Classification classes must be a string Tensor.")
    if scores is not None and scores.dtype != float32:
        raise ValueError("Classification scores must be a float Tensor.")
    given = {names.CLASSIFY_OUTPUT_CLASSES: classes, names.CLASSIFY_OUTPUT_SCORES: scores}
    outputs = _infos({name: x for name, x in given.items() if x is not None})
    return build_signature_def(inputs, outputs, names.CLASSIFY_METHOD_NAME)


@public("saved_model.predict_signature_def",
        "saved_model.signature_def_utils.predict_signature_def")  # fmt: skip
def predict_signature_def(inputs, outputs):
    """The signature of a model that gives any tensors for any tensors.

    Args:
      inputs, outputs: dicts of tensors by their names.

    Returns:
      A SignatureDef.

    Raises:
      ValueError: one of them is empty.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32)
      ...     signature = tf.saved_model.predict_signature_def({"x": x}, {"y": x * 2.0})
      >>> signature.outputs["y"].name
      'mul:0'
    """
    for given, what in ((inputs, "inputs"), (outputs, "outputs")):
        if not given:
            raise ValueError(f"Prediction {what} cannot be None or empty.")
    return build_signature_def(_infos(inputs), _infos(outputs), names.PREDICT_METHOD_NAME)


@public("saved_model.is_valid_signature", "saved_model.signature_def_utils.is_valid_signature")
def is_valid_signature(signature_def):
    """Whether a signature is one of prediction, regression or classification.

    Args:
      signature_def: a SignatureDef, or None.

    Returns:
      A bool.

    Example:
      >>> tf.saved_model.is_valid_signature(None)
      False
    """
    if signature_def is None:
        return False
    method = signature_def.method_name
    texts, numbers = string.as_datatype_enum, float32.as_datatype_enum
    inputs, outputs = _kinds(signature_def.inputs), _kinds(signature_def.outputs)
    if method == names.PREDICT_METHOD_NAME:
        return bool(inputs) and bool(outputs)
    if method == names.REGRESS_METHOD_NAME:
        wanted = {names.REGRESS_INPUTS: texts}, {names.REGRESS_OUTPUTS: numbers}
        return (inputs, outputs) == wanted
    found = {names.CLASSIFY_OUTPUT_CLASSES: texts, names.CLASSIFY_OUTPUT_SCORES: numbers}
    return (
        method == names.CLASSIFY_METHOD_NAME
        and inputs == {names.CLASSIFY_INPUTS: texts}
        and bool(outputs)
        and outputs.items() <= found.items()
    )


def _kinds(infos):
    return {name: info.dtype for name, info in infos.items()}
