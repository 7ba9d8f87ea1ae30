"""The categorical distribution of vectors, and its relaxations."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.contrib.distributions.bijectors.elementwise import Exp, Sigmoid
from zeal.contrib.distributions.locations import Logistic
from zeal.contrib.distributions.transformed import TransformedDistribution
from zeal.distributions.categorical import OfClasses, kl_of_classes
from zeal.distributions.checking import after, assert_near, assert_positive
from zeal.distributions.distribution import parameters_of
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.logits import logits_and_probs
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED, NOT_REPARAMETERIZED
from zeal.distributions.sample_shapes import surely_alike
from zeal.effects.check import assert_non_positive
from zeal.ops.array.fill import ones_like
from zeal.ops.array.one_hot import one_hot
from zeal.ops.linalg.diagonal import matrix_set_diag
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.state.scope import name_scope


class OfVectors(OfClasses):
    """What distributions over vectors of k classes share."""

    def _event_shape(self):
        return self.logits.shape.with_rank_at_least(1)[-1:]

    def _event_shape_tensor(self):
        return api.shape(self.logits)[-1:]

    def _broadcast(self, x):
        """Values and logits with one shape."""
        logits = self.logits
        if not surely_alike(x.shape, logits.shape):
            logits = ones_like(x, dtype=logits.dtype) * logits
            x = ones_like(logits, dtype=x.dtype) * x
        return x, logits


@public("contrib.distributions.OneHotCategorical")
class OneHotCategorical(OfVectors):
    """The categorical distribution whose values have 1 at the class and 0 elsewhere.

    Args:
      logits: floating tensor of shape `[..., k]`, unnormalised log-probabilities of classes; or
      probs: floating tensor of shape `[..., k]`, their probabilities.
      dtype: the dtype of values.
      validate_args: whether parameters are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.

    Example:
      >>> d = tf.contrib.distributions.OneHotCategorical(probs=[0.5, 0.5])
      >>> d.prob([0.0, 1.0]).numpy()
      0.5
    """

    def __init__(
        self, logits=None, probs=None, dtype=dtypes.int32, validate_args=False,
        allow_nan_stats=True, name="OneHotCategorical",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._begin(logits, probs, validate_args, name)
        super().__init__(
            dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            [self._logits, self._probs], name,
        )  # fmt: skip

    def _sample_n(self, n, seed=None):
        return one_hot(self._drawn(n, seed, dtypes.int64), self.event_size, dtype=self.dtype)

    def _log_prob(self, x):
        x, logits = self._broadcast(x)
        return api.reduce_sum(api.cast(x, logits.dtype) * api.log_softmax(logits), -1)

    def _entropy(self):
        return self._entropy_of_class()

    def _mean(self):
        return api.identity(self.probs)

    def _mode(self):
        return one_hot(api.argmax(self.logits, -1), self.event_size, dtype=self.dtype)

    def _covariance(self):
        products = self.probs[..., None] * self.probs[..., None, :]
        return matrix_set_diag(-products, self._variance())

    def _variance(self):
        return self.probs * (1.0 - self.probs)


RegisterKL(OneHotCategorical, OneHotCategorical)(kl_of_classes)


@public("contrib.distributions.ExpRelaxedOneHotCategorical")
class ExpRelaxedOneHotCategorical(OfVectors):
    """The logarithm of a `RelaxedOneHotCategorical` vector, whose numbers do not underflow.

    C. Maddison, A. Mnih, Y. Teh, "The Concrete distribution" (2016).

    Args:
      temperature: floating tensor, positive; towards 0 values come nearer to one class.
      the others: as for `tf.contrib.distributions.OneHotCategorical`.
      dtype: the dtype of values; that of the probabilities by default.
      validate_args: whether parameters and values are checked.

    Example:
      >>> d = tf.contrib.distributions.ExpRelaxedOneHotCategorical(0.5, probs=[0.5, 0.5])
      >>> d.sample(3).shape
      TensorShape([Dimension(3), Dimension(2)])
    """

    def __init__(
        self, temperature, logits=None, probs=None, dtype=None, validate_args=False,
        allow_nan_stats=True, name="ExpRelaxedOneHotCategorical",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._begin(logits, probs, validate_args, name, dtype)
            dtype = self._logits.dtype if dtype is None else dtype
            kind = None if hasattr(temperature, "dtype") else dtype
            t = api.cast(_native.convert(temperature, kind, "temperature"), dtype)
            self._temperature = after([assert_positive(t)], t) if validate_args else t
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            [self._logits, self._probs, self._temperature], name,
        )  # fmt: skip

    temperature = property(lambda self: self._temperature, doc="The temperature.")

    def _each_temperature(self):
        """The temperatures beside vectors: one, or one for each of the batch."""
        t = self.temperature
        return t if t.shape.ndims == 0 else api.reshape(t, api.concat([self._sizes(t), [1]], 0))

    def _sizes(self, t):
        """A temperature may have one axis of the batch's, or one more of size 1."""
        batch = self.logits.shape.ndims
        shape = api.shape(t)
        return shape[:-1] if batch is not None and t.shape.ndims == batch else shape

    def _sample_n(self, n, seed=None):
        import numpy as np

        shape = api.concat([[n], api.shape(self.logits)], 0)
        tiny = np.finfo(self.dtype.as_numpy_dtype).tiny
        uniform = random_uniform(shape, tiny, 1.0, self.dtype, seed=seed)
        gumbel = -api.log(-api.log(uniform))
        return api.log_softmax((gumbel + self.logits) / self._each_temperature())

    def _log_prob(self, x):
        x, logits = self._broadcast(self._checked(x))
        k = api.cast(self.event_size, x.dtype)
        t = self._each_temperature()
        scale = t if t.shape.ndims == 0 else t[..., 0]
        norm = api.lgamma(k) + (k - 1.0) * api.log(scale)
        return norm + api.reduce_sum(api.log_softmax(logits - x * t), -1)

    def _checked(self, x):
        if not self.validate_args:
            return x
        total = reduce_logsumexp(x, -1)
        near = assert_near(api.cast(0.0, self.dtype), total)
        return after([assert_non_positive(x), near], x)


