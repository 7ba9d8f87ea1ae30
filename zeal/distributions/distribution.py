"""What all distributions share: their public methods, made of what each class knows."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.distributions.divergence import cross_entropy, kl_divergence
from zeal.distributions.method_scopes import MethodScopes, check_graph_parents
from zeal.distributions.sample_shapes import as_vector, set_known_sizes
from zeal.ops.array.constant import convert_to_tensor
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape, as_shape


def _as_value(value, dtype):
    """A value as a tensor, of the distribution's dtype where it fits."""
    if dtype is not None and (dtype.is_integer or dtype.is_bool):
        tensor = _native.convert(value, None, "value")
        if tensor.dtype.is_floating:  # which integers would cut
            return tensor
    return convert_to_tensor(value, name="value", preferred_dtype=dtype)


def parameters_of(arguments):
    """A constructor's arguments, by name, of its `locals()`; the object would keep itself."""
    return {k: v for k, v in arguments.items() if k not in ("self", "__class__")}


def _unknown(what):
    """A method that a class may define: this one says that it did not."""

    def method(self, *args: Any, **kwargs: Any):
        raise NotImplementedError(f"{what} is not implemented: {type(self).__name__}")

    return method


def _either(first, second):
    """What the first function returns or, if it is not built, the second."""
    try:
        return first()
    except NotImplementedError as error:
        try:
            return second()
        except NotImplementedError:
            raise error from None


