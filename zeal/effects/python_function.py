"""Python functions as ops: tf.py_func, tf.numpy_function and tf.py_function."""

from zeal import _native, errors, nest
from zeal._native import Tensor
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.shape import as_list
from zeal.public import public


@public("py_func")
def py_func(func, inp, Tout, stateful=True, name=None):
    """Calls a Python function with NumPy arrays.

    Nothing flows back through it; use `py_function` where a gradient is wanted.

    Args:
      func: takes one array or NumPy scalar for each of `inp`.
      inp: a list of tensors.
      Tout: the dtypes of the results, which count in graphs only: eagerly, as in TensorFlow, the
        results keep the dtypes that they have.
      stateful: accepted for compatibility.
      name: accepted for compatibility.

    Returns:
      What `func` returned, as tensors: one, or a list. A None stays.

    Example:
      >>> tf.py_func(lambda x: x + 1, [tf.constant([1, 2])], tf.int32).numpy().tolist()
      [2, 3]
    """
    _require_eager("py_func")
    results = nest.flatten(func(*[convert_to_tensor(x).numpy() for x in as_list(inp)]))
    results = [x if x is None else convert_to_tensor(x) for x in results]
    return results[0] if len(results) == 1 else results


@public("numpy_function")
def numpy_function(func, inp, Tout, name=None):
    """`py_func` under its newer name; see there for arguments, result and example."""
    return py_func(func, inp, Tout, name=name)


@public("py_function", "contrib.eager.py_func")
def py_function(func, inp, Tout, name=None):
    """Calls a Python function with tensors; tapes record the ops that it runs.

    Args:
      func: takes one tensor for each of `inp`.
      inp: a list of tensors.
      Tout: the dtype of the result, or a list of dtypes for several; empty for none.
      name: accepted for compatibility.

    Returns:
      A tensor, or a list of them if `Tout` is one.

    Raises:
      InvalidArgumentError: `func` returned another number of values or other dtypes, or raised
        ValueError or TypeError.
      UnknownError: `func` raised another exception, which is the error's `__cause__`.

    Example:
      >>> x = tf.constant(3.0)
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     y = tf.py_function(lambda x: x * x, [x], tf.float32)
      >>> tape.gradient(y, x).numpy()
      6.0
    """
    _require_eager("py_function")
    several = isinstance(Tout, (list, tuple))
    dtypes = Tout if several else [Tout]
    results = _call(func, [convert_to_tensor(x) for x in as_list(inp)], dtypes)
    return results if several else results[0]


def _require_eager(name):
    if not _native.executing_eagerly():
        raise NotImplementedError(f"tf.{name} is not built for graphs and traced functions yet")


def _call(func, tensors, dtypes):
    label = getattr(func, "__name__", repr(func))
    try:
        result = func(*tensors)
        values = result if isinstance(result, (list, tuple)) else [result]
        values = [] if result is None else values
        if len(values) == len(dtypes):
            return [_output(v, dtype) for v, dtype in zip(values, dtypes, strict=True)]
    except Exception as error:
        raise _wrapped(error, label) from error
    raise errors.InvalidArgumentError(
        f"[py_function] {label} returns {len(values)} values, but expects to see {len(dtypes)} "
        "values"
    )


def _output(value, dtype):
    if isinstance(value, Tensor) and value.dtype != dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {dtype} for Tensor with dtype {value.dtype}"
        )
    return convert_to_tensor(value, dtype)


_CLASSES = (
    ((ValueError, TypeError), errors.InvalidArgumentError),
    (StopIteration, errors.OutOfRangeError),
    (MemoryError, errors.ResourceExhaustedError),
    (NotImplementedError, errors.UnimplementedError),
)


def _wrapped(error: Exception, label: str) -> errors.OpError:
    """TensorFlow's error for one that the function raised."""
    text = f"[py_function] {label} raised {type(error).__name__}: {error}"
    for kinds, cls in _CLASSES:
        if isinstance(error, kinds):
            return cls(text)
    return errors.UnknownError(text)
