"""tensorflow.contrib.distributions.python.ops.test_util: samples beside what densities say."""

import math

import numpy as np

from zeal._native import api
from zeal.dtypes import float32
from zeal.eager.control import global_variables_initializer

__all__ = ["DiscreteScalarDistributionTestHelpers", "VectorDistributionTestHelpers"]


class DiscreteScalarDistributionTestHelpers:
    """Checks for test cases of distributions of integers."""

    def run_test_sample_consistent_log_prob(
        self, sess_run_fn, dist, num_samples=100000, num_threshold=1000, seed=42,
        batch_size=None, rtol=1e-2, atol=0.0,
    ):  # fmt: skip
        """How often integers are drawn is what `log_prob` says, where more than num_threshold are.

        Args:
          sess_run_fn: a function that evaluates a list of tensors.
          dist: the distribution.
          num_samples, seed: of `dist.sample`.
          num_threshold: the count from which on an integer is looked at.
          batch_size: how many distributions there are, by default as the samples say.
          rtol, atol: tolerances.
        """
        if num_threshold < 1:
            raise ValueError(f"num_threshold({num_threshold}) must be at least 1.")
        (samples,) = sess_run_fn([dist.sample(num_samples, seed=seed)])
        columns = samples.reshape(num_samples, batch_size or -1).T
        for b, column in enumerate(columns):
            values, counts = np.unique(column, return_counts=True)
            often = counts > num_threshold
            x = values.reshape([-1] + [1] * (samples.ndim - 1))
            (probs,) = sess_run_fn([api.exp(dist.log_prob(x))])
            found = probs.reshape(len(values), -1)[:, b][often]
            self.assertAllClose(found, counts[often] / num_samples, rtol=rtol, atol=atol)

    def run_test_sample_consistent_mean_variance(
        self, sess_run_fn, dist, num_samples=100000, seed=24, rtol=1e-2, atol=0.0
    ):
        """Samples have the mean and the variance of the distribution; arguments as above."""
        x = api.cast(dist.sample(num_samples, seed=seed), float32)
        x, *known = sess_run_fn([x, dist.mean(), dist.variance(), dist.stddev()])
        for ours, found in zip(known, (x.mean(0), x.var(0), x.std(0)), strict=True):
            self.assertAllClose(ours, found, rtol=rtol, atol=atol)


class VectorDistributionTestHelpers:
    """Checks for test cases of distributions of vectors."""

    def run_test_sample_consistent_log_prob(
        self, sess_run_fn, dist, num_samples=100000, radius=1.0, center=0.0, seed=42,
        rtol=1e-2, atol=0.0,
    ):  # fmt: skip
        """The volume of a ball is the mean over its samples of 1 / density.

        Args:
          sess_run_fn: a function that evaluates a list of tensors.
          dist: the distribution.
          num_samples, seed: of `dist.sample`.
          radius, center: of the ball.
          rtol, atol: tolerances.
        """
        x = api.identity(dist.sample(num_samples, seed=seed))  # bijectors do not know it any more
        tensors = [x, dist.log_prob(x), dist.batch_shape_tensor(), dist.event_shape_tensor()]
        sess_run_fn(global_variables_initializer())
        x, log_prob, batch, (dims,) = sess_run_fn(tensors)
        inside = np.linalg.norm(x - center, axis=-1) <= radius
        volume = math.pi ** (dims / 2) * radius**dims / math.gamma(1 + dims / 2)
        mean = np.mean(np.exp(-log_prob) * inside, axis=0)
        self.assertAllClose(np.tile(volume, batch), mean, rtol=rtol, atol=atol)

    def run_test_sample_consistent_mean_covariance(
        self, sess_run_fn, dist, num_samples=100000, seed=24, rtol=1e-2, atol=0.1,
        cov_rtol=None, cov_atol=None,
    ):  # fmt: skip
        """Samples have the mean and the covariance of the distribution."""
        x = dist.sample(num_samples, seed=seed)
        known = [dist.mean(), dist.covariance(), dist.variance(), dist.stddev()]
        x, mean, covariance, variance, deviation = sess_run_fn([x, *known])
        centered = x - x.mean(0)
        found = np.einsum("n...i,n...j->...ij", centered, centered) / num_samples
        self.assertAllClose(mean, x.mean(0), rtol=rtol, atol=atol)
        self.assertAllClose(covariance, found, rtol=cov_rtol or rtol, atol=cov_atol or atol)
        self.assertAllClose(variance, x.var(0), rtol=rtol, atol=atol)
        self.assertAllClose(deviation, x.std(0), rtol=rtol, atol=atol)
