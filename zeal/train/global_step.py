"""The global step: one int64 variable per program that counts training steps."""


from zeal._native import Variable
from zeal.dtypes import int64
from zeal.public import public
from zeal.state.variable import make_variable

_step = None


@public("train.get_global_step", "contrib.framework.get_global_step")
def get_global_step(graph=None) -> Variable | None:
    """The global step variable, or None if the program has not made one.

    Args:
      graph: accepted for compatibility.

    Returns:
      An int64 variable, or None.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> tf.train.get_global_step() is step
      True
    """
    return _step


@public("train.create_global_step", "contrib.framework.create_global_step")
def create_global_step(graph=None) -> Variable:
    """Makes the global step variable.

    Args:
      graph: accepted for compatibility.

    Returns:
      An int64 variable named "global_step:0", zero.

    Raises:
      ValueError: it exists.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> tf.train.create_global_step()
      Traceback (most recent call last):
          ...
      ValueError: "global_step" already exists.
    """
    global _step
    if _step is not None:
        raise ValueError('"global_step" already exists.')
    from zeal._native import convert

    _step = make_variable(convert(0, int64), "global_step", trainable=False)
    return _step


@public("train.get_or_create_global_step", "contrib.framework.get_or_create_global_step")
def get_or_create_global_step(graph=None) -> Variable:
    """The global step variable, made at the first call.

    Args:
      graph: accepted for compatibility.

    Returns:
      An int64 variable named "global_step:0".

    Example:
      >>> tf.train.get_or_create_global_step().name
      'global_step:0'
    """
    return create_global_step() if _step is None else _step
