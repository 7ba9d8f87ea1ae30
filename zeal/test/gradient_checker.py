"""Gradients by finite differences, to compare with those of the tape or of a graph."""

from zeal._native import GradientTape
from zeal.eager.context import executing_eagerly
from zeal.graph.placeholder import placeholder
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.fill import zeros_like
from zeal.public import public


@public("test.compute_gradient")
def compute_gradient(x, *args, **kwargs):
    """Jacobians of a function, or of a graph's tensors, exact and by finite differences.

    Of a function, as `compute_gradient(f, x, delta=1e-3)`:

    Args:
      f: the function, of as many tensors as the list has.
      x: a list of tensors or arrays: where the Jacobians are taken. Where graphs are built, all of
        it runs in the default session.
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


def compute_gradient_v2(f, x, delta=1e-3):
    """`tf.test.compute_gradient(f, x, delta)` of a function; x is a list."""
    if not isinstance(x, list):
        raise ValueError(f"`x` must be a list of Tensors (arguments to `f`), not a {type(x)}")
    return compute_gradient(f, x, delta)


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
    arrays = [_array(value) for value in x]
    arguments = range(len(arrays))
    run = _runner(f, arrays)
    return [_by_tape(f, arrays, i, run) for i in arguments], [
        _by_steps(run, arrays, i, delta) for i in arguments
    ]


def _array(value):
    """A value as an array; a graph's tensor is run in the default session."""
    import numpy as np

    value = convert_to_tensor(value)
    return np.asarray(value if executing_eagerly() else value.eval())


def _runner(f, arrays):
    """A function of tensors as one of arrays; in graphs the default session runs it."""
    import numpy as np

    if executing_eagerly():
        return lambda *values: np.asarray(f(*map(convert_to_tensor, values)))
    xs = [placeholder(array.dtype, array.shape) for array in arrays]
    y = f(*xs)
    return lambda *values: np.asarray(y.eval(dict(zip(xs, values, strict=True))))


def unit_arrays(shape, dtype):
    """Arrays that are 1 (and then i, where complex) in one place, else 0."""
    import numpy as np

    units = (1, 1j) if np.dtype(dtype).kind == "c" else (1,)
    for place in range(int(np.prod(shape))):
        for unit in units:
            array = np.zeros(shape, dtype)
            array.flat[place] = unit
            yield array


def as_reals(array):
    """An array's numbers in one row, complex ones as two reals each."""
    import numpy as np

    row = np.ascontiguousarray(array).reshape(-1)
    return row.view(row.real.dtype) if row.dtype.kind == "c" else row


def _parts(array):
    """The same in float64."""
    import numpy as np

    return as_reals(array).astype(np.float64)


def _by_tape(f, arrays, i, run):
    import numpy as np

    def backward(seed, *tensors):
        with GradientTape() as tape:
            tape.watch(tensors[i])
            y = f(*tensors)
        gradient = tape.gradient(y, tensors[i], output_gradients=seed)
        return convert_to_tensor(zeros_like(tensors[i]) if gradient is None else gradient)

    y = run(*arrays)
    run_backward = _runner(backward, [y, *arrays])
    # The tape's gradient of a complex function is conjugated.
    rows = [_parts(run_backward(seed, *arrays)) for seed in unit_arrays(y.shape, y.dtype)]
    return np.array(rows).reshape(len(rows), _parts(arrays[i]).size)


def _by_steps(run, arrays, i, delta):
    import numpy as np

    columns = []
    x = arrays[i]
    wide = x.dtype if x.dtype.itemsize >= 4 else np.float32
    for unit in unit_arrays(x.shape, x.dtype):
        ends = []
        for sign in (1, -1):
            moved = (x.astype(wide) + np.asarray(sign * delta, wide) * unit.astype(wide)).astype(
                x.dtype
            )
            ends.append(_parts(run(*arrays[:i], moved, *arrays[i + 1 :])))
        columns.append((ends[0] - ends[1]) / (2 * delta))
    height = _parts(run(*arrays)).size
    return np.array(columns).reshape(len(columns), height).T
