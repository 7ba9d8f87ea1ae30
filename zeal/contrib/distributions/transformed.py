"""Distributions of what a bijector makes of random variables."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.elementwise import Identity
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.sample_shapes import as_vector, set_known_sizes
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as range_
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


def _override(shape, base, name):
    """A shape that replaces the base distribution's empty one, an int32 vector, or None."""
    if shape is None:
        return None
    shape = _native.convert(shape, "int32", name)
    if shape.shape.ndims not in (None, 1):
        raise ValueError("shape override must be a vector")
    if shape.shape.num_elements() == 0:
        return None
    known = _native.known_value(shape)
    if known is not None and any(size <= 0 for size in known._tolist()):
        raise ValueError("shape override must have positive elements")
    if base.ndims not in (None, 0):
        raise ValueError("base distribution not scalar")
    return shape


def _static(shape, base):
    if shape is None:
        return base
    known = _native.known_value(shape)
    if known is not None:
        return TensorShape(known._tolist())
    return TensorShape([None] * shape.shape._at(0) if shape.shape.is_fully_defined() else None)


@public("contrib.distributions.TransformedDistribution")
class TransformedDistribution(Distribution):
    """The distribution of Y = bijector(X) for X of another distribution.

    A base distribution of single numbers can get a batch shape and an event shape, whose numbers
    are independent and alike.

    Args:
      distribution: the distribution of X.
      bijector: the bijector; the identity by default.
      batch_shape: integers or None, the batch shape of a base distribution without one.
      event_shape: integers or None, the event shape of a base distribution of numbers.
      validate_args: whether arguments are checked.
      name: its name.

    Raises:
      ValueError: a shape is no vector of positive numbers, or the base distribution has one.

    Example:
      >>> tfd = tf.contrib.distributions
      >>> log_normal = tfd.TransformedDistribution(tfd.Normal(0.0, 1.0), tfd.bijectors.Exp())
      >>> log_normal.cdf(1.0).numpy()
      0.5
    """

    def __init__(
        self, distribution, bijector=None, batch_shape=None, event_shape=None,
        validate_args=False, name=None,
    ):  # fmt: skip
        parameters = parameters_of(locals())
        name = name or ("" if bijector is None else bijector.name) + distribution.name
        with name_scope(name) as name:
            self._of_batch = _override(batch_shape, distribution.batch_shape, "batch_shape")
            self._of_event = _override(event_shape, distribution.event_shape, "event_shape")
        bijector = Identity(validate_args) if bijector is None else bijector
        self._distribution, self._bijector = distribution, bijector
        # Numbers of an event are drawn as samples of a base that has a batch; they move behind it.
        self._rotates = (
            self._of_event is not None and self._of_batch is None
            and distribution.batch_shape.ndims != 0
        )  # fmt: skip
        super().__init__(
            distribution.dtype, distribution.reparameterization_type, validate_args,
            distribution.allow_nan_stats, parameters,
            distribution._graph_parents + bijector.graph_parents, name,
        )  # fmt: skip

    distribution = property(lambda self: self._distribution, doc="The distribution of X.")
    bijector = property(lambda self: self._bijector, doc="The bijector.")

    def _base_event(self):
        return _static(self._of_event, self.distribution.event_shape)

    def _event_shape(self):
        return self.bijector.forward_event_shape(self._base_event())

    def _event_shape_tensor(self):
        base = self._of_event
        base = self.distribution.event_shape_tensor() if base is None else base
        return self.bijector.forward_event_shape_tensor(base)

    def _batch_shape(self):
        return _static(self._of_batch, self.distribution.batch_shape)

    def _batch_shape_tensor(self):
        known = self._of_batch
        return self.distribution.batch_shape_tensor() if known is None else known

    def _sample_n(self, n, seed=None, **kwargs: Any):
        sizes = [s for s in (self._of_batch, self._of_event) if s is not None]
        sizes = [*sizes, [n]] if self._rotates else [[n], *sizes]
        return self._rotated(self.distribution.sample(api.concat(sizes, 0), seed, **kwargs), 1)

    def _rotated(self, x, direction):
        """x with the first axes, those of an event, moved behind the last, or back."""
        if not self._rotates:
            return x
        known = self._of_event.shape.num_elements()
        ndims = api.size(self._of_event) if known is None else known
        rank = api.rank(x)
        first = ndims if direction == 1 else rank - ndims
        return api.transpose(x, api.concat([range_(first, rank), range_(0, first)], 0))

    def _call_sample_n(self, sample_shape, seed, name, bijector_kwargs=None,
                       distribution_kwargs=None):  # fmt: skip
        with self._name_scope(name):
            sizes, n = as_vector(_native.convert(sample_shape, "int32", "sample_shape"))
            x = self._sample_n(n, seed, **distribution_kwargs or {})
            x = api.reshape(x, api.concat([sizes, api.shape(x)[1:]], 0))
            y = self.bijector._call_forward(x, "forward", **bijector_kwargs or {})
            return set_known_sizes(y, sizes, self.batch_shape, self.event_shape)

    def _ndims(self):
        known = self.event_shape.ndims
        return api.size(self.event_shape_tensor()) if known is None else known

    def _fibers(self, y, bijector_kwargs):
        """Pairs of an argument that gives y and the logarithm of the inverse's determinant."""
        kwargs = bijector_kwargs or {}
        x = self.bijector._call_inverse(y, "inverse", **kwargs)
        determinant = self.bijector._call_inverse_log_det_jacobian(
            y, self._ndims(), "inverse_log_det_jacobian", **kwargs
        )
        if not isinstance(x, tuple):
            x, determinant = (x,), (determinant,)
        return [(self._rotated(a, -1), d) for a, d in zip(x, determinant, strict=True)]

    def _over_event(self, value, reduce):
        if self._of_event is None:
            return value
        known = self._of_event.shape.num_elements()
        ndims = api.size(self._of_event) if known is None else known
        axes = range_(0, ndims) if self._rotates else range_(-ndims, 0)
        return reduce(value, axes)

    def _log_prob(self, y, bijector_kwargs=None, distribution_kwargs=None):
        logs = []
        for x, determinant in self._fibers(y, bijector_kwargs):
            log = self.distribution.log_prob(x, **distribution_kwargs or {})
            log = self._over_event(log, api.reduce_sum)
            logs.append(log + api.cast(determinant, log.dtype))
        return logs[0] if len(logs) == 1 else reduce_logsumexp(stack(logs, 0), 0)

    def _prob(self, y, bijector_kwargs=None, distribution_kwargs=None):
        total = None
        for x, determinant in self._fibers(y, bijector_kwargs):
            prob = self.distribution.prob(x, **distribution_kwargs or {})
            prob = self._over_event(prob, api.reduce_prod)
            prob = prob * api.exp(api.cast(determinant, prob.dtype))
            total = prob if total is None else total + prob
        return total

    def _by_base(self, method, y, bijector_kwargs, distribution_kwargs):
        """A distribution function of numbers: that of the base at the argument."""
        self._check_numbers(method)
        x = self.bijector._call_inverse(y, "inverse", **bijector_kwargs or {})
        return getattr(self.distribution, method)(x, **distribution_kwargs or {})

    def _check_numbers(self, method):
        if self._of_event is not None:
            raise NotImplementedError(
                f"{method} is not implemented when overriding event_shape"
            )
        if not self.bijector._is_injective:
            raise NotImplementedError(
                f"{method} is not implemented when bijector is not injective."
            )

    def _log_cdf(self, y, bijector_kwargs=None, distribution_kwargs=None):
        return self._by_base("log_cdf", y, bijector_kwargs, distribution_kwargs)

    def _cdf(self, y, bijector_kwargs=None, distribution_kwargs=None):
        return self._by_base("cdf", y, bijector_kwargs, distribution_kwargs)

    def _log_survival_function(self, y, bijector_kwargs=None, distribution_kwargs=None):
        return self._by_base("log_survival_function", y, bijector_kwargs, distribution_kwargs)

    def _survival_function(self, y, bijector_kwargs=None, distribution_kwargs=None):
        return self._by_base("survival_function", y, bijector_kwargs, distribution_kwargs)

    def _quantile(self, value, bijector_kwargs=None, distribution_kwargs=None):
        self._check_numbers("quantile")
        x = self.distribution.quantile(value, **distribution_kwargs or {})
        return self.bijector._call_forward(x, "forward", **bijector_kwargs or {})

    def _entropy(self):
        if not self.bijector.is_constant_jacobian:
            raise NotImplementedError("entropy is not implemented")
        if not self.bijector._is_injective:
            raise NotImplementedError(
                "entropy is not implemented when bijector is not injective."
            )
        entropy = self.distribution.entropy()
        if self._of_event is not None:
            entropy = entropy * api.cast(api.reduce_prod(self._of_event), entropy.dtype)
        shape = self.batch_shape_tensor()
        entropy = entropy + zeros(shape, entropy.dtype)
        dummy = zeros(api.concat([shape, self.event_shape_tensor()], 0), self.dtype)
        jacobian = self.bijector.inverse_log_det_jacobian(dummy, self._ndims())
        return entropy - api.cast(jacobian, entropy.dtype)
