"""Updates of rows of a variable: tf.scatter_update and its kin."""

from functools import partialmethod

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import int64
from zeal.graph.graph import get_default_graph
from zeal.graph.one_graph import within
from zeal.graph.variable import add, read, subtract, write
from zeal.ops.array.fill import ones_like
from zeal.ops.array.where import where
from zeal.public import public, publish

_DOES = {
    "update": "Sets", "add": "Adds to", "sub": "Subtracts from", "mul": "Multiplies",
    "div": "Divides", "min": "Takes the minimum with", "max": "Takes the maximum with",
}  # fmt: skip
_DOC = """{does} rows of a variable, in place.

    Args:
      ref: the variable.
      indices: int32 or int64 tensor of any shape: positions along the first axis. Where one stands
        more than once, the last update stays; other updates than `scatter_update` all apply.
      updates: tensor of shape `indices.shape + ref.shape[1:]`, or a scalar.
      use_locking: accepted for compatibility.
      name: name of the op.

    Returns:
      The variable.

    Raises:
      InvalidArgumentError: an index is out of range, or the shapes do not fit.

    Example:
      >>> v = tf.Variable([6.0, 8.0])
      >>> tf.scatter_{name}(v, [1], [2.0]).numpy().tolist()
      [6.0, {result}]
    """
_ND_DOC = """{does} parts of a variable, in place.

    Args:
      ref: the variable, of rank r.
      indices: int32 or int64 tensor of shape `[..., k]`, k <= r; its last axis holds positions
        along the first k axes.
      updates: tensor of shape `indices.shape[:-1] + ref.shape[k:]`.
      use_locking: accepted for compatibility.
      name: name of the op.

    Returns:
      The variable.

    Raises:
      InvalidArgumentError: an index is out of range, or the shapes do not fit.

    Example:
      >>> v = tf.Variable([[6.0, 8.0]])
      >>> tf.scatter_nd_{name}(v, [[0, 1]], [2.0]).numpy().tolist()
      [[6.0, {result}]]
    """
_RESULTS = dict(
    zip(_DOES, ("2.0", "10.0", "6.0", "16.0", "4.0", "2.0", "8.0"), strict=True)
)  # of 8 and 2


def _named(function, name, template, kind):
    function.__name__ = function.__qualname__ = name
    function.__doc__ = template.format(does=_DOES[kind], name=kind, result=_RESULTS[kind])
    return function


def _scatter(kind):
    op = getattr(raw, f"ResourceScatter{kind.title()}")

    def scatter(ref, indices, updates, use_locking=False, name=None):
        if not hasattr(ref, "handle"):
            return chained(scatter, ref, indices, updates, name=name)
        updates = _native.convert(updates, ref.dtype)
        return after(op(ref.handle, indices, updates, name=name), ref)

    return _named(scatter, f"scatter_{kind}", _DOC, kind)


def _scatter_nd(kind):
    op = getattr(raw, f"ResourceScatterNd{kind.title()}")

    def scatter_nd(ref, indices, updates, use_locking=False, name=None):
        if not hasattr(ref, "handle"):
            return chained(scatter_nd, ref, indices, updates, name=name)
        updates = _native.convert(updates, ref.dtype)
        return after(op(ref.handle, indices, updates, name=name), ref)

    return _named(scatter_nd, f"scatter_nd_{kind}", _ND_DOC, kind)


def after(update, ref):
    """What an update gives: the variable; in a graph its value behind the update."""
    if update is None:
        return ref
    with update.graph.as_default(), update.graph.control_dependencies([update]):
        return read(ref.handle, ref.dtype)


class _Read:
    """The variable that a tensor of a graph read, as far as updates go."""

    def __init__(self, tensor):
        self.handle, self.dtype = tensor.op.inputs[0], tensor.dtype

    def _update(self, op, value, name):
        return after(op(self.handle, _native.convert(value, self.dtype), name=name), self)

    assign = partialmethod(_update, write)
    assign_add = partialmethod(_update, add)
    assign_sub = partialmethod(_update, subtract)


def chained(update, ref, *args, **kwargs):
    """An update of the variable that `ref` read, behind that read.

    What updates return in graphs may be updated again, as TensorFlow's references may.

    Args:
      update: takes the variable and the other arguments.
      ref: a tensor of a graph that reads a variable.
      *args, **kwargs: the other arguments.

    Raises:
      AttributeError: `ref` is something else.
    """
    op = ref.op if getattr(ref, "_symbolic", False) else None
    if op is None or op.type != "ReadVariableOp":
        raise AttributeError(
            f"{type(ref).__name__!r} object has no attribute {update.__name__!r}: it changes a "
            f"tf.Variable or, in a graph, what an update of one returned; got {ref!r}"
        )
    with within([ref]), get_default_graph().control_dependencies([op]):
        return update(_Read(ref), *args, **kwargs)


scatter_update, scatter_add, scatter_sub, scatter_mul = map(
    _scatter, ("update", "add", "sub", "mul")
)
publish(__name__, "scatter_update")
publish(__name__, "scatter_sub")
publish(__name__, "scatter_mul")
publish(__name__, "scatter_add")
scatter_div, scatter_min, scatter_max = map(_scatter, ("div", "min", "max"))
publish(__name__, "scatter_min")
publish(__name__, "scatter_max")
publish(__name__, "scatter_div")
scatter_nd_update, scatter_nd_add, scatter_nd_sub = map(_scatter_nd, ("update", "add", "sub"))
publish(__name__, "scatter_nd_update")
publish(__name__, "scatter_nd_sub")
publish(__name__, "scatter_nd_add")


@public("batch_scatter_update")
def batch_scatter_update(ref, indices, updates, use_locking=True, name=None):
    """Sets rows in each element of a batch, in place.

    Args:
      ref: variable of shape `[b1, ..., bk, n, ...]`.
      indices: int32 or int64 tensor of shape `[b1, ..., bk, m]`.
      updates: tensor of shape `[b1, ..., bk, m, ...]`.
      use_locking: accepted for compatibility.
      name: name of the op.

    Returns:
      The variable.

    Raises:
      InvalidArgumentError: an index is out of range, or the shapes do not fit.

    Example:
      >>> v = tf.Variable([[1, 2], [3, 4]])
      >>> tf.batch_scatter_update(v, [[1], [0]], [[8], [9]]).numpy().tolist()
      [[1, 8], [9, 4]]
    """
    indices = _native.convert(indices)
    if indices.ndim < 2:
        return scatter_update(ref, indices, updates, name=name)
    places = where(ones_like(indices))  # [number, k + 1], in row-major order
    batch = api.slice(places, [0, 0], [-1, indices.ndim - 1])
    within = api.cast(api.reshape(indices, [-1, 1]), int64)
    tuples = api.reshape(
        api.concat([batch, within], 1), api.concat([api.shape(indices), [indices.ndim]], 0)
    )
    return scatter_nd_update(ref, tuples, updates, name=name)
