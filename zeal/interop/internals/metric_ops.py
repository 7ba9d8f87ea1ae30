"""tensorflow.contrib.metrics.python.ops.metric_ops, beside tf.contrib.metrics."""

from zeal.contrib.metrics.concatenated import next_array_size as _next_array_size  # noqa: F401
