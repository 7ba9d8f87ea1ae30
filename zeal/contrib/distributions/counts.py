"""Distributions of counts: Poisson, geometric, binomial and negative binomial."""

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import (
    after,
    assert_integer_form,
    assert_less,
    assert_less_equal,
    assert_non_negative,
    assert_positive,
    check_counts,
)
from zeal.distributions.distribution import parameters_of
from zeal.distributions.incomplete_beta import betainc
from zeal.distributions.logits import LogitsOrProbs, logits_and_probs
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.distributions.scalars import ScalarDistribution, parameter
from zeal.distributions.seeds import derived_seed
from zeal.ops.array.fill import ones_like, zeros, zeros_like
from zeal.ops.array.where import where_v2
from zeal.ops.random.distributions import random_gamma, random_poisson, random_uniform
from zeal.public import public
from zeal.state.scope import name_scope


class Counts(ScalarDistribution):
    """What all share: values are whole numbers, in a floating dtype."""

    def _checked(self, x):
        return check_counts(x) if self.validate_args else x

    def _start(self, tensor, arguments, parents, name):
        parameters = parameters_of(arguments)
        super().__init__(
            tensor.dtype, NOT_REPARAMETERIZED, arguments["validate_args"],
            arguments["allow_nan_stats"], parameters, parents, name,
        )  # fmt: skip


@public("contrib.distributions.Poisson")
class Poisson(Counts):
    """The Poisson distribution, P(k) = rate^k exp(-rate) / k!.

    Args:
      rate: floating tensor, the means, positive; or
      log_rate: floating tensor, their logarithms.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: neither or both are given.
      TypeError: it is not floating.

    Example:
      >>> tf.contrib.distributions.Poisson(2.0).prob(1.0).numpy().round(4)
      0.2707
    """

    _names = ("rate",)
    rate = parameter("rate", "The means.")
    log_rate = parameter("log_rate", "Their logarithms.")

    def __init__(
        self, rate=None, log_rate=None, validate_args=False, allow_nan_stats=True, name="Poisson"
    ):
        arguments = dict(locals())
        with name_scope(name) as name:
            if (rate is None) == (log_rate is None):
                raise ValueError("Must specify exactly one of `rate` and `log_rate`.")
            given = "rate" if log_rate is None else "log_rate"
            x = _native.convert(arguments[given], None, given)
            if not x.dtype.is_floating:
                raise TypeError(f"{given}.dtype ({x.dtype.name}) is a not a float-type.")
            if log_rate is None:
                self._rate = after([assert_positive(x)], x) if validate_args else x
                self._log_rate = api.log(self._rate, name="log_rate")
            else:
                self._rate, self._log_rate = api.exp(x, name="rate"), x
        self._start(self._rate, arguments, [self._rate], name)

    def _sample_n(self, n, seed=None):
        return random_poisson(self.rate, [n], self.dtype, seed)

    def _log_prob(self, x):
        x = self._checked(x)
        return x * self.log_rate - api.lgamma(1.0 + x) - self.rate

    def _cdf(self, x):
        return api.igammac(1.0 + self._checked(x), self.rate)

    def _mean(self):
        return api.identity(self.rate)

    def _variance(self):
        return api.identity(self.rate)

    def _mode(self):
        return api.floor(self.rate)


@public("contrib.distributions.Geometric")
class Geometric(LogitsOrProbs, Counts):
    """How many trials fail before the first success, P(k) = (1 - probs)^k probs.

    Args:
      logits: floating tensor, the log odds of success; or
      probs: floating tensor, its probabilities, in (0, 1].
      validate_args: whether parameters and values are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.

    Example:
      >>> tf.contrib.distributions.Geometric(probs=0.5).prob([0.0, 1.0]).numpy().tolist()
      [0.5, 0.25]
    """

    _names = ("probs",)

    def __init__(
        self, logits=None, probs=None, validate_args=False, allow_nan_stats=True, name="Geometric"
    ):
        arguments = dict(locals())
        with name_scope(name) as name:
            self._logits, p = logits_and_probs(logits, probs, validate_args, name)
            self._probs = after([assert_positive(p)], p) if validate_args else p
        self._start(self._probs, arguments, [self._probs, self._logits], name)

    def _sample_n(self, n, seed=None):
        import numpy as np

        tiny = np.finfo(self.dtype.as_numpy_dtype).tiny
        drawn = random_uniform(self._shape_of(n), tiny, 1.0, self.dtype, seed=seed)
        return api.floor(api.log(drawn) / api.log1p(-self.probs))

    def _whole(self, x):
        x = self._checked(x) if self.validate_args else api.floor(x)
        return x * ones_like(self.probs)

    def _cdf(self, x):
        x = self._whole(x)
        inside = -api.expm1((1.0 + x) * api.log1p(-self.probs))
        return where_v2(x < 0.0, zeros_like(x), inside)

    def _log_prob(self, x):
        x = self._whole(x)
        probs = self.probs * ones_like(x)
        failing = where_v2(api.equal(x, 0.0), zeros_like(probs), probs)  # 0 log 0 is 0
        return x * api.log1p(-failing) + api.log(probs)

    def _entropy(self):
        probs = self.probs
        if self.validate_args:
            message = "Entropy is undefined when logits = inf or probs = 1."
            probs = after([assert_less(probs, api.cast(1.0, probs.dtype), message=message)], probs)
        return api.softplus(self.logits) / probs - self.logits

    def _mean(self):
        return api.exp(-self.logits)

    def _variance(self):
        return self._mean() / self.probs

    def _mode(self):
        return zeros(self.batch_shape_tensor(), self.dtype)


