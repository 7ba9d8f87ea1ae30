"""Python functions as ops: tf.py_func, tf.numpy_function and tf.py_function.

Eagerly they are called at once. In graphs each is an op that knows its function by a number,
`token`; the graph keeps the function alive.
"""

import traceback

from zeal import _native, errors, nest
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype, variant, word
from zeal.effects.graph_objects import keep, kept
from zeal.graph.graph import as_threads_start
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.shape import as_list
from zeal.ops.host_op import python_op
from zeal.public import public


@public("py_func")
def py_func(func, inp, Tout, stateful=True, name=None):
    """Calls a Python function with NumPy arrays: at once, or in graphs with every run.

    Nothing flows back through it; use `py_function` where a gradient is wanted.

    Args:
      func: takes one array or NumPy scalar for each of `inp`.
      inp: a list of tensors.
      Tout: the dtypes of the results, one or a list. Eagerly, as in TensorFlow, they do not count
        outside of functions of datasets: the results keep the dtypes that they have.
      stateful: False says that equal arguments give equal results.
      name: name of the op.

    Returns:
      What `func` returned, as tensors: one, or a list. A None stays. In graphs a list where Tout is
      one, and the operation where Tout is empty.

    Raises:
      ValueError: func is no function.
      InvalidArgumentError: in runs: `func` returned another number of values or other dtypes, or
        raised ValueError or TypeError; UnknownError: another exception, the error's `__cause__`.

    Example:
      >>> tf.py_func(lambda x: x + 1, [tf.constant([1, 2])], tf.int32).numpy().tolist()
      [2, 3]
    """
    if not _native.executing_eagerly():
        return _append(_py_func if stateful else _py_func_stateless, func, inp, Tout, name)
    if _native.in_dataset_function():  # which TensorFlow traces: an op
        return _results(_call_with_arrays, func, inp, Tout)
    results = nest.flatten(func(*[convert_to_tensor(x).numpy() for x in as_list(inp)]))
    results = [x if x is None else convert_to_tensor(x) for x in results]
    return results[0] if len(results) == 1 else results


@public("numpy_function")
def numpy_function(func, inp, Tout, name=None):
    """`py_func` under its newer name; see there for arguments, result and example."""
    return py_func(func, inp, Tout, name=name)


@public("py_function", "contrib.eager.py_func")
def py_function(func, inp, Tout, name=None):
    """Calls a Python function with tensors, which executes eagerly; gradients flow through it.

    Args:
      func: takes one tensor for each of `inp`.
      inp: a list of tensors.
      Tout: the dtype of the result, or a list of dtypes for several; empty for none.
      name: name of the op.

    Returns:
      A tensor, or a list of them if `Tout` is one; in graphs the operation where it is empty.

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
    if not _native.executing_eagerly():
        return _append(_eager_py_func, func, inp, Tout, name)
    return _results(_call_with_tensors, func, inp, Tout)


# --- the function and its results ---
def _results(call, func, inp, Tout):
    """What the op gives that `call` is the kernel of, as `Tout` asks for it."""
    several = isinstance(Tout, (list, tuple))
    dtypes = [as_dtype(dtype) for dtype in (Tout if several else [Tout])]
    tensors = [convert_to_tensor(x) for x in as_list(inp)]
    results = call(func, tensors, dtypes, getattr(func, "__name__", repr(func)))
    return results if several else results[0]


def _call_with_tensors(func, tensors, dtypes, label):
    return _call(func, tensors, dtypes, label, _as_tensor)


def _call_with_arrays(func, tensors, dtypes, label):
    values = _call(func, [t.numpy() for t in tensors], dtypes, label, _as_array)
    values = list(map(_from_array, values))
    for i, (value, dtype) in enumerate(zip(values, dtypes, strict=True)):
        if value.dtype != dtype:
            raise errors.InvalidArgumentError(
                f"{i}-th value returned by {label} is {word(value.dtype)}, but expects "
                f"{word(dtype)}"
            )
    return values


def _call(func, arguments, dtypes, label, convert):
    """One value per dtype."""
    try:
        result = func(*arguments)
        several = isinstance(result, (list, tuple))
        values = result if several else [] if result is None else [result]
        if len(values) == len(dtypes):
            return [convert(v, dtype) for v, dtype in zip(values, dtypes, strict=True)]
    except Exception as error:
        raise _wrapped(error) from error
    raise errors.InvalidArgumentError(
        f"{label} returns {len(values)} values, but expects to see {len(dtypes)} values."
    )


def _as_tensor(value, dtype):
    if isinstance(value, _native.Variable):
        raise RuntimeError(
            "Attempting to return a variable from an eagerly executed py_func. Only numeric data "
            "structures like Tensors or NumPy arrays should be returned; to return the value of a "
            "variable, make sure to obtain the Tensor backing it by calling `.read_value()` on "
            f"the variable in question: {value}"
        )
    if isinstance(value, Tensor) and value.dtype != dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {dtype} for Tensor with dtype {value.dtype}"
        )
    return convert_to_tensor(value, dtype)


def _as_array(value, _):
    """What NumPy makes of it: a Python int is an int64."""
    import numpy as np

    if getattr(value, "_symbolic", False):
        raise NotImplementedError(
            f"Cannot convert a symbolic Tensor ({value.name}) to a numpy array. The function of a "
            "tf.py_func returned it: in a program of graphs tf.py_function calls one that executes "
            "eagerly"
        )
    return value if isinstance(value, Tensor) else np.asarray(value)


def _from_array(value):
    """A result of TensorFlow's `py_func` as a tensor, refused in its words."""
    kind = "" if isinstance(value, Tensor) else value.dtype.kind
    if kind == "V":
        raise errors.InternalError("Unsupported numpy data type")
    odd = [x for x in value.flat if not isinstance(x, (str, bytes))] if kind == "O" else ()
    if odd:
        raise errors.InternalError(f"Unsupported object type {type(odd[0]).__name__}")
    return convert_to_tensor(value)


