"""Counts of draws: how many orders they have, and whether they sum to what was drawn."""

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import after, assert_equal, check_counts
from zeal.ops.named import named


@named("log_combinations")
def log_combinations(n, counts, name="log_combinations"):
    """The logarithm of the multinomial coefficient n! / prod(counts_i!).

    Args:
      n: floating tensor.
      counts: floating tensor of shape `[..., k]`.
      name: its name in graphs.

    Example:
      >>> from zeal.distributions.combinations import log_combinations
      >>> tf.exp(log_combinations(4.0, [2.0, 2.0])).numpy().round(3)
      6.0
    """
    n, counts = _native.convert(n, None, "n"), _native.convert(counts, None, "counts")
    return api.lgamma(n + 1) - api.reduce_sum(api.lgamma(counts + 1), [-1])


def check_total(distribution, counts, message):
    """counts behind checks, with `validate_args`: whole, and as many as the distribution draws.

    Args:
      distribution: one with a `total_count`.
      counts: tensor of shape `[..., k]`.
      message: what the error says.
    """
    if not distribution.validate_args:
        return counts
    counts = check_counts(counts)
    total = api.reduce_sum(counts, -1)
    return after([assert_equal(distribution.total_count, total, message=message)], counts)
