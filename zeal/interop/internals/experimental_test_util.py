"""tensorflow.python.keras.mixed_precision.experimental.test_util: watched gradients."""

from zeal import _native
from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.eager.custom_gradient import custom_gradient
from zeal.effects.check import assert_equal
from zeal.graph.conditions import cond

__all__ = ["create_identity_with_grad_check_fn", "create_identity_with_nan_gradients_fn"]


def create_identity_with_grad_check_fn(expected_gradient, expected_dtype=None):
    """The identity, which asserts what flows back through it."""

    def checked(dx):
        if expected_dtype:
            assert dx.dtype == expected_dtype, f"{dx.dtype} is not {expected_dtype}"
        expected = _native.convert(expected_gradient, dx.dtype)
        check = assert_equal(dx, expected)
        with control_dependencies([] if check is None else [check]):
            return api.identity(dx)

    return custom_gradient(lambda x: (api.identity(x), checked))


def create_identity_with_nan_gradients_fn(have_nan_gradients):
    """The identity, through which NaN flows back where a bool tensor is true."""

    def spoiled(dx):
        return cond(have_nan_gradients, lambda: dx * float("nan"), lambda: dx)

    return custom_gradient(lambda x: (api.identity(x), spoiled))
