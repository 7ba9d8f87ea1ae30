"""Student's t distribution."""

import math

from zeal._native import api
from zeal.distributions.checking import after, assert_less
from zeal.distributions.incomplete_beta import betainc
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.distributions.scalars import (
    ScalarDistribution,
    WithSoftplus,
    parameter,
    softplus,
    whole_degrees,
)
from zeal.distributions.seeds import derived_seed
from zeal.ops.array.where import where_v2
from zeal.ops.random.distributions import random_gamma, random_normal
from zeal.public import public


@public("distributions.StudentT", "contrib.distributions.StudentT")
class StudentT(ScalarDistribution):
    """Student's t distribution: normal numbers over the root of chi-squared ones.

    Density (1 + y^2 / df)^(-(df + 1) / 2) / Z with y = (x - loc) / scale.

    Args:
      df: floating tensor, the degrees of freedom, positive.
      loc: floating tensor, the centres.
      scale: floating tensor, the factors; not the standard deviations.
      validate_args: whether parameters are checked.
      allow_nan_stats: whether means and variances that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: the parameters have different dtypes.

    Example:
      >>> tf.distributions.StudentT(3.0, 1.0, 2.0).variance().numpy()
      12.0
    """

    _names, _positive = ("df", "loc", "scale"), ("df",)
    df = parameter("df", "The degrees of freedom.")
    loc = parameter("loc", "The centres.")
    scale = parameter("scale", "The factors.")

    def __init__(
        self, df, loc, scale, validate_args=False, allow_nan_stats=True, name="StudentT"
    ):
        self._begin(locals(), FULLY_REPARAMETERIZED)

    def _sample_n(self, n, seed=None):
        normal = random_normal(self._shape_of(n), dtype=self.dtype, seed=seed)
        df = self._batched(self.df)
        seed = derived_seed(seed, "student_t")
        gamma = random_gamma([n], 0.5 * df, beta=0.5, dtype=self.dtype, seed=seed)
        return normal * api.rsqrt(gamma / df) * self.scale + self.loc

    def _log_prob(self, x):
        y = (x - self.loc) / self.scale
        return (
            -0.5 * (self.df + 1.0) * api.log1p(api.square(y) / self.df)
            - self._log_normalization()
        )

    def _log_normalization(self):
        half = 0.5 * self.df
        return (
            api.log(abs(self.scale)) + 0.5 * api.log(self.df) + 0.5 * math.log(math.pi)
            + api.lgamma(half) - api.lgamma(half + 0.5)
        )  # fmt: skip

    def _cdf(self, x):
        y = (x - self.loc) / abs(self.scale)
        tail = 0.5 * betainc(0.5 * self.df, 0.5, self.df / (api.square(y) + self.df))
        return where_v2(y < 0.0, tail, 1.0 - tail)

    def _entropy(self):
        df = self._batched(self.df)
        half, more = 0.5 * df, 0.5 * (df + 1.0)
        log_beta = api.lgamma(half) + math.log(math.pi) / 2 - api.lgamma(more)
        slope = more * (api.digamma(more) - api.digamma(half))
        return api.log(abs(self.scale)) + 0.5 * api.log(df) + log_beta + slope

    def _mean(self):
        return self._where_defined(self._batched(self.loc), "mean")

    def _variance(self):
        df = self._batched(self.df)
        finite = df > 2.0
        value = api.square(self.scale) * df / where_v2(finite, df - 2.0, api.cast(1.0, df.dtype))
        value = where_v2(finite, value, api.cast(math.inf, df.dtype))
        return self._where_defined(value, "variance")

    def _where_defined(self, value, what):
        if self.allow_nan_stats:
            return where_v2(self.df > 1.0, value, api.cast(math.nan, self.dtype))
        message = f"{what} not defined for components of df <= 1"
        return after([assert_less(api.cast(1.0, self.dtype), self.df, message=message)], value)

    def _mode(self):
        return api.identity(self.loc)


@public("contrib.distributions.StudentTWithAbsDfSoftplusScale")
class StudentTWithAbsDfSoftplusScale(WithSoftplus, StudentT):
    """`StudentT(tf.floor(tf.abs(df)), loc, tf.nn.softplus(scale))`.

    Args:
      all: as for `StudentT`; df and scale may be any number.

    Example:
      >>> d = tf.contrib.distributions.StudentTWithAbsDfSoftplusScale(-3.5, 0.0, 0.0)
      >>> d.df.numpy()
      3.0
    """

    def __init__(
        self, df, loc, scale, validate_args=False, allow_nan_stats=True,
        name="StudentTWithAbsDfSoftplusScale",
    ):  # fmt: skip
        self._transformed(StudentT, locals(), df=whole_degrees, scale=softplus)