_CLASSES = (
    ((ValueError, TypeError), errors.InvalidArgumentError),
    (StopIteration, errors.OutOfRangeError),
    (MemoryError, errors.ResourceExhaustedError),
    (NotImplementedError, errors.UnimplementedError),
)


def _wrapped(error: Exception) -> errors.OpError:
    """TensorFlow's error for one that the function raised."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    frames = "\n".join(traceback.format_tb(trace))
    what = f"{type(error).__name__}: {error}"
    text = f"{what}\nTraceback (most recent call last):\n\n{frames}\n\n{what}\n"
    own = not isinstance(error, errors.OpError)  # those are Python's own errors as well
    for kinds, cls in _CLASSES:
        if isinstance(error, kinds) and own:
            return cls(text)
    return errors.UnknownError(text)


# --- in graphs ---
_BACKWARD = -1  # the token of gradients


def _append(op, func, inp, Tout, name):
    if not callable(func):
        raise ValueError(f"Expected func to be callable, got func of type {type(func)}")
    if not isinstance(inp, (list, tuple)):
        raise TypeError(f"Expected list for 'input' argument to '{op.__name__}' Op, not {inp!s}.")
    several = isinstance(Tout, (list, tuple))
    dtypes = [as_dtype(dtype) for dtype in (Tout if several else [Tout])]
    inputs = [convert_to_tensor(x) for x in inp]
    records = op is _eager_py_func and _differentiable(inputs) and any(map(_flows, dtypes))
    made = op(inputs, dtypes + [variant] * records, keep(func), name=name)
    if not dtypes:
        return made
    made = made[: len(dtypes)]
    return made if several else made[0]


def _no_shapes(shapes, attrs):
    return [None] * len(attrs["Tout"])


def _run(tensors, attrs):
    token = attrs["token"]
    return _call_with_arrays(
        _in_a_thread(kept(token)), tensors, attrs["Tout"], f"pyfunc_{token}"
    )


def _in_a_thread(func):
    """TensorFlow calls `func` from a thread of its own, where a program of graphs builds them."""

    def call(*arguments):
        with as_threads_start():
            return func(*arguments)

    return call


# --- gradients ---
class _Recorded:
    """What a call leaves for its gradients: the tape that went along, and its values there."""

    def __init__(self, tape, inputs, outputs):
        self.tape, self.inputs = tape, [x for x in inputs if _flows(x.dtype)]
        self.outputs = [y for y in outputs if _flows(y.dtype)]


def _flows(dtype):
    return dtype.is_floating or dtype.is_complex


def _differentiable(tensors):
    return any(_flows(t.dtype) for t in tensors)


def _run_eagerly(tensors, attrs):
    from zeal._native import GradientTape

    token, dtypes = attrs["token"], attrs["Tout"]
    if token == _BACKWARD:
        return _run_backward(tensors)
    if variant not in dtypes:
        return _call(kept(token), tensors, dtypes, f"pyfunc_{token}", _as_tensor)
    inputs = [api.identity(t) for t in tensors]
    with GradientTape(persistent=True) as tape:
        tape.watch([x for x in inputs if _flows(x.dtype)])
        outputs = _call(kept(token), inputs, dtypes[:-1], f"pyfunc_{token}", _as_tensor)
    return [*outputs, _native.keep_object(_Recorded(tape, inputs, outputs))]


def _run_backward(tensors):
    """The gradient by a call's inputs; its tape goes along here too, for the next derivative."""
    record = _native.kept_object(tensors[0])
    tape, xs = record.tape, record.inputs
    dys = [api.identity(t) for t in tensors[1 + len(xs) :]]
    with tape:
        tape.watch(dys)
        found = tape.gradient(record.outputs, xs, dys)
        grads = [
            zeros_like(x) if g is None else convert_to_tensor(g)
            for g, x in zip(found, xs, strict=True)
        ]
    return [*grads, _native.keep_object(_Recorded(tape, [*xs, *dys], grads))]


