"""Bijectors made of others, and of functions."""

from typing import Any

from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.public import public


@public("contrib.distributions.bijectors.Invert")
class Invert(Bijector):
    """The inverse of a bijector.

    Args:
      bijector: a bijector.
      validate_args: accepted for compatibility.
      name: its name.

    Raises:
      NotImplementedError: the bijector has more than one inverse.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> tfb.Invert(tfb.Exp()).forward(1.0).numpy()
      0.0
    """

    def __init__(self, bijector, validate_args=False, name=None):
        if not bijector._is_injective:
            raise NotImplementedError("Invert is not implemented for non-injective bijectors.")
        self._bijector = bijector
        super().__init__(
            bijector.graph_parents, bijector.is_constant_jacobian, validate_args, bijector.dtype,
            bijector.inverse_min_event_ndims, bijector.forward_min_event_ndims,
            name or f"invert_{bijector.name}",
        )  # fmt: skip

    bijector = property(lambda self: self._bijector, doc="What it is the inverse of.")

    def _ndims_of_forward(self, ndims):
        return self.bijector._ndims_of_inverse(ndims)

    def _ndims_of_inverse(self, ndims):
        return self.bijector._ndims_of_forward(ndims)

    def _forward_event_shape(self, input_shape):
        return self.bijector._inverse_event_shape(input_shape)

    def _forward_event_shape_tensor(self, input_shape):
        return self.bijector._inverse_event_shape_tensor(input_shape)

    def _inverse_event_shape(self, output_shape):
        return self.bijector._forward_event_shape(output_shape)

    def _inverse_event_shape_tensor(self, output_shape):
        return self.bijector._forward_event_shape_tensor(output_shape)

    def _forward(self, x, **kwargs: Any):
        return self.bijector._inverse(x, **kwargs)

    def _inverse(self, y, **kwargs: Any):
        return self.bijector._forward(y, **kwargs)

    def _inverse_log_det_jacobian(self, y, **kwargs: Any):
        return self.bijector._forward_log_det_jacobian(y, **kwargs)

    def _forward_log_det_jacobian(self, x, **kwargs: Any):
        return self.bijector._inverse_log_det_jacobian(x, **kwargs)


def _least_ndims(bijectors):
    """How many axes the first of them must get, so that each gets as many as it works on.

    Args:
      bijectors: pairs of the numbers of axes each takes and gives, in the order of the calls.
    """
    least = there = 0
    for takes, gives in bijectors:
        least += max(0, takes - there)
        there = max(takes, there) + gives - takes
    return least


@public("contrib.distributions.bijectors.Chain")
class Chain(Bijector):
    """Bijectors one after the other: the last of the list comes first.

    Args:
      bijectors: a list of bijectors.
      validate_args: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: they take different dtypes.
      NotImplementedError: one has more than one inverse.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> tfb.Chain([tfb.AffineScalar(1.0), tfb.Exp()]).forward(0.0).numpy()
      2.0
    """

    def __init__(self, bijectors=None, validate_args=False, name=None):
        self._bijectors = bijectors = () if bijectors is None else bijectors
        for b in bijectors:
            if not b._is_injective:
                raise NotImplementedError(
                    f"Invert is not implemented for non-injective bijector ({b.name})"
                )
        kinds = {b.dtype for b in bijectors} - {None}
        if len(kinds) > 1:
            raise ValueError(f"incompatible dtypes: {sorted(map(str, kinds))}")
        forth = [(b.forward_min_event_ndims, b.inverse_min_event_ndims) for b in bijectors]
        names = "_of_".join(b.name for b in bijectors)
        super().__init__(
            [p for b in bijectors for p in b.graph_parents],
            all(b.is_constant_jacobian for b in bijectors), validate_args,
            next(iter(kinds), None), _least_ndims(forth[::-1]),
            _least_ndims([(gives, takes) for takes, gives in forth]),
            name or f"chain_of_{names}" if bijectors else "identity",
        )  # fmt: skip

    bijectors = property(lambda self: self._bijectors, doc="The bijectors, the last one first.")

    def _ndims_of_forward(self, ndims):
        for b in reversed(self.bijectors):
            ndims = b._ndims_of_forward(ndims)
        return ndims

    def _ndims_of_inverse(self, ndims):
        for b in self.bijectors:
            ndims = b._ndims_of_inverse(ndims)
        return ndims

    def _through(self, method, shape, bijectors):
        for b in bijectors:
            shape = getattr(b, method)(shape)
        return shape

    def _forward_event_shape(self, input_shape):
        return self._through("forward_event_shape", input_shape, reversed(self.bijectors))

    def _forward_event_shape_tensor(self, input_shape):
        return self._through("forward_event_shape_tensor", input_shape, reversed(self.bijectors))

    def _inverse_event_shape(self, output_shape):
        return self._through("inverse_event_shape", output_shape, self.bijectors)

    def _inverse_event_shape_tensor(self, output_shape):
        return self._through("inverse_event_shape_tensor", output_shape, self.bijectors)

    def _forward(self, x, **kwargs: Any):
        for b in reversed(self.bijectors):
            x = b._call_forward(x, "forward", **kwargs.get(b.name, {}))
        return x

    def _inverse(self, y, **kwargs: Any):
        for b in self.bijectors:
            y = b._call_inverse(y, "inverse", **kwargs.get(b.name, {}))
        return y

    def _inverse_log_det_jacobian(self, y, **kwargs: Any):
        total, ndims = api.cast(0.0, y.dtype), self.inverse_min_event_ndims
        for b in self.bijectors:
            more = kwargs.get(b.name, {})
            total += b._call_inverse_log_det_jacobian(y, ndims, "inverse_log_det_jacobian", **more)
            ndims = b._ndims_of_inverse(ndims)
            y = b._call_inverse(y, "inverse", **more)
        return total

    def _forward_log_det_jacobian(self, x, **kwargs: Any):
        total, ndims = api.cast(0.0, x.dtype), self.forward_min_event_ndims
        for b in reversed(self.bijectors):
            more = kwargs.get(b.name, {})
            total += b._call_forward_log_det_jacobian(x, ndims, "forward_log_det_jacobian", **more)
            ndims = b._ndims_of_forward(ndims)
            x = b._call_forward(x, "forward", **more)
        return total


