"""The categorical distribution."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.distributions.checking import check_whole
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.divergence import RegisterKL
from zeal.distributions.logits import LogitsOrProbs, logits_and_probs
from zeal.distributions.reparameterization import NOT_REPARAMETERIZED
from zeal.distributions.sample_shapes import surely_alike
from zeal.ops.array.fill import ones, ones_like
from zeal.ops.array.shape import size_along
from zeal.ops.array.where import sequence_mask
from zeal.ops.named import named
from zeal.ops.nn.cross_entropy import sparse_softmax_cross_entropy_with_logits
from zeal.ops.random.sample import multinomial
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


class OfClasses(LogitsOrProbs, Distribution):
    """What distributions over k classes share: logits of shape `[..., k]`."""

    def _begin(self, logits, probs, validate_args, name, dtype=None):
        self._logits, self._probs = logits_and_probs(
            logits, probs, validate_args, name, classes=True, dtype=dtype
        )
        self._logits.shape.with_rank_at_least(1)
        self._event_size = _native.convert(size_along(self._logits, -1), "int32", "event_size")

    event_size = property(lambda self: self._event_size, doc="The number of classes, a tensor.")

    def _batch_shape(self):
        return self.logits.shape[:-1]

    def _batch_shape_tensor(self):
        return api.shape(self.logits)[:-1]

    def _drawn(self, n, seed, dtype):
        """Class numbers of n samples, of shape `[n] + batch_shape`."""
        logits = self.logits
        if logits.shape.ndims != 2:
            logits = api.reshape(logits, [-1, self.event_size])
        drawn = api.transpose(multinomial(logits, n, seed, output_dtype=dtype))
        return api.reshape(drawn, api.concat([[n], self.batch_shape_tensor()], 0))

    def _entropy_of_class(self):
        return -api.reduce_sum(api.log_softmax(self.logits) * self.probs, -1)


@public("distributions.Categorical", "contrib.distributions.Categorical")
class Categorical(OfClasses):
    """The categorical distribution: the number of a class.

    Args:
      logits: floating tensor of shape `[..., k]`, unnormalised log-probabilities of classes; or
      probs: floating tensor of shape `[..., k]`, their probabilities.
      dtype: the dtype of values.
      validate_args: whether probabilities and values are checked.
      allow_nan_stats: whether statistics that do not exist are NaN, or errors.
      name: its name.

    Raises:
      ValueError: neither or both of logits and probs are given.
      TypeError: they are not floating.

    Example:
      >>> tf.distributions.Categorical(probs=[0.5, 0.5]).prob([0, 1]).numpy().tolist()
      [0.5, 0.5]
    """

    def __init__(
        self, logits=None, probs=None, dtype=dtypes.int32, validate_args=False,
        allow_nan_stats=True, name="Categorical",
    ):  # fmt: skip
        parameters = parameters_of(locals())
        with name_scope(name) as name:
            self._begin(logits, probs, validate_args, name)
        super().__init__(
            dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters,
            [self._logits, self._probs], name,
        )  # fmt: skip

    def _event_shape(self):
        return TensorShape([])

    def _event_shape_tensor(self):
        return _native.convert([], "int32")

    def _sample_n(self, n, seed=None):
        dtype = dtypes.int64 if self.dtype.size > 4 else dtypes.int32
        return api.cast(self._drawn(n, seed, dtype), self.dtype)

    def _cdf(self, k):
        k, probs = self._broadcast(k, self.probs)
        below = api.cast(sequence_mask(k, self._event_size), probs.dtype)
        return api.reduce_sum(below * probs, -1)

    def _log_prob(self, k):
        k, logits = self._broadcast(k, self.logits)
        return -sparse_softmax_cross_entropy_with_logits(labels=k, logits=logits)

    def _broadcast(self, k, parameters):
        """Class numbers and parameters with one batch shape."""
        if self.validate_args:
            k = check_whole(k, dtypes.int32)
        if k.dtype.is_floating:
            k = api.cast(k, dtypes.int32)
        if not k.dtype.is_integer:
            raise TypeError(f"`value` should have integer `dtype` or `self.dtype` ({self.dtype})")
        if not surely_alike(k.shape, parameters.shape[:-1]):
            parameters = parameters * ones_like(k[..., None], dtype=parameters.dtype)
            k = k * ones(api.shape(parameters)[:-1], k.dtype)
            if k._symbolic and parameters.shape.ndims is not None:
                k.set_shape(parameters.shape[:-1])
        return k, parameters

    def _entropy(self):
        return self._entropy_of_class()

    def _mode(self):
        return api.cast(api.argmax(self.logits, -1), self.dtype)


@RegisterKL(Categorical, Categorical)
@named("kl_categorical_categorical", "Sum")
def kl_of_classes(a, b, name=None):
    """The divergence of distributions of classes that know their logits."""
    change = api.log_softmax(a.logits) - api.log_softmax(b.logits)
    return api.reduce_sum(api.softmax(a.logits) * change, -1)
