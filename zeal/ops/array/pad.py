"""Borders around tensors."""

from zeal._native import Tensor, raw
from zeal.ops.op_function import op_function
from zeal.public import public


@public("pad")
@op_function("Pad", "tensor:input, paddings")
def pad(tensor, paddings, mode="CONSTANT", name=None, constant_values=0):
    """Adds a border around a tensor.

    Args:
      tensor: the tensor, of rank n.
      paddings: integers of shape `[n, 2]`: how many elements to add before and after, by axis.
      mode: "CONSTANT"; "REFLECT" mirrors at the edge element, "SYMMETRIC" repeats it.
      constant_values: scalar that fills a constant border.
      name: its name in graphs.

    Returns:
      A tensor of tensor's dtype.

    Raises:
      ValueError: the mode is unknown.
      InvalidArgumentError: paddings do not fit the tensor.

    Example:
      >>> tf.pad([1, 2], [[1, 2]]).numpy().tolist()
      [0, 1, 2, 0, 0]
    """
    kind = mode.upper()
    if kind == "CONSTANT":
        if not isinstance(constant_values, Tensor) and constant_values == 0:
            return raw.Pad(tensor, paddings, name=name)
        return raw.PadV2(tensor, paddings, constant_values, name=name)
    if kind in ("REFLECT", "SYMMETRIC"):
        return raw.MirrorPad(tensor, paddings, kind, name=name)
    raise ValueError(f"Unknown padding mode: {mode}")
