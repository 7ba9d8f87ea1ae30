"""Names of tensorflow.python.ops.distributions.kullback_leibler."""

from zeal.distributions.divergence import _rule, cross_entropy
from zeal.distributions.divergence import _rules as _DIVERGENCES

__all__ = ["_DIVERGENCES", "_registered_kl", "cross_entropy"]

_registered_kl = _rule
