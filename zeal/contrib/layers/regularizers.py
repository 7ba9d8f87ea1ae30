"""Regularizers: functions of a variable whose value is added to the loss."""

import numbers

from zeal import _native, logging
from zeal._native import api
from zeal.contrib.layers.collecting import published
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.state.scope import name_scope


def _norm(function, name):
    """The maker of regularizers `scale * function(weights)`."""

    def make(scale, scope):
        if isinstance(scale, numbers.Integral):
            raise ValueError(f"scale cannot be an integer: {scale}")
        if isinstance(scale, numbers.Real):
            if scale < 0.0:
                raise ValueError(f"Setting a scale less than 0 on a regularizer: {scale:g}")
            if scale == 0.0:
                logging.info("Scale of 0 disables regularizer.")
                return lambda _: None

        def regularizer(weights):
            with name_scope(scope, name, [weights]) as inside:
                return api.multiply(
                    _native.convert(scale, weights.dtype), function(weights), name=inside
                )

        return regularizer

    return make


_l1 = _norm(lambda weights: api.reduce_sum(abs(weights)), "l1_regularizer")
_l2 = _norm(api.l2_loss, "l2_regularizer")


@published("l1_regularizer")
def l1_regularizer(scale, scope=None):
    """A regularizer of the sum of absolute values.

    Args:
      scale: factor, a float or scalar tensor; 0.0 makes a regularizer that returns None.
      scope: name of its ops.

    Returns:
      A function of a variable or tensor that returns a scalar.

    Raises:
      ValueError: scale is negative or an integer.

    Example:
      >>> float(tf.contrib.layers.l1_regularizer(0.5)(tf.constant([1.0, -2.0])))
      1.5
    """
    return _l1(scale, scope)


@published("l2_regularizer")
def l2_regularizer(scale, scope=None):
    """A regularizer of half the sum of squares.

    Args:
      scale: factor, a float or scalar tensor; 0.0 makes a regularizer that returns None.
      scope: name of its ops.

    Returns:
      A function of a variable or tensor that returns a scalar.

    Raises:
      ValueError: scale is negative or an integer.

    Example:
      >>> float(tf.contrib.layers.l2_regularizer(0.5)(tf.constant([1.0, -2.0])))
      1.25
    """
    return _l2(scale, scope)


@published("l1_l2_regularizer")
def l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None):
    """The sum of an `l1_regularizer` and an `l2_regularizer`.

    Args:
      scale_l1: factor of the sum of absolute values, a float or scalar tensor.
      scale_l2: factor of half the sum of squares, a float or scalar tensor.
      scope: name of its ops.

    Returns:
      A function of a variable or tensor that returns a scalar.

    Raises:
      ValueError: a scale is negative or an integer.

    Example:
      >>> float(tf.contrib.layers.l1_l2_regularizer(1.0, 2.0)(tf.constant([1.0, -2.0])))
      8.0
    """
    for name, scale in [("scale_l1", scale_l1), ("scale_l2", scale_l2)]:
        if isinstance(scale, numbers.Integral):
            raise ValueError(f"{name} cannot be an integer: {scale}")
    scope = scope or "l1_l2_regularizer"
    if isinstance(scale_l1, float) and scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if isinstance(scale_l2, float) and scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope)


@published("sum_regularizer")
def sum_regularizer(regularizer_list, scope=None):
    """The sum of several regularizers.

    Args:
      regularizer_list: a list of functions; entries of None do not count.
      scope: name of its ops.

    Returns:
      A function of a variable or tensor that returns a scalar; None where the list has none.

    Example:
      >>> one = tf.contrib.layers.l2_regularizer(1.0)
      >>> float(tf.contrib.layers.sum_regularizer([one, None, one])(tf.constant([1.0])))
      1.0
    """
    regularizers = [r for r in regularizer_list if r is not None]
    if not regularizers:
        return None

    def regularizer(weights):
        with name_scope(scope, "sum_regularizer", [weights]) as inside:
            terms = [r(weights) for r in regularizers]
            terms = [t for t in terms if t is not None]
            return api.add_n(terms, name=inside) if terms else None

    return regularizer


@published("apply_regularization")
def apply_regularization(regularizer, weights_list=None):
    """The sum of a regularizer over variables; in graphs it joins the regularisation losses.

    Args:
      regularizer: a function of a variable that returns a scalar or None.
      weights_list: the variables; by default those in GraphKeys.WEIGHTS.

    Returns:
      A scalar.

    Raises:
      ValueError: there are no variables, or the regularizer returned no scalar.

    Example:
      >>> penalty = tf.contrib.layers.l2_regularizer(1.0)
      >>> float(tf.contrib.layers.apply_regularization(penalty, [tf.constant([2.0])]))
      2.0
    """
    weights_list = weights_list or collected(GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("No weights to regularize.")
    with name_scope(None, "get_regularization_penalty", weights_list) as inside:
        penalties = [regularizer(w) for w in weights_list]
        penalties = [_native.convert(0.0) if p is None else p for p in penalties]
        for p in penalties:
            if p.shape.ndims != 0:
                raise ValueError(
                    "regularizer must return a scalar Tensor instead of a Tensor with rank "
                    f"{p.shape.ndims}."
                )
        total = api.add_n(penalties, name=inside)
    if not executing_eagerly():
        get_default_graph().add_to_collection(GraphKeys.REGULARIZATION_LOSSES, total)
    return total
