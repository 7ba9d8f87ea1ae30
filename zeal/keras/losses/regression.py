"""Keras losses of numbers: one value per example, the mean over the last axis."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.graph.smart_cond import smart_cond
from zeal.keras.documented import documented
from zeal.ops.nn.norm import l2_normalize
from zeal.public import public

EPSILON = 1e-7  # what Keras keeps logarithms and quotients from 0 with

_TWO = "[[0.0, 1.0], [2.0, 3.0]], [[1.0, 1.0], [4.0, 3.0]]"
_EACH = "A tensor of the shape of y_pred without the last axis."


def _names(*names):
    """Names of a function that is a loss and a metric."""
    return public(*(f"keras.{space}.{n}" for n in names for space in ("losses", "metrics")))


def _pair(y_true, y_pred):
    y_pred = _native.convert(y_pred)
    return api.cast(y_true, y_pred.dtype), y_pred


def at_least(x, least):
    """x, or `least` where x is smaller."""
    return api.maximum(x, least)


@_names("mean_squared_error", "mse", "MSE")
@documented(f"tf.keras.losses.mean_squared_error({_TWO}).numpy()",
            "array([0.5, 2. ], dtype=float32)", _EACH)  # fmt: skip
def mean_squared_error(y_true, y_pred) -> Tensor:
    """The mean of squared differences."""
    y_true, y_pred = _pair(y_true, y_pred)
    return api.reduce_mean(api.squared_difference(y_pred, y_true), -1)


@_names("mean_absolute_error", "mae", "MAE")
@documented(f"tf.keras.losses.mean_absolute_error({_TWO}).numpy()",
            "array([0.5, 1. ], dtype=float32)", _EACH)  # fmt: skip
def mean_absolute_error(y_true, y_pred) -> Tensor:
    """The mean of absolute differences."""
    y_true, y_pred = _pair(y_true, y_pred)
    return api.reduce_mean(abs(y_pred - y_true), -1)


@_names("mean_absolute_percentage_error", "mape", "MAPE")
@documented("tf.keras.losses.mean_absolute_percentage_error([[2.0, 4.0]], [[1.0, 3.0]]).numpy()",
            "array([37.5], dtype=float32)", _EACH)  # fmt: skip
def mean_absolute_percentage_error(y_true, y_pred) -> Tensor:
    """The mean of absolute differences in percent of y_true."""
    y_true, y_pred = _pair(y_true, y_pred)
    errors = abs((y_true - y_pred) / at_least(abs(y_true), EPSILON))
    return 100.0 * api.reduce_mean(errors, -1)


@_names("mean_squared_logarithmic_error", "msle", "MSLE")
@documented("tf.keras.losses.mean_squared_logarithmic_error([[2.0]], [[2.0]]).numpy()",
            "array([0.], dtype=float32)", _EACH)  # fmt: skip
def mean_squared_logarithmic_error(y_true, y_pred) -> Tensor:
    """The mean of squared differences of `log(y + 1)`; what is below 0 counts as 0."""
    y_true, y_pred = _pair(y_true, y_pred)
    logs = [api.log(at_least(y, EPSILON) + 1.0) for y in (y_pred, y_true)]
    return api.reduce_mean(api.squared_difference(*logs), -1)


@_names("poisson")
@documented("tf.keras.losses.poisson([[1.0, 2.0]], [[1.0, 1.0]]).numpy()",
            "array([0.9999998], dtype=float32)", _EACH)  # fmt: skip
def poisson(y_true, y_pred) -> Tensor:
    """The mean of `y_pred - y_true * log(y_pred)`: counts and their rates."""
    y_true, y_pred = _pair(y_true, y_pred)
    return api.reduce_mean(y_pred - y_true * api.log(y_pred + EPSILON), -1)


@public("keras.losses.logcosh")
@documented("tf.keras.losses.logcosh([[1.0, 2.0]], [[1.0, 2.0]]).numpy()",
            "array([0.], dtype=float32)", _EACH)  # fmt: skip
def logcosh(y_true, y_pred) -> Tensor:
    """The mean of `log(cosh(y_pred - y_true))`: squares where it is small, absolute values else."""
    y_true, y_pred = _pair(y_true, y_pred)
    x = y_pred - y_true
    return api.reduce_mean(x + api.softplus(-2.0 * x) - 0.6931471805599453, -1)


@_names("kullback_leibler_divergence", "kld", "KLD")
@documented("tf.keras.losses.kld([[0.5, 0.5]], [[0.5, 0.5]]).numpy()",
            "array([0.], dtype=float32)", _EACH)  # fmt: skip
def kullback_leibler_divergence(y_true, y_pred) -> Tensor:
    """The sum of `y_true * log(y_true / y_pred)`, of probabilities."""
    y_true, y_pred = (api.clip_by_value(y, EPSILON, 1.0) for y in _pair(y_true, y_pred))
    return api.reduce_sum(y_true * api.log(y_true / y_pred), -1)


@public(
    "keras.losses.cosine_similarity", "keras.losses.cosine_proximity", "keras.losses.cosine",
    "keras.metrics.cosine_proximity", "keras.metrics.cosine",
)  # fmt: skip
@documented("tf.keras.losses.cosine_similarity([[0.0, 1.0]], [[0.0, 2.0]]).numpy()",
            "array([1.], dtype=float32)", "A tensor of the shape of y_pred without that axis.")
def cosine_proximity(y_true, y_pred, axis=-1) -> Tensor:
    """The cosine of the angle between vectors, without the sign that Keras had before."""
    return api.reduce_sum(l2_normalize(y_true, axis) * l2_normalize(y_pred, axis), axis)


@documented("tf.keras.losses.Huber()([[0.0, 1.0]], [[3.0, 1.0]]).numpy()", "1.25",
            "A tensor of the shape of y_pred.")  # fmt: skip
def huber_loss(y_true, y_pred, delta=1.0) -> Tensor:
    """Half the squared difference, and linear where that is large; one value per element."""
    error = abs(api.cast(y_pred, "float32") - api.cast(y_true, "float32"))
    quadratic = api.minimum(error, delta)
    return 0.5 * (quadratic * quadratic) + delta * (error - quadratic)


def _signs(y_true):
    """Labels as -1 and 1, also where all of them are 0 and 1."""
    binary = api.reduce_all(api.logical_or(api.equal(y_true, 0), api.equal(y_true, 1)))
    return smart_cond(binary, lambda: 2.0 * y_true - 1.0, lambda: y_true)


@_names("hinge")
@documented("tf.keras.losses.hinge([[-1.0, 1.0]], [[0.5, 0.5]]).numpy()",
            "array([1.], dtype=float32)", _EACH)  # fmt: skip
def hinge(y_true, y_pred) -> Tensor:
    """The mean of `max(1 - y_true * y_pred, 0)`, of labels -1 and 1, or 0 and 1."""
    y_true, y_pred = _pair(y_true, y_pred)
    return api.reduce_mean(api.maximum(1.0 - _signs(y_true) * y_pred, 0.0), -1)


@_names("squared_hinge")
@documented("tf.keras.losses.squared_hinge([[-1.0, 1.0]], [[0.5, 0.5]]).numpy()",
            "array([1.25], dtype=float32)", _EACH)  # fmt: skip
def squared_hinge(y_true, y_pred) -> Tensor:
    """The mean of `max(1 - y_true * y_pred, 0) ** 2`, of labels -1 and 1, or 0 and 1."""
    y_true, y_pred = _pair(y_true, y_pred)
    return api.reduce_mean(api.square(api.maximum(1.0 - _signs(y_true) * y_pred, 0.0)), -1)


@public("keras.losses.categorical_hinge")
@documented("tf.keras.losses.categorical_hinge([[0.0, 1.0]], [[0.5, 0.25]]).numpy()",
            "array([1.25], dtype=float32)", _EACH)  # fmt: skip
def categorical_hinge(y_true, y_pred) -> Tensor:
    """How much the best wrong class comes within 1 of the right one; labels are one-hot."""
    y_true, y_pred = _pair(y_true, y_pred)
    right = api.reduce_sum(y_true * y_pred, -1)
    wrong = api.reduce_max((1.0 - y_true) * y_pred, -1)
    return api.maximum(wrong - right + 1.0, 0.0)
