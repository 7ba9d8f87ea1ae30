"""Numbers as strings, and templates with tensors."""

from zeal import _native
from zeal.dtypes import bool as bool_
from zeal.dtypes import complex64, complex128
from zeal.effects.print_text import _string_format
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import Int32
from zeal.ops.named import named
from zeal.public import public
from zeal.texts.kernels import tensor_of, text_op


def _format(dtype, precision, scientific, shortest, width, fill):
    """The format of a number, as in C."""
    width = str(width) if width > -1 else ""
    if dtype.is_integer:
        return f"%{fill}{width}d"
    kind = "e" if scientific else "g" if shortest else "f"
    precision = f".{precision}" if precision > -1 else ""
    form = f"%{fill}{width}{precision}{kind}"
    return f"({form},{form})" if dtype in (complex64, complex128) else form


def _check(dtype, precision, scientific, shortest, width, fill):
    if dtype is bool_ and (precision > -1 or scientific or shortest):
        raise InvalidArgumentError("scientific and shortest format not supported for bool")
    if dtype.is_integer and (scientific or shortest):
        raise InvalidArgumentError(
            "scientific and shortest format not supported for datatype " + dtype.name)
    if dtype.is_integer and precision > -1:
        raise InvalidArgumentError("precision not supported for datatype " + dtype.name)
    if scientific and shortest:
        raise InvalidArgumentError("Cannot select both scientific and shortest notation")
    if len(fill) > 1:
        raise InvalidArgumentError(f"Fill string must be one or fewer characters, got {fill!r}")
    if fill and fill not in " +-0#":
        raise InvalidArgumentError(f'Fill argument not supported: "{fill}"')


def _kernel(tensors, attrs):
    import numpy as np

    tensor = tensors[0]
    values, dtype = np.asarray(tensor.numpy()), tensor.dtype
    form = _format(dtype, **attrs)
    if dtype is bool_:
        found = [b"true" if v else b"false" for v in values.ravel()]
    elif dtype in (complex64, complex128):
        found = [(form % (v.real, v.imag)).encode() for v in values.ravel().tolist()]
    else:
        found = [(form % v).encode() for v in values.ravel().tolist()]
    result = np.empty(values.shape, object)
    result.ravel()[:] = found
    return [tensor_of(result)]


_NUMBERS = [
    "int8", "int16", "int32", "int64", "complex64", "complex128", "float32", "float64", "bool",
]  # fmt: skip
_as_string = text_op(
    "AsString", [("input", "T")], [("output", "string")], types=[("T", _NUMBERS)],
    attrs=[("precision", Int32(-1)), ("scientific", False), ("shortest", False),
           ("width", Int32(-1)), ("fill", "")],
    kernel=_kernel, doc="Numbers as strings.",
)  # fmt: skip


@public("as_string", "strings.as_string", "dtypes.as_string")
@named("AsString")
def as_string(
    input, precision=-1, scientific=False, shortest=False, width=-1, fill="", name=None
):
    """Numbers as strings, as printf writes them.

    Args:
      input: tensor of numbers or bools.
      precision: digits behind the point; 6 if negative.
      scientific: whether floats have exponents, 1.5e+00.
      shortest: whether floats have what is shorter.
      width: the least width.
      fill: what comes before: "0" for zeros, "-" for text at the left, "+" for signs, " " or "#".
      name: name of the op.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: arguments that do not fit the dtype or each other.

    Example:
      >>> tf.as_string([1.5, 2.0], precision=2).numpy().tolist()
      [b'1.50', b'2.00']
    """
    input = _native.convert(input)
    _check(input.dtype, precision, scientific, shortest, width, fill)
    return _as_string(input, precision, scientific, shortest, width, fill)


@public("strings.format")
@named("StringFormat")
def string_format(template, inputs, placeholder="{}", summarize=3, name=None):
    """Puts tensors into a text.

    Args:
      template: a str with a placeholder for each tensor.
      inputs: a tensor, or a list of them.
      placeholder: what tensors take the place of.
      summarize: how many elements are shown at either end of each axis; all if -1.
      name: name of the op.

    Returns:
      A string scalar.

    Raises:
      ValueError: there are not as many placeholders as tensors.

    Example:
      >>> tf.strings.format("x: {}", tf.constant([1, 2])).numpy()
      b'x: [1 2]'
    """
    inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    count = template.count(placeholder)
    if count != len(inputs):
        raise ValueError(
            f"{count} placeholder(s) in template does not match {len(inputs)} tensor(s) provided "
            "as input"
        )
    tensors = [_native.convert(x) for x in inputs]
    return _string_format(tensors, template, placeholder, summarize)
