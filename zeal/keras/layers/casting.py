"""Dtypes of layers: of policies, and under `tf.enable_v2_behavior` floatx; casts of inputs."""

import sys
from contextlib import nullcontext

from zeal import logging, nest
from zeal._native import Tensor, Variable, api
from zeal.dtypes import as_dtype
from zeal.eager.behavior import has_v2_dtypes
from zeal.keras.float_dtype import floatx
from zeal.nest.composite_tensor import CompositeTensor


def default_dtype() -> "str | None":
    """The dtype of a layer that is given none; None waits for the first input's."""
    return floatx() if has_v2_dtypes() else None


class Policed:
    """Methods of Layer: its dtypes, where a `Policy` says them."""

    _zeal_policy = None

    def _zeal_set_dtype(self, dtype):
        """Takes what `dtype` of `__init__` is: a Policy, what names a dtype, or None."""
        policy = dtype if dtype is not None else _policy_in_force()
        if not hasattr(policy, "compute_dtype"):
            self._dtype = default_dtype() if dtype is None else as_dtype(dtype).name
        else:
            self.__dict__["_zeal_policy"] = policy
            self._dtype = policy.variable_dtype

    def _zeal_infer(self, dtype):
        """Tells the policy of the first input's dtype."""
        from zeal.keras.mixed_precision.policy import with_input_dtype

        policy = self.__dict__["_zeal_policy"] = with_input_dtype(self._zeal_policy, dtype)
        self._dtype = policy.variable_dtype

    @property
    def _dtype_policy(self):
        """The policy; of a layer that was given a dtype, or none, one that says so."""
        from zeal.keras.mixed_precision.policy import Policy

        return self._zeal_policy or Policy(self._dtype or "infer")

    @property
    def _compute_dtype(self):
        """The name of the dtype that inputs are cast to; None where they tell."""
        policy = self._zeal_policy
        return self._dtype if policy is None else policy.compute_dtype

    def _zeal_casts(self):
        """Whether variables are cast where `call` reads them."""
        return self._zeal_policy is not None and self._zeal_policy.should_cast_variables

    def _zeal_kind(self):
        """The class of variables that may be cast."""
        if not self._zeal_casts():
            return Variable
        from zeal.keras.mixed_precision.autocast_variable import AutoCastVariable

        return AutoCastVariable

    def _zeal_reading(self):
        """Inside of it `call` runs."""
        if not self._zeal_casts():
            return nullcontext()
        from zeal.keras.mixed_precision.autocast_variable import reads_as

        return reads_as(self._compute_dtype)


def _policy_in_force():
    """What `set_policy` set, if anything; layers do not load its module."""
    module = sys.modules.get("zeal.keras.mixed_precision.policy")
    return module and module.policy_in_force()


def takes_bare(layer) -> bool:
    """Whether what is `_bare` needs no cast: of floats that is float32 alone, if any are cast."""
    return layer._compute_dtype == "float32" or not _casts(layer)


def _casts(layer):
    return layer._autocast and has_v2_dtypes()


def cast_floats(layer, inputs):
    """Inputs, or a structure of them, whose floating tensors have the layer's dtype.

    The first cast of a layer whose dtype nobody gave is told of.
    """
    if not (_casts(layer) and layer._compute_dtype):
        return inputs
    dtype = as_dtype(layer._compute_dtype)
    if not dtype.is_floating:
        return inputs
    return nest.map_structure(lambda x: _cast(layer, x, dtype), inputs)


def _cast(layer, x, dtype):
    if not isinstance(x, (Tensor, CompositeTensor)) or x.dtype == dtype or not x.dtype.is_floating:
        return x
    if layer.__dict__.pop("_zeal_floatx", False):
        logging.warning(
            f"Layer {layer.name} is casting an input tensor from dtype {x.dtype.name} to the "
            f"layer's dtype of {dtype.name}, which is new behavior in TensorFlow 2. Give it "
            f"dtype='{x.dtype.name}' if it shall compute in that, autocast=False for no casts."
        )
    return api.cast(x, dtype)
