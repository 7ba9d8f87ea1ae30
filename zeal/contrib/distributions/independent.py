"""Batches of distributions as one distribution of more axes, or of another shape."""

import math

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import (
    after,
    assert_equal,
    assert_less_equal,
    assert_non_negative,
    assert_positive,
)
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.divergence import RegisterKL, kl_divergence
from zeal.eager.control import control_dependencies
from zeal.effects.check import assert_rank
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


@public("contrib.distributions.Independent")
class Independent(Distribution):
    """A distribution some of whose batch's axes are axes of the event.

    Args:
      distribution: a distribution with a batch.
      reinterpreted_batch_ndims: how many of the batch's last axes; all but the first by default.
      validate_args: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: the batch has fewer axes.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> tfd.Independent(tfd.Normal([0.0, 0.0], 1.0), 1).event_shape
      TensorShape([Dimension(2)])
    """

    def __init__(
        self, distribution, reinterpreted_batch_ndims=None, validate_args=False, name=None
    ):
        parameters = parameters_of(locals())
        name = name or "Independent" + distribution.name
        self._distribution = distribution
        with name_scope(name) as name:
            rank = distribution.batch_shape.ndims
            moved = reinterpreted_batch_ndims
            if moved is None:
                if rank is None:
                    moved = api.maximum(0, api.size(distribution.batch_shape_tensor()) - 1)
                else:
                    moved = max(0, rank - 1)
            known = _native.known_value(_native.convert(moved, "int32"))
            self._moved = moved if known is None else known._tolist()
        if known is not None and rank is not None and self._moved > rank:
            raise ValueError(
                f"reinterpreted_batch_ndims({self._moved}) cannot exceed "
                f"distribution.batch_ndims({rank})"
            )
        super().__init__(
            distribution.dtype, distribution.reparameterization_type, validate_args,
            distribution.allow_nan_stats, parameters, list(distribution._graph_parents), name,
        )  # fmt: skip

    distribution = property(lambda self: self._distribution, doc="The distribution with a batch.")
    reinterpreted_batch_ndims = property(
        lambda self: self._moved, doc="How many of the batch's last axes are the event's."
    )

    def _split(self):
        """The batch's static shape: what stays, and what is of the event; None if unknown."""
        batch = self.distribution.batch_shape
        if batch.ndims is None or not isinstance(self._moved, int):
            return None
        return batch[: batch.ndims - self._moved], batch[batch.ndims - self._moved :]

    def _split_tensor(self):
        batch = self.distribution.batch_shape_tensor()
        first = api.size(batch) - self._moved
        return batch[:first], batch[first:]

    def _batch_shape(self):
        parts = self._split()
        return TensorShape(None) if parts is None else parts[0]

    def _batch_shape_tensor(self):
        return self._split_tensor()[0]

    def _event_shape(self):
        parts = self._split()
        if parts is None:
            return TensorShape(None)
        return parts[1].concatenate(self.distribution.event_shape)

    def _event_shape_tensor(self):
        return api.concat([self._split_tensor()[1], self.distribution.event_shape_tensor()], 0)

    def _sample_n(self, n, seed=None):
        return self.distribution.sample(n, seed)

    def _summed(self, x):
        moved = self._moved
        return api.reduce_sum(
            x, [*range(-moved, 0)] if isinstance(moved, int) else range_(-moved, 0)
        )

    def _log_prob(self, x):
        return self._summed(self.distribution.log_prob(x))

    def _entropy(self):
        return self._summed(self.distribution.entropy())

    def _mean(self):
        return self.distribution.mean()

    def _variance(self):
        return self.distribution.variance()

    def _stddev(self):
        return self.distribution.stddev()

    def _mode(self):
        return self.distribution.mode()


@RegisterKL(Independent, Independent)
def _kl_independent(a, b, name=None):
    p, q = a.distribution, b.distribution
    events = [d.event_shape for d in (a, b, p, q)]
    if not all(e.is_fully_defined() for e in events):
        raise NotImplementedError(
            "the divergence of Independent distributions whose event shapes only the run knows is "
            f"not built; they are {events[0]} and {events[1]}"
        )
    if events[0] != events[1]:
        raise ValueError("Event shapes do not match.")
    if events[2] != events[3]:
        raise NotImplementedError(
            "KL between Independents with different event shapes not supported."
        )
    axes = range(events[2].ndims - events[0].ndims, 0)
    return api.reduce_sum(kl_divergence(p, q, name=name), [*axes])


_BROADCAST, _UNEXPECTED = "Broadcasting is not supported; ", "unexpected batch and event shape"


def _reshaping(method):
    """A function of values, called with the batch's shape of the base distribution."""

    def of_value(self, x):
        base, x = self.distribution, self._fitting(x)
        ndims = api.size(self._shape) + api.size(base.event_shape_tensor())
        sizes = api.shape(x)[: api.rank(x) - ndims]
        old = [sizes, base.batch_shape_tensor(), base.event_shape_tensor()]
        result = getattr(base, method)(api.reshape(x, api.concat(old, 0)))
        return api.reshape(result, api.concat([sizes, self._shape], 0))

    return of_value


def _reshaped(method, events):
    """A statistic, with the batch's shape replaced; `events` times the event's shape stays."""

    def of_nothing(self):
        sizes = [self._shape] + [self.event_shape_tensor()] * events
        return api.reshape(getattr(self.distribution, method)(), api.concat(sizes, 0))

    return of_nothing