@public("distributions.Distribution", "contrib.distributions.Distribution")
class Distribution(MethodScopes):
    """A batch of random variables.

    `batch_shape` are the sizes of the batch, whose members have parameters of their own;
    `event_shape` those of one value: `[]` for numbers, `[k]` for vectors. Samples have
    `sample_shape + batch_shape + event_shape`.

    Subclasses define what they know of `_sample_n(n, seed)`, `_log_prob(value)` or `_prob`, `_cdf`
    or `_log_cdf`, `_entropy()`, `_mean()`, `_variance()` or `_stddev()`, `_mode()`,
    `_quantile(value)`, `_covariance()`, `_batch_shape()`, `_batch_shape_tensor()`,
    `_event_shape()` and `_event_shape_tensor()`; public methods follow from these.

    Args:
      dtype: the dtype of values.
      reparameterization_type: one of the two constants of `tf.distributions`.
      validate_args: whether parameters and values are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      parameters: what the constructor got, for `copy`.
      graph_parents: the tensors that it is made of.
      name: its name; methods' ops are in the scope of that name.

    Raises:
      ValueError: one of graph_parents is no tensor.

    Example:
      >>> normal = tf.distributions.Normal(loc=[0.0, 1.0], scale=2.0)
      >>> normal.batch_shape, normal.sample(3).shape
      (TensorShape([Dimension(2)]), TensorShape([Dimension(3), Dimension(2)]))
    """

    def __init__(
        self, dtype, reparameterization_type, validate_args, allow_nan_stats, parameters=None,
        graph_parents=None, name=None,
    ):  # fmt: skip
        graph_parents = [] if graph_parents is None else graph_parents
        check_graph_parents(graph_parents)
        if not name or not name.endswith("/"):
            with name_scope(name or type(self).__name__) as name:
                pass
        self._dtype, self._name = dtype, name
        self._reparameterization_type = reparameterization_type
        self._validate_args, self._allow_nan_stats = validate_args, allow_nan_stats
        self._parameters, self._graph_parents = parameters or {}, graph_parents

    @classmethod
    def param_shapes(cls, sample_shape, name="DistributionParamShapes"):
        """The shapes of parameters of which one sample has a shape.

        Args:
          sample_shape: integers, the shape of `sample()`.
          name: its name in graphs.

        Returns:
          A dict of int32 tensors by the parameters' names.
        """
        with name_scope(name):
            return cls._param_shapes(sample_shape)

    @classmethod
    def param_static_shapes(cls, sample_shape):
        """`param_shapes` as `TensorShape`s.

        Args:
          sample_shape: a `TensorShape` or integers, all known.

        Returns:
          A dict of `TensorShape`s by the parameters' names.

        Raises:
          ValueError: a size is unknown.
        """
        if isinstance(sample_shape, TensorShape):
            if not sample_shape.is_fully_defined():
                raise ValueError("TensorShape sample_shape must be fully defined")
            sample_shape = sample_shape.as_list()
        shapes = {}
        for name, shape in cls.param_shapes(sample_shape).items():
            known = _native.known_value(shape)
            if known is None:
                raise ValueError("sample_shape must be a fully-defined TensorShape or list/tuple")
            shapes[name] = TensorShape(known._tolist())
        return shapes

    @staticmethod
    def _param_shapes(sample_shape):
        raise NotImplementedError("_param_shapes not implemented")

    name = property(lambda self: self._name, doc="The name, as a scope: 'Normal/'.")
    dtype = property(lambda self: self._dtype, doc="The dtype of values.")
    validate_args = property(lambda self: self._validate_args, doc="Whether values are checked.")
    allow_nan_stats = property(
        lambda self: self._allow_nan_stats, doc="Whether statistics that do not exist are NaN."
    )
    reparameterization_type = property(
        lambda self: self._reparameterization_type, doc="How samples depend on parameters."
    )

    @property
    def parameters(self):
        """What the constructor got, by name."""
        kept = self._parameters.items()
        return {k: v for k, v in kept if not k.startswith("__") and k != "self"}

    def copy(self, **override_parameters_kwargs: Any):
        """A distribution with some parameters replaced.

        Args:
          **override_parameters_kwargs: arguments of the constructor.

        Returns:
          A distribution of this class.
        """
        return type(self)(**{**self.parameters, **override_parameters_kwargs})

    def _batch_shape(self):
        return TensorShape(None)

    _event_shape = _batch_shape
    _batch_shape_tensor = _unknown("batch_shape_tensor")
    _event_shape_tensor = _unknown("event_shape_tensor")

    @property
    def batch_shape(self):
        """The batch's sizes, as far as they are known."""
        return as_shape(self._batch_shape())

    @property
    def event_shape(self):
        """One value's sizes, as far as they are known."""
        return as_shape(self._event_shape())

    def batch_shape_tensor(self, name="batch_shape_tensor"):
        """The batch's sizes as an int32 vector."""
        with self._name_scope(name):
            known = self.batch_shape
            if known.is_fully_defined():
                return _native.convert(known.as_list(), "int32", "batch_shape")
            return self._batch_shape_tensor()

    def event_shape_tensor(self, name="event_shape_tensor"):
        """One value's sizes as an int32 vector."""
        with self._name_scope(name):
            known = self.event_shape
            if known.is_fully_defined():
                return _native.convert(known.as_list(), "int32", "event_shape")
            return self._event_shape_tensor()

    def is_scalar_event(self, name="is_scalar_event"):
        """Whether values are numbers, as a tensor of a bool."""
        with self._name_scope(name):
            return _is_empty(self.event_shape, self.event_shape_tensor, "is_scalar_event")

    def is_scalar_batch(self, name="is_scalar_batch"):
        """Whether there is one distribution alone, as a tensor of a bool."""
        with self._name_scope(name):
            return _is_empty(self.batch_shape, self.batch_shape_tensor, "is_scalar_batch")

    _sample_n = _unknown("sample_n")
    _log_prob, _prob = _unknown("log_prob"), _unknown("prob")
    _log_cdf, _cdf = _unknown("log_cdf"), _unknown("cdf")
    _log_survival_function = _unknown("log_survival_function")
    _survival_function = _unknown("survival_function")
    _entropy, _mean, _mode = _unknown("entropy"), _unknown("mean"), _unknown("mode")
    _quantile, _variance = _unknown("quantile"), _unknown("variance")
    _stddev, _covariance = _unknown("stddev"), _unknown("covariance")

    def _call_sample_n(self, sample_shape, seed, name, **kwargs):
        with self._name_scope(name):
            sizes = _native.convert(sample_shape, "int32", "sample_shape")
            sizes, n = as_vector(sizes)
            samples = self._sample_n(n, seed, **kwargs)
            samples = api.reshape(samples, api.concat([sizes, api.shape(samples)[1:]], 0))
            return set_known_sizes(samples, sizes, self.batch_shape, self.event_shape)

    def sample(self, sample_shape=(), seed=None, name="sample"):
        """Draws values.

        Args:
          sample_shape: an integer or a vector of integers: how many.
          seed: an integer, the op seed.
          name: its name in graphs.

        Returns:
          A tensor of shape `sample_shape + batch_shape + event_shape`.
        """
        return self._call_sample_n(sample_shape, seed, name)

    def _of(self, value, name, first, second):
        """A function of values, in its scope; where a class lacks it, the other one instead."""
        with self._name_scope(name):
            value = _as_value(value, self.dtype)
            return _either(lambda: first(value), lambda: second(value))

    def _call_log_prob(self, value, name, **kwargs):
        return self._of(
            value, name, lambda v: self._log_prob(v, **kwargs),
            lambda v: api.log(self._prob(v, **kwargs)),
        )  # fmt: skip

    def log_prob(self, value, name="log_prob"):
        """The logarithm of the density, or of the probability.

        Args:
          value: a tensor that broadcasts with `batch_shape + event_shape`.
          name: its name in graphs.

        Returns:
          A tensor of shape `sample_shape(value) + batch_shape`.
        """
        return self._call_log_prob(value, name)

    def _call_prob(self, value, name, **kwargs):
        return self._of(
            value, name, lambda v: self._prob(v, **kwargs),
            lambda v: api.exp(self._log_prob(v, **kwargs)),
        )  # fmt: skip

    def prob(self, value, name="prob"):
        """The density, or the probability; see `log_prob`."""
        return self._call_prob(value, name)

    def _call_log_cdf(self, value, name, **kwargs):
        return self._of(
            value, name, lambda v: self._log_cdf(v, **kwargs),
            lambda v: api.log(self._cdf(v, **kwargs)),
        )  # fmt: skip

    def log_cdf(self, value, name="log_cdf"):
        """The logarithm of the probability of at most `value`; see `log_prob`."""
        return self._call_log_cdf(value, name)

    def _call_cdf(self, value, name, **kwargs):
        return self._of(
            value, name, lambda v: self._cdf(v, **kwargs),
            lambda v: api.exp(self._log_cdf(v, **kwargs)),
        )  # fmt: skip

    def cdf(self, value, name="cdf"):
        """The probability of at most `value`; see `log_prob`."""
        return self._call_cdf(value, name)

    def _call_log_survival_function(self, value, name, **kwargs):
        return self._of(
            value, name, lambda v: self._log_survival_function(v, **kwargs),
            lambda v: api.log1p(-self.cdf(v, **kwargs)),
        )  # fmt: skip

    def log_survival_function(self, value, name="log_survival_function"):
        """The logarithm of the probability of more than `value`; see `log_prob`."""
        return self._call_log_survival_function(value, name)

    def _call_survival_function(self, value, name, **kwargs):
        return self._of(
            value, name, lambda v: self._survival_function(v, **kwargs),
            lambda v: 1.0 - self.cdf(v, **kwargs),
        )  # fmt: skip

    def survival_function(self, value, name="survival_function"):
        """The probability of more than `value`; see `log_prob`."""
        return self._call_survival_function(value, name)

    def _call_quantile(self, value, name, **kwargs):
        with self._name_scope(name):
            return self._quantile(_as_value(value, self.dtype), **kwargs)

    def quantile(self, value, name="quantile"):
        """The value whose `cdf` is `value`, a tensor of probabilities."""
        return self._call_quantile(value, name)

    def entropy(self, name="entropy"):
        """The entropy in nats, of shape `batch_shape`."""
        with self._name_scope(name):
            return self._entropy()

    def mean(self, name="mean"):
        """The mean, of shape `batch_shape + event_shape`."""
        with self._name_scope(name):
            return self._mean()

    def variance(self, name="variance"):
        """The variance of each number, of shape `batch_shape + event_shape`."""
        with self._name_scope(name):
            return _either(self._variance, lambda: api.square(self._stddev()))

    def stddev(self, name="stddev"):
        """The standard deviation, of shape `batch_shape + event_shape`."""
        with self._name_scope(name):
            return _either(self._stddev, lambda: api.sqrt(self._variance()))

    def covariance(self, name="covariance"):
        """The covariances of a vector's numbers, of shape `batch_shape + [k, k]`."""
        with self._name_scope(name):
            return self._covariance()

    def mode(self, name="mode"):
        """The most probable value, of shape `batch_shape + event_shape`."""
        with self._name_scope(name):
            return self._mode()

    def _cross_entropy(self, other):
        return cross_entropy(self, other, allow_nan_stats=self.allow_nan_stats)

    def cross_entropy(self, other, name="cross_entropy"):
        """-E[log other(x)] where x is drawn from this one.

        Args:
          other: a distribution.
          name: its name in graphs.

        Returns:
          A tensor of the shape to which the batch shapes broadcast.
        """
        with self._name_scope(name):
            return self._cross_entropy(other)

    def _kl_divergence(self, other):
        return kl_divergence(self, other, allow_nan_stats=self.allow_nan_stats)

    def kl_divergence(self, other, name="kl_divergence"):
        """The Kullback-Leibler divergence from this one; see `tf.distributions.kl_divergence`.

        Args:
          other: a distribution.
          name: its name in graphs.

        Returns:
          A tensor of the shape to which the batch shapes broadcast.
        """
        with self._name_scope(name):
            return self._kl_divergence(other)

    def __str__(self):
        batch, event = self.batch_shape, self.event_shape
        return (
            f'tfp.distributions.{type(self).__name__}("{self.name}"'
            f"{f', batch_shape={batch}' if batch.ndims is not None else ''}"
            f"{f', event_shape={event}' if event.ndims is not None else ''}"
            f", dtype={self.dtype.name})"
        )

    def __repr__(self):
        return (
            f"<tfp.distributions.{type(self).__name__} '{self.name}' "
            f"batch_shape={self.batch_shape} event_shape={self.event_shape} "
            f"dtype={self.dtype.name}>"
        )


def _is_empty(known, tensor, name):
    if known.ndims is not None:
        return _native.convert(known.ndims == 0, None, name)
    return api.identity(api.equal(api.size(tensor()), 0), name=name)
