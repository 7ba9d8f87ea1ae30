"""`tf.gradients`: derivatives as part of the graph."""

from functools import partial

from zeal import _native, nest
from zeal.dtypes import resource
from zeal.graph.gradient_counts import count_gradients
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
      ValueError: aggregation_method is no constant of `tf.AggregationMethod`; an x is of another
        graph, not one around that of the ys.
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
    graph = get_default_graph()
    graph = graph if graph._captures_values else _graph_of(ys[0])
    wanted = getattr(unconnected_gradients, "value", unconnected_gradients)
    if wanted not in ("none", "zero"):
        raise ValueError(f"Unknown value for unconnected_gradients: {unconnected_gradients!r}")
    with graph.as_default(), graph.name_scope(name):
        stops = _as_list(stop_gradients or [])
        values = [_value(y) for y in ys]
        seeded = [_by_rows(y, _seed(y, g)) for y, g in zip(values, grad_ys, strict=True)]
        values, seeds = map(list, zip(*seeded, strict=True))
        before = graph._op_count
        found = _derivatives(values, seeds, xs, stops)
        if wanted == "zero":
            pairs = zip(found, xs, strict=True)
            found = [zeros_like(_value(x)) if g is None else g for g, x in pairs]
        found = [_of_graph(g) for g in found]
        ones = seeds.count(None)
        if ones < len(seeds):
            for g, x in zip(found, xs, strict=True):
                _check_shape(g, x)
        if graph.seed is not None and not graph.building_function:
            walk = partial(count_gradients, graph, values, xs, ones, gate_gradients)
            graph._count_later(walk, graph._op_count - before)
        return found


def _check_shape(gradient, x):
    """Refuses a gradient of another shape than x: a wrong grad_ys may meet no op that minds."""
    if isinstance(x, _native.Tensor) and x.dtype == resource:
        return  # a variable's handle, which has another shape than the value
    if isinstance(gradient, _native.Tensor) and not gradient.shape.is_compatible_with(x.shape):
        raise ValueError(
            "Incompatible shapes between op input and calculated input gradient. Original input "
            f"shape: {x.shape}.  Calculated input gradient shape: {gradient.shape}"
        )


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
    if isinstance(grad, _native.Variable):
        grad = grad.value()
    elif not isinstance(grad, (_native.Tensor, IndexedSlices)):
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
    """The graph of a tensor or variable; None for one that is a value of the program."""
    tensor = _handle_or_tensor(value)
    return tensor.graph if tensor._symbolic else None


def _handle_or_tensor(value):
    return value.handle if isinstance(value, _native.Variable) else _native.convert(value)


def _value(y):
    return y.value() if isinstance(y, _native.Variable) else _native.convert(y)


def _derivatives(values, seeds, xs, stops):
    """By each x what all values give, which may be of several graphs, in the graph in force."""
    graphs = dict.fromkeys(value.graph for value in values)
    parts = []
    for graph in graphs:
        own = [(v, s) for v, s in zip(values, seeds, strict=True) if v.graph is graph]
        parts.append(_within(graph, *map(list, zip(*own, strict=True)), xs, stops))
    return [_total([g for g in found if g is not None]) for found in zip(*parts, strict=True)]


def _within(graph, values, seeds, xs, stops):
    """The same of values of one graph: through what it captures to the xs of graphs around it."""
    places = [_graph_of(x) for x in xs]
    if all(place is graph for place in places):
        return _native.gradients(values, seeds, [_source(x) for x in xs], stops)
    _check_around(graph, values[0], zip(xs, places, strict=True))
    stopped = [_native.convert(x) for x in stops]
    captures, constant = graph._captures(), {x._id for x in stopped}
    pairs = [(y, own) for y, own in captures if _carries(y) and y._id not in constant]
    direct = {y._id: own for y, own in captures if not y._symbolic or y.dtype == resource}
    near = [
        x if place is graph else direct.get(_handle_or_tensor(x)._id)
        for x, place in zip(xs, places, strict=True)
    ]
    wanted = [*(x for x in near if x is not None), *(own for _, own in pairs)]
    inside = [x for x in stopped if x.graph is graph]
    found = iter(_native.gradients(values, seeds, [_source(x) for x in wanted], inside))
    totals = [None if x is None else next(found) for x in near]
    through = [(y, g) for (y, _), g in zip(pairs, found, strict=True) if g is not None]
    far = [i for i, place in enumerate(places) if place is not graph]
    if through:
        outer = _derivatives(*map(list, zip(*through, strict=True)), [xs[i] for i in far], stops)
        for i, g in zip(far, outer, strict=True):
            totals[i] = _total([x for x in (totals[i], g) if x is not None])
    return totals


def _carries(value):
    """Whether a gradient may flow on from a captured value: one that a graph's ops made."""
    return value._symbolic and (value.dtype.is_floating or value.dtype.is_complex)


def _total(gradients):
    if len(gradients) < 2:
        return gradients[0] if gradients else None
    return _native.api.add_n([_native.convert(g) for g in gradients])


def _check_around(graph, y, placed):
    around = list(graph.around()) if graph._captures_values else [graph]
    for x, place in placed:
        if place is not None and place not in around:
            raise ValueError(f"{x} must be from the same graph as {y}.")


def _source(x):
    x = x if isinstance(x, _native.Variable) else _native.convert(x)
    variable = x.graph._variable_of(x) if isinstance(x, _native.Tensor) and x._symbolic else None
    return x if variable is None else variable
