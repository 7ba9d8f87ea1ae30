"""What all bijectors share."""

import re
import weakref

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import after, assert_greater_equal
from zeal.distributions.method_scopes import MethodScopes, check_graph_parents
from zeal.ops.array.fill import ones
from zeal.ops.array.range import range as range_
from zeal.public import public
from zeal.tensor_shape import TensorShape


def _snake(name):
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def static_value(x):
    """An integer, or None where only the run knows it."""
    if x is None or isinstance(x, int):
        return x
    known = _native.known_value(_native.convert(x))
    return None if known is None else int(known._tolist())


def _both_ndims(**both):
    """Both numbers of axes, of which one may be None."""
    other = next((v for v in both.values() if v is not None), None)
    if other is None:
        raise ValueError(
            "Must specify at least one of `forward_min_event_ndims` and "
            "`inverse_min_event_ndims`."
        )
    for argument, value in both.items():
        value = both[argument] = other if value is None else value
        if not isinstance(value, int):
            got = type(value).__name__
            raise TypeError(f"Expected {argument} to be of type int, got {got}")
        if value < 0:
            raise ValueError(f"{argument} must be a non-negative integer.")
    return both.values()


@public("contrib.distributions.bijectors.Bijector")
class Bijector(MethodScopes):
    """A smooth function of tensors that has an inverse.

    Subclasses define `_forward(x)`, `_inverse(y)` and one of `_forward_log_det_jacobian(x)` and
    `_inverse_log_det_jacobian(y)`, for events of the least number of axes; those that change
    shapes `_forward_event_shape(shape)`, `_forward_event_shape_tensor(shape)` and the inverse ones.

    Args:
      graph_parents: tensors that it is made of.
      is_constant_jacobian: whether the Jacobian is the same everywhere.
      validate_args: whether arguments are checked.
      dtype: the dtype that inputs must have; None for any.
      forward_min_event_ndims: the number of axes that `forward` works on.
      inverse_min_event_ndims: the same for `inverse`; each of the two is the other's default.
      name: its name; by default the class's in snake case.

    Raises:
      ValueError: neither number of axes is given, one is negative, or a parent is no tensor.
      TypeError: a number of axes is no integer.

    Example:
      >>> tfb = tf.contrib.distributions.bijectors
      >>> tfb.Exp().forward_log_det_jacobian([1.0, 2.0], event_ndims=1).numpy()
      3.0
    """

    _is_injective = True

    def __init__(
        self, graph_parents=None, is_constant_jacobian=False, validate_args=False, dtype=None,
        forward_min_event_ndims=None, inverse_min_event_ndims=None, name=None,
    ):  # fmt: skip
        self._forward_min_event_ndims, self._inverse_min_event_ndims = _both_ndims(
            forward_min_event_ndims=forward_min_event_ndims,
            inverse_min_event_ndims=inverse_min_event_ndims,
        )
        self._graph_parents = graph_parents or []
        check_graph_parents(self._graph_parents)
        self._is_constant_jacobian, self._validate_args = is_constant_jacobian, validate_args
        self._dtype = dtype
        self._name = name or _snake(type(self).__name__.lstrip("_"))
        self._source = None  # of the last result: a weak reference to it, arguments, what it is of

    graph_parents = property(lambda self: self._graph_parents, doc="Tensors it is made of.")
    forward_min_event_ndims = property(
        lambda self: self._forward_min_event_ndims, doc="The axes that `forward` works on."
    )
    inverse_min_event_ndims = property(
        lambda self: self._inverse_min_event_ndims, doc="The axes that `inverse` works on."
    )
    is_constant_jacobian = property(
        lambda self: self._is_constant_jacobian, doc="Whether the Jacobian is the same everywhere."
    )
    validate_args = property(lambda self: self._validate_args, doc="Whether arguments are checked.")
    dtype = property(lambda self: self._dtype, doc="The dtype that inputs must have, or None.")
    name = property(lambda self: self._name, doc="The name.")

    def _ndims_of_forward(self, ndims):
        """How many axes an event has behind `forward`."""
        return ndims + self.inverse_min_event_ndims - self.forward_min_event_ndims

    def _ndims_of_inverse(self, ndims):
        return ndims + self.forward_min_event_ndims - self.inverse_min_event_ndims

    def _forward_event_shape(self, input_shape):
        return input_shape

    def _inverse_event_shape(self, output_shape):
        return output_shape

    def _forward_event_shape_tensor(self, input_shape):
        return input_shape

    def _inverse_event_shape_tensor(self, output_shape):
        return output_shape

    def forward_event_shape(self, input_shape):
        """The `TensorShape` of the result for an event of a shape."""
        return self._forward_event_shape(TensorShape(input_shape))

    def inverse_event_shape(self, output_shape):
        """The `TensorShape` of the argument that gives an event of a shape."""
        return self._inverse_event_shape(TensorShape(output_shape))

    def forward_event_shape_tensor(self, input_shape, name="forward_event_shape_tensor"):
        """`forward_event_shape` as an int32 vector."""
        with self._name_scope(name):
            shape = _native.convert(input_shape, "int32", "input_shape")
            return self._forward_event_shape_tensor(shape)

    def inverse_event_shape_tensor(self, output_shape, name="inverse_event_shape_tensor"):
        """`inverse_event_shape` as an int32 vector."""
        with self._name_scope(name):
            shape = _native.convert(output_shape, "int32", "output_shape")
            return self._inverse_event_shape_tensor(shape)

    def _forward(self, x):
        raise NotImplementedError("forward not implemented.")

    def _inverse(self, y):
        raise NotImplementedError("inverse not implemented")

    def _forward_log_det_jacobian(self, x):
        raise NotImplementedError("forward_log_det_jacobian not implemented.")

    def _inverse_log_det_jacobian(self, y):
        raise NotImplementedError("inverse_log_det_jacobian not implemented.")

    def _argument(self, x, name):
        x = _native.convert(x, None, name)
        if self.dtype is not None and self.dtype != x.dtype:
            raise TypeError(f"Input had dtype {x.dtype} but expected {self.dtype}.")
        return x

    def _call_forward(self, x, name, **kwargs):
        with self._name_scope(name):
            x = self._argument(x, "x")
            known = self._image(x, kwargs)
            if known is not None:
                return known
            y = self._forward(x, **kwargs)
            if isinstance(y, _native.Tensor):
                self._source = (weakref.ref(y), kwargs, x)
            return y

    def forward(self, x, name="forward"):
        """The function's value, a tensor.

        Args:
          x: a tensor.
          name: its name in graphs.

        Returns:
          A tensor.
        """
        return self._call_forward(x, name)

    def _call_inverse(self, y, name, **kwargs):
        with self._name_scope(name):
            return self._inverse_of(self._argument(y, "y"), kwargs)

    def inverse(self, y, name="inverse"):
        """The argument that has a value; a tuple of all, if there are more.

        Args:
          y: a tensor.
          name: its name in graphs.

        Returns:
          A tensor, or a tuple of tensors.

        Raises:
          NotImplementedError: the class has no inverse, and y is not what `forward` gave last.
        """
        return self._call_inverse(y, name)

    def _image(self, x, kwargs):
        """In a graph: what the last call gave for this very argument, if that was it."""
        if not x._symbolic or self._source is None:
            return None
        y, past, source = self._source
        return y() if source is x and past == kwargs else None

    def _inverse_of(self, y, kwargs):
        """The inverse; in graphs, or without a function for it, `forward` may remember it.

        While ops run at once what a bijector is made of may have changed meanwhile.
        """
        made, past, x = self._source or (lambda: None, None, None)
        remembered = made() is y and past == kwargs
        if remembered and y._symbolic:
            return x
        try:
            return self._inverse(y, **kwargs)
        except NotImplementedError:
            if remembered:
                return x
            raise

    def _call_inverse_log_det_jacobian(self, y, event_ndims, name, **kwargs):
        with self._name_scope(name):
            y = after(self._check_ndims(event_ndims, False), self._argument(y, "y"))
            least = self.inverse_min_event_ndims
            try:
                found = self._inverse_log_det_jacobian(y, **kwargs)
                return self._each(found, lambda d: self._over_event(y, d, least, event_ndims))
            except NotImplementedError as error:
                return self._minus_forward(error, y, event_ndims, kwargs)

    def _minus_forward(self, error, y, event_ndims, kwargs):
        """The inverse's Jacobian by the function's own, at the argument."""
        least = self.forward_min_event_ndims
        event_ndims = self._ndims_of_inverse(event_ndims)
        try:
            x = self._inverse_of(y, kwargs)
            if isinstance(x, tuple):
                return tuple(
                    self._over_event(
                        one, -self._forward_log_det_jacobian(one, **kwargs), least, event_ndims
                    )
                    for one in x
                )
            found = -self._forward_log_det_jacobian(x, **kwargs)
            return self._over_event(x, found, least, event_ndims)
        except NotImplementedError:
            raise error from None

    def inverse_log_det_jacobian(self, y, event_ndims, name="inverse_log_det_jacobian"):
        """The logarithm of the absolute determinant of the inverse's derivative.

        Args:
          y: a tensor.
          event_ndims: how many of the last axes are one event; it sums over them.
          name: its name in graphs.

        Returns:
          A tensor, or a tuple of them where there is more than one inverse.

        Raises:
          ValueError: event_ndims is less than the function works on.
        """
        return self._call_inverse_log_det_jacobian(y, event_ndims, name)

    def _call_forward_log_det_jacobian(self, x, event_ndims, name, **kwargs):
        if not self._is_injective:
            raise NotImplementedError(
                "forward_log_det_jacobian cannot be implemented for non-injective transforms."
            )
        with self._name_scope(name):
            x = after(self._check_ndims(event_ndims, True), self._argument(x, "x"))
            try:
                found = self._forward_log_det_jacobian(x, **kwargs)
                return self._over_event(x, found, self.forward_min_event_ndims, event_ndims)
            except NotImplementedError as error:
                try:
                    y = self._forward(x, **kwargs)
                    found = -self._inverse_log_det_jacobian(y, **kwargs)
                    least, ndims = self.inverse_min_event_ndims, self._ndims_of_forward(event_ndims)
                    return self._over_event(y, found, least, ndims)
                except NotImplementedError:
                    raise error from None

    def forward_log_det_jacobian(self, x, event_ndims, name="forward_log_det_jacobian"):
        """The logarithm of the absolute determinant of the function's derivative.

        Args:
          x: a tensor.
          event_ndims: how many of the last axes are one event; it sums over them.
          name: its name in graphs.

        Returns:
          A tensor.

        Raises:
          ValueError: event_ndims is less than the function works on.
          NotImplementedError: the function has more than one inverse.
        """
        return self._call_forward_log_det_jacobian(x, event_ndims, name)

    def _each(self, found, function):
        return tuple(map(function, found)) if isinstance(found, tuple) else function(found)

    def _over_event(self, x, determinant, least, event_ndims):
        """Sums a determinant over the axes of an event beyond those that it is of."""
        ndims = static_value(event_ndims)
        if ndims is not None and ndims == least:
            return determinant
        rank = api.rank(x)
        sizes = api.shape(x)[rank - event_ndims : rank - least]
        whole = determinant * ones(sizes, determinant.dtype)
        axes = range_(-(event_ndims - least), 0) if ndims is None else [*range(least - ndims, 0)]
        return api.reduce_sum(whole, axes)

    def _check_ndims(self, event_ndims, forward):
        least = self.forward_min_event_ndims if forward else self.inverse_min_event_ndims
        given = _native.convert(event_ndims, None, "event_ndims")
        if not given.dtype.is_integer:
            raise ValueError(f"Expected integer dtype, got dtype {given.dtype}")
        if given.shape.ndims not in (None, 0):
            raise ValueError(f"Expected scalar event_ndims, got shape {given.shape}")
        known = static_value(given)
        if known is None:
            return [assert_greater_equal(given, least)] if self.validate_args else []
        if least > known:
            raise ValueError(
                f"event_ndims ({known}) must be larger than min_event_ndims ({least})"
            )
        return []
