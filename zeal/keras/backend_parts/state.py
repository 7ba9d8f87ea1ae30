"""tf.keras.backend: values, variables, placeholders, and what is shared by all of Keras."""

from typing import Any

from zeal import _native
from zeal._native import Tensor
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.keras import naming, phase
from zeal.keras.float_dtype import floatx
from zeal.keras.functional import record
from zeal.keras.functional.inputs import Input
from zeal.public import public
from zeal.state.variable import make_variable


class _Settings:
    epsilon, image_data_format = 1e-7, "channels_last"


@public("keras.backend.epsilon")
def epsilon() -> float:
    """A small number that keeps quotients and logarithms finite.

    Example:
      >>> tf.keras.backend.epsilon()
      1e-07
    """
    return _Settings.epsilon


@public("keras.backend.set_epsilon")
def set_epsilon(value) -> None:
    """Sets what `epsilon` returns.

    Args:
      value: a number.

    Example:
      >>> tf.keras.backend.set_epsilon(1e-7)
    """
    _Settings.epsilon = value


@public("keras.backend.image_data_format")
def image_data_format() -> str:
    """Where images have their channels: "channels_last" unless it was set.

    Example:
      >>> tf.keras.backend.image_data_format()
      'channels_last'
    """
    return _Settings.image_data_format


@public("keras.backend.set_image_data_format")
def set_image_data_format(data_format) -> None:
    """Sets what `image_data_format` returns.

    Args:
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: it is neither.

    Example:
      >>> tf.keras.backend.set_image_data_format("channels_last")
    """
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(f"Unknown data_format: {data_format}")
    _Settings.image_data_format = str(data_format)


@public("keras.backend.backend")
def backend() -> str:
    """The name of what Keras runs on: "tensorflow".

    Example:
      >>> tf.keras.backend.backend()
      'tensorflow'
    """
    return "tensorflow"


@public("keras.backend.clear_session")
def clear_session() -> None:
    """Starts anew: names count from the start, and there is a new default graph.

    Example:
      >>> tf.keras.backend.clear_session()
    """
    from zeal.graph.graph import reset_default_graph
    from zeal.keras.session import set_session

    reset_default_graph()
    set_session(None)
    record.forget()
    naming.forget()
    phase.forget()


@public("keras.backend.reset_uids")
def reset_uids() -> None:
    """Lets names of layers, and `get_uid`, count from the start.

    Example:
      >>> tf.keras.backend.reset_uids()
    """
    naming.forget()


@public("keras.backend.variable")
def variable(value, dtype=None, name=None, constraint=None) -> Any:
    """A variable.

    Args:
      value: its first value; a sparse matrix of SciPy becomes a `tf.SparseTensor`.
      dtype: its dtype; `floatx()` by default.
      name: its name.
      constraint: a function that projects it after updates.

    Returns:
      A Variable.

    Example:
      >>> tf.keras.backend.variable([1.0, 2.0]).numpy().tolist()
      [1.0, 2.0]
    """
    if hasattr(value, "tocoo"):
        from zeal.sparse.sparse_tensor import SparseTensor

        parts = value.tocoo()
        indices = list(zip(parts.row.tolist(), parts.col.tolist(), strict=True))
        return SparseTensor(indices, parts.data, parts.shape)
    value = _native.convert(value, as_dtype(dtype or floatx()))
    return make_variable(lambda: value, name or "Variable", True, constraint)


@public("keras.backend.placeholder")
def placeholder(
    shape=None, ndim=None, dtype=None, sparse=False, name=None, ragged=False
) -> Tensor:
    """A tensor without a value, of which `function` makes functions.

    Args:
      shape: its shape, None where a length is open.
      ndim: its rank, where there is no shape.
      dtype: its dtype; `floatx()` by default.
      sparse: whether it is a `tf.SparseTensor`.
      name: its name.
      ragged: whether it is a `tf.RaggedTensor`.

    Returns:
      A symbolic tensor.

    Example:
      >>> tf.keras.backend.placeholder((2, None)).shape.as_list()
      [2, None]
    """
    whole = [None] * ndim if shape is None and ndim else shape
    if whole is None:
        graph = record.keras_graph()  # no Input has an unknown rank
        return graph._placeholder(as_dtype(dtype or floatx()), None, name or "Placeholder")
    return Input(
        batch_shape=tuple(whole), dtype=dtype or floatx(), sparse=sparse, name=name, ragged=ragged
    )


