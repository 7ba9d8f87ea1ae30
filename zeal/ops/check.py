"""Assertions about values: tf.Assert, tf.assert_equal and kin, check_numerics, ensure_shape."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import as_dtype
from zeal.errors import InvalidArgumentError
from zeal.tensor_shape import TensorShape

__all__ = [
    "Assert", "assert_equal", "assert_greater", "assert_greater_equal", "assert_less",
    "assert_less_equal", "assert_negative", "assert_non_negative", "assert_non_positive",
    "assert_none_equal", "assert_positive", "assert_rank", "assert_rank_at_least", "assert_type",
    "check_numerics", "ensure_shape",
]  # fmt: skip


def Assert(condition, data, summarize=None, name=None):
    """Raises unless a condition holds.

    Args:
      condition: a bool scalar.
      data: list of values to show in the error.
      summarize: the number of elements shown of each; 3 by default.
      name: accepted for compatibility.

    Raises:
      InvalidArgumentError: the condition is false.

    Example:
      >>> tf.Assert(tf.constant(1) < 2, ["1 is less than 2"])
    """
    if not condition:
        shown = "; ".join(_summary(_native.convert(value), summarize or 3) for value in data)
        raise InvalidArgumentError(
            None, None, f"Expected '{condition}' to be true. Summarized data: {shown}")


def _summary(x, count):
    flat = api.reshape(x, [-1])._tolist()
    more = ", ..." if count != -1 and len(flat) > count else ""
    shown = flat if count == -1 else flat[:count]
    return ", ".join(v.decode(errors="replace") if isinstance(v, bytes) else str(v)
                     for v in shown) + more


def _pair_check(name, op, sign, fits, example):
    def check(x, y, data=None, summarize=None, message=None, name=None):
        x = _native.convert(x)
        try:
            y = _native.convert(y, None if hasattr(y, "dtype") else x.dtype)
        except TypeError as e:
            raise InvalidArgumentError(None, None, str(e)) from None
        if not bool(api.reduce_all(op(x, y))):
            parts = [message, f"Condition x {sign} y did not hold.", f"x is {x!r}", f"y is {y!r}"]
            parts += [_summary(_native.convert(d), summarize or 3) for d in data or ()]
            raise InvalidArgumentError(None, None, "\n".join(p for p in parts if p))

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"""Raises unless x {sign} y for all elements; always fine for empty tensors.

    Args:
      x: tensor.
      y: tensor of x's dtype; shapes broadcast.
      data: list of values to show in the error as well.
      summarize: the number of elements shown of each; 3 by default.
      message: the first line of the error.
      name: accepted for compatibility.

    Raises:
      InvalidArgumentError: an element {fits}.

    Example:
      >>> tf.{name}({example})
    """
    return check


assert_equal = _pair_check("assert_equal", raw.Equal, "==", "differs", "[1, 2], [1, 2]")
assert_none_equal = _pair_check(
    "assert_none_equal", raw.NotEqual, "!=", "is equal", "[1, 2], [2, 1]"
)
assert_less = _pair_check("assert_less", raw.Less, "<", "is not less", "[1, 2], 3")
assert_less_equal = _pair_check("assert_less_equal", raw.LessEqual, "<=", "is greater", "[1, 2], 2")
assert_greater = _pair_check("assert_greater", raw.Greater, ">", "is not greater", "[1, 2], 0")
assert_greater_equal = _pair_check(
    "assert_greater_equal", raw.GreaterEqual, ">=", "is less", "[1, 2], 1"
)


def _sign_check(name, compare, sign, example):
    def check(x, data=None, summarize=None, message=None, name=None):
        compare(x, 0, data, summarize, message)

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"""Raises unless x {sign} 0 for all elements; see `tf.assert_equal`.

    Args:
      x: tensor of real numbers.
      data: list of values to show in the error as well.
      summarize: the number of elements shown of each; 3 by default.
      message: the first line of the error.
      name: accepted for compatibility.

    Raises:
      InvalidArgumentError: the condition fails for an element.

    Example:
      >>> tf.{name}({example})
    """
    return check


assert_negative = _sign_check("assert_negative", assert_less, "<", "[-1, -2]")
assert_positive = _sign_check("assert_positive", assert_greater, ">", "[1, 2]")
assert_non_negative = _sign_check("assert_non_negative", assert_greater_equal, ">=", "[0, 1]")
assert_non_positive = _sign_check("assert_non_positive", assert_less_equal, "<=", "[0, -1]")


def assert_rank(x, rank, data=None, summarize=None, message=None, name=None):
    """Raises unless a tensor has the given rank.

    Args:
      x: tensor.
      rank: the number of axes, an int or integer scalar.
      data, summarize: accepted for compatibility.
      message: the start of the error.
      name: accepted for compatibility.

    Raises:
      ValueError: the rank differs.

    Example:
      >>> tf.assert_rank([[1, 2]], 2)
    """
    x = _native.convert(x)
    if x.ndim != int(rank):
        raise ValueError(f"{message or ''} x must have rank {int(rank)}. Received rank {x.ndim}, "
                         f"shape {x.shape}")


def assert_rank_at_least(x, rank, data=None, summarize=None, message=None, name=None):
    """Raises unless a tensor has the given rank or a higher one.

    Args:
      x: tensor.
      rank: the least number of axes, an int or integer scalar.
      data, summarize: accepted for compatibility.
      message: the start of the error.
      name: accepted for compatibility.

    Raises:
      ValueError: the rank is lower.

    Example:
      >>> tf.assert_rank_at_least([[1, 2]], 1)
    """
    x = _native.convert(x)
    if x.ndim < int(rank):
        raise ValueError(f"{message or ''} x must have rank at least {int(rank)}. Received rank "
                         f"{x.ndim}, shape {x.shape}")


def assert_type(tensor, tf_type, message=None, name=None):
    """Raises unless a tensor has the given dtype.

    Args:
      tensor: a tensor.
      tf_type: a dtype or its name.
      message: the start of the error.
      name: accepted for compatibility.

    Raises:
      TypeError: the dtype differs.

    Example:
      >>> tf.assert_type(tf.constant(1.0), tf.float32)
    """
    tensor = _native.convert(tensor)
    if tensor.dtype != as_dtype(tf_type):
        raise TypeError(f"{message or ''} tensor must be of type {as_dtype(tf_type)!r}; it is "
                        f"{tensor.dtype!r}")


def check_numerics(tensor, message, name=None):
    """Returns a tensor that it has found free of NaN and infinity.

    Args:
      tensor: floating tensor.
      message: the start of the error.
      name: accepted for compatibility.

    Returns:
      The tensor.

    Raises:
      InvalidArgumentError: it holds NaN or infinity.

    Example:
      >>> tf.check_numerics([1.0, 2.0], "loss").numpy().tolist()
      [1.0, 2.0]
    """
    tensor = _native.convert(tensor)
    found = [word for op, word in ((api.is_inf, "Inf"), (api.is_nan, "NaN"))
             if bool(api.reduce_any(op(tensor)))]
    if found:
        raise InvalidArgumentError(
            None, None, f"{message} : Tensor had {' and '.join(found)} values")
    return api.identity(tensor)


def ensure_shape(x, shape, name=None):
    """Returns a tensor whose shape it has compared with an expected one.

    Args:
      x: tensor.
      shape: a TensorShape or what makes one; None stands for any size.
      name: accepted for compatibility.

    Returns:
      The tensor.

    Raises:
      InvalidArgumentError: the shapes are not compatible.

    Example:
      >>> tf.ensure_shape(tf.zeros([2, 3]), [None, 3]).shape.as_list()
      [2, 3]
    """
    x, shape = _native.convert(x), TensorShape(shape)
    if not shape.is_compatible_with(x.shape):
        raise InvalidArgumentError(
            None, None,
            f"Shape of tensor {x.shape} is not compatible with expected shape {shape}.")
    return api.identity(x)
