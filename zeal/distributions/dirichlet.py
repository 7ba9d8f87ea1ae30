"""The Dirichlet distribution, and counts whose probabilities are drawn from it."""

import math

from zeal import _native, dtypes
from zeal._native import api
from zeal.distributions.checking import (
    after,
    assert_less,
    assert_near,
    assert_positive,
    assert_rank_at_least,
    check_counts,
    check_event_size,
)
from zeal.distributions.combinations import check_total, log_combinations
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED, NOT_REPARAMETERIZED
from zeal.distributions.seeds import derived_seed
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.where import where_v2
from zeal.ops.linalg.diagonal import matrix_set_diag
from zeal.ops.math.special import lbeta
from zeal.ops.named import named
from zeal.ops.random.distributions import random_gamma
from zeal.ops.random.sample import multinomial
from zeal.public import public
from zeal.state.scope import name_scope


class OfConcentration(Distribution):
    """What both share: a vector of concentrations for each member of the batch."""

    concentration = property(lambda self: self._concentration, doc="The concentrations.")
    total_concentration = property(lambda self: self._total, doc="Their sums over the last axis.")

    def _set_concentration(self, concentration):
        self._concentration = concentration
        self._total = api.reduce_sum(concentration, -1)

    def _batch_shape(self):
        return self.total_concentration.shape

    def _batch_shape_tensor(self):
        return api.shape(self.total_concentration)

    def _event_shape(self):
        return self.concentration.shape.with_rank_at_least(1)[-1:]

    def _event_shape_tensor(self):
        return api.shape(self.concentration)[-1:]

    def _share(self):
        return self.concentration / self.total_concentration[..., None]

    def _covariance(self):
        x = self._variance_scale_term() * self._mean()
        return matrix_set_diag(-(x[..., None] * x[..., None, :]), self._variance())


@public("distributions.Dirichlet", "contrib.distributions.Dirichlet")
class Dirichlet(OfConcentration):
    """The Dirichlet distribution, density prod(x_i^(concentration_i - 1)) / Z over the simplex.

    Args:
      concentration: floating tensor of shape `[..., k]`, positive.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether modes that do not exist are NaN, or errors.
      name: its name.

    Example:
      >>> tf.distributions.Dirichlet([1.0, 3.0]).mean().numpy().tolist()
      [0.25, 0.75]
    """

    def __init__(
        self, concentration, validate_args=False, allow_nan_stats=True, name="Dirichlet"
    ):
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            concentration = _native.convert(concentration, None, "concentration")
            self._set_concentration(_valid(concentration) if validate_args else concentration)
        super().__init__(
            self._concentration.dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats,
            parameters, [self._concentration, self._total], name,
        )  # fmt: skip

    def _sample_n(self, n, seed=None):
        drawn = random_gamma([n], self.concentration, dtype=self.dtype, seed=seed)
        return drawn / api.reduce_sum(drawn, -1, keepdims=True)

    def _log_prob(self, x):
        powers = api.xlogy(self.concentration - 1.0, self._checked(x))
        return api.reduce_sum(powers, -1) - self._log_normalization()

    def _log_normalization(self):
        return lbeta(self.concentration)

    def _size(self):
        return api.cast(self.event_shape_tensor()[0], self.dtype)

    def _entropy(self):
        total, c = self.total_concentration, self.concentration
        return (
            self._log_normalization() + (total - self._size()) * api.digamma(total)
            - api.reduce_sum((c - 1.0) * api.digamma(c), -1)
        )  # fmt: skip

    def _mean(self):
        return self._share()

    def _variance(self):
        scale = self._variance_scale_term()
        x = scale * self._mean()
        return x * (scale - x)

    def _variance_scale_term(self):
        return api.rsqrt(1.0 + self.total_concentration[..., None])

    def _mode(self):
        mode = (self.concentration - 1.0) / (self.total_concentration[..., None] - self._size())
        if self.allow_nan_stats:
            defined = api.reduce_all(self.concentration > 1.0, -1, keepdims=True)
            return where_v2(defined, mode, api.cast(math.nan, self.dtype))
        message = "Mode undefined when any concentration <= 1"
        one = api.cast(1.0, self.dtype)
        return after([assert_less(one, self.concentration, message=message)], mode)

    def _checked(self, x):
        if not self.validate_args:
            return x
        one, message = api.cast(1.0, self.dtype), "sample last-dimension must sum to `1`"
        return after(
            [
                assert_positive(x, message="samples must be positive"),
                assert_near(one, api.reduce_sum(x, -1), message=message),
            ],
            x,
        )