@public("contrib.distributions.NegativeBinomial")
class NegativeBinomial(LogitsOrProbs, Counts):
    """How many trials succeed, with probability probs, before total_count of them fail.

    Args:
      total_count: floating tensor, positive.
      logits: floating tensor, the log odds of success; or
      probs: floating tensor, its probabilities, in [0, 1).
      validate_args: whether parameters and values are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.

    Example:
      >>> tf.contrib.distributions.NegativeBinomial(3.0, probs=0.5).mean().numpy()
      3.0
    """

    _names = ("total_count", "probs")
    total_count = parameter("total_count", "How many trials fail.")

    def __init__(
        self, total_count, logits=None, probs=None, validate_args=False, allow_nan_stats=True,
        name="NegativeBinomial",
    ):  # fmt: skip
        arguments = dict(locals())
        with name_scope(name) as name:
            self._logits, self._probs = logits_and_probs(logits, probs, validate_args, name)
            total = _native.convert(total_count, None, "total_count")
            total = after([assert_positive(total)], total) if validate_args else total
            self._total_count = total
        self._start(self._probs, arguments, [total, self._probs, self._logits], name)

    def _sample_n(self, n, seed=None):
        beta = api.exp(-self.logits)
        rate = random_gamma([n], self.total_count, beta, self.dtype, seed)
        return random_poisson(rate, [], self.dtype, derived_seed(seed, "negative_binom"))

    def _cdf(self, x):
        return betainc(self.total_count, 1.0 + self._checked(x), api.sigmoid(-self.logits))

    def _log_prob(self, x):
        x, total = self._checked(x), self.total_count
        powers = -total * api.softplus(self.logits) - x * api.softplus(-self.logits)
        return powers + api.lgamma(total + x) - api.lgamma(1.0 + x) - api.lgamma(total)

    def _mean(self):
        return self.total_count * api.exp(self.logits)

    def _variance(self):
        return self._mean() / api.sigmoid(-self.logits)

    def _mode(self):
        less = api.maximum(self.total_count - 1.0, api.cast(0.0, self.dtype))
        return api.floor(less * api.exp(self.logits))


@public("contrib.distributions.Binomial")
class Binomial(LogitsOrProbs, Counts):
    """How many of total_count trials succeed with probability probs.

    Args:
      total_count: floating tensor of whole numbers.
      logits: floating tensor, the log odds of success; or
      probs: floating tensor, its probabilities.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.

    Example:
      >>> tf.contrib.distributions.Binomial(2.0, probs=0.5).prob([0.0, 1.0]).numpy().tolist()
      [0.25, 0.5]
    """

    _names = ("total_count", "probs")
    total_count = parameter("total_count", "The number of trials.")

    def __init__(
        self, total_count, logits=None, probs=None, validate_args=False, allow_nan_stats=True,
        name="Binomial",
    ):  # fmt: skip
        arguments = dict(locals())
        with name_scope(name) as name:
            total = _native.convert(total_count, None, "total_count")
            if validate_args:
                words = "total_count cannot contain fractional components."
                least = "total_count must be non-negative."
                checks = [assert_non_negative(total, message=least)]
                total = after([*checks, assert_integer_form(total, words)], total)
            self._total_count = total
            self._logits, self._probs = logits_and_probs(logits, probs, validate_args, name)
        self._start(self._probs, arguments, [total, self._logits, self._probs], name)

    def _checked(self, x):
        if not self.validate_args:
            return x
        x, message = check_counts(x), "counts are not less than or equal to n."
        return after([assert_less_equal(x, self.total_count, message=message)], x)

    def _log_prob(self, x):
        x = self._checked(x)
        left = self.total_count - x
        powers = api.xlogy(x, self.probs) + left * api.log1p(-self.probs)
        orders = api.lgamma(1.0 + self.total_count) - api.lgamma(1.0 + left)
        return powers + orders - api.lgamma(1.0 + x)

    def _cdf(self, x):
        x = self._checked(x)
        whole = x >= self.total_count  # where the function's first argument would be 0
        left = self.total_count - x
        left = where_v2(whole, api.cast(1.0, left.dtype), left)
        return where_v2(whole, api.cast(1.0, left.dtype), betainc(left, x + 1, 1 - self.probs))

    def _mean(self):
        return self.total_count * self.probs

    def _variance(self):
        return self._mean() * (1.0 - self.probs)

    def _mode(self):
        return api.floor((1.0 + self.total_count) * self.probs)
