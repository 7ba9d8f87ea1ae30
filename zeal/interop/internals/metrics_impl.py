"""tensorflow.python.ops.metrics_impl: how metrics make their variables."""

from zeal.metrics import streaming

__all__ = ["metric_variable"]


def metric_variable(shape, dtype, validate_shape=True, name=None):
    """A local variable of zeros, among those of metrics.

    Args:
      shape, dtype: its own.
      validate_shape: False: values of other shapes may take its place.
      name: its name in the scope in force.
    """
    return streaming.metric_variable(shape, dtype, name, not validate_shape)
