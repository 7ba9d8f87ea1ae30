"""Paddings of blocks in space."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack, unstack
from zeal.ops.named import named
from zeal.public import public


@public("required_space_to_batch_paddings")
@named("required_space_to_batch_paddings", "paddings", "crops")
def required_space_to_batch_paddings(input_shape, block_shape, base_paddings=None, name=None):
    """Computes the paddings and crops that make block_shape divide an input's shape.

    Args:
      input_shape: vector of n integers.
      block_shape: vector of n integers.
      base_paddings: integers of shape `[n, 2]`: the least paddings; zeros by default.
      name: its name in graphs.

    Returns:
      (paddings, crops), each int32 of shape `[n, 2]`. `paddings[i, 0]` is `base_paddings[i, 0]`,
      `paddings[i, 1]` the least that fits; crops undo what was added beyond the base.

    Raises:
      InvalidArgumentError: an entry of block_shape is not positive.

    Example:
      >>> paddings, crops = tf.required_space_to_batch_paddings([5], [2])
      >>> paddings.numpy().tolist(), crops.numpy().tolist()
      ([[0, 1]], [[0, 1]])
    """
    sizes, blocks = api.cast(input_shape, int32), api.cast(block_shape, int32)
    known = _native.known_value(blocks)
    if known is not None and any(k < 1 for k in known._tolist()):
        raise InvalidArgumentError(f"block_shape must be positive, got {known._tolist()}")
    least = zeros_like(sizes)
    before, after = (least, least) if base_paddings is None else _columns(base_paddings)
    extra = -(sizes + before + after) % blocks
    return stack([before, after + extra], 1), stack([least, extra], 1)


def _columns(base_paddings):
    return unstack(api.cast(base_paddings, int32), 2, 1)
