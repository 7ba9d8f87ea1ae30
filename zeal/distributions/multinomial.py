"""The multinomial distribution."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.distributions.checking import check_counts
from zeal.distributions.combinations import check_total, log_combinations
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.logits import LogitsOrProbs, logits_and_probs
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.graph.functional import map_fn
from zeal.ops.array.fill import ones_like
from zeal.ops.array.one_hot import one_hot
from zeal.ops.linalg.diagonal import matrix_set_diag
from zeal.ops.random.sample import multinomial
from zeal.public import public
from zeal.state.scope import name_scope


@public("distributions.Multinomial", "contrib.distributions.Multinomial")
class Multinomial(LogitsOrProbs, Distribution):
    """Counts of classes in total_count draws.

    Args:
      total_count: floating tensor of whole numbers, of shape `[...]`.
      logits: floating tensor of shape `[..., k]`, unnormalised log-probabilities of classes; or
      probs: floating tensor of shape `[..., k]`, their probabilities.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.
      TypeError: they are not floating.

    Example:
      >>> tf.distributions.Multinomial(4.0, probs=[0.25, 0.75]).mean().numpy().tolist()
      [1.0, 3.0]
    """

    def __init__(
        self, total_count, logits=None, probs=None, validate_args=False, allow_nan_stats=True,
        name="Multinomial",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._total_count = _native.convert(total_count, None, "total_count")
            if validate_args:
                self._total_count = check_counts(self._total_count)
            self._logits, self._probs = logits_and_probs(
                logits, probs, validate_args, name, classes=True
            )
            self._mean_val = self._total_count[..., None] * self._probs
        super().__init__(
            self._probs.dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            [self._total_count, self._logits, self._probs], name,
        )  # fmt: skip

    total_count = property(lambda self: self._total_count, doc="How many draws are counted.")

    def _batch_shape(self):
        return self._mean_val.shape.with_rank_at_least(1)[:-1]

    def _batch_shape_tensor(self):
        return api.shape(self._mean_val)[:-1]

    def _event_shape(self):
        return self._mean_val.shape.with_rank_at_least(1)[-1:]

    def _event_shape_tensor(self):
        return api.shape(self._mean_val)[-1:]

    def _sample_n(self, n, seed=None):
        k = self.event_shape_tensor()[0]
        draws = api.cast(self.total_count, dtypes.int32)
        draws = ones_like(self.logits[..., 0], dtype=draws.dtype) * draws
        logits = ones_like(draws[..., None], dtype=self.logits.dtype) * self.logits

        def counted(row):
            logits, draws = row
            drawn = api.reshape(multinomial(logits[None], draws, seed), [n, -1])
            return api.reduce_sum(one_hot(drawn, k, dtype=self.dtype), -2)

        rows = [api.reshape(logits, [-1, k]), n * api.reshape(draws, [-1])]
        counts = api.transpose(map_fn(counted, rows, dtype=self.dtype), [1, 0, 2])
        return api.reshape(counts, api.concat([[n], self.batch_shape_tensor(), [k]], 0))

    def _log_prob(self, counts):
        counts = check_total(self, counts, "counts must sum to `self.total_count`")
        log_product = api.reduce_sum(counts * api.log_softmax(self.logits), -1)
        return log_product + log_combinations(self.total_count, counts)

    def _mean(self):
        return api.identity(self._mean_val)

    def _each(self):
        return self.probs * ones_like(self.total_count)[..., None]

    def _variance(self):
        return self._mean_val - self._mean_val * self._each()

    def _covariance(self):
        products = self._mean_val[..., None] * self._each()[..., None, :]
        return matrix_set_diag(-products, self._variance())
