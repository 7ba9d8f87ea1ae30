"""`tf.gradients`: derivatives as part of the graph."""

from zeal import _native, nest
from zeal.graph.graph import get_default_graph
from zeal.ops.array.fill import zeros_like
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public


@public("AggregationMethod")
class AggregationMethod:
    """Ways of adding up gradients, for programs that name one: zeal has one way for all.

    Example:
      >>> tf.AggregationMethod.EXPERIMENTAL_TREE
      1
    """

    ADD_N = DEFAULT = 0
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


@public("gradients")
def gradients(
    ys,
    xs,
    grad_ys=None,
    name="gradients",
    colocate_gradients_with_ops=False,
    gate_gradients=False,
    aggregation_method=None,
    stop_gradients=None,
    unconnected_gradients="none",
):
    """Adds the derivatives of the sum of ys by each x to the graph.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or variable, or a list of them.
      grad_ys: what flows into each y from behind; ones by default.
      name: name scope of the new ops.
      stop_gradients: tensors that count as constants.
      unconnected_gradients: "none" or "zero": what an x that no path leads to gets.
      colocate_gradients_with_ops, gate_gradients: accepted for compatibility.
      aggregation_method: a constant of `tf.AggregationMethod`, which changes nothing.

    Returns:
      A list with a tensor, `tf.IndexedSlices` or None for each x.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: aggregation_method is no constant of `tf.AggregationMethod`.
      LookupError: an op on the way has no gradient.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     print(session.run(tf.gradients(x * x, x)))
      [6.0]
    """
    if _native.executing_eagerly():
        raise RuntimeError(
            "tf.gradients is not supported when eager execution is enabled. Use tf.GradientTape "
            "instead."
        )
    if aggregation_method not in (None, 0, 1, 2):
        raise ValueError(f"Invalid aggregation_method specified {aggregation_method}.")
    ys, xs = _as_list(ys), _as_list(xs)
    grad_ys = [None] * len(ys) if grad_ys is None else _as_list(grad_ys)
    if len(grad_ys) != len(ys):
        raise ValueError(f"Passed {len(grad_ys)} grad_ys for {len(ys)} ys")
    if not ys or not xs:
        return [None] * len(xs)
    graph = _graph_of(ys[0])
    own = [_stand_in(x, graph, ys[0]) for x in xs]
    wanted = getattr(unconnected_gradients, "value", unconnected_gradients)
    if wanted not in ("none", "zero"):
        raise ValueError(f"Unknown value for unconnected_gradients: {unconnected_gradients!r}")
    with graph.as_default(), graph.name_scope(name):
        stops = _as_list(stop_gradients or [])
        values = [_value(y) for y in ys]
        seeded = [_by_rows(y, _seed(y, g)) for y, g in zip(values, grad_ys, strict=True)]
        values, seeds = map(list, zip(*seeded, strict=True))
        found = _native.gradients(values, seeds, [_source(x) for x in own], stops)
        if wanted == "zero":
            pairs = zip(found, xs, strict=True)
            found = [zeros_like(_value(x)) if g is None else g for g, x in pairs]
        return [_of_graph(g) for g in found]


def _of_graph(gradient):
    """A gradient whose parts can be fetched: a shape that is known is a constant of the graph."""
    if isinstance(gradient, IndexedSlices) and not gradient.dense_shape._symbolic:
        shape = get_default_graph()._constant(gradient.dense_shape, "dense_shape")
        return IndexedSlices(gradient.values, gradient.indices, shape)
    return gradient


def _by_rows(y, grad):
    """y and what flows into it; for slices those of its rows, whose gradient is slices again."""
    if not isinstance(grad, IndexedSlices):
        return y, grad
    return _native.api.gather(y, grad.indices), grad.values


def _seed(y, grad):
    """What flows into y, checked: a tensor of its kind of numbers; or None for ones."""
    if grad is None:
        if y.dtype.is_complex:
            raise TypeError(
                f"Gradients of complex tensors must set grad_ys (y.dtype = {y.dtype!r})"
            )
        return None
    if not isinstance(grad, (_native.Tensor, _native.Variable, IndexedSlices)):
        grad = _native.convert(grad, y.dtype)
    if y.dtype.is_integer:  # no gradient flows
        return grad
    if not _is_kind_of(grad.dtype, y.dtype):
        kind = "complex" if y.dtype.is_complex else "real or integer"
        raise TypeError(
            f"Gradient type {grad.dtype.name} generated for {kind}-valued tensor {y} with type "
            f"{y.dtype.name} must be {kind}"
        )
    if grad.dtype != y.dtype:
        raise TypeError(
            f"grad_ys for {y}, which is {y.dtype.name}, is {grad.dtype.name}; use tf.cast"
        )
    return grad


def _is_kind_of(dtype, wanted):
    if wanted.is_complex:
        return dtype.is_complex
    return dtype.is_floating or dtype.is_integer or not wanted.is_floating


def _as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else nest.flatten(value)


def _graph_of(value):
    return (value.handle if isinstance(value, _native.Variable) else _native.convert(value)).graph


def _value(y):
    return y.value() if isinstance(y, _native.Variable) else _native.convert(y)


def _stand_in(x, graph, y):
    """x in the graph of y: itself, or what stands for it there if that is a function's graph."""
    source = x.handle if isinstance(x, _native.Variable) else _native.convert(x)
    if source.graph is graph:
        return x
    for captured, stand_in in graph._captures() if graph._captures_values else ():
        if captured is source:
            return stand_in
    raise ValueError(f"{x} must be from the same graph as {y}.")


def _source(x):
    x = x if isinstance(x, _native.Variable) else _native.convert(x)
    variable = x.graph._variable_of(x) if isinstance(x, _native.Tensor) and x._symbolic else None
    return x if variable is None else variable

