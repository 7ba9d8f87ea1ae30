"""tensorflow.python.training.tracking.tracking, beside what is public."""

from zeal.checkpoint.asset import Asset  # noqa: F401
