"""Methods of tf.Variable that need not be native."""

from zeal import _native
from zeal._native import raw
from zeal.state import scatter
from zeal.state.reference import experimental_ref

__all__ = ["count_up_to"]


def _method(function, name, doc):
    function.__name__, function.__qualname__, function.__doc__ = name, f"Variable.{name}", doc
    return function


def _scatter_slices(name):
    function = getattr(scatter, name)

    def method(self, sparse_delta, use_locking=False, name=None):
        if not hasattr(sparse_delta, "_with_values"):
            raise TypeError(f"sparse_delta is not IndexedSlices: {sparse_delta}")
        return function(self, sparse_delta.indices, sparse_delta.values)

    return _method(method, name, f"`tf.{name}` of the rows in `sparse_delta`, a tf.IndexedSlices.")


def _scatter_nd(name):
    function = getattr(scatter, name)

    def method(self, indices, updates, name=None):
        return function(self, indices, updates)

    return _method(method, name, f"`tf.{name}` of this variable.")


def _refuse(name, error, message):
    def method(self, *args, **kwargs):
        raise error(message)

    return _method(method, name, f"Not available: {message}")


def gather_nd(self, indices, name=None):
    """`tf.gather_nd` of the value."""
    return raw.GatherNd(self, indices)


def sparse_read(self, indices, name=None):
    """`tf.gather` of the value along its first axis."""
    return raw.Gather(self, indices)


def load(self, value, session=None):
    """Sets the value, as `assign` does."""
    self.assign(value)


def count_up_to(ref, limit, name=None):
    """Adds 1 to a variable, unless it has reached a limit.

    Args:
      ref: int32 or int64 variable without axes.
      limit: int.

    Returns:
      The value before, a tensor.

    Raises:
      OutOfRangeError: the variable has reached the limit.
      InvalidArgumentError: the variable is no integer scalar.

    Example:
      >>> v = tf.Variable(0)
      >>> tf.count_up_to(v, 3).numpy(), v.numpy()
      (0, 1)
    """
    from zeal import dtypes, errors

    if ref.dtype not in (dtypes.int32, dtypes.int64) or ref._shape_tuple():
        raise errors.InvalidArgumentError(
            None, None, f"count_up_to: the variable must be an integer scalar, got {ref!r}"
        )
    before = ref.value()
    if int(before) >= limit:
        raise errors.OutOfRangeError(None, None, f"Reached limit of {limit}")
    ref.assign_add(1)
    return before


def _synchronization(self):
    """AUTO: there is one copy."""
    from zeal.state.copies import VariableSynchronization

    return VariableSynchronization.AUTO


def _aggregation(self):
    """NONE: there is one copy."""
    from zeal.state.copies import VariableAggregation

    return VariableAggregation.NONE


_EAGER = "{} not supported in EAGER mode."
_METHODS = {
    name: _scatter_slices(name)
    for name in scatter.__all__
    if not name.startswith("scatter_nd") and name != "batch_scatter_update"
}
_METHODS |= {name: _scatter_nd(name) for name in scatter.__all__ if name.startswith("scatter_nd")}
_METHODS |= {
    "batch_scatter_update": _scatter_slices("batch_scatter_update"),
    "experimental_ref": experimental_ref,
    "gather_nd": gather_nd,
    "sparse_read": sparse_read,
    "load": load,
    "count_up_to": count_up_to,
    "eval": _refuse("eval", RuntimeError, "Trying to eval in EAGER mode; use numpy()"),
    "to_proto": _refuse("to_proto", RuntimeError, _EAGER.format("to_proto")),
    "set_shape": _refuse(
        "set_shape", NotImplementedError, "a variable's shape is that of its value"
    ),
    "initial_value": property(
        _refuse("initial_value", RuntimeError, _EAGER.format("initial_value"))
    ),
    "create": property(_refuse("create", RuntimeError, _EAGER.format("create"))),
    "synchronization": property(_synchronization),
    "aggregation": property(_aggregation),
}
_native.add_variable_methods(_METHODS)
_native.add_tensor_methods({"experimental_ref": experimental_ref})
