"""Windows with holes by way of batches: each place of a block of pixels becomes an image."""

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.array.space import required_space_to_batch_paddings
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.windows import channels_first
from zeal.public import public


@public("space_to_batch", "nn.space_to_batch")
@named("SpaceToBatchND")
def space_to_batch(input, paddings, block_size=None, name=None, block_shape=None):
    """Pads images with zeros and makes each place of their square blocks an image of the batch.

    Args:
      input: tensor of shape `[batch, height, width, channels]`.
      paddings: integers of shape [2, 2], zeros before and after height and width.
      block_size: height and width of a block; padded images are whole blocks.
      name: its name in graphs.
      block_shape: another name of block_size.

    Returns:
      A tensor of shape `[batch * block_size ** 2, height / block_size, width / block_size,
      channels]`.

    Raises:
      InvalidArgumentError: sizes that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(4), [1, 2, 2, 1])
      >>> tf.space_to_batch(x, [[0, 0], [0, 0]], 2).shape.as_list()
      [4, 1, 1, 1]
    """
    size = either("block_shape", block_shape, "block_size", block_size)
    return _of_rank_4(api.space_to_batch_nd(input, _square(size), paddings))


@public("batch_to_space")
@named("BatchToSpaceND")
def batch_to_space(input, crops, block_size=None, name=None, block_shape=None):
    """The reverse of `space_to_batch`: images of a batch become the places of square blocks.

    Args:
      input: tensor of shape `[batch * block_size ** 2, height, width, channels]`.
      crops: integers of shape [2, 2], what is cut off before and after height and width.
      block_size: height and width of a block.
      name: its name in graphs.
      block_shape: another name of block_size.

    Returns:
      A tensor of shape `[batch, height * block_size - crops, width * block_size - crops,
      channels]`.

    Raises:
      InvalidArgumentError: sizes that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(4), [4, 1, 1, 1])
      >>> tf.batch_to_space(x, [[0, 0], [0, 0]], 2).numpy().ravel().tolist()
      [0, 1, 2, 3]
    """
    size = either("block_shape", block_shape, "block_size", block_size)
    return _of_rank_4(api.batch_to_space_nd(input, _square(size), crops))


def _square(size):
    return size if hasattr(size, "__len__") else stack([size, size])


def _of_rank_4(result):
    if result._symbolic:
        result.set_shape([None] * 4)
    return result


def _sizes(shape, dims, of):
    """Those of the axes `dims`: numbers, or a tensor where some are unknown."""
    known = shape.as_list() if shape.ndims is not None else None
    if known is not None and None not in (known[i] for i in dims):
        return [known[i] for i in dims]
    sizes = api.shape(of)
    return stack([sizes[i] for i in dims])


def _numbers(vector):
    """The elements of a tensor, None where only the run tells."""
    known = _native.known_value(vector)
    return None if known is None else known._tolist()


def _zeros_around(filter_shape, rate):
    """Pairs that make a VALID op of a SAME one; more at the end, as for convolutions."""
    n = len(rate) if isinstance(rate, list) else rate.shape.as_list()[0]
    sizes = _native.convert(filter_shape, dtypes.int32)
    sizes = _numbers(sizes) or sizes
    extra = [(sizes[i] - 1) * rate[i] for i in range(n)]
    return [[e // 2, e - e // 2] for e in extra]


def _spread(rows, fill, dims):
    """Rows of the axes `dims` as those of all axes from the first on."""
    parts = []
    for i in range(1, dims[-1] + 1):
        at = dims.index(i) if i in dims else None
        parts.append(rows[at] if at is not None else zeros_like(rows[0]) + fill)
    return stack(parts)


def _checked_dims(spatial_dims, n, first):
    dims = list(range(2 if first else 1, n + (2 if first else 1)))
    dims = dims if spatial_dims is None else list(spatial_dims)
    if sorted({int(x) for x in dims}) != dims or any(x < 1 for x in dims):
        raise ValueError(
            "spatial_dims must be a montonically increasing sequence of positive integers"
        )
    return dims


@public("nn.with_space_to_batch")
def with_space_to_batch(
    input, dilation_rate, padding, op, filter_shape=None, spatial_dims=None, data_format=None
):
    """Runs an op whose windows have no holes as if they had.

    Args:
      input: tensor of rank above those of spatial_dims.
      dilation_rate: integer vector, steps between the window's taps along spatial axes.
      padding: "SAME" or "VALID".
      op: function of (input, number of spatial axes, padding) that gives a tensor of the input's
        rank.
      filter_shape: integer vector, sizes of the window; for "SAME" alone.
      spatial_dims: the spatial axes, ascending; those behind the first, or the second where
        channels come there.
      data_format: "NC..." where channels come second.

    Returns:
      What op gives, put together.

    Raises:
      ValueError: arguments that do not fit.

    Example:
      >>> x = tf.reshape(tf.range(5.0), [1, 5, 1])
      >>> def pairs(x, n, padding):
      ...     return x[:, :-1] + x[:, 1:]
      >>> tf.nn.with_space_to_batch(x, [2], "VALID", pairs, [2]).numpy().ravel().tolist()
      [2.0, 4.0, 6.0]
    """
    input, rate = _native.convert(input), _native.convert(dilation_rate, dtypes.int32)
    if rate.shape.ndims not in (None, 1):
        raise ValueError("rate must be rank 1")
    if not rate.shape.is_fully_defined():
        raise ValueError("rate must have known shape")
    n, first = rate.shape.as_list()[0], channels_first(data_format)
    dims = _checked_dims(spatial_dims, n, first)
    least = dims[-1] + (0 if first else 1)
    if input.shape.ndims is not None and input.shape.ndims < least:
        raise ValueError(f"input tensor must have rank {least} at least")
    known = _numbers(rate)
    if known and min(known) < 1:
        raise ValueError("dilation_rate must be positive")
    if known and max(known) == 1:
        return op(input, n, padding)
    if padding == "SAME":
        if filter_shape is None:
            raise ValueError("filter_shape must be specified for SAME padding")
        base = _zeros_around(filter_shape, known or rate)
    elif padding == "VALID":
        base = [[0, 0]] * n
    else:
        raise ValueError(f"Invalid padding method {padding!r}")
    return _by_batches(input, rate, base, op, dims)


def _by_batches(input, rate, base, op, dims):
    paddings, crops = required_space_to_batch_paddings(_sizes(input.shape, dims, input), rate, base)
    blocks = _spread(rate, 1, dims)
    parts = api.space_to_batch_nd(input, blocks, _spread(paddings, 0, dims))
    return api.batch_to_space_nd(op(parts, len(dims), "VALID"), blocks, _spread(crops, 0, dims))
