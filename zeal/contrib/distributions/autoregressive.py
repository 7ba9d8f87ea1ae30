"""Distributions whose numbers depend on those before."""

from random import randrange

from zeal.distributions.distribution import Distribution, parameters_of
from zeal.public import public
from zeal.state.scope import name_scope


@public("contrib.distributions.Autoregressive")
class Autoregressive(Distribution):
    """Numbers that are drawn in turn: their distributions are a function of those before.

    Args:
      distribution_fn: a function of a tensor that returns a distribution.
      sample0: what it gets first; without it the function is called without arguments.
      num_steps: how often samples are drawn of those before; by default the size of events.
      validate_args: accepted for compatibility.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: the size of events is unknown, or num_steps is less than 1.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> def walk(x):  # each number is near the one before
      ...     return tfd.MultivariateNormalDiag(tf.pad(x[..., :-1], [[0, 0], [1, 0]]), [1e-9] * 3)
      >>> tfd.Autoregressive(walk, tf.zeros([1, 3])).log_prob(tf.zeros([1, 3])).shape.as_list()
      [1]
    """

    def __init__(
        self, distribution_fn, sample0=None, num_steps=None, validate_args=False,
        allow_nan_stats=True, name="Autoregressive",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            first = distribution_fn() if sample0 is None else distribution_fn(sample0)
        if num_steps is None:
            num_steps = first.event_shape.num_elements()
            if num_steps is None:
                raise ValueError(
                    "distribution_fn must generate a distribution with fully known `event_shape`."
                )
        if num_steps < 1:
            raise ValueError(f"num_steps ({num_steps}) must be at least 1.")
        self._distribution_fn, self._sample0 = distribution_fn, sample0
        self._num_steps, self._distribution0 = num_steps, first
        super().__init__(
            first.dtype, first.reparameterization_type, validate_args, allow_nan_stats,
            parameters, first._graph_parents, name,
        )  # fmt: skip

    distribution_fn = property(lambda self: self._distribution_fn, doc="The function.")
    sample0 = property(lambda self: self._sample0, doc="What the function got first.")
    num_steps = property(lambda self: self._num_steps, doc="How often samples are drawn.")
    distribution0 = property(lambda self: self._distribution0, doc="The first distribution.")

    def _batch_shape(self):
        return self.distribution0.batch_shape

    def _batch_shape_tensor(self):
        return self.distribution0.batch_shape_tensor()

    def _event_shape(self):
        return self.distribution0.event_shape

    def _event_shape_tensor(self):
        return self.distribution0.event_shape_tensor()

    def _sample_n(self, n, seed=None):
        # One seed for all steps: numbers that are settled stay.
        seed = randrange(2**31) if seed is None else seed
        samples = self.distribution0.sample(n, seed=seed)
        for _ in range(self._num_steps):
            samples = self.distribution_fn(samples).sample(seed=seed)
        return samples

    def _log_prob(self, value):
        return self.distribution_fn(value).log_prob(value)

    def _prob(self, value):
        return self.distribution_fn(value).prob(value)
