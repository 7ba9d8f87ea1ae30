"""Math ops: public signatures over the native ones, and composites."""

from zeal import _native, dtypes
from zeal._native import api, raw
from zeal.errors import InvalidArgumentError
from zeal.ops import array, clip, creation, diagonal, indexing
from zeal.ops.cast import __all__ as _CASTS
from zeal.ops.op_function import op_function
from zeal.tensor_shape import TensorShape

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
    "abs", "accumulate_n", "angle", "complex", "conj", "div", "divide", "divide_no_nan", "imag",
    "log_sigmoid", "logical_xor", "real", "reciprocal_no_nan", "scalar_mul", "tensordot", "trace",
    "truediv",
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
    if type(x) is _native.Tensor and type(y) is _native.Tensor:
        return x, y  # the op compares their dtypes
    tensors = (_native.Tensor, _native.Variable)
    y_decides = isinstance(y, tensors) or (hasattr(y, "dtype") and not hasattr(x, "dtype"))
    if y_decides and not isinstance(x, tensors):
        y = _native.convert(y)
        return _native.convert(x, y.dtype), y
    x = _native.convert(x)
    return x, _native.convert(y, x.dtype)


@op_function("Abs", "x")
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


@op_function("Conj", "x:input")
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


@op_function("Real", "input")
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


@op_function("Imag", "input")
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
    """x / y as Python 3 divides: integers give floats. See `tf.truediv`.

    Args:
      x: tensor of numbers, or a Python number or array.
      y: tensor of the same dtype, or a Python number or array; shapes broadcast.
      name: accepted for compatibility; with a name, the result is always a tensor.

    Returns:
      A tensor; a Python number or an array where neither is one.

    Example:
      >>> tf.divide(tf.constant([1, 2]), 4).numpy().tolist(), tf.divide(1, 4)
      ([0.25, 0.5], 0.25)
    """
    return x / y if name is None else truediv(x, y)


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
    y = creation.convert_to_tensor(y, dtype_hint=None if hasattr(y, "dtype") else x.dtype)
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
    x, y = (v if type(v) is _native.Tensor else _native.convert(v, dtypes.bool) for v in (x, y))
    if not x.dtype.is_bool or not y.dtype.is_bool:
        return raw.LogicalOr(x, y)  # raises
    return raw.NotEqual(x, y)


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
      ValueError: inputs is no list of tensors of one dtype, or shapes differ.
      TypeError: they are not of the given dtype.

    Example:
      >>> tf.accumulate_n([[1, 2], [3, 4], [5, 6]]).numpy().tolist()
      [9, 12]
    """
    if not inputs or not isinstance(inputs, (list, tuple)):
        raise _no_list_of_tensors()
    if any(v is None for v in inputs):
        raise _no_list_of_tensors()
    inputs = [_native.convert(v) for v in inputs]
    dtype, expected = inputs[0].dtype, TensorShape(shape)
    if any(v.dtype != dtype for v in inputs):
        raise _no_list_of_tensors()
    if tensor_dtype is not None and dtype != tensor_dtype:
        raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {dtype}")
    for v in inputs:
        expected = expected.merge_with(v.shape)
    return raw.AddN(inputs)


def _no_list_of_tensors():
    return ValueError("inputs must be a list of at least one Tensor with the same dtype and shape")


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
    dtype = real.dtype
    if dtype is not imag.dtype or not (dtype is dtypes.float32 or dtype is dtypes.float64):
        raise TypeError(f"real and imag have incorrect types: {dtype.name} {imag.dtype.name}")
    return raw.Complex(real, imag)


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
      ValueError: axes is negative, exceeds a rank, or its lists differ in length.
      IndexError: an axis in the lists is out of range.
      InvalidArgumentError: the sizes of contracted axes differ.

    Example:
      >>> a = tf.reshape(tf.range(6), [2, 3])
      >>> tf.tensordot(a, [1, 1, 1], 1).numpy().tolist()
      [3, 12]
      >>> tf.tensordot(a, a, [[0, 1], [0, 1]]).numpy()
      55
    """
    a, b = _pair(a, b)
    axes = axes if isinstance(axes, (int, list, tuple)) else _axes_in(axes)
    if not isinstance(axes, int):
        return _native.contract(*_contracted_inside(a, b, axes))
    if axes < 0:
        raise ValueError(f"'axes' must be at least 0. Got {axes}.")
    for x in (a, b):
        if axes > x.ndim:
            raise ValueError(
                f"'axes' must not be larger than the number of dimensions of tensor {x!s}."
            )
    size_a, size_b = a._shape_tuple(), b._shape_tuple()
    if size_a[a.ndim - axes :] != size_b[:axes]:
        raise _sizes_differ(a, [*range(a.ndim)][-axes:], b, [*range(axes)])
    return _native.contract(a, b, axes)


def _axes_in(axes):
    """Axes given as a tensor or an array, as Python numbers."""
    return _native.convert(axes, dtypes.int32).numpy().tolist()


def _contracted_inside(a, b, axes):
    """a with the contracted axes last, b with them first, and how many there are."""
    if len(axes) != 2:
        raise ValueError(f"'axes' must be an integer or have length 2. Got {axes}.")
    axes_a, axes_b = ([i] if isinstance(i, int) else list(i) for i in axes)
    if len(axes_a) != len(axes_b):
        raise ValueError(
            "Different number of contraction axes 'a' and 'b', "
            f"{len(axes_a)} != {len(axes_b)}."
        )
    axes_a, axes_b = _axes_of(a, "a", axes_a), _axes_of(b, "b", axes_b)
    size_a, size_b = a._shape_tuple(), b._shape_tuple()
    if [size_a[i] for i in axes_a] != [size_b[i] for i in axes_b]:
        raise _sizes_differ(a, axes_a, b, axes_b)
    order_a = [i for i in range(a.ndim) if i not in axes_a] + axes_a
    order_b = axes_b + [i for i in range(b.ndim) if i not in axes_b]
    return _permuted(a, order_a), _permuted(b, order_b), len(axes_a)


def _axes_of(x, name, axes):
    """Axes counted from the front."""
    rank = x.ndim
    if not all(-rank <= i < rank for i in axes):
        raise IndexError(f"tensordot: axes {axes} are out of range for {name} of shape {x.shape}")
    return [i % rank for i in axes]


def _sizes_differ(a, axes_a, b, axes_b):
    return InvalidArgumentError(
        f"[tensordot] Matrix size-incompatible: axes {axes_a} of a {a.shape} and {axes_b} of b "
        f"{b.shape} differ in size"
    )


def _permuted(x, order):
    return x if order == sorted(order) else api.transpose(x, order)


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
