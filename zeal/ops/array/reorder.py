"""Elements moved along axes: transposed, repeated, rolled."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import bool as bool_
from zeal.dtypes import int32, int64
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import split
from zeal.ops.named import named
from zeal.public import public


@public("matrix_transpose", "linalg.matrix_transpose", "linalg.transpose")
@named("matrix_transpose", "transpose")
def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    """Swaps the last two axes.

    Args:
      a: tensor of rank 2 or more.
      conjugate: also takes the complex conjugate.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `[..., n, m]` for an input of `[..., m, n]`.

    Raises:
      ValueError: the rank is below 2.

    Example:
      >>> tf.matrix_transpose([[[1, 2, 3]]]).shape
      TensorShape([Dimension(1), Dimension(3), Dimension(1)])
    """
    a = _native.convert(a)
    ndim = a.ndim
    if ndim < 2:
        raise ValueError(
            f"Argument 'a' should be a (batch) matrix, with rank >= 2. Found: {a.shape}")
    return api.transpose(a, [*range(ndim - 2), ndim - 1, ndim - 2], conjugate=conjugate)


def _booleans_first(values, error):
    """A list of a boolean before integers; raises `error` for any other."""
    try:
        return _native.convert(values, int32)
    except (TypeError, ValueError):
        raise error from None


def _as_int32(counts, given):
    """Counts of another dtype. Booleans of Python and NumPy are integers, those of tensors not."""
    counted = counts.dtype.is_integer or (
        counts.dtype is bool_ and not isinstance(given, (_native.Tensor, _native.Variable))
    )
    if not counted and 0 not in counts._shape_tuple():  # [] has no dtype
        raise TypeError(f"repeats must be an integer type; dtype={counts.dtype!r}")
    return api.cast(counts, int32)


def _counts(repeats):
    """How often, as a vector: negative counts are 0."""
    try:
        counts = _native.convert(repeats)
    except ValueError as error:
        counts = _booleans_first(repeats, error)
    if counts.dtype not in (int32, int64):
        counts = _as_int32(counts, repeats)
    if counts.ndim > 1:
        raise ValueError(f"repeats must have rank at most 1, got shape {counts.shape}")
    return api.reshape(api.maximum(counts, 0), [-1])


@public("repeat")
@named("Repeat", "Reshape")
def repeat(input, repeats, axis=None, name=None):
    """Repeats elements.

    Args:
      input: the tensor.
      repeats: how often, a scalar, or a vector with one entry for each position along the axis.
      axis: the axis; None flattens the input first.
      name: accepted for compatibility.

    Returns:
      A tensor of input's dtype.

    Raises:
      TypeError: repeats are no integers, or axis is no int.
      ValueError: there is no such axis, or repeats are neither one nor as many as its size.

    Example:
      >>> tf.repeat([1, 2], [2, 1]).numpy().tolist()
      [1, 1, 2]
    """
    if axis is not None and (not isinstance(axis, int) or isinstance(axis, bool)):
        raise TypeError(f"axis must be an int; got {type(axis).__name__}")
    input, repeats = _native.convert(input), _counts(repeats)
    if axis is None or not input.ndim:
        input, axis = api.reshape(input, [-1]), axis or 0
    if not -input.ndim <= axis < input.ndim:
        raise ValueError(f"axis={axis} out of bounds: expected {-input.ndim}<=axis<{input.ndim}")
    n, given = input._shape_tuple()[axis], repeats._shape_tuple()[0]
    if given not in (1, n):
        raise ValueError(f"repeats has {given} entries; axis {axis} has size {n}")
    return raw.Repeat(input, repeats if given == n else api.broadcast_to(repeats, [n]), axis)


@public("roll", "manip.roll")
@named("Roll")
def roll(input, shift, axis, name=None):
    """Rolls the elements of a tensor along axes; those that fall off the end return at the front.

    Args:
      input: the tensor.
      shift: how far, an int or one for each axis.
      axis: an int, or a list of them.
      name: accepted for compatibility.

    Returns:
      A tensor of input's shape.

    Raises:
      InvalidArgumentError: an axis is out of range, or there are not as many shifts.

    Example:
      >>> tf.roll([1, 2, 3], 1, 0).numpy().tolist()
      [3, 1, 2]
    """
    input = _native.convert(input)
    shifts = api.reshape(_native.convert(shift), [-1])._tolist()
    axes = api.reshape(_native.convert(axis), [-1])._tolist()
    if len(shifts) != len(axes):
        raise InvalidArgumentError(f"roll: {len(shifts)} shifts for {len(axes)} axes")
    for by, at in zip(shifts, axes, strict=True):
        n = input._shape_tuple()[at] if -input.ndim <= at < input.ndim else 0
        by %= n or 1
        head, tail = split(input, [n - by, by], at, 2)
        input = api.concat([tail, head], at)
    return input
