"""Parts of complex numbers."""

from zeal import _native, dtypes
from zeal._native import raw
from zeal.ops.array.fill import zeros_like
from zeal.ops.named import named
from zeal.ops.op_function import op_function
from zeal.public import public


@public("conj", "math.conj")
@op_function("Conj", "x:input")
@named("Conj")
def conj(x, name=None):
    """The complex conjugate; real numbers stay as they are.

    Args:
      x: tensor of numbers.
      name: its name in graphs.

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


@public("real", "math.real")
@op_function("Real", "input")
@named("Real")
def real(input, name=None):
    """The real part; real numbers stay as they are.

    Args:
      input: tensor of numbers.
      name: its name in graphs.

    Returns:
      A tensor of input's shape; float32 for complex64, float64 for complex128.

    Example:
      >>> tf.math.real([1 + 2j, 3 - 4j]).numpy()
      array([1., 3.])
    """
    input = _native.convert(input)
    return raw.Real(input) if input.dtype.is_complex else input


@public("imag", "math.imag")
@op_function("Imag", "input")
@named("Imag")
def imag(input, name=None):
    """The imaginary part; 0 for real numbers.

    Args:
      input: tensor of numbers.
      name: its name in graphs.

    Returns:
      A tensor of input's shape; float32 for complex64, float64 for complex128.

    Example:
      >>> tf.math.imag([1 + 2j, 3 - 4j]).numpy()
      array([ 2., -4.])
    """
    input = _native.convert(input)
    return raw.Imag(input) if input.dtype.is_complex else zeros_like(input)


@public("complex", "dtypes.complex")
@named("Complex")
def complex(real, imag, name=None):
    """The complex numbers real + i * imag.

    Args:
      real: float32 or float64 tensor.
      imag: tensor of the same dtype; shapes broadcast.
      name: its name in graphs.

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


@public("angle", "math.angle")
@named("Angle")
def angle(input, name=None):
    """The argument of complex numbers, atan2(imag, real); 0 for real ones, negative ones too.

    Args:
      input: tensor of numbers.
      name: its name in graphs.

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
    return zeros_like(input)


def without_imaginary(x):
    """A tensor in its own dtype, whose imaginary part, if it is complex, is 0."""
    if not x.dtype.is_complex:
        return x
    part = real(x)
    return complex(part, zeros_like(part))
