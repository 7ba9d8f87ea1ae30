"""Checks of what kind of values a tensor holds: its dtype, its rank, their order, NaN."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, float32
from zeal.effects import check_in_graphs as in_graphs
from zeal.effects.check import EQUAL, Assert, _check_rank, check_numerics
from zeal.graph.placeholder import named_value
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.public import public
from zeal.state.scope import name_scope


@public("assert_rank_in", "debugging.assert_rank_in")
def assert_rank_in(x, ranks, data=None, summarize=None, message=None, name=None):
    """Raises unless a tensor has one of the given ranks.

    Args:
      ranks: a list or tuple of ints or int32 scalars.
      the others: as for `tf.assert_rank`.

    Returns:
      None; while a graph is built an operation.

    Raises:
      InvalidArgumentError: in runs, the rank is not known before and is another one.
      ValueError: the rank is another one.
      TypeError: ranks holds what is no int32.

    Example:
      >>> tf.debugging.assert_rank_in([[1, 2]], (1, 2))
    """
    return _check_rank(
        x, ranks, data, summarize, message or "", "must have rank in", EQUAL,
        name or "assert_rank_in",
    )


@public("assert_scalar", "debugging.assert_scalar")
def assert_scalar(tensor, name=None, message=None):
    """Returns a tensor that it has found to be a scalar.

    Args:
      tensor: a tensor.
      name: accepted for compatibility.
      message: the start of the error.

    Returns:
      The tensor.

    Raises:
      ValueError: it has axes.

    Example:
      >>> tf.debugging.assert_scalar(3).numpy()
      3
    """
    tensor = _native.convert(tensor)
    if tensor.shape.ndims != 0:
        own = f" for {tensor.name}" if tensor._symbolic else ""
        raise ValueError(f"{message or ''}Expected scalar shape{own}, saw shape: {tensor.shape}.")
    return tensor


@public("assert_integer", "debugging.assert_integer")
def assert_integer(x, message=None, name=None):
    """Raises unless a tensor holds integers.

    Args:
      x: tensor.
      message: the start of the error.
      name: name scope of the op.

    Returns:
      None; while a graph is built an operation.

    Raises:
      TypeError: its dtype is no integer one.

    Example:
      >>> tf.debugging.assert_integer([1, 2])
    """
    with name_scope(name, "assert_integer", [x]):
        x = _native.convert(x)
        if not x.dtype.is_integer:
            own = x.name if x._symbolic else "tensor"
            raise TypeError(
                f'{message or ""}  Expected "x" to be integer type.  Found: {own} of dtype '
                f"{x.dtype}"
            )
        return in_graphs.holds_already("statically_determined_was_integer")


@public("assert_near", "debugging.assert_near")
def assert_near(
    x, y, rtol=None, atol=None, data=None, summarize=None, message=None, name=None
):
    """Raises unless `|x - y| <= atol + rtol |y|` for all elements.

    Args:
      x: floating tensor.
      y: tensor of x's dtype; shapes broadcast.
      rtol, atol: scalars; ten times the distance from 1 to the next number of the dtype by default.
      data: list of values to show in the error.
      summarize: the number of elements shown of each; 3 by default.
      message: the start of the error.
      name: name scope of the ops.

    Returns:
      None; while a graph is built an operation.

    Raises:
      InvalidArgumentError: an element differs by more; in graphs, in the run.
      ValueError: the dtypes differ, or have no tolerance.

    Example:
      >>> tf.debugging.assert_near([1.0], [1.0 + 1e-7])
    """
    with name_scope(name, "assert_near", [x, y]):
        x = named_value(x, None, "x")
        y = named_value(y, x.dtype, "y")
        rtol, atol = (_tolerance(v, x.dtype) for v in (rtol, atol))
        if data is None:
            tolerance = f"x and y not equal to tolerance rtol = {rtol!s}, atol = {atol!s}"
            data = [message or "", tolerance, _equals("x", x), x, _equals("y", y), y]
        return Assert(api.reduce_all(abs(x - y) <= atol + rtol * abs(y)), data, summarize)


def _equals(name, tensor):
    return f"{name} ({tensor.name}) = " if tensor._symbolic else f"{name} = "


def _tolerance(given, dtype):
    """A tolerance as a tensor of the dtype."""
    if given is not None:
        return _native.convert(given, dtype)
    if not dtype.is_floating:
        raise ValueError(f"data type {dtype.name} not inexact: give rtol and atol")
    return _native.convert(10 * _EPSILON[dtype.name], dtype)


_EPSILON = {"float16": 2**-10, "bfloat16": 2**-7, "float32": 2**-23, "float64": 2**-52}


@public("is_numeric_tensor", "debugging.is_numeric_tensor")
def is_numeric_tensor(tensor):
    """Whether a value is a tensor of numbers.

    Args:
      tensor: any value.

    Returns:
      True for tensors and variables of numbers; False for other values, bools and strings.

    Example:
      >>> tf.is_numeric_tensor(tf.constant(1)), tf.is_numeric_tensor(1)
      (True, False)
    """
    return isinstance(tensor, (_native.Tensor, _native.Variable)) and _is_numeric(tensor.dtype)


def _is_numeric(dtype):
    return dtype.is_floating or dtype.is_integer or dtype.is_complex or dtype.is_quantized


@public("is_non_decreasing", "math.is_non_decreasing", "debugging.is_non_decreasing")
@named("is_non_decreasing", "All")
def is_non_decreasing(x, name=None):
    """Whether no element is less than the one before, in row-major order.

    Args:
      x: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A bool scalar; True for fewer than two elements.

    Raises:
      TypeError: x holds no numbers.

    Example:
      >>> tf.is_non_decreasing([1, 2, 2]).numpy()
      True
    """
    return _all_steps(x, lambda before, after: before <= after)


@public("is_strictly_increasing", "math.is_strictly_increasing", "debugging.is_strictly_increasing")
@named("is_strictly_increasing", "All")
def is_strictly_increasing(x, name=None):
    """Whether every element is greater than the one before, in row-major order.

    Args:
      x: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A bool scalar; True for fewer than two elements.

    Raises:
      TypeError: x holds no numbers.

    Example:
      >>> tf.is_strictly_increasing([1, 2, 2]).numpy()
      False
    """
    return _all_steps(x, lambda before, after: before < after)


def _all_steps(x, fits):
    x = api.reshape(x, [-1])
    if not _is_numeric(x.dtype):
        raise TypeError(f"Expected x to be numeric, instead found: {x!s}")
    return api.reduce_all(fits(x[:-1], x[1:]))


@public(
    "verify_tensor_all_finite",
    "debugging.assert_all_finite",
)
def verify_tensor_all_finite(t=None, msg=None, name=None, x=None, message=None):
    """Returns a tensor that it has found free of NaN and infinity; see `tf.check_numerics`.

    Args:
      t: floating tensor.
      msg: the start of the error.
      name: name scope of the op.
      x, message: other names of t and msg.

    Returns:
      The tensor.

    Raises:
      InvalidArgumentError: it holds NaN or infinity.
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.verify_tensor_all_finite([1.0], "loss").numpy().tolist()
      [1.0]
    """
    with name_scope(name, "VerifyFinite"):
        return check_numerics(either("x", x, "t", t), either("message", message, "msg", msg))


@public("assert_same_float_dtype", "debugging.assert_same_float_dtype")
def assert_same_float_dtype(tensors=None, dtype=None):
    """The floating dtype that tensors share.

    Args:
      tensors: list of tensors, or of what else has a dtype (distributions, linear operators);
        None are skipped.
      dtype: the dtype they must have; that of the first tensor by default.

    Returns:
      A DType; float32 where neither is given.

    Raises:
      ValueError: the dtypes differ, or are no floating ones.

    Example:
      >>> tf.debugging.assert_same_float_dtype([tf.constant(1.0)])
      tf.float32
    """
    given = [t for t in tensors or () if t is not None]
    given = [t if hasattr(t, "dtype") else _native.convert(t) for t in given]
    dtypes = [as_dtype(t.dtype).base_dtype for t in given]
    wanted = as_dtype(dtype) if dtype is not None else dtypes[0] if dtypes else float32
    for t, have in zip(given, dtypes, strict=True):
        if have != wanted:
            like = "" if dtype is not None else f" as {given[0]!s}"
            raise ValueError(f"{t!s}, type={have}, must be of the same type ({wanted}){like}.")
    if not wanted.is_floating:
        raise ValueError(f"Expected floating point type, got {wanted}.")
    return wanted
