"""Math ops: public signatures over the native ones, and composites."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.ops import array, clip, creation, diagonal, indexing
from zeal.ops.cast import __all__ as _CASTS
from zeal.ops.cast import cast

_NUMBERS = (bool, int, float, complex)  # before tf.complex hides the last one

# Native callables that other modules publish. All the others are math ops: a new one needs no
# line here.
_ELSEWHERE = frozenset([
    *_CASTS, *array.__all__, *clip.__all__, *creation.__all__, *diagonal.__all__, *indexing.__all__,
    # tf.bitwise
    "bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift",
    # tf.nn
    "elu", "l2_loss", "leaky_relu", "log_softmax", "relu", "relu6", "selu", "softmax", "softplus",
    "softsign",
])  # fmt: skip
_COMPOSITES = [
    "abs", "accumulate_n", "angle", "complex", "conj", "count_nonzero", "div", "divide",
    "divide_no_nan", "imag", "log_sigmoid", "logical_xor", "real", "reciprocal_no_nan",
    "norm", "reduce_logsumexp", "scalar_mul", "tensordot", "truediv",
    "reduce_std", "reduce_variance", "trace",
]  # fmt: skip
_DIRECT = {
    name: op
    for name, op in vars(api).items()
    if callable(op) and name not in _ELSEWHERE and name not in _COMPOSITES
}
globals().update(_DIRECT)
__all__ = [*_DIRECT, *_COMPOSITES]


def _pair(x, y):
    """Both operands as tensors; what is no tensor takes the other's dtype, literals an array's."""
    tensors = (_native.Tensor, _native.Variable)
    y_decides = isinstance(y, tensors) or (hasattr(y, "dtype") and not hasattr(x, "dtype"))
    if y_decides and not isinstance(x, tensors):
        y = _native.convert(y)
        return _native.convert(x, y.dtype), y
    x = _native.convert(x)
    return x, _native.convert(y, x.dtype)


def abs(x, name=None):
    """|x|, element by element; of complex numbers the modulus, as real numbers.

    Args:
      x: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A tensor of x's dtype; float32 for complex64, float64 for complex128.

    Example:
      >>> tf.abs([-2.0, 3.0]).numpy()
      array([2., 3.], dtype=float32)
    """
    return _native.convert(x).__abs__()


def conj(x, name=None):
    """The complex conjugate; real numbers stay as they are.

    Args:
      x: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A tensor of x's shape and dtype; x itself if it is real.

    Raises:
      TypeError: bool or string input.

    Example:
      >>> tf.conj([1 + 2j]).numpy()
      array([1.-2.j])
    """
    x = _native.convert(x)
    if x.dtype.is_complex:
        return raw.Conj(x)
    if not (x.dtype.is_floating or x.dtype.is_integer):
        raise TypeError(f"Expected numeric or variant tensor, got dtype {x.dtype!r}")
    return x


def real(input, name=None):
    """The real part; real numbers stay as they are.

    Args:
      input: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A tensor of input's shape; float32 for complex64, float64 for complex128.

    Example:
      >>> tf.math.real([1 + 2j, 3 - 4j]).numpy()
      array([1., 3.])
    """
    input = _native.convert(input)
    return raw.Real(input) if input.dtype.is_complex else input


def imag(input, name=None):
    """The imaginary part; 0 for real numbers.

    Args:
      input: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A tensor of input's shape; float32 for complex64, float64 for complex128.

    Example:
      >>> tf.math.imag([1 + 2j, 3 - 4j]).numpy()
      array([ 2., -4.])
    """
    input = _native.convert(input)
    return raw.Imag(input) if input.dtype.is_complex else raw.ZerosLike(input)


def log_sigmoid(x, name=None):
    """log(1 / (1 + exp(-x))), computed as -softplus(-x).

    Args:
      x: floating tensor.
      name: accepted for compatibility.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.math.log_sigmoid([-1000.0, 0.0]).numpy().tolist()
      [-1000.0, -0.6931471824645996]
    """
    return -raw.Softplus(-_native.convert(x))


def divide_no_nan(x, y, name=None):
    """x / y, and 0 where y is 0.

    Args:
      x: floating tensor.
      y: tensor of the same dtype; shapes broadcast.
      name: accepted for compatibility.

    Returns:
      A tensor of their dtype.

    Example:
      >>> tf.math.divide_no_nan([1.0, 1.0], [2.0, 0.0]).numpy().tolist()
      [0.5, 0.0]
    """
    return raw.DivNoNan(x, y)


def reciprocal_no_nan(x, name=None):
    """1 / x, and 0 where x is 0.

    Args:
      x: floating tensor.
      name: accepted for compatibility.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.math.reciprocal_no_nan([2.0, 0.0]).numpy().tolist()
      [0.5, 0.0]
    """
    x = _native.convert(x)
    return raw.DivNoNan(_native.convert(1, x.dtype), x)


def divide(x, y, name=None):
    """x / y as Python 3 divides: integers give floats, numbers a number. See `tf.truediv`.

    Args:
      x: tensor of numbers, or a Python number.
      y: tensor of the same dtype, or a Python number; shapes broadcast.
      name: accepted for compatibility.

    Returns:
      A tensor; a Python number if both are.

    Example:
      >>> tf.divide(tf.constant([1, 2]), 4).numpy().tolist(), tf.divide(1, 4)
      ([0.25, 0.5], 0.25)
    """
    if isinstance(x, _NUMBERS) and isinstance(y, _NUMBERS):
        return x / y
    x, y = _pair(x, y)
    return x / y


def truediv(x, y, name=None):
    """x / y; integers of up to 16 bits divide as float32, wider ones as float64.

    Args:
      x: tensor of numbers.
      y: tensor of the same dtype; shapes broadcast.
      name: accepted for compatibility.

    Returns:
      A tensor.

    Raises:
      TypeError: dtypes differ.

    Example:
      >>> tf.truediv([1, 2], 4).numpy()
      array([0.25, 0.5 ])
    """
    x = _native.convert(x)
    y = _native.convert(y, None if hasattr(y, "dtype") else x.dtype)
    if x.dtype != y.dtype:
        raise TypeError(
            f"x and y must have the same dtype, got {x.dtype!r} != {y.dtype!r}; use tf.cast"
        )
    return x / y


def div(x, y, name=None):
    """x / y as Python 2 divides: floats exactly, integers rounded down.

    Args:
      x: tensor of real numbers.
      y: tensor of the same dtype; shapes broadcast.
      name: accepted for compatibility.

    Returns:
      A tensor of their dtype.

    Example:
      >>> tf.div(tf.constant([7, -7]), 2).numpy().tolist()
      [3, -4]
    """
    x, y = _pair(x, y)
    exact = x.dtype.is_floating or x.dtype.is_complex
    return raw.RealDiv(x, y) if exact else raw.FloorDiv(x, y)


def scalar_mul(scalar, x, name=None):
    """scalar * x.

    Args:
      scalar: a 0-d value.
      x: tensor or IndexedSlices.
      name: accepted for compatibility.

    Returns:
      The product, of x's kind.

    Raises:
      ValueError: scalar is not 0-d.

    Example:
      >>> tf.scalar_mul(3.0, tf.constant([1.0, 2.0])).numpy().tolist()
      [3.0, 6.0]
    """
    scalar = _native.convert(scalar, x.dtype if hasattr(x, "dtype") else None)
    if scalar.ndim:
        raise ValueError("Only scalar multiply works, got shape %s" % scalar.shape)
    if hasattr(x, "_with_values"):
        return x._with_values(scalar * x.values)
    return scalar * x


def logical_xor(x, y, name="LogicalXor"):
    """x ^ y, element by element, of bools; shapes broadcast.

    Args:
      x: bool tensor.
      y: bool tensor.
      name: accepted for compatibility.

    Returns:
      A bool tensor.

    Example:
      >>> tf.logical_xor([True, True], [True, False]).numpy().tolist()
      [False, True]
    """
    return raw.NotEqual(_native.convert(x, dtypes.bool), _native.convert(y, dtypes.bool))


def accumulate_n(inputs, shape=None, tensor_dtype=None, name=None):
    """The sum of a list of tensors of one shape and dtype; see `tf.add_n`.

    Args:
      inputs: list of tensors of one shape and dtype.
      shape: the shape they must have; None for any.
      tensor_dtype: the dtype they must have; None for any.
      name: accepted for compatibility.

    Returns:
      A tensor of their shape and dtype.

    Raises:
      ValueError: the tensors are not of the given shape.
      TypeError: they are not of the given dtype.

    Example:
      >>> tf.accumulate_n([[1, 2], [3, 4], [5, 6]]).numpy().tolist()
      [9, 12]
    """
    total = raw.AddN(inputs)
    if not total.shape.is_compatible_with(shape):
        raise ValueError(f"Shapes {shape} and {total.shape} are not compatible")
    if tensor_dtype is not None and total.dtype != tensor_dtype:
        raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {total.dtype}")
    return total


def complex(real, imag, name=None):
    """The complex numbers real + i * imag.

    Args:
      real: float32 or float64 tensor.
      imag: tensor of the same dtype; shapes broadcast.
      name: accepted for compatibility.

    Returns:
      complex64 for float32 parts, complex128 for float64 ones.

    Raises:
      TypeError: the parts are of other or different dtypes.

    Example:
      >>> tf.complex([1.0, 2.0], [3.0, 4.0]).numpy().tolist()
      [(1+3j), (2+4j)]
    """
    real, imag = _native.convert(real), _native.convert(imag)
    out = {dtypes.float32: dtypes.complex64, dtypes.float64: dtypes.complex128}.get(real.dtype)
    if out is None or real.dtype != imag.dtype:
        raise TypeError(f"real and imag have incorrect types: {real.dtype.name} {imag.dtype.name}")
    return raw.Complex(real, imag, Tout=out)


def angle(input, name=None):
    """The argument of complex numbers, atan2(imag, real); 0 for real ones, negative ones too.

    Args:
      input: tensor of numbers.
      name: accepted for compatibility.

    Returns:
      A tensor of input's shape, in radians in [-pi, pi]; float32 for complex64, float64 for
      complex128, input's dtype for real numbers.

    Example:
      >>> tf.math.angle([1j, 2 + 0j]).numpy().tolist()
      [1.5707963267948966, 0.0]
    """
    input = _native.convert(input)
    if input.dtype.is_complex:
        return raw.Angle(input, Tout=input.dtype.real_dtype)
    return raw.ZerosLike(input)


def tensordot(a, b, axes, name=None):
    """Sums products over chosen axes of two tensors.

    Args:
      a: tensor of numbers.
      b: tensor of the same dtype.
      axes: n, for the last n axes of a and the first n of b; or a pair of axis lists.
      name: accepted for compatibility.

    Returns:
      A tensor with the free axes of a, then those of b.

    Raises:
      ValueError: the axis lists differ in length or sizes do not match.

    Example:
      >>> a = tf.reshape(tf.range(6), [2, 3])
      >>> tf.tensordot(a, [1, 1, 1], 1).numpy().tolist()
      [3, 12]
      >>> tf.tensordot(a, a, [[0, 1], [0, 1]]).numpy()
      55
    """
    a, b = _pair(a, b)
    axes_a, axes_b = _contracted(axes, a.ndim, b.ndim)
    size_a, size_b = a._shape_tuple(), b._shape_tuple()
    if [size_a[i] for i in axes_a] != [size_b[i] for i in axes_b]:
        raise ValueError(
            f"tensordot: axes {axes_a} of a {a.shape} and {axes_b} of b {b.shape} differ in size"
        )
    free_a = [i for i in range(a.ndim) if i not in axes_a]
    free_b = [i for i in range(b.ndim) if i not in axes_b]
    inner = 1
    for i in axes_a:
        inner *= size_a[i]
    rows = raw.Reshape(_permuted(a, free_a + axes_a), [_product(size_a, free_a), inner])
    columns = raw.Reshape(_permuted(b, axes_b + free_b), [inner, _product(size_b, free_b)])
    shape = [size_a[i] for i in free_a] + [size_b[i] for i in free_b]
    return raw.Reshape(raw.MatMul(rows, columns), _native.convert(shape, dtypes.int32))


def _product(sizes, axes):
    n = 1
    for i in axes:
        n *= sizes[i]
    return n


def _permuted(x, order):
    return x if order == sorted(order) else api.transpose(x, order)


def _contracted(axes, rank_a, rank_b):
    if hasattr(axes, "numpy"):
        axes = axes.numpy().tolist()
    if isinstance(axes, int):
        if not 0 <= axes <= min(rank_a, rank_b):
            raise ValueError(f"tensordot: axes = {axes} does not fit ranks {rank_a}, {rank_b}")
        return list(range(rank_a - axes, rank_a)), list(range(axes))
    axes_a, axes_b = ([a] if isinstance(a, int) else list(a) for a in axes)
    if len(axes_a) != len(axes_b):
        raise ValueError(f"tensordot: axes lists differ in length, {axes_a} and {axes_b}")
    return [a % rank_a for a in axes_a], [b % rank_b for b in axes_b]


def _reduction_args(axis, keepdims, reduction_indices, keep_dims):
    """axis and keepdims, by their present or deprecated names."""
    if reduction_indices is not None:
        if axis is not None:
            raise ValueError("Can't specify both 'axis' and 'reduction_indices'.")
        axis = reduction_indices
    if keep_dims is not None:
        if keepdims is not None:
            raise ValueError("Cannot specify both 'keepdims' and 'keep_dims'")
        keepdims = keep_dims
    return axis, bool(keepdims)


def reduce_logsumexp(
    input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None
):
    """log(sum(exp(x))) over axes, safe from overflow.

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.
      reduction_indices: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.

    Returns:
      The reduced tensor; -inf where there is nothing to reduce.

    Raises:
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.reduce_logsumexp([1000.0, 1000.0]).numpy()
      1000.6932
    """
    axis, keep = _reduction_args(axis, keepdims, reduction_indices, keep_dims)
    x = _native.convert(input_tensor)
    largest = api.reduce_max(x, axis, keepdims=True)
    # Infinite maxima would give inf - inf.
    largest = raw.SelectV2(api.is_finite(largest), largest, raw.ZerosLike(largest))
    largest = api.stop_gradient(largest)
    total = api.log(api.reduce_sum(api.exp(x - largest), axis, keepdims=True)) + largest
    return total if keep else api.reduce_sum(total, axis)


def count_nonzero(
    input_tensor=None, axis=None, keepdims=None, dtype=dtypes.int64, name=None,
    reduction_indices=None, keep_dims=None, input=None,
):  # fmt: skip
    """The number of elements that are not zero (or empty strings), over axes.

    Args:
      input_tensor: tensor of numbers, bools or strings.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      dtype: dtype of the result.
      name: accepted for compatibility.
      reduction_indices: deprecated alias of axis.
      keep_dims: deprecated alias of keepdims.
      input: alias of input_tensor.

    Returns:
      The counts.

    Raises:
      ValueError: an argument is given by both of its names.

    Example:
      >>> tf.count_nonzero([[0, 1], [2, 3]], axis=0).numpy().tolist()
      [1, 2]
    """
    axis, keep = _reduction_args(axis, keepdims, reduction_indices, keep_dims)
    if input is not None and input_tensor is not None:
        raise ValueError("Cannot specify both 'input_tensor' and 'input'")
    x = _native.convert(input_tensor if input is None else input)
    zero = "" if x.dtype is dtypes.string else False if x.dtype is dtypes.bool else 0
    counted = raw.NotEqual(x, _native.convert(zero, x.dtype))
    return cast(api.reduce_sum(cast(counted, dtypes.int64), axis, keepdims=keep), dtype)


def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    """The variance over axes: mean((x - mean(x)) ** 2).

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.

    Returns:
      The reduced tensor.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> tf.math.reduce_variance([1.0, 2.0, 3.0, 6.0]).numpy()
      3.5
    """
    x = _native.convert(input_tensor)
    distance = x - api.reduce_mean(x, axis, keepdims=True)
    return api.reduce_mean(distance * distance, axis, keepdims=keepdims)


def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    """The standard deviation over axes: sqrt(mean((x - mean(x)) ** 2)).

    Args:
      input_tensor: floating tensor.
      axis: axis or list of axes; all by default.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.

    Returns:
      The reduced tensor.

    Raises:
      InvalidArgumentError: an axis is out of range.

    Example:
      >>> tf.math.reduce_std([[1.0, 3.0], [2.0, 8.0]], axis=1).numpy().tolist()
      [1.0, 3.0]
    """
    return api.sqrt(reduce_variance(input_tensor, axis, keepdims))


def norm(tensor, ord="euclidean", axis=None, keepdims=None, name=None, keep_dims=None):
    """The norm of vectors or matrices.

    Args:
      tensor: floating tensor.
      ord: "euclidean", 1, 2, inf, or any positive number for vectors; "euclidean", "fro", 1, 2 or
        inf for matrices.
      axis: an axis for vector norms, a pair for matrix norms, None for the whole as one vector.
      keepdims: whether the axes stay, with size 1.
      name: accepted for compatibility.
      keep_dims: deprecated alias of keepdims.

    Returns:
      The norms.

    Raises:
      ValueError: ord is not supported for that kind of norm.

    Example:
      >>> tf.norm([3.0, 4.0]).numpy(), tf.norm([3.0, 4.0], ord=1).numpy()
      (5.0, 7.0)
    """
    axis, keep = _reduction_args(axis, keepdims, None, keep_dims)
    x = _native.convert(tensor)
    is_matrix = isinstance(axis, (list, tuple)) and len(axis) == 2
    if ord == "fro" and not is_matrix:
        raise ValueError(f"'ord' must be a supported vector norm, got {ord}")
    if ord in ("euclidean", "fro") or (ord == 2 and not is_matrix):
        # Not abs(x) ** 2 for real x: its second derivative at 0 would be lost.
        square = x * conj(x) if x.dtype.is_complex else x * x
        return api.sqrt(api.reduce_sum(square, axis, keepdims=keep))
    if is_matrix:
        return _spectral_norm(x, axis, keep) if ord == 2 else _matrix_norm(abs(x), ord, axis, keep)
    if isinstance(ord, str) or ord <= 0:
        raise ValueError(f"'ord' must be a supported vector norm, got {ord}")
    size = abs(x)
    if ord == 1:
        return api.reduce_sum(size, axis, keepdims=keep)
    if ord == float("inf"):
        return api.reduce_max(size, axis, keepdims=keep)
    return api.reduce_sum(size**ord, axis, keepdims=keep) ** (1.0 / ord)


def _matrix_norm(size, ord, axis, keep):
    if ord not in (1, float("inf")):
        raise ValueError(f"'ord' must be a supported matrix norm, got {ord}")
    summed, largest = axis if ord == 1 else axis[::-1]
    total = api.reduce_sum(size, summed, keepdims=True)
    out = api.reduce_max(total, largest, keepdims=True)
    return out if keep else raw.Squeeze(out, squeeze_dims=list(axis))


def _spectral_norm(x, axis, keep):
    """The largest singular value."""
    from zeal.ops.svd import singular_values

    rows, columns = (a + x.ndim if a < 0 else a for a in axis)
    batch = [a for a in range(x.ndim) if a not in (rows, columns)]
    out = api.reduce_max(abs(singular_values(api.transpose(x, [*batch, rows, columns]))), -1)
    for a in sorted((rows, columns)) if keep else ():
        out = api.expand_dims(out, a)
    return out


def trace(x, name=None):
    """The sum of the main diagonal of each innermost matrix.

    Args:
      x: tensor of numbers, shape `[..., m, n]`.
      name: accepted for compatibility.

    Returns:
      A tensor of shape `[...]`.

    Example:
      >>> tf.trace([[1, 2], [3, 4]]).numpy()
      5
    """
    return api.reduce_sum(raw.MatrixDiagPart(x), [-1])