def _session():
    from zeal.keras.session import get_session

    return get_session()


@public("keras.backend.get_value")
def get_value(x) -> Any:
    """The value of a variable or tensor.

    Args:
      x: a variable or tensor.

    Returns:
      An array.

    Example:
      >>> tf.keras.backend.get_value(tf.constant([1.0])).tolist()
      [1.0]
    """
    if not isinstance(x, (Tensor, _native.Variable)):
        return x
    return x.numpy() if executing_eagerly() else _session().run(x)


@public("keras.backend.eval")
def eval(x) -> Any:
    """The value of a variable or tensor; see `get_value`.

    Args:
      x: a variable or tensor.

    Returns:
      An array.

    Example:
      >>> float(tf.keras.backend.eval(tf.constant(2.0) * 3.0))
      6.0
    """
    return get_value(x)


@public("keras.backend.batch_get_value")
def batch_get_value(tensors) -> "list[object]":
    """The values of several variables.

    Args:
      tensors: a list of variables.

    Returns:
      A list of arrays.

    Example:
      >>> [v.tolist() for v in tf.keras.backend.batch_get_value([tf.Variable(1.0)])]
      [1.0]
    """
    if executing_eagerly():
        return [x.numpy() for x in tensors]
    return _session().run(list(tensors)) if tensors else []


@public("keras.backend.set_value")
def set_value(x, value) -> None:
    """Sets a variable.

    Args:
      x: a Variable.
      value: an array of its shape.

    Example:
      >>> v = tf.Variable(1.0)
      >>> tf.keras.backend.set_value(v, 3.0)
      >>> float(v)
      3.0
    """
    batch_set_value([(x, value)])


@public("keras.backend.batch_set_value")
def batch_set_value(tuples) -> None:
    """Sets several variables.

    Args:
      tuples: a list of pairs of a Variable and an array.

    Example:
      >>> v = tf.Variable(1.0)
      >>> tf.keras.backend.batch_set_value([(v, 3.0)])
      >>> float(v)
      3.0
    """
    import numpy as np

    session = None if executing_eagerly() else _session()
    for x, value in tuples:
        x.load(np.asarray(value, x.dtype.as_numpy_dtype), session)


@public("keras.backend.function")
def function(inputs, outputs, updates=None, name=None, **kwargs: Any) -> Any:
    """A function of arrays from symbolic tensors.

    Args:
      inputs: a list of tensors of `tf.keras.Input`, or in graphs of placeholders.
      outputs: a tensor or list of tensors that come from these.
      updates: pairs of a variable and its new value; in graphs also operations that each call runs.
      name: its name.
      **kwargs: in graphs `fetches`, tensors that are computed too and given to the functions that
        `fetch_callbacks` of the result has for them; `feed_dict`, values of further tensors;
        `options` and `run_metadata` of `Session.run`.

    Returns:
      A callable: arrays like inputs in, arrays like outputs out.

    Raises:
      TypeError: updates are neither a list nor a tuple.
      ValueError: another keyword; eagerly any, or updates that are operations.

    Example:
      >>> x = tf.keras.Input((2,))
      >>> double = tf.keras.backend.function([x], [x * 2.0])
      >>> double([np.ones([1, 2])])[0].tolist()
      [[2.0, 2.0]]
    """
    from zeal.keras.backend_parts.runs import EagerFunction, GraphFunction

    if not isinstance(updates or [], (list, tuple)):
        raise TypeError("`updates` in a Keras backend function should be a list or tuple.")
    made = EagerFunction if executing_eagerly() else GraphFunction
    return made(inputs, outputs, list(updates or ()), name, **kwargs)


@public("keras.backend.gradients")
def gradients(loss, variables) -> "list[object]":
    """The gradients of a loss, in graphs; eagerly `tf.GradientTape` has them.

    Args:
      loss: a scalar tensor.
      variables: a list of variables or tensors.

    Returns:
      A list of tensors.

    Raises:
      RuntimeError: while executing eagerly.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(3.0)
      ...     print(tf.keras.backend.eval(tf.keras.backend.gradients(x * x, [x])[0]))
      6.0
    """
    from zeal.graph.gradients import gradients as found

    return found(loss, variables)
