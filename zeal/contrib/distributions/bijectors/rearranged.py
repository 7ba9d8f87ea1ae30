"""Bijectors that move numbers."""

import math

from zeal import _native
from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.distributions.checking import after, assert_equal, assert_greater_equal, assert_less
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.range import range as range_
from zeal.ops.array.sort import sort
from zeal.ops.array.where import where_v2
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


class _Rearranging(Bijector):
    """Keeps all numbers, in other places: volumes stay as they are."""

    def _inverse_log_det_jacobian(self, y):
        return api.cast(0.0, y.dtype)

    def _forward_log_det_jacobian(self, x):
        return api.cast(0.0, x.dtype)


@public("contrib.distributions.bijectors.Permute")
class Permute(_Rearranging):
    """Moves numbers of the last axis.

    Args:
      permutation: int32 or int64 vector of 0, ..., k - 1 in an order: where each comes from.
      validate_args: whether arguments are checked.
      name: its name.

    Raises:
      TypeError: permutation is not of integers.
      ValueError: it is none.

    Example:
      >>> tf.contrib.distributions.bijectors.Permute([2, 0, 1]).forward([5, 6, 7]).numpy().tolist()
      [7, 5, 6]
    """

    def __init__(self, permutation, validate_args=False, name=None):
        with name_scope(name or "permute"):
            order = _native.convert(permutation, None, "permutation")
            if not order.dtype.is_integer:
                got = order.dtype.name
                raise TypeError(f"permutation.dtype ({got}) should be `int`-like.")
            message = (
                "Permutation over `d` must contain exactly one of each of `{0, 1, ..., d}`."
            )
            known = _native.known_value(order)
            if known is not None:
                if sorted(known._tolist()) != [*range(known.shape.num_elements())]:
                    raise ValueError(message)
            elif validate_args:
                places = api.cast(range_(0, api.size(order)), order.dtype)
                order = after([assert_equal(sort(order), places, message=message)], order)
        self._permutation = order
        super().__init__(
            None, True, validate_args, forward_min_event_ndims=1, name=name or "permute"
        )

    permutation = property(lambda self: self._permutation, doc="Where each number comes from.")

    def _forward(self, x):
        return api.gather(x, self.permutation, axis=-1)

    def _inverse(self, y):
        return api.gather(y, api.invert_permutation(self.permutation), axis=-1)


@public("contrib.distributions.bijectors.Reshape")
class Reshape(_Rearranging):
    """Gives events another shape.

    Args:
      event_shape_out: integers, the shape behind `forward`; one may be -1.
      event_shape_in: integers, the shape before; a vector of any size by default.
      validate_args: whether shapes and those of events are checked.
      name: its name.

    Raises:
      TypeError: a shape is not of integers.
      ValueError: a shape has two axes, or an event does not fit.

    Example:
      >>> tf.contrib.distributions.bijectors.Reshape([1, 2]).forward([5, 6]).numpy().tolist()
      [[5, 6]]
    """

    def __init__(self, event_shape_out, event_shape_in=(-1,), validate_args=False, name=None):
        self._validate_args = validate_args
        with name_scope(name or "reshape"):
            self._out = self._as_shape(event_shape_out, "event_shape_out")
            self._in = self._as_shape(event_shape_in, "event_shape_in")
        super().__init__(
            None, True, validate_args, forward_min_event_ndims=0, name=name or "reshape"
        )

    def _as_shape(self, shape, name):
        shape = convert_to_tensor(shape, name=name, preferred_dtype="int32")
        if not shape.dtype.is_integer:
            raise TypeError(f"{shape} dtype ({shape.dtype.name}) should be `int`-like.")
        rank = shape.shape.ndims
        if rank is not None and rank > 1:
            raise ValueError(f"`{shape}` rank ({rank}) should be <= 1.")
        if not self._validate_args:
            return shape
        words = f"`{shape}` elements must "
        unknown = api.reduce_sum(api.cast(api.equal(shape, -1), "int32"))
        checks = [
            assert_less(unknown, 2, message=words + "have at most one `-1`."),
            assert_greater_equal(
                shape, api.cast(-1, shape.dtype),
                message=words + "be either positive integers or `-1`.",
            ),
        ]  # fmt: skip
        return after(checks, shape)

    def _ndims_of_forward(self, ndims):
        return ndims + self._length(self._out) - self._length(self._in)

    def _ndims_of_inverse(self, ndims):
        return ndims + self._length(self._in) - self._length(self._out)

    def _length(self, shape):
        known = shape.shape.num_elements()
        return api.size(shape) if known is None else known

    def _reshaped(self, x, before, behind):
        known, length = _native.known_value(before), self._length(before)
        words = "Input `event_shape` does not match `event_shape_in`"
        if known is not None and x.shape.ndims is not None:
            sizes = x.shape[x.shape.ndims - length :].as_list()
            wanted = known._tolist()
            if any(w >= 0 and s not in (None, w) for s, w in zip(sizes, wanted, strict=True)):
                raise ValueError(f"{words} ({sizes} vs {wanted}).")
        split = api.rank(x) - length
        shape = api.shape(x)
        if known is None and self._validate_args:
            before = api.cast(before, "int32")
            expected = where_v2(before < 0, shape[split:], before)
            x = after([assert_equal(shape[split:], expected, message=words + ".")], x)
        return api.reshape(x, api.concat([shape[:split], api.cast(behind, "int32")], 0))

    def _forward(self, x):
        return self._reshaped(x, self._in, self._out)

    def _inverse(self, y):
        return self._reshaped(y, self._out, self._in)

    def _forward_event_shape(self, input_shape):
        return self._shape_behind(input_shape, self._in, self._out)

    def _inverse_event_shape(self, output_shape):
        return self._shape_behind(output_shape, self._out, self._in)

    def _shape_behind(self, shape, before, behind):
        """The sizes before the event, which events with more axes have, stay."""
        sizes, length = _native.known_value(behind), before.shape.num_elements()
        if sizes is None or length is None or shape.ndims is None:
            return TensorShape(None)
        sizes, event = sizes._tolist(), shape[shape.ndims - length :]
        total, rest = event.num_elements(), -math.prod(sizes)
        at = None if total is None or not rest else total // rest
        return shape[: shape.ndims - length].concatenate([at if s == -1 else s for s in sizes])

    def _forward_event_shape_tensor(self, input_shape):
        return self._tensor_behind(input_shape, self._in, self._out)

    def _inverse_event_shape_tensor(self, output_shape):
        return self._tensor_behind(output_shape, self._out, self._in)

    def _tensor_behind(self, shape, before, behind):
        split = api.size(shape) - self._length(before)
        behind = api.cast(behind, "int32")
        rest = api.reduce_prod(shape[split:]) // api.maximum(1, -api.reduce_prod(behind))
        event = where_v2(api.equal(behind, -1), api.fill(api.shape(behind), rest), behind)
        return api.concat([shape[:split], event], 0)
