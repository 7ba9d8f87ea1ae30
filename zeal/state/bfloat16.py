"""tf.tpu.bfloat16_scope: variables of float32 that are read as bfloat16."""

from contextlib import contextmanager

from zeal._native import api
from zeal.dtypes import bfloat16, float32
from zeal.public import public
from zeal.state.scope import variable_scope


@public("tpu.bfloat16_scope", "contrib.tpu.bfloat16_scope")
@contextmanager
def bfloat16_scope():
    """A scope where variables asked for as bfloat16 are kept as float32, and cast when read.

    Returns:
      A context manager that gives the variable scope.

    Example:
      >>> with tf.Graph().as_default(), tf.tpu.bfloat16_scope():
      ...     w = tf.get_variable("w", [2], tf.bfloat16)
      ...     (w.dtype.name, tf.global_variables()[0].dtype.base_dtype.name)
      ('bfloat16', 'float32')
    """
    with variable_scope("", custom_getter=_as_float32) as scope:
        yield scope


def _as_float32(getter, *args, **kwargs):
    if kwargs["dtype"] != bfloat16:
        return getter(*args, **kwargs)
    return api.cast(getter(*args, **{**kwargs, "dtype": float32}), bfloat16)
