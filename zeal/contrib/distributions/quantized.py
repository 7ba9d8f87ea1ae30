"""Numbers of another distribution, rounded up to whole ones."""

import math

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import after, assert_integer_form, assert_less
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.effects.check_kind import assert_same_float_dtype
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.where import where_v2
from zeal.public import public
from zeal.state.scope import name_scope


@public("contrib.distributions.QuantizedDistribution")
class QuantizedDistribution(Distribution):
    """The numbers of a distribution rounded up to whole ones, and cut at a least and largest one.

    `P(Y = j) = P(j - 1 < X <= j)`; what lies beyond low and high falls on these.

    Args:
      distribution: the distribution of X, which has a cdf.
      low: the least whole number, or None.
      high: the largest whole number, or None.
      validate_args: whether parameters and values are checked to be whole.
      name: its name.

    Raises:
      TypeError: dtypes differ.

    Example:
      >>> uniform = tf.distributions.Uniform(0.0, 4.0)
      >>> d = tf.contrib.distributions.QuantizedDistribution(uniform, high=2.0)
      >>> d.prob([1.0, 2.0]).numpy().tolist()
      [0.25, 0.75]
    """

    def __init__(
        self, distribution, low=None, high=None, validate_args=False,
        name="QuantizedDistribution",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._dist, self._checks = distribution, validate_args
            low, high = (None if v is None else _native.convert(v) for v in (low, high))
            bounds = [v for v in (low, high) if v is not None]
            assert_same_float_dtype(bounds, distribution.dtype)
            if validate_args and low is not None and high is not None:
                words = "low must be strictly less than high."
                low = after([assert_less(low, high, message=words)], low)
            self._low, self._high = (None if v is None else self._whole(v) for v in (low, high))
        parents = [v for v in (self._low, self._high) if v is not None]
        super().__init__(
            distribution.dtype, NOT_REPARAMETERIZED, validate_args, distribution.allow_nan_stats,
            parameters, [*distribution._graph_parents, *parents], name,
        )  # fmt: skip

    distribution = property(lambda self: self._dist, doc="The distribution of what is rounded.")
    low = property(lambda self: self._low, doc="The least number, or None.")
    high = property(lambda self: self._high, doc="The largest number, or None.")

    def _whole(self, x):
        if not self._checks:
            return x
        return after([assert_integer_form(x, message="value has non-integer components.")], x)

    # --- shapes ---
    def _batch_shape(self):
        return self.distribution.batch_shape

    def _batch_shape_tensor(self):
        return self.distribution.batch_shape_tensor()

    def _event_shape(self):
        return self.distribution.event_shape

    def _event_shape_tensor(self):
        return self.distribution.event_shape_tensor()

    # --- samples ---
    def _sample_n(self, n, seed=None):
        x = api.ceil(self.distribution.sample(n, seed=seed))
        x = x if self._low is None else api.maximum(x, self._low)
        return x if self._high is None else api.minimum(x, self._high)

    # --- probabilities ---
    def _prob(self, y):
        y = self._whole(y)
        cdf, before = self.cdf(y), self.cdf(y - 1.0)
        try:
            beyond, beyond_before = self.survival_function(y), self.survival_function(y - 1.0)
        except NotImplementedError:
            return cdf - before
        # The tail that is the smaller one is the more exact one.
        return where_v2(beyond < cdf, beyond_before - beyond, cdf - before)

    def _log_prob(self, y):
        y = self._whole(y)
        cdf, before = self.log_cdf(y), self.log_cdf(y - 1.0)
        try:
            beyond = self.log_survival_function(y)
            beyond_before = self.log_survival_function(y - 1.0)
        except NotImplementedError:
            return _log_difference(cdf, before)
        right = beyond < cdf
        return _log_difference(where_v2(right, beyond_before, cdf), where_v2(right, beyond, before))

    def _bounded(self, j, found, below, above):
        """A function of whole numbers, with other values below low and from high on."""
        j = j + zeros_like(found)
        if self._low is not None:
            found = where_v2(j < self._low, api.cast(below, found.dtype), found)
        if self._high is not None:
            found = where_v2(j >= self._high, api.cast(above, found.dtype), found)
        return found

    def _cdf(self, y):
        j = api.floor(y)
        return self._bounded(j, self.distribution.cdf(j), 0.0, 1.0)

    def _log_cdf(self, y):
        j = api.floor(y)
        return self._bounded(j, self.distribution.log_cdf(j), -math.inf, 0.0)

    def _survival_function(self, y):
        j = api.ceil(y)
        return self._bounded(j, self.distribution.survival_function(j), 1.0, 0.0)

    def _log_survival_function(self, y):
        j = api.ceil(y)
        return self._bounded(j, self.distribution.log_survival_function(j), 0.0, -math.inf)


def _log_difference(large, small):
    """`log(exp(large) - exp(small))`."""
    return large + api.log1p(-api.exp(small - large))
