"""tf.get_session_handle and its kin: values of one run that later runs read where they are."""

import itertools

import numpy as np

from zeal import _native
from zeal.dtypes import as_dtype, string
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.graph.placeholder import placeholder
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public

_kept: dict = {}  # values, by their handles' texts
_numbers = itertools.count()


@public("get_session_handle")
def get_session_handle(data, name=None):
    """Keeps a value when the graph runs, to be read by later runs.

    Args:
      data: a symbolic tensor.
      name: name of the op.

    Returns:
      What `Session.run` gives a handle for. A handle's `handle` is its text, which
      `tf.get_session_tensor` takes, `eval()` its value; `delete()` forgets the value, as does the
      handle's end; `get_raw_handle()` is the text of a value that stays until
      `tf.delete_session_tensor` forgets it. A handle may be fed in place of a value.

    Raises:
      TypeError: data is no tensor.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     handle = session.run(tf.get_session_handle(tf.constant(2.0) * 3.0))
      ...     text, value = tf.get_session_tensor(handle.handle, tf.float32)
      ...     session.run(value + 1.0, {text: handle.handle})
      7.0
    """
    if not isinstance(data, _native.Tensor):
        raise TypeError("`data` must be of type Tensor.")
    with data.graph.colocate_with(data):
        return _Handle(host_call("GetSessionHandleV2", _keep, [data], [(string, [])], name)[0])


@public("get_session_tensor")
def get_session_tensor(handle, dtype, name=None):
    """Reads the value that a handle stands for.

    Args:
      handle: the text of some handle.
      dtype: the value's dtype.
      name: name of the op.

    Returns:
      A placeholder for the text of a handle, and the value, of unknown shape. A run raises
      InvalidArgumentError where the value is gone.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     handle = session.run(tf.get_session_handle(tf.constant(2.0)))
      ...     text, value = tf.get_session_tensor(handle.handle, tf.float32)
      ...     session.run(value, {text: handle.handle})
      2.0
    """
    holder = placeholder(string)
    outputs = [(as_dtype(dtype), None)]
    return holder, host_call("GetSessionTensor", _value_of, [holder], outputs, name)[0]


@public("delete_session_tensor")
def delete_session_tensor(handle, name=None):
    """Forgets the value that a handle stands for.

    Args:
      handle: the text of some handle.
      name: name of the op.

    Returns:
      A placeholder for the text of a handle, and an Operation.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     text = session.run(tf.get_session_handle(tf.constant(2.0))).get_raw_handle()
      ...     holder, delete = tf.delete_session_tensor(text)
      ...     session.run(delete, {holder: text})
    """
    holder = placeholder(string)
    return holder, host_call("DeleteSessionTensor", _forget, [holder], (), name)


class _Handle(CompositeTensor):
    """What is fetched to get a TensorHandle."""

    def __init__(self, tensor):
        self._tensor = tensor

    @property
    def op(self):
        """The op that keeps the value."""
        return self._tensor.op

    @property
    def name(self):
        """The name of the handle's text."""
        return self._tensor.name

    @property
    def graph(self):
        """The graph."""
        return self._tensor.graph

    def _to_components(self):
        return [self._tensor]

    def _of_run(self, parts):
        return TensorHandle(parts[0].decode())


class TensorHandle:
    """A value that a run has kept; it goes with its handle, unless the raw handle was asked for."""

    def __init__(self, text):
        self._text, self._owns = text, True

    def __str__(self):
        return self._text

    @property
    def handle(self):
        """The handle's text."""
        return self._text

    def __array__(self, dtype=None, copy=None):
        return np.array(self.eval(), dtype)

    def eval(self):
        """The value, a NumPy array."""
        self._check()
        return _found(self._text).numpy()

    def delete(self):
        """Forgets the value."""
        self._check()
        self._owns = False
        _kept.pop(self._text, None)

    def get_raw_handle(self):
        """The text of the value, which stays until `tf.delete_session_tensor` forgets it."""
        self._owns = False
        return self._text

    def _check(self):
        if not self._owns:
            raise TypeError(f"Persistent tensor {self._text} may have already been deleted.")

    def __del__(self):
        if self._owns:
            _kept.pop(self._text, None)


# --- kernels ---
def _keep(inputs):
    text = f"GetSessionHandle;{next(_numbers)};/job:localhost/replica:0/task:0/device:CPU:0"
    _kept[text] = inputs[0]
    return [_native.convert(text)]


def _value_of(inputs):
    return [_found(inputs[0].numpy().decode())]


def _forget(inputs):
    _found(text := inputs[0].numpy().decode())
    _kept.pop(text, None)
    return []


def _found(text):
    try:
        return _kept[text]
    except KeyError:
        raise InvalidArgumentError(
            f"The tensor with handle '{text}' is not in the session store: it was deleted, or its "
            "handle is gone"
        ) from None
