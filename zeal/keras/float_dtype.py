"""The dtype of Keras's numbers that are given none."""

from zeal.public import public


class _Setting:
    floatx = "float32"


@public("keras.backend.floatx")
def floatx() -> str:
    """The dtype of what is given none: "float32" unless `set_floatx` changed it.

    Example:
      >>> tf.keras.backend.floatx()
      'float32'
    """
    return _Setting.floatx


@public("keras.backend.set_floatx")
def set_floatx(value) -> None:
    """Sets the dtype that `tf.keras.backend` gives to what is given none.

    Args:
      value: "float16", "float32" or "float64".

    Raises:
      ValueError: it is none of these.

    Example:
      >>> tf.keras.backend.set_floatx("float32")
    """
    if value not in ("float16", "float32", "float64"):
        raise ValueError(f"Unknown floatx type: {value}")
    _Setting.floatx = str(value)
