"""Bijectors between vectors and ordered ones, or probabilities."""

from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.distributions.checking import after, assert_positive
from zeal.ops.array.fill import zeros_like
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.public import public


def _resized(shape, change):
    """A shape whose last size is another."""
    if shape.ndims is None or shape._at(-1) is None:
        return shape
    if change < 0 and shape._at(-1) <= 1:
        raise ValueError(f"output_shape[-1] = {shape._at(-1)} <= 1")
    return shape[:-1].concatenate([shape._at(-1) + change])


def _resized_tensor(shape, change):
    return api.concat([shape[:-1], shape[-1:] + change], 0)


@public("contrib.distributions.bijectors.SoftmaxCentered")
class SoftmaxCentered(Bijector):
    """Vectors of k numbers to probabilities of k + 1 classes, softmax([X, 0]).

    Args:
      validate_args: accepted for compatibility.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.SoftmaxCentered().forward([0.0]).numpy().tolist()
      [0.5, 0.5]
    """

    def __init__(self, validate_args=False, name="softmax_centered"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=1, name=name)

    def _forward_event_shape(self, input_shape):
        return _resized(input_shape, 1)

    def _inverse_event_shape(self, output_shape):
        return _resized(output_shape, -1)

    def _forward_event_shape_tensor(self, input_shape):
        return _resized_tensor(input_shape, 1)

    def _inverse_event_shape_tensor(self, output_shape):
        return _resized_tensor(output_shape, -1)

    def _forward(self, x):
        return api.softmax(api.concat([x, zeros_like(x[..., :1])], -1))

    def _inverse(self, y):
        logs = api.log(y)
        return logs[..., :-1] - logs[..., -1:]

    def _inverse_log_det_jacobian(self, y):
        return -api.reduce_sum(api.log(y), -1)

    def _forward_log_det_jacobian(self, x):
        total = api.softplus(reduce_logsumexp(x, -1, keepdims=True))
        return api.reduce_sum(x - total, -1) - total[..., 0]


@public("contrib.distributions.bijectors.Ordered")
class Ordered(Bijector):
    """Increasing vectors to any: Y = [X_0, log(X_1 - X_0), log(X_2 - X_1), ...].

    Args:
      validate_args: whether arguments are checked.
      name: its name.

    Example:
      >>> tf.contrib.distributions.bijectors.Ordered().inverse([1.0, 0.0, 0.0]).numpy().tolist()
      [1.0, 2.0, 3.0]
    """

    def __init__(self, validate_args=False, name="ordered"):
        super().__init__(None, False, validate_args, forward_min_event_ndims=1, name=name)

    def _forward(self, x):
        x = self._checked(x)
        return api.concat([x[..., :1], api.log(x[..., 1:] - x[..., :-1])], -1)

    def _inverse(self, y):
        return api.cumsum(api.concat([y[..., :1], api.exp(y[..., 1:])], -1), -1)

    def _inverse_log_det_jacobian(self, y):
        return api.reduce_sum(y[..., 1:], -1)

    def _forward_log_det_jacobian(self, x):
        x = self._checked(x)
        return -api.reduce_sum(api.log(x[..., 1:] - x[..., :-1]), -1)

    def _checked(self, x):
        if not self.validate_args:
            return x
        message = "Forward transformation input must be strictly increasing."
        return after([assert_positive(x[..., 1:] - x[..., :-1], message=message)], x)
