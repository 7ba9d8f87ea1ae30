"""Means and variances of a stream of values, of which older ones count less."""

from zeal import _native
from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.graph.keys import GraphKeys
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.public import public
from zeal.state.initializers import Zeros
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable import get_variable


def _check_floating(x, name):
    if not x.dtype.base_dtype.is_floating:
        kind = x.dtype.base_dtype.name
        raise TypeError(f"{name}.base_dtype({kind}) does not have float type `dtype`.")


@public("contrib.distributions.assign_moving_mean_variance")
def assign_moving_mean_variance(mean_var, variance_var, value, decay, name=None):
    """Updates a moving mean and variance by a value.

    With d = value - mean: the mean grows by (1 - decay) d, the variance becomes
    decay (variance + (1 - decay) d^2). T. Finch, "Incremental calculation of weighted mean and
    variance" (2009).

    Args:
      mean_var, variance_var: floating variables of one dtype and shape.
      value: tensor of that shape.
      decay: how much of the past stays.
      name: its name in graphs.

    Returns:
      The updated mean and variance.

    Raises:
      TypeError: a variable is not floating, or they have different dtypes.

    Example:
      >>> mean, variance = tf.Variable(0.0), tf.Variable(0.0)
      >>> tfd = tf.contrib.distributions
      >>> [float(x) for x in tfd.assign_moving_mean_variance(mean, variance, 2.0, 0.5)]
      [1.0, 1.0]
    """
    with name_scope(name or "assign_moving_mean_variance"):
        _check_floating(mean_var, "mean_var")
        kinds = [v.dtype.base_dtype for v in (mean_var, variance_var)]
        if kinds[0] != kinds[1]:
            raise TypeError(
                f"mean_var.base_dtype({kinds[0].name}) != variance_var.base_dtype({kinds[1].name})"
            )
        value = _native.convert(value, kinds[0], "value")
        decay = _native.convert(decay, kinds[0], "decay")
        delta = value - mean_var
        lost = (1.0 - decay) * (variance_var - decay * api.square(delta))
        with control_dependencies([delta, lost]):
            return (
                mean_var.assign_add((1.0 - decay) * delta),
                variance_var.assign_sub(lost),
            )


@public("contrib.distributions.assign_log_moving_mean_exp")
def assign_log_moving_mean_exp(log_mean_exp_var, log_value, decay, name=None):
    """Updates the logarithm of a moving mean by a value's logarithm.

    Args:
      log_mean_exp_var: floating variable.
      log_value: tensor of its shape.
      decay: how much of the past stays.
      name: its name in graphs.

    Returns:
      The updated variable.

    Raises:
      TypeError: the variable is not floating.

    Example:
      >>> mean = tf.Variable(0.0)  # of 1
      >>> change = tf.contrib.distributions.assign_log_moving_mean_exp(mean, tf.log(3.0), 0.5)
      >>> tf.exp(mean).numpy().round(3)
      2.0
    """
    with name_scope(name or "assign_log_moving_mean_exp"):
        _check_floating(log_mean_exp_var, "log_mean_exp_var")
        kind = log_mean_exp_var.dtype.base_dtype
        log_value = _native.convert(log_value, kind, "log_value")
        decay = _native.convert(decay, kind, "decay")
        delta = log_value - log_mean_exp_var
        parts = [api.log(decay) + zeros_like(delta), delta + api.log1p(-decay)]
        return log_mean_exp_var.assign_add(reduce_logsumexp(stack(parts), 0))


@public("contrib.distributions.moving_mean_variance")
def moving_mean_variance(value, decay, collections=None, name=None):
    """The same, on variables of its own that begin at 0: see `assign_moving_mean_variance`.

    Args:
      value: floating tensor.
      decay: how much of the past stays.
      collections: collections of graphs that the variables join; the global ones by default.
      name: the variables' scope.

    Returns:
      The updated mean and variance.

    Raises:
      TypeError: value is not floating.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     updated = tf.contrib.distributions.moving_mean_variance([2.0], 0.5)
      ...     session.run(tf.global_variables_initializer())
      ...     session.run(updated)
      (array([1.], dtype=float32), array([1.], dtype=float32))
    """
    with variable_scope(name, "moving_mean_variance"):
        value = _native.convert(value, None, "value")
        _check_floating(value, "value")

        def variable(name):
            return get_variable(
                name, value.shape, value.dtype, Zeros(), trainable=False,
                collections=collections or [GraphKeys.GLOBAL_VARIABLES],
            )  # fmt: skip

        variance, mean = variable("moving_variance"), variable("moving_mean")
        return assign_moving_mean_variance(mean, variance, value, decay)
