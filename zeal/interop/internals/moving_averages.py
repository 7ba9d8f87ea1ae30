"""tensorflow.python.training.moving_averages: averages of variables that fade."""

from zeal.train.moving_averages import (
    ExponentialMovingAverage,
    assign_moving_average,
    weighted_moving_average,
)

__all__ = ["ExponentialMovingAverage", "assign_moving_average", "weighted_moving_average"]
