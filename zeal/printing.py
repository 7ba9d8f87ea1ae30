"""Texts of tensors and variables: `str`, `repr`, `format` and HTML, equal to TensorFlow 1.15's."""

from zeal import _native, dtypes
from zeal.array_text import array_text

_HTML_EDGE = 5  # rows or columns shown at either end of a long axis


def _array(tensor):
    """The value of a tensor or variable as an ndarray; bfloat16, which NumPy lacks, as float32."""
    import numpy as np

    if tensor.dtype is not dtypes.bfloat16:
        try:
            return tensor.__array__()
        except ValueError:
            if 0 not in tensor._shape_tuple():
                raise  # of a callback, for example: a variable is read by an op
            # Nothing is in it, but sizes whose product no array may have.
            return np.empty(0, tensor.dtype.as_numpy_dtype)
    bits = _native.bitcast(tensor, dtypes.uint16).__array__()  # no op: tapes need not see it
    return np.asarray(bits.astype(np.uint32) << 16).view(np.float32)


def _is_symbolic(tensor) -> bool:
    return getattr(tensor, "_symbolic", False)


def value_text(tensor, is_repr: bool = False) -> str:
    """The value of a tensor as text; one of several lines starts with a line break.

    Args:
      tensor: a tensor or variable, i.e. anything with `dtype` and `__array__`.
      is_repr: False for the form of `str`, True for that of `repr`.

    Returns:
      The text, "<unprintable>" for types that are no numbers or strings.
    """
    if not tensor.dtype.is_numpy_compatible:
        return "<unprintable>"
    text = array_text(_array(tensor), tensor.dtype.name, is_repr)
    return "\n" + text if "\n" in text else text


def tensor_str(tensor) -> str:
    """`str` of a tensor: `tf.Tensor([1 2], shape=(2,), dtype=int32)`; in graphs without `tf.`."""
    if _is_symbolic(tensor):
        shape = "" if tensor.shape.ndims is None else f", shape={tensor.shape}"
        return f'Tensor("{tensor.name}"{shape}, dtype={tensor.dtype.name})'
    return f"tf.Tensor({value_text(tensor)}, shape={tensor.shape}, dtype={tensor.dtype.name})"


def tensor_repr(tensor) -> str:
    """`repr` of a tensor, which also tells the id of an eager one."""
    if _is_symbolic(tensor):
        return f"<tf.Tensor '{tensor.name}' shape={tensor.shape} dtype={tensor.dtype.name}>"
    value = value_text(tensor, is_repr=True)
    dtype = tensor.dtype.name
    return f"<tf.Tensor: id={tensor._id}, shape={tensor.shape}, dtype={dtype}, numpy={value}>"


def variable_repr(variable) -> str:
    """`repr` and `str` of a variable: its name, shape, type and, of an eager one, value."""
    if _is_symbolic(getattr(variable, "handle", None)):
        return f"<tf.Variable '{variable.name}' shape={variable.shape} dtype={variable.dtype.name}>"
    value = value_text(variable, is_repr=True)
    about = f"shape={variable.shape} dtype={variable.dtype.name}"
    return f"<tf.Variable '{variable.name}' {about}, numpy={value}>"


def tensor_format(tensor, spec: str) -> str:
    """`format` of a tensor: that of its scalar or, with an empty spec, of its array.

    Args:
      tensor: an eager tensor.
      spec: a format specification such as ".2f".

    Raises:
      TypeError: a non-empty spec for a tensor that is no scalar, or for a string.
      ValueError: a spec that does not fit the type.
    """
    if _is_symbolic(tensor):
        return format(tensor_str(tensor), spec)
    array = _array(tensor)
    if array.ndim == 0:
        # TensorFlow shows a scalar at Python's own precision: float32 0.1 has 17 digits here.
        return format(array.item(), spec)
    return format(array, spec) if spec else value_text(tensor).removeprefix("\n")


def tensor_html(tensor) -> str:
    """HTML for notebooks: a table for tensors of one or two axes, else the repr.

    Returns:
      HTML text; long axes are shortened.
    """
    return _html(tensor, "tf.Tensor", tensor_repr)


def variable_html(variable) -> str:
    """HTML for notebooks: `tensor_html` of a variable, with its name.

    Returns:
      HTML text; long axes are shortened.
    """
    return _html(variable, f"tf.Variable '{variable.name}'", variable_repr)


def _html(value, title: str, text_of) -> str:
    from html import escape

    if len(value.shape) not in (1, 2) or not value.dtype.is_numpy_compatible:
        return f"<pre>{escape(text_of(value))}</pre>"
    array = _array(value)
    rows = array.reshape(1, -1) if array.ndim == 1 else array
    body = "".join(_html_row(rows, i) for i in _shown(rows.shape[0]))
    caption = escape(f"{title}, shape={value.shape}, dtype={value.dtype.name}", quote=False)
    return f"<table><caption>{caption}</caption>{body}</table>"


def _shown(length: int) -> list:
    """Indices of the rows or columns to show; None stands for those left out."""
    if length <= 2 * _HTML_EDGE + 1:
        return list(range(length))
    return [*range(_HTML_EDGE), None, *range(length - _HTML_EDGE, length)]


def _html_row(rows, i: "int | None") -> str:
    columns = _shown(rows.shape[1])
    texts = ["..." if i is None or j is None else _html_cell(rows[i, j]) for j in columns]
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def _html_cell(value) -> str:
    from html import escape

    return escape(f"{value:.6g}" if hasattr(value, "is_integer") else str(value))