def _called(what):
    """A method that calls the function that the program gave for it."""

    def method(self, x, **kwargs: Any):
        function = self._functions[what]
        if not callable(function):
            raise NotImplementedError(f"{what} is not a callable function.")
        return function(x, **kwargs)

    return method


def _shaped(what):
    def method(self, shape):
        function = self._functions[what]
        return shape if function is None else function(shape)

    return method


@public("contrib.distributions.bijectors.Inline")
class Inline(Bijector):
    """A bijector of functions that the program gives.

    Args:
      forward_fn, inverse_fn: functions of a tensor.
      inverse_log_det_jacobian_fn, forward_log_det_jacobian_fn: functions of a tensor; one is
        enough.
      forward_event_shape_fn, inverse_event_shape_fn: functions of `TensorShape`s, where shapes
        change.
      forward_event_shape_tensor_fn, inverse_event_shape_tensor_fn: functions of int32 vectors.
      is_constant_jacobian: whether the Jacobian is the same everywhere.
      validate_args: accepted for compatibility.
      forward_min_event_ndims, inverse_min_event_ndims: the number of axes that they work on.
      name: its name.

    Example:
      >>> double = tf.contrib.distributions.bijectors.Inline(
      ...     forward_fn=lambda x: 2 * x, inverse_fn=lambda y: y / 2, forward_min_event_ndims=0)
      >>> double.inverse(double.forward(3.0)).numpy()
      3.0
    """

    def __init__(
        self, forward_fn=None, inverse_fn=None, inverse_log_det_jacobian_fn=None,
        forward_log_det_jacobian_fn=None, forward_event_shape_fn=None,
        forward_event_shape_tensor_fn=None, inverse_event_shape_fn=None,
        inverse_event_shape_tensor_fn=None, is_constant_jacobian=False, validate_args=False,
        forward_min_event_ndims=None, inverse_min_event_ndims=None, name="inline",
    ):  # fmt: skip
        self._functions = {k: v for k, v in locals().items() if k.endswith("_fn")}
        super().__init__(
            None, is_constant_jacobian, validate_args, None, forward_min_event_ndims,
            inverse_min_event_ndims, name,
        )  # fmt: skip

    _forward, _inverse = _called("forward_fn"), _called("inverse_fn")
    _forward_log_det_jacobian = _called("forward_log_det_jacobian_fn")
    _inverse_log_det_jacobian = _called("inverse_log_det_jacobian_fn")
    _forward_event_shape = _shaped("forward_event_shape_fn")
    _inverse_event_shape = _shaped("inverse_event_shape_fn")
    _forward_event_shape_tensor = _shaped("forward_event_shape_tensor_fn")
    _inverse_event_shape_tensor = _shaped("inverse_event_shape_tensor_fn")


@public("contrib.distributions.bijectors.ConditionalBijector")
class ConditionalBijector(Bijector):
    """A bijector whose methods take more keywords, which its functions get.

    Args:
      all: as for `Bijector`.

    Example:
      >>> class Shifted(tf.contrib.distributions.bijectors.ConditionalBijector):
      ...     def _forward(self, x, by): return x + by
      >>> Shifted(forward_min_event_ndims=0).forward(1.0, by=2.0).numpy()
      3.0
    """

    def forward(self, x, name="forward", **condition_kwargs: Any):
        """See `Bijector.forward`; its functions get the keywords."""
        return self._call_forward(x, name, **condition_kwargs)

    def inverse(self, y, name="inverse", **condition_kwargs: Any):
        """See `Bijector.inverse`; its functions get the keywords."""
        return self._call_inverse(y, name, **condition_kwargs)

    def forward_log_det_jacobian(
        self, x, event_ndims, name="forward_log_det_jacobian", **condition_kwargs: Any
    ):
        """See `Bijector.forward_log_det_jacobian`; its functions get the keywords."""
        return self._call_forward_log_det_jacobian(x, event_ndims, name, **condition_kwargs)

    def inverse_log_det_jacobian(
        self, y, event_ndims, name="inverse_log_det_jacobian", **condition_kwargs: Any
    ):
        """See `Bijector.inverse_log_det_jacobian`; its functions get the keywords."""
        return self._call_inverse_log_det_jacobian(y, event_ndims, name, **condition_kwargs)