_POSITIVE = "Concentration parameter must be positive."


def _valid(concentration):
    size = api.shape(concentration)[-1]
    must = "Concentration parameter must have "
    return after(
        [
            assert_positive(concentration, message=_POSITIVE),
            assert_rank_at_least(concentration, 1, message=must + ">=1 dimensions."),
            assert_less(1, size, message=must + "event_size >= 2."),
        ],
        concentration,
    )


@RegisterKL(Dirichlet, Dirichlet)
@named("kl_dirichlet_dirichlet", "add")
def _kl_dirichlet_dirichlet(a, b, name=None):
    total = api.digamma(api.reduce_sum(a.concentration, -1, keepdims=True))
    slope = api.digamma(a.concentration) - total
    change = api.reduce_sum((a.concentration - b.concentration) * slope, -1)
    return change - lbeta(a.concentration) + lbeta(b.concentration)


@public("distributions.DirichletMultinomial", "contrib.distributions.DirichletMultinomial")
class DirichletMultinomial(OfConcentration):
    """Counts of classes in total_count draws, whose probabilities a Dirichlet distribution draws.

    Args:
      total_count: floating tensor of whole numbers, of shape `[...]`.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      the others: as for `Dirichlet`.

    Example:
      >>> tf.distributions.DirichletMultinomial(4.0, [1.0, 3.0]).mean().numpy().tolist()
      [1.0, 3.0]
    """

    def __init__(
        self, total_count, concentration, validate_args=False, allow_nan_stats=True,
        name="DirichletMultinomial",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._total_count = _native.convert(total_count, None, "total_count")
            concentration = _native.convert(concentration, None, "concentration")
            if validate_args:
                self._total_count = check_counts(self._total_count)
                concentration = check_event_size(concentration)
                positive = assert_positive(concentration, message=_POSITIVE)
                concentration = after([positive], concentration)
            self._set_concentration(concentration)
        super().__init__(
            self._concentration.dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats,
            parameters, [self._total_count, self._concentration], name,
        )  # fmt: skip

    total_count = property(lambda self: self._total_count, doc="How many draws are counted.")

    def _sample_n(self, n, seed=None):
        draws = api.cast(self.total_count, dtypes.int32)
        size = self.event_shape_tensor()[0]
        gamma = random_gamma([n], self.concentration, dtype=self.dtype, seed=seed)
        logits = api.reshape(api.log(gamma), [-1, size])
        seed = derived_seed(seed, "dirichlet_multinomial")
        counts = api.reduce_sum(one_hot(multinomial(logits, draws, seed), size), -2)
        shape = api.concat([[n], self.batch_shape_tensor(), [size]], 0)
        return api.cast(api.reshape(counts, shape), self.dtype)

    def _log_prob(self, counts):
        counts = check_total(self, counts, "counts last-dimension must sum to `self.total_count`")
        ordered = lbeta(self.concentration + counts) - lbeta(self.concentration)
        return ordered + log_combinations(self.total_count, counts)

    def _draws(self):
        """total_count beside vectors: with an axis more, unless the program gave it one."""
        total, rank = self.total_count, self.concentration.shape.ndims
        return total if rank is not None and total.shape.ndims == rank else total[..., None]

    def _mean(self):
        return self._draws() * self._share()

    def _variance(self):
        scale = self._variance_scale_term()
        x = scale * self._mean()
        return x * (self._draws() * scale - x)

    def _variance_scale_term(self):
        total = self.total_concentration[..., None]
        return api.sqrt((1.0 + total / self._draws()) / (1.0 + total))
