"""Distributions of numbers, with a batch of the shape to which their parameters broadcast."""

from typing import Any

from zeal import _native
from zeal._native import api
from zeal.distributions.checking import assert_positive, assert_same_float_dtype
from zeal.distributions.distribution import Distribution, parameters_of
from zeal.eager.control import behind
from zeal.ops.array.fill import ones
from zeal.ops.array.shape import broadcast_dynamic_shape, broadcast_static_shape
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape


def parameter(name, doc):
    """A property that holds a parameter's tensor."""
    return property(lambda self: getattr(self, "_" + name), doc=doc)


class ScalarDistribution(Distribution):
    """A distribution of numbers. Subclasses name their floating parameters in `_names`."""

    _names: tuple = ()
    _positive: tuple = ()

    def _begin(self, arguments, reparameterization_type, checks=()):
        """Makes tensors of the parameters and sets what all distributions have.

        Args:
          arguments: the constructor's `locals()`.
          reparameterization_type: the constant.
          checks: functions without arguments that assert more, with `validate_args`.
        """
        validate = arguments["validate_args"]
        parameters = parameters_of(arguments)
        with name_scope(arguments["name"]) as name:
            made = []
            if validate:
                made = [self._check_positive(arguments[p]) for p in self._positive]
                made += [check() for check in checks]
            with behind(made):
                tensors = [api.identity(arguments[p], name=p) for p in self._names]
            assert_same_float_dtype(tensors)
        for p, tensor in zip(self._names, tensors, strict=True):
            setattr(self, "_" + p, tensor)
        Distribution.__init__(
            self, tensors[-1].dtype, reparameterization_type, validate,
            arguments["allow_nan_stats"], parameters, tensors, name,
        )  # fmt: skip

    @classmethod
    def _param_shapes(cls, sample_shape):
        shape = _native.convert(sample_shape, "int32")
        return dict.fromkeys(cls._names, shape)

    def _check_positive(self, value):
        return assert_positive(value)

    def _tensors(self):
        return [getattr(self, "_" + name) for name in self._names]

    def _batch_shape(self):
        first, *others = (t.shape for t in self._tensors())
        for other in others:
            first = broadcast_static_shape(first, other)
        return first

    def _batch_shape_tensor(self):
        first, *others = (api.shape(t) for t in self._tensors())
        for other in others:
            first = broadcast_dynamic_shape(first, other)
        return first

    def _event_shape(self):
        return TensorShape([])

    def _event_shape_tensor(self):
        return _native.convert([], "int32")

    def _shape_of(self, n):
        """The shape of n samples."""
        return api.concat([[n], self.batch_shape_tensor()], 0)

    def _batched(self, x):
        """x with the batch's shape, to which it broadcasts."""
        return x * ones(self.batch_shape_tensor(), x.dtype)


class LocationScale(ScalarDistribution):
    """A distribution of loc + scale Z for numbers Z of one distribution."""

    _names, _positive = ("loc", "scale"), ("scale",)
    loc = parameter("loc", "The centres.")
    scale = parameter("scale", "The scales.")

    def _z(self, x):
        with name_scope("standardize"):
            return (x - self.loc) / self.scale


class WithSoftplus:
    """Mixed into a distribution: some of its parameters go through a positive function first."""

    def _transformed(self, base, arguments, **changes: Any):
        """Begins as `base` does, with parameters changed; keeps the arguments as they came."""
        kept = parameters_of(arguments)
        with name_scope(kept["name"]) as name:
            given = {**kept, "name": name}
            given |= {p: change(given[p], p) for p, change in changes.items()}
            base.__init__(self, **given)
        self._parameters = kept


def whole_degrees(x, name):
    """Degrees of freedom made whole and not negative, under TensorFlow's name of them."""
    return api.floor(abs(_native.convert(x)), name=f"abs_{name}")


def softplus(x, name):
    """A parameter made positive, under TensorFlow's name of it."""
    return api.softplus(x, name=f"softplus_{name}")
