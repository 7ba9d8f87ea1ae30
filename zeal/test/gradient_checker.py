"""Gradients by finite differences, to compare with those of the tape or of a graph."""

from zeal._native import GradientTape
from zeal.ops.array.constant import convert_to_tensor
from zeal.public import public


@public("test.compute_gradient")
def compute_gradient(x, *args, **kwargs):
    """Jacobians of a function, or of a graph's tensors, exact and by finite differences.

    Of a function, as `compute_gradient(f, x, delta=1e-3)`:

    Args:
      f: the function, of as many tensors as the list has.
      x: a list of tensors or arrays: where the Jacobians are taken.
      delta: half of the step; 1e-3 by default.

    Returns:
      Two lists of float64 or complex arrays [size of f(*x), size of x[i]]: from the tape, and from
      central differences.

    Raises:
      ValueError: x is no list.

    Of a graph, in a session, as `compute_gradient(x, x_shape, y, y_shape, x_init_value=None,
    delta=1e-3, init_targets=None, extra_feed_dict=None)`: x, a tensor or a list of them, is fed
    x_init_value or random numbers, y is the result, init_targets run first, and extra_feed_dict
    feeds other tensors. It returns a pair of arrays [size of x, size of y], from `tf.gradients`
    and from differences, of a list a list of pairs.

    Example:
      >>> by_tape, by_steps = tf.test.compute_gradient(lambda x: x * x, [tf.constant([3.0])])
      >>> by_tape[0], np.round(by_steps[0])
      (array([[6.]]), array([[6.]]))
    """
    if callable(x):
        return _of_function(x, *args, **kwargs)
    from zeal.test.graph_gradients import jacobians

    return jacobians(x, *args, **kwargs)


@public("test.compute_gradient_error")
def compute_gradient_error(x, *args, **kwargs):
    """The largest difference between the Jacobians that `compute_gradient` returns.

    Takes its arguments; 0.0 where the Jacobians are empty.

    Example:
      >>> tf.test.compute_gradient_error(lambda x: x * x, [tf.constant([3.0])]) < 1e-2
      True
    """
    found = compute_gradient(x, *args, **kwargs)
    if callable(x):
        return max_error(*found)
    return max_error(*zip(*(found if isinstance(x, list) else [found]), strict=True))


def max_error(grad1, grad2):
    """The largest absolute difference between two lists of arrays of equal shapes.

    Raises:
      ValueError: the lists are of different lengths.
    """
    import numpy as np

    pairs = list(zip(grad1, grad2, strict=True))
    return max((float(np.abs(a - b).max()) for a, b in pairs if a.size), default=0.0)


def _of_function(f, x, delta=1e-3):
    if not isinstance(x, (list, tuple)):
        raise ValueError(
            "`x` must be a list or tuple of values convertible to a Tensor (arguments to `f`), not "
            f"a {type(x)}"
        )
    tensors = [convert_to_tensor(value) for value in x]
    if any(tensor._symbolic for tensor in tensors):
        return _of_graph(f(*tensors), tensors, delta)
    arguments = range(len(tensors))
    return [_by_tape(f, tensors, i) for i in arguments], [
        _by_steps(f, tensors, i, delta) for i in arguments
    ]


def _of_graph(y, tensors, delta):
    """The Jacobians where f adds to a graph: of its result, run with each tensor fed."""
    import contextlib

    import numpy as np

    from zeal.graph.session import Session, get_default_session
    from zeal.test.graph_gradients import jacobians

    open_one = Session() if get_default_session() is None else contextlib.nullcontext()
    with open_one:
        *starts, end = (np.asarray(v) for v in get_default_session().run([*tensors, y]))
        pairs = jacobians(tensors, [v.shape for v in starts], y, end.shape, starts, delta)
    return [exact.T for exact, _ in pairs], [by_steps.T for _, by_steps in pairs]


def _unit_vectors(array):
    """Tensors like an array that are 1 (and then i, where complex) in one place, else 0."""
    import numpy as np

    for place in range(array.size):
        for unit in (1, 1j) if array.dtype.kind == "c" else (1,):
            vector = np.zeros(array.size, array.dtype)
            vector[place] = unit
            yield vector.reshape(array.shape)


def _parts(array):
    """An array's numbers in one row, complex ones as two reals each, in float64."""
    import numpy as np

    row = np.ascontiguousarray(array).reshape(-1)
    if row.dtype.kind == "c":
        row = row.view(row.real.dtype)
    return row.astype(np.float64)


def _by_tape(f, tensors, i):
    import numpy as np

    with GradientTape(persistent=True) as tape:
        tape.watch(tensors[i])
        y = f(*tensors)
    rows = []
    for seed in _unit_vectors(np.asarray(y)):
        gradient = tape.gradient(y, tensors[i], output_gradients=convert_to_tensor(seed))
        if gradient is None:
            gradient = np.zeros_like(np.asarray(tensors[i]))
        # The tape's gradient of a complex function is conjugated.
        rows.append(_parts(np.asarray(convert_to_tensor(gradient))))
    width = _parts(np.asarray(tensors[i])).size
    return np.array(rows).reshape(len(rows), width)


def _by_steps(f, tensors, i, delta):
    import numpy as np

    columns = []
    x = np.asarray(tensors[i])
    wide = x.dtype if x.dtype.itemsize >= 4 else np.float32
    for unit in _unit_vectors(x):
        ends = []
        for sign in (1, -1):
            moved = (x.astype(wide) + np.asarray(sign * delta, wide) * unit.astype(wide)).astype(
                x.dtype
            )
            arguments = [*tensors[:i], convert_to_tensor(moved), *tensors[i + 1 :]]
            ends.append(_parts(np.asarray(f(*arguments))))
        columns.append((ends[0] - ends[1]) / (2 * delta))
    height = _parts(np.asarray(f(*tensors))).size
    return np.array(columns).reshape(len(columns), height).T