def _gradient(op, *dys):
    """An op that asks the tape which the call left in its last output."""
    xs = [x for x in op.inputs if _flows(x.dtype)]
    pairs = [(y, dy) for y, dy in zip(op.outputs, dys, strict=True) if _flows(y.dtype)]
    dys = [zeros_like(y) if dy is None else dy for y, dy in pairs]
    dtypes = [*(x.dtype for x in xs), variant]
    *grads, _ = _eager_py_func([op.outputs[-1], *xs, *dys], dtypes, _BACKWARD)
    for x, g in zip(xs, grads, strict=True):
        g.set_shape(x.shape)
    grads = iter(grads)
    return [next(grads) if _flows(x.dtype) else None for x in op.inputs]


def _call_op(name, kernel, doc, gradient=None, acts=True):
    return python_op(
        name, [("input", "list(Tin)")], [("output", "list(Tout)")], attrs=[("token", 0)],
        infer=_no_shapes, kernel=kernel, gradient=gradient, acts=acts, doc=doc,
    )  # fmt: skip


_py_func = _call_op("PyFunc", _run, "Calls a Python function with arrays.")
_py_func_stateless = _call_op(
    "PyFuncStateless",
    _run,
    "Calls a Python function with arrays, which gives equal results each time.",
    acts=False,
)
_eager_py_func = _call_op(
    "EagerPyFunc", _run_eagerly, "Calls a Python function with tensors, eagerly.", _gradient
)


@public("contrib.framework.py_func")
def framework_py_func(
    func, args=(), kwargs=None, output_types=None, output_shapes=None, stateful=True, name=None
):
    """`tf.py_func` with arguments by name, and with results of any structure and known shapes.

    Args:
      func: takes arrays as `args` and `kwargs` say.
      args, kwargs: a sequence and a dict of tensors.
      output_types: a dtype, a structure of them, or a function of the arguments that returns one.
      output_shapes: shapes in the same structure, such a function, or None.
      stateful, name: as for `tf.py_func`.

    Returns:
      Tensors in the structure of `output_types`.

    Raises:
      TypeError: args is no list or tuple, kwargs is no dict.

    Example:
      >>> tf.contrib.framework.py_func(lambda x, y: x - y, [3], {"y": 1}, tf.int32).numpy()
      2
    """
    kwargs = {} if kwargs is None else kwargs
    if not isinstance(args, (list, tuple)):
        raise TypeError(f"args must be list and not {type(args)}. args: {args}")
    if not isinstance(kwargs, dict):
        raise TypeError(f"kwargs must be dict and not {type(kwargs)}. args: {kwargs}")
    told = (output_types, output_shapes)
    output_types, shapes = (t(*args, **kwargs) if callable(t) else t for t in told)
    given = (args, kwargs)

    def flat(*arrays):
        arrays, named = nest.pack_sequence_as(given, arrays)
        result = func(*arrays, **named)
        nest.assert_shallow_structure(output_types, result)
        return nest.flatten(result)

    tensors = nest.flatten([py_func(flat, nest.flatten(given), nest.flatten(output_types),
                                    stateful, name)])
    if shapes is not None:
        for tensor, shape in zip(tensors, nest.flatten_up_to(output_types, shapes), strict=True):
            tensor.set_shape(shape)
    return nest.pack_sequence_as(output_types, tensors)
