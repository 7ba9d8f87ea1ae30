"""Dtypes of layers under `tf.enable_v2_behavior`: floatx, which floating inputs become."""

from zeal import logging, nest
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype
from zeal.eager.behavior import is_v2_behavior
from zeal.nest.composite_tensor import CompositeTensor


def default_dtype() -> "str | None":
    """The dtype of a layer that is given none; None waits for the first input's."""
    from zeal.keras.backend_parts.state import floatx

    return floatx() if is_v2_behavior() else None


def takes_bare(layer) -> bool:
    """Whether what is `_bare` needs no cast: of floats that is float32 alone, if any are cast."""
    return layer._dtype == "float32" or not _casts(layer)


def _casts(layer):
    return layer._autocast and is_v2_behavior()


def cast_floats(layer, inputs):
    """Inputs, or a structure of them, whose floating tensors have the layer's dtype.

    The first cast of a layer whose dtype nobody gave is told of.
    """
    if not (_casts(layer) and layer._dtype):
        return inputs
    dtype = as_dtype(layer._dtype)
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