def _checks_of_size(shape, filled, size):
    free = api.reduce_sum(api.cast(api.equal(shape, -1), "int32"))
    return [
        assert_rank(shape, 1, message="New shape must be a vector."),
        assert_less_equal(free, 1, message="At most one dimension can be unknown."),
        assert_positive(filled, message="Shape elements must be >=-1."),
        assert_equal(api.reduce_prod(filled), size, message="Shape sizes do not match."),
    ]


@public("contrib.distributions.BatchReshape")
class BatchReshape(Distribution):
    """A distribution whose batch has another shape.

    Args:
      distribution: a distribution with a batch.
      batch_shape: a vector of integers, the shape; one may be -1.
      validate_args: whether shapes that only the run knows are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: batch_shape is no vector, or of another number of distributions.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> tfd.BatchReshape(tfd.Normal([0.0, 1.0], 1.0), [2, 1]).mean().numpy().tolist()
      [[0.0], [1.0]]
    """

    def __init__(
        self, distribution, batch_shape, validate_args=False, allow_nan_stats=True, name=None
    ):
        parameters = parameters_of(locals())
        name = name or "BatchReshape" + distribution.name
        self._distribution = distribution
        with name_scope(name) as name:
            shape = _native.convert(batch_shape, "int32", "batch_shape")
            if shape.shape.ndims not in (None, 1):
                raise ValueError(
                    f"`batch_shape` must be a vector (saw rank: {shape.shape.ndims})."
                )
            self._known, self._shape = self._of_size(shape, distribution, validate_args)
        super().__init__(
            distribution.dtype, distribution.reparameterization_type, validate_args,
            allow_nan_stats, parameters, list(distribution._graph_parents), name,
        )  # fmt: skip

    def _of_size(self, shape, distribution, validate):
        """The shape, static and as a tensor, with what stands for -1."""
        known, size = _native.known_value(shape), distribution.batch_shape.num_elements()
        if known is None or (size is None and -1 in known._tolist()):
            size = api.reduce_prod(distribution.batch_shape_tensor())
            rest = size // api.maximum(1, -api.reduce_prod(shape))
            filled = where_v2(api.equal(shape, -1), api.fill(api.shape(shape), rest), shape)
            ndims = shape.shape.num_elements()
            filled = after(_checks_of_size(shape, filled, size), filled) if validate else filled
            return TensorShape(None if ndims is None else [None] * ndims), filled
        sizes = known._tolist()
        rest, free = math.prod(sizes), -1 in sizes
        if free and rest:
            sizes = [-(size // rest) if s == -1 else s for s in sizes]
            rest = -rest * (size // -rest) if size % -rest == 0 else None
        if size not in (None, rest) and not (free and rest == 0):
            raise ValueError(
                f"`batch_shape` size ({rest}) must match `distribution.batch_shape` size ({size})."
            )
        if any(s < 1 for s in sizes):
            raise ValueError("`batch_shape` elements must be >=-1.")
        return TensorShape(sizes), _native.convert(sizes, "int32")

    def _fitting(self, x):
        """x, of the batch's and the event's shape behind axes of samples: nothing broadcasts."""
        want = self.batch_shape.concatenate(self.event_shape)
        have, n = x.shape, want.ndims
        if None not in (have.ndims, n):
            if have.ndims < n:
                raise NotImplementedError(
                    f"{_BROADCAST}too few batch and event dims (expected at least {n}, saw "
                    f"{have.ndims})."
                )
            have = have[have.ndims - n :]
            if not have.is_compatible_with(want):
                raise NotImplementedError(
                    f"{_BROADCAST}{_UNEXPECTED} (expected {want}, saw {have})."
                )
        return after(self._checks_of_value(x), x) if self.validate_args else x

    def _checks_of_value(self, x):
        want = api.concat([self._shape, self.event_shape_tensor()], 0)
        first = api.rank(x) - api.size(want)
        few = assert_non_negative(first, message=_BROADCAST + "too few batch and event dims.")
        with control_dependencies([few]):
            have = api.shape(x)[api.maximum(first, 0) :]
            return [assert_equal(want, have, message=_BROADCAST + _UNEXPECTED)]

    distribution = property(lambda self: self._distribution, doc="The distribution with a batch.")

    def _batch_shape(self):
        return self._known

    def _batch_shape_tensor(self):
        return self._shape

    def _event_shape(self):
        return self.distribution.event_shape

    def _event_shape_tensor(self):
        return self.distribution.event_shape_tensor()

    def _sample_n(self, n, seed=None):
        sizes = [[n], self._shape, self.event_shape_tensor()]
        return api.reshape(self.distribution.sample(n, seed), api.concat(sizes, 0))

    _log_prob, _prob = _reshaping("log_prob"), _reshaping("prob")
    _log_cdf, _cdf = _reshaping("log_cdf"), _reshaping("cdf")
    _log_survival_function = _reshaping("log_survival_function")
    _survival_function = _reshaping("survival_function")
    _entropy, _mean = _reshaped("entropy", 0), _reshaped("mean", 1)
    _mode, _stddev = _reshaped("mode", 1), _reshaped("stddev", 1)
    _variance, _covariance = _reshaped("variance", 1), _reshaped("covariance", 2)
