"""Methods of tf.Variable that need not be native."""

from zeal import _native
from zeal._native import raw
from zeal.ops.array.gather import gather_nd as gather_slices
from zeal.ops.indexed_slices import IndexedSlices
from zeal.printing import variable_html
from zeal.public import public
from zeal.state import scatter
from zeal.state.copies import DEFAULT
from zeal.state.reference import experimental_ref
from zeal.state.slice_info import SaveSliceInfo


def _method(function, name, doc):
    function.__name__, function.__qualname__, function.__doc__ = name, f"Variable.{name}", doc
    return function


def _scatter_slices(name):
    function = getattr(scatter, name)

    def method(self, sparse_delta, use_locking=False, name=None):
        if not isinstance(sparse_delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {sparse_delta}")
        return function(self, sparse_delta.indices, sparse_delta.values, name=name)

    start = "[[6.0, 8.0]]" if name.startswith("batch") else "[6.0, 8.0]"
    rows = "[[2.0]], [[1]]" if name.startswith("batch") else "[2.0], [1]"
    return _method(method, name, f"""`tf.{name}` of the rows in `sparse_delta`.

    Args:
      sparse_delta: tf.IndexedSlices of the variable's dtype.
      use_locking: accepted for compatibility.
      name: name of the op.

    Returns:
      The variable.

    Raises:
      TypeError: sparse_delta is not IndexedSlices.
      InvalidArgumentError: an index is out of range, or the shapes do not fit.

    Example:
      >>> v = tf.Variable({start})
      >>> v.{name}(tf.IndexedSlices({rows})).shape == v.shape
      True
    """)


_ND_RESULTS = {"scatter_nd_update": "2.0", "scatter_nd_add": "10.0", "scatter_nd_sub": "6.0"}


def _scatter_nd(name):
    function = getattr(scatter, name)

    def method(self, indices, updates, name=None):
        return function(self, indices, updates, name=name)

    return _method(method, name, f"""`tf.{name}` of this variable.

    Args:
      indices: int32 or int64 tensor of shape `[..., k]`: positions along the first k axes.
      updates: tensor of shape `indices.shape[:-1] + self.shape[k:]`, of the variable's dtype.
      name: name of the op.

    Returns:
      The variable.

    Raises:
      InvalidArgumentError: an index is out of range, or the shapes do not fit.

    Example:
      >>> v = tf.Variable([[6.0, 8.0]])
      >>> v.{name}([[0, 1]], [2.0]).numpy().tolist()
      [[6.0, {_ND_RESULTS[name]}]]
    """)


def _refuse(name, error, message, call="()", in_graph=None):
    def method(self, *args, **kwargs):
        if in_graph is not None and self.handle._symbolic:
            return in_graph(self, *args, **kwargs)
        raise error(message)

    return _method(method, name, f"""Not available while executing eagerly: {message}

    Args:
      *args, **kwargs: not read.

    Raises:
      {error.__name__}: while executing eagerly.

    Example:
      >>> tf.Variable(1).{name}{call}
      Traceback (most recent call last):
          ...
      {error.__name__}: {message}
    """)


def gather_nd(self, indices, name=None):
    """`tf.gather_nd` of the value.

    Args:
      indices: int32 or int64 tensor of shape `[..., k]`: positions along the first k axes.
      name: name of the op.

    Returns:
      A tensor of shape `indices.shape[:-1] + self.shape[k:]`.

    Raises:
      InvalidArgumentError: an index is out of range.

    Example:
      >>> tf.Variable([[1, 2], [3, 4]]).gather_nd([[1, 0]]).numpy().tolist()
      [3]
    """
    return gather_slices(self, indices, name=name)


def sparse_read(self, indices, name=None):
    """`tf.gather` of the value along its first axis.

    Args:
      indices: int32 or int64 tensor: positions along the first axis.
      name: name of the op.

    Returns:
      A tensor of shape `indices.shape + self.shape[1:]`.

    Raises:
      InvalidArgumentError: an index is out of range.

    Example:
      >>> tf.Variable([10, 20, 30]).sparse_read([2, 0]).numpy().tolist()
      [30, 10]
    """
    return raw.Gather(self, indices, name=name)


def load(self, value, session=None):
    """Sets the value, as `assign` does.

    Args:
      value: what converts to a tensor of the variable's shape and dtype.
      session: accepted for compatibility.

    Raises:
      ValueError: the shapes differ.

    Example:
      >>> v = tf.Variable(1)
      >>> v.load(5)
      >>> int(v)
      5
    """
    if self.handle._symbolic:
        from zeal.graph.session import get_default_session

        if session is None and get_default_session() is None:
            raise ValueError(
                "Either session argument should be provided or default session should be "
                "established"
            )
        self.initializer.run({self.initializer.inputs[1]: value}, session)
    else:
        self.assign(value)


def initialized_value(self):
    """The value, or in graphs the initial value where a session has none yet.

    Example:
      >>> tf.Variable(2.0).initialized_value().numpy()
      2.0
    """
    from zeal.graph.conditions import cond
    from zeal.state.initialization import is_variable_initialized

    if not self.handle._symbolic:
        return self.value()
    with self.handle.graph.control_dependencies(None):
        return cond(is_variable_initialized(self), self.value, lambda: self.initial_value)


@public("count_up_to")
def count_up_to(ref, limit, name=None):
    """Adds 1 to a variable, unless it has reached a limit.

    Args:
      ref: int32 or int64 variable without axes.
      limit: int.
      name: name of the op.

    Returns:
      The value before, a tensor.

    Raises:
      OutOfRangeError: the variable has reached the limit; it stays as it is.
      InvalidArgumentError: the variable is no integer scalar.

    Example:
      >>> v = tf.Variable(0)
      >>> tf.count_up_to(v, 3).numpy(), v.numpy()
      (0, 1)
    """
    if not hasattr(ref, "handle"):
        return scatter.chained(count_up_to, ref, limit, name)
    if name is None and getattr(ref, "_zeal_one_read", False):
        name = "CountUpTo"  # the op of TensorFlow's variables without use_resource
    return raw.ResourceCountUpTo(ref.handle, limit, ref.dtype, name=name)


def _synchronization(self):
    """A tf.VariableSynchronization: as declared, AUTO by default."""
    return getattr(self, "_copies", DEFAULT).synchronization


def _aggregation(self):
    """A tf.VariableAggregation: as declared, NONE by default."""
    return getattr(self, "_copies", DEFAULT).aggregation


def _eval(self, session=None):
    return self._snapshot.eval(session=session)


def _to_proto(self, export_scope=None):
    from zeal.graph_def.variable_def import to_proto

    return to_proto(self, export_scope)


def _from_proto(variable_def, import_scope=None):
    """The variable that a `VariableDef` names in the default graph."""
    from zeal.graph_def.variable_def import from_proto

    return from_proto(variable_def, import_scope)


def _set_save_slice_info(self, info):
    self._save_slice_info = info


_EAGER = "{} not supported in EAGER mode."
_METHODS = {
    name: (_scatter_nd if name.startswith("scatter_nd") else _scatter_slices)(name)
    for name in vars(scatter)
    if name.startswith("scatter_")
}
_METHODS |= {
    "SaveSliceInfo": SaveSliceInfo,
    "_set_save_slice_info": _set_save_slice_info,
    "_get_save_slice_info": lambda self: getattr(self, "_save_slice_info", None),
    "batch_scatter_update": _scatter_slices("batch_scatter_update"),
    "experimental_ref": experimental_ref,
    "gather_nd": gather_nd,
    "sparse_read": sparse_read,
    "load": load,
    "initialized_value": initialized_value,
    "count_up_to": count_up_to,
    "eval": _refuse(
        "eval", RuntimeError, "Trying to eval in EAGER mode; use numpy()", in_graph=_eval
    ),
    "to_proto": _refuse(
        "to_proto", RuntimeError, _EAGER.format("to_proto"), in_graph=_to_proto
    ),
    "from_proto": staticmethod(_from_proto),
    "set_shape": _refuse(
        "set_shape", NotImplementedError, "a variable's shape is that of its value"
    ),
    "initial_value": property(
        _refuse(
            "initial_value", RuntimeError, _EAGER.format("initial_value"), "",
            in_graph=lambda self: self._initial_value,
        )
    ),
    "create": property(_refuse("create", RuntimeError, _EAGER.format("create"), "")),
    "_repr_html_": variable_html,
    "synchronization": property(_synchronization),
    "aggregation": property(_aggregation),
    "_handle": property(lambda self: self.handle),  # TensorFlow's own names, which programs use
    "_ref": lambda self: self,
}
_native.add_variable_methods(_METHODS)
_native.add_tensor_methods({"experimental_ref": experimental_ref})
