"""The Bernoulli distribution."""

from zeal import dtypes
from zeal._native import api
from zeal.distributions.checking import check_whole
from zeal.distributions.distribution import parameters_of
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.logits import LogitsOrProbs, logits_and_probs
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.distributions.sample_shapes import surely_alike
from zeal.distributions.scalars import ScalarDistribution
from zeal.ops.array.fill import ones_like
from zeal.ops.named import named
from zeal.ops.nn.cross_entropy import sigmoid_cross_entropy_with_logits
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.state.scope import name_scope


@public("distributions.Bernoulli", "contrib.distributions.Bernoulli")
class Bernoulli(LogitsOrProbs, ScalarDistribution):
    """The Bernoulli distribution: 1 with a probability, else 0.

    Args:
      logits: floating tensor, the log odds of 1; or
      probs: floating tensor, its probabilities.
      dtype: the dtype of values.
      validate_args: whether probabilities and values are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.
      TypeError: they are not floating.

    Example:
      >>> tf.distributions.Bernoulli(probs=0.25).prob([0, 1]).numpy().tolist()
      [0.75, 0.25]
    """

    _names = ("logits",)

    def __init__(
        self, logits=None, probs=None, dtype=dtypes.int32, validate_args=False,
        allow_nan_stats=True, name="Bernoulli",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._logits, self._probs = logits_and_probs(logits, probs, validate_args, name)
        super().__init__(
            dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            [self._logits, self._probs], name,
        )  # fmt: skip

    def _sample_n(self, n, seed=None):
        drawn = random_uniform(self._shape_of(n), dtype=self.probs.dtype, seed=seed)
        return api.cast(drawn < self.probs, self.dtype)

    def _log_prob(self, event):
        if self.validate_args:
            event = check_whole(event, dtypes.bool)
        event = api.cast(event, self.logits.dtype)
        logits = self.logits
        if not surely_alike(event.shape, logits.shape):
            logits, event = logits * ones_like(event), event * ones_like(logits)
        return -sigmoid_cross_entropy_with_logits(labels=event, logits=logits)

    def _entropy(self):
        logits = self.logits
        return -logits * (api.sigmoid(logits) - 1) + api.softplus(-logits)

    def _mean(self):
        return api.identity(self.probs)

    def _variance(self):
        return self._mean() * (1.0 - self.probs)

    def _mode(self):
        return api.cast(self.probs > 0.5, self.dtype)


@RegisterKL(Bernoulli, Bernoulli)
@named("kl_bernoulli_bernoulli", "add")
def _kl_bernoulli_bernoulli(a, b, name=None):
    of_one = api.softplus(-b.logits) - api.softplus(-a.logits)
    of_zero = api.softplus(b.logits) - api.softplus(a.logits)
    return api.sigmoid(a.logits) * of_one + api.sigmoid(-a.logits) * of_zero
