"""Bijectors whose parts depend on those before: masked autoregressive flows, real NVP."""

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.graph.loops import while_loop
from zeal.ops.array.fill import zeros_like
from zeal.public import public


def _grown(x, shift, log_scale):
    x = x if log_scale is None else x * api.exp(log_scale)
    return x if shift is None else x + shift


def _shrunk(y, shift, log_scale):
    y = y if shift is None else y - shift
    return y if log_scale is None else y * api.exp(-log_scale)


def known_depth(x):
    """The size of the last axis.

    Raises:
      NotImplementedError: it is unknown.
    """
    size = x.shape.with_rank_at_least(1)._at(-1) if x.shape.ndims is not None else None
    if size is None:
        raise NotImplementedError("Rightmost dimension must be known prior to graph execution.")
    return size


@public("contrib.distributions.bijectors.MaskedAutoregressiveFlow")
class MaskedAutoregressiveFlow(Bijector):
    """Y_i = X_i exp(log_scale_i) + shift_i, both functions of Y_0, ..., Y_(i-1).

    G. Papamakarios, T. Pavlakou, I. Murray, "Masked autoregressive flow" (2017). `forward` takes as
    many rounds as events have numbers, `inverse` one.

    Args:
      shift_and_log_scale_fn: a function of y that returns shift and log_scale, tensors like y or
        None, whose numbers depend on those of y before them alone.
      is_constant_jacobian: whether there is no log_scale.
      validate_args: accepted for compatibility.
      unroll_loop: whether rounds are nodes of their own.
      name: its name.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> flow = tfb.MaskedAutoregressiveFlow(lambda y: (tf.cumsum(y, -1, exclusive=True), None))
      >>> flow.forward([1.0, 1.0, 1.0]).numpy().tolist()
      [1.0, 2.0, 4.0]
    """

    def __init__(
        self, shift_and_log_scale_fn, is_constant_jacobian=False, validate_args=False,
        unroll_loop=False, name=None,
    ):  # fmt: skip
        self._function, self._unroll = shift_and_log_scale_fn, unroll_loop
        super().__init__(
            None, is_constant_jacobian, validate_args, forward_min_event_ndims=1,
            name=name or "masked_autoregressive_flow",
        )  # fmt: skip

    def _forward(self, x):
        y = zeros_like(x)
        if self._unroll or _native.executing_eagerly():
            for _ in range(known_depth(x)):
                y = _grown(x, *self._function(y))
            return y
        self._function(y)  # makes variables outside the loop
        size = api.shape(x)[-1]
        return while_loop(
            lambda i, y: i < size, lambda i, y: (i + 1, _grown(x, *self._function(y))), (0, y)
        )[1]

    def _inverse(self, y):
        return _shrunk(y, *self._function(y))

    def _inverse_log_det_jacobian(self, y):
        _, log_scale = self._function(y)
        return api.cast(0.0, y.dtype) if log_scale is None else -api.reduce_sum(log_scale, -1)


@public("contrib.distributions.bijectors.RealNVP")
class RealNVP(Bijector):
    """Scales and shifts the last numbers of matrices' rows by functions of the first.

    L. Dinh, J. Sohl-Dickstein, S. Bengio, "Density estimation using real NVP" (2016).

    Args:
      num_masked: how many first numbers stay.
      shift_and_log_scale_fn: a function of these and of how many others there are that returns
        shift and log_scale, tensors or None.
      the others: as for `MaskedAutoregressiveFlow`.

    Raises:
      ValueError: num_masked is not positive.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> flow = tfb.RealNVP(1, lambda x, n: (tf.tile(x, [1, n]), None))
      >>> flow.forward([[1.0, 2.0, 3.0]]).numpy().tolist()
      [[1.0, 3.0, 4.0]]
    """

    def __init__(
        self, num_masked, shift_and_log_scale_fn, is_constant_jacobian=False,
        validate_args=False, name=None,
    ):  # fmt: skip
        if num_masked <= 0:
            raise ValueError("num_masked must be a positive integer.")
        self._kept, self._function = num_masked, shift_and_log_scale_fn
        super().__init__(
            None, is_constant_jacobian, validate_args, forward_min_event_ndims=1,
            name=name or "real_nvp",
        )  # fmt: skip

    def _parts(self, x):
        """The numbers that stay, the others, and shift and log_scale."""
        depth = known_depth(x)
        if self._kept >= depth:
            raise ValueError("Number of masked units must be smaller than the event size.")
        first, others = x[:, : self._kept], x[:, self._kept :]
        return first, others, *self._function(first, depth - self._kept)

    def _forward(self, x):
        first, others, shift, log_scale = self._parts(x)
        return api.concat([first, _grown(others, shift, log_scale)], -1)

    def _inverse(self, y):
        first, others, shift, log_scale = self._parts(y)
        return api.concat([first, _shrunk(others, shift, log_scale)], -1)

    def _inverse_log_det_jacobian(self, y):
        return -self._forward_log_det_jacobian(y)  # the same first numbers

    def _forward_log_det_jacobian(self, x):
        log_scale = self._parts(x)[3]
        return api.cast(0.0, x.dtype) if log_scale is None else api.reduce_sum(log_scale, -1)
