"""Probabilities, given as such or as logits."""

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import (
    after,
    assert_less_equal,
    assert_near,
    assert_non_negative,
    check_event_size,
)
from zeal.state.scope import name_scope


def logits_and_probs(logits, probs, validate_args, name, classes=False, dtype=None):
    """Both forms of probabilities, of which a program gave one.

    Args:
      logits: tensor or None: log odds or, for classes, unnormalised log-probabilities.
      probs: tensor or None: probabilities.
      validate_args: whether probabilities are checked.
      name: the scope of their ops.
      classes: whether the last axis holds the probabilities of classes.
      dtype: their dtype, where it is given.

    Raises:
      ValueError: neither or both are given.
      TypeError: they are not floating.
    """
    with name_scope(name):
        if (probs is None) == (logits is None):
            raise ValueError("Must pass probs or logits, but not both.")
        if probs is None:
            logits = _floating(logits, "logits", dtype)
            if not classes:
                return logits, api.sigmoid(logits, name="probs")
            logits = check_event_size(logits) if validate_args else logits
            return logits, api.softmax(logits, name="probs")
        probs = _floating(probs, "probs", dtype)
        if validate_args:
            with name_scope("validate_probs"):
                probs = _checked(probs, classes)
        with name_scope("logits"):
            log = api.log(probs)
            return (log if classes else log - api.log1p(-1.0 * probs)), probs


def _floating(x, name, dtype):
    x = _native.convert(x, dtype, name)
    if not x.dtype.is_floating:
        raise TypeError(f"{name} must having floating type.")
    return x


def _checked(probs, classes):
    one = api.cast(1.0, probs.dtype)
    checks = [assert_non_negative(probs)]
    if classes:
        probs, text = check_event_size(probs), "probs does not sum to 1."
        checks.append(assert_near(api.reduce_sum(probs, -1), one, message=text))
    else:
        text = "probs has components greater than 1."
        checks.append(assert_less_equal(probs, one, message=text))
    return after(checks, probs)


class LogitsOrProbs:
    """Mixed into distributions that know their probabilities in both forms."""

    logits = property(lambda self: self._logits, doc="Log odds, or log-probabilities of classes.")
    probs = property(lambda self: self._probs, doc="Probabilities.")
