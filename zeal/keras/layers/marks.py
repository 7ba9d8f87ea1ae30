"""What tensors carry from layer to layer: `_keras_history`, the call they come from; `_keras_mask`.

Until the first of either there is nothing to look for, and calls of layers do not.
"""

from zeal import nest
from zeal._native import Tensor

in_use = False  # until a tensor carries one


def set_mask(tensor, mask) -> None:
    """Gives a tensor its mask."""
    global in_use
    if mask is not None:
        in_use = True
        tensor._keras_mask = mask


def are_tensors(inputs) -> bool:
    """Whether inputs are a list of tensors and nothing else."""
    return type(inputs) is list and all(type(x) is Tensor for x in inputs)


def masks_of(inputs):
    """The mask of a tensor; of several a list, None where none has one."""
    if are_tensors(inputs):
        masks = [getattr(x, "_keras_mask", None) for x in inputs]
        return None if all(m is None for m in masks) else masks
    if type(inputs) is Tensor or not nest.is_nested(inputs):
        return getattr(inputs, "_keras_mask", None)
    masks = [getattr(x, "_keras_mask", None) for x in nest.flatten(inputs)]
    return None if all(m is None for m in masks) else nest.pack_sequence_as(inputs, masks)


def mark_outputs(layer, inputs, outputs, masks) -> None:
    """Gives a layer's outputs the masks that it computes from those of its inputs."""
    flat = [outputs] if type(outputs) is Tensor else nest.flatten(outputs)
    if all(getattr(x, "_keras_mask", None) is not None for x in flat):
        return
    if layer._computes_mask or layer.supports_masking:
        found = layer.compute_mask(inputs, masks)
        if found is None:
            return
        found = nest.flatten(found) if nest.is_nested(outputs) else [found]
        for output, mask in zip(flat, found, strict=False):
            set_mask(output, mask)
