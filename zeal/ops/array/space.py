"""Paddings of blocks in space."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.ops.named import named
from zeal.public import public


@public("required_space_to_batch_paddings")
@named("required_space_to_batch_paddings")
def required_space_to_batch_paddings(input_shape, block_shape, base_paddings=None, name=None):
    """Computes the paddings and crops that make block_shape divide an input's shape.

    Args:
      input_shape: vector of n integers.
      block_shape: vector of n integers.
      base_paddings: integers of shape `[n, 2]`: the least paddings; zeros by default.
      name: accepted for compatibility.

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
    sizes, blocks = _native.convert(input_shape)._tolist(), _native.convert(block_shape)._tolist()
    if any(k < 1 for k in blocks):
        raise InvalidArgumentError(f"block_shape must be positive, got {blocks}")
    base = _native.convert(base_paddings)._tolist() if base_paddings is not None \
        else [[0, 0]] * len(sizes)
    extra = [-(n + sum(b)) % k for n, b, k in zip(sizes, base, blocks, strict=True)]
    paddings = [[b[0], b[1] + e] for b, e in zip(base, extra, strict=True)]
    crops = [[0, e] for e in extra]
    shape = [len(sizes), 2]
    return tuple(api.reshape(_native.convert(v, int32), shape) for v in (paddings, crops))
