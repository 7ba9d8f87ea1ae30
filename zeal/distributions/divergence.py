"""Kullback-Leibler divergences, by a table of pairs of classes."""

from zeal._native import api
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.public import public
from zeal.state.scope import name_scope

_rules: dict = {}


def _rule(a, b):
    """The registered function of the nearest pair of ancestors, or None."""
    pairs = [
        (i + j, rule)
        for i, parent_a in enumerate(a.__mro__)
        for j, parent_b in enumerate(b.__mro__)
        if (rule := _rules.get((parent_a, parent_b))) is not None
    ]
    return min(pairs, key=lambda pair: pair[0])[1] if pairs else None


@public("distributions.kl_divergence", "contrib.distributions.kl_divergence")
def kl_divergence(distribution_a, distribution_b, allow_nan_stats=True, name=None):
    """The Kullback-Leibler divergence E_a[log a(x) - log b(x)] of two distributions.

    Args:
      distribution_a, distribution_b: distributions whose pair of classes has a rule.
      allow_nan_stats: whether NaN may be the result; otherwise it is an error.
      name: its name in graphs.

    Returns:
      A tensor of the shape to which the batch shapes broadcast.

    Raises:
      NotImplementedError: there is no rule for the two classes.

    Example:
      >>> tfd = tf.distributions
      >>> tfd.kl_divergence(tfd.Normal(0.0, 1.0), tfd.Normal(1.0, 1.0)).numpy()
      0.5
    """
    rule = _rule(type(distribution_a), type(distribution_b))
    if rule is None:
        raise NotImplementedError(
            "No KL(distribution_a || distribution_b) registered for distribution_a type "
            f"{type(distribution_a).__name__} and distribution_b type "
            f"{type(distribution_b).__name__}"
        )
    with name_scope("KullbackLeibler"):
        value = rule(distribution_a, distribution_b, name=name)
        if allow_nan_stats:
            return value
        value = api.identity(value, name="kl")
        text = (
            f"KL calculation between {distribution_a.name} and {distribution_b.name} returned NaN "
            "values (and was called with allow_nan_stats=False). Values:"
        )
        check = Assert(api.logical_not(api.reduce_any(api.is_nan(value))), [text, value])
        return after([check], value, "checked_kl")


def cross_entropy(ref, other, allow_nan_stats=True, name=None):
    """-E_ref[log other(x)]: the entropy of the first distribution plus the divergence.

    Returns:
      A tensor of the shape to which the batch shapes broadcast.
    """
    with name_scope(name or "cross_entropy"):
        return ref.entropy() + kl_divergence(ref, other, allow_nan_stats)


@public("distributions.RegisterKL", "contrib.distributions.RegisterKL")
class RegisterKL:
    """Decorates a function that gives the divergence of two classes of distributions.

    Args:
      dist_cls_a, dist_cls_b: the classes.

    Raises:
      TypeError: what is decorated cannot be called.
      ValueError: the pair has a function already.

    Example:
      >>> class Mine(tf.distributions.Normal): pass
      >>> @tf.distributions.RegisterKL(Mine, Mine)
      ... def kl_mine_mine(a, b, name=None):
      ...     return tf.constant(0.25)
      >>> tf.distributions.kl_divergence(Mine(0.0, 1.0), Mine(0.0, 2.0)).numpy()
      0.25
    """

    def __init__(self, dist_cls_a, dist_cls_b):
        self._key = (dist_cls_a, dist_cls_b)

    def __call__(self, kl_fn):
        if not callable(kl_fn):
            raise TypeError(f"kl_fn must be callable, received: {kl_fn}")
        if self._key in _rules:
            a, b = self._key
            raise ValueError(
                f"KL({a.__name__} || {b.__name__}) has already been registered to: "
                f"{_rules[self._key]}"
            )
        _rules[self._key] = kl_fn
        return kl_fn
