"""Distributions of one value."""

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import (
    after,
    assert_equal,
    assert_non_negative,
    assert_rank_at_least,
)
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.distributions.reparameterization import FULLY_REPARAMETERIZED
from zeal.ops.array.fill import zeros, zeros_like
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


class OfOneValue(Distribution):
    """What numbers and vectors share."""

    def _begin(self, arguments):
        kept = parameters_of(arguments)
        validate = kept["validate_args"]
        with name_scope(kept["name"]) as name:
            self._loc = self._as_loc(_native.convert(kept["loc"], None, "loc"), validate)
            self._atol, self._rtol = (self._tolerance(kept[t], validate) for t in ("atol", "rtol"))
            self._slack = self._atol
            if kept["rtol"] is not None:
                self._slack = self._atol + self._rtol * abs(self._loc)
        super().__init__(
            self._loc.dtype, FULLY_REPARAMETERIZED, validate, kept["allow_nan_stats"], kept,
            [self._loc, self._atol, self._rtol], name,
        )  # fmt: skip

    def _as_loc(self, loc, validate):
        return loc

    def _tolerance(self, tolerance, validate):
        tolerance = _native.convert(0 if tolerance is None else tolerance, self._loc.dtype)
        message = "Argument 'tol' must be non-negative"
        checks = [assert_non_negative(tolerance, message=message)] if validate else []
        return after(checks, tolerance)

    loc = property(lambda self: self._loc, doc="The value.")
    atol = property(lambda self: self._atol, doc="The absolute tolerance.")
    rtol = property(lambda self: self._rtol, doc="The tolerance as a share of the value.")

    def _entropy(self):
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _mean(self):
        return api.identity(self.loc)

    def _variance(self):
        return zeros_like(self.loc)

    def _mode(self):
        return self.mean()

    def _sample_n(self, n, seed=None):
        return api.broadcast_to(self.loc, api.concat([[n], api.shape(self.loc)], 0))


@public("contrib.distributions.Deterministic")
class Deterministic(OfOneValue):
    """The distribution of one number: all samples are it, and its probability is 1.

    Args:
      loc: floating tensor, the number.
      atol, rtol: floating tensors or None: numbers count as it up to `atol + rtol |loc|`.
      validate_args: whether tolerances are checked.
      allow_nan_stats: accepted for compatibility.
      name: its name.

    Example:
      >>> tf.contrib.distributions.Deterministic(1.0).prob([1.0, 2.0]).numpy().tolist()
      [1.0, 0.0]
    """

    def __init__(
        self, loc, atol=None, rtol=None, validate_args=False, allow_nan_stats=True,
        name="Deterministic",
    ):  # fmt: skip
        self._begin(locals())

    def _batch_shape(self):
        return self.loc.shape

    def _batch_shape_tensor(self):
        return api.shape(self.loc)

    def _event_shape(self):
        return TensorShape([])

    def _prob(self, x):
        return api.cast(abs(x - self.loc) <= self._slack, self.dtype)

    def _cdf(self, x):
        return api.cast(x >= self.loc - self._slack, self.dtype)


@public("contrib.distributions.VectorDeterministic")
class VectorDeterministic(OfOneValue):
    """The distribution of one vector; see `Deterministic`.

    Args:
      loc: floating tensor of shape `[..., k]`, the vector.
      the others: as for `Deterministic`.

    Raises:
      ValueError: with `validate_args`, loc is a number.

    Example:
      >>> d = tf.contrib.distributions.VectorDeterministic([1.0, 2.0])
      >>> d.prob([[1.0, 2.0], [1.0, 0.0]]).numpy().tolist()
      [1.0, 0.0]
    """

    def __init__(
        self, loc, atol=None, rtol=None, validate_args=False, allow_nan_stats=True,
        name="VectorDeterministic",
    ):  # fmt: skip
        self._begin(locals())

    def _as_loc(self, loc, validate):
        message = "Argument loc must be at least rank 1."
        if not validate:
            return loc
        if loc.shape.ndims is not None and loc.shape.ndims < 1:
            raise ValueError(message)
        return after([assert_rank_at_least(loc, 1, message=message)], loc)

    def _batch_shape(self):
        return self.loc.shape[:-1]

    def _batch_shape_tensor(self):
        return api.shape(self.loc)[:-1]

    def _event_shape(self):
        return self.loc.shape[-1:]

    def _event_shape_tensor(self):
        return api.shape(self.loc)[-1:]

    def _prob(self, x):
        if self.validate_args:
            message = "Argument 'x' not defined in the same space R^k as this distribution"
            sizes = self.event_shape_tensor(), api.shape(x)[-1:]
            x = after([assert_rank_at_least(x, 1), assert_equal(*sizes, message=message)], x)
        return api.cast(api.reduce_all(abs(x - self.loc) <= self._slack, -1), self.dtype)