@public("contrib.distributions.RelaxedOneHotCategorical")
class RelaxedOneHotCategorical(TransformedDistribution):
    """Probabilities near one class, through which gradients flow: softmax((logits + G) / t).

    G are independent Gumbel numbers. C. Maddison, A. Mnih, Y. Teh, "The Concrete distribution"
    (2016); E. Jang, S. Gu, B. Poole, "Categorical reparameterization with Gumbel-softmax" (2016).

    Args:
      all: as for `ExpRelaxedOneHotCategorical`.

    Example:
      >>> d = tf.contrib.distributions.RelaxedOneHotCategorical(0.5, probs=[0.5, 0.5])
      >>> tf.reduce_sum(d.sample()).numpy().round(4)
      1.0
    """

    def __init__(
        self, temperature, logits=None, probs=None, dtype=None, validate_args=False,
        allow_nan_stats=True, name="RelaxedOneHotCategorical",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        base = ExpRelaxedOneHotCategorical(
            temperature, logits, probs, dtype, validate_args, allow_nan_stats
        )
        super().__init__(base, Exp(), validate_args=validate_args, name=name)
        self._parameters = parameters

    temperature = property(lambda self: self.distribution.temperature, doc="The temperature.")
    logits = property(lambda self: self.distribution.logits, doc="Log-probabilities of classes.")
    probs = property(lambda self: self.distribution.probs, doc="Probabilities of classes.")
    event_size = property(lambda self: self.distribution.event_size, doc="The number of classes.")


@public("contrib.distributions.RelaxedBernoulli")
class RelaxedBernoulli(TransformedDistribution):
    """Numbers near 0 or 1, through which gradients flow: sigmoid((logits + L) / temperature).

    L is a logistic number. C. Maddison, A. Mnih, Y. Teh, "The Concrete distribution" (2016).

    Args:
      temperature: floating tensor, positive; towards 0 values come nearer to 0 and 1.
      logits: floating tensor, the log odds of 1; or
      probs: floating tensor, its probabilities.
      validate_args: whether parameters are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.

    Example:
      >>> d = tf.contrib.distributions.RelaxedBernoulli(0.5, probs=[0.2, 0.7])
      >>> d.cdf([0.5, 0.5]).numpy().round(2)
      array([0.8, 0.3], dtype=float32)
    """

    def __init__(
        self, temperature, logits=None, probs=None, validate_args=False, allow_nan_stats=True,
        name="RelaxedBernoulli",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            t = _native.convert(temperature, None, "temperature")
            self._temperature = after([assert_positive(t)], t) if validate_args else t
            self._logits, self._probs = logits_and_probs(logits, probs, validate_args, name)
            base = Logistic(
                self._logits / t, 1.0 / self._temperature, validate_args, allow_nan_stats,
                name=name + "Logistic",
            )  # fmt: skip
        super().__init__(base, Sigmoid(validate_args), validate_args=validate_args, name=name)
        self._parameters = parameters

    @staticmethod
    def _param_shapes(sample_shape):
        return {"logits": _native.convert(sample_shape, "int32")}

    temperature = property(lambda self: self._temperature, doc="The temperature.")
    logits = property(lambda self: self._logits, doc="The log odds of 1.")
    probs = property(lambda self: self._probs, doc="The probabilities of 1.")
