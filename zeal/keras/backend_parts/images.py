"""tf.keras.backend: convolutions, pooling, borders, sizes of images."""

import itertools
from typing import Any

from zeal._native import Tensor, api
from zeal.images.resizing import resize_bilinear, resize_nearest_neighbor
from zeal.keras.layers.window_arguments import format_word, op_format, padding_word
from zeal.ops.array.pad import pad
from zeal.ops.array.reorder import repeat
from zeal.ops.nn import bias as _bias
from zeal.ops.nn import conv as _conv
from zeal.ops.nn import conv_of_rank as _conv_of_rank
from zeal.ops.nn import depthwise as _depthwise
from zeal.ops.nn import norm as _norm
from zeal.ops.nn import pool_of_rank as _pool_of_rank
from zeal.public import publish


# --- convolutions ---
def conv1d(x, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1) -> Tensor:
    """A convolution of sequences; "causal" padding has all zeros in front.

    Args:
      x: a tensor `[batch, steps, inputs]`, or with the channels second.
      kernel: a tensor `[size, inputs, outputs]`.
      strides: how far the window moves, in steps.
      padding: "valid", "same" or "causal".
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.
      dilation_rate: the distance of the window's elements, in steps.

    Returns:
      A tensor `[batch, steps, outputs]`, or with the channels second.

    Example:
      >>> y = tf.keras.backend.conv1d(tf.ones([1, 3, 1]), tf.ones([2, 1, 1]), padding="causal")
      >>> y.numpy().ravel().tolist()
      [1.0, 2.0, 2.0]
    """
    first = format_word(data_format) == "channels_first"
    word = padding_word(padding)
    if word == "causal":
        before = dilation_rate * (kernel.shape.as_list()[0] - 1)
        x = pad(x, [[0, 0], [0, 0], [before, 0]] if first else [[0, 0], [before, 0], [0, 0]])
        word = "valid"
    return _conv_of_rank.conv1d(
        x, kernel, strides, word.upper(), data_format="NCW" if first else "NWC",
        dilations=dilation_rate,
    )  # fmt: skip


def conv2d(
    x, kernel, strides: Any = (1, 1), padding="valid", data_format=None,
    dilation_rate: Any = (1, 1),
) -> Tensor:  # fmt: skip
    """A convolution of images.

    Args:
      x: a tensor `[batch, rows, columns, inputs]`, or with the channels second.
      kernel: a tensor `[height, width, inputs, outputs]`.
      strides: how far the window moves, in rows and columns.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.
      dilation_rate: the distance of the window's elements, in rows and columns.

    Returns:
      A tensor `[batch, rows, columns, outputs]`, or with the channels second.

    Example:
      >>> x = tf.ones([1, 2, 2, 1])
      >>> tf.keras.backend.conv2d(x, x[0, ..., None]).numpy().ravel().tolist()
      [4.0]
    """
    return _conv.conv2d(
        x, kernel, strides, padding_word(padding).upper(),
        data_format=op_format(format_word(data_format), 2), dilations=dilation_rate,
    )  # fmt: skip


def conv2d_transpose(
    x, kernel, output_shape, strides: Any = (1, 1), padding="valid", data_format=None,
    dilation_rate: Any = (1, 1),
) -> Tensor:  # fmt: skip
    """The transposed convolution of images; an output_shape's batch may be None.

    Args:
      kernel: a tensor `[height, width, outputs, inputs]`.
      output_shape: four ints, or an integer vector.
      strides: how far the window moves in the output, in rows and columns.
      the others: as for `conv2d`.

    Returns:
      A tensor of output_shape.

    Example:
      >>> K = tf.keras.backend
      >>> K.conv2d_transpose(tf.ones([1, 2, 2, 1]), tf.ones([2, 2, 3, 1]), [None, 3, 3, 3]).shape
      TensorShape([Dimension(1), Dimension(3), Dimension(3), Dimension(3)])
    """
    if isinstance(output_shape, (list, tuple)) and output_shape[0] is None:
        output_shape = [api.shape(x)[0], *output_shape[1:]]
    return _conv.conv2d_transpose(
        x, kernel, output_shape, strides, padding_word(padding).upper(),
        data_format=op_format(format_word(data_format), 2), dilations=dilation_rate,
    )  # fmt: skip


def conv3d(
    x, kernel, strides: Any = (1, 1, 1), padding="valid", data_format=None,
    dilation_rate: Any = (1, 1, 1),
) -> Tensor:  # fmt: skip
    """A convolution of volumes.

    Args:
      x: a tensor `[batch, planes, rows, columns, inputs]`, or with the channels second.
      kernel: a tensor `[depth, height, width, inputs, outputs]`.
      strides: how far the window moves, in planes, rows and columns.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.
      dilation_rate: the distance of the window's elements, in planes, rows and columns.

    Returns:
      A tensor `[batch, planes, rows, columns, outputs]`, or with the channels second.

    Example:
      >>> x = tf.ones([1, 2, 2, 2, 1])
      >>> tf.keras.backend.conv3d(x, x[0, ..., None]).numpy().ravel().tolist()
      [8.0]
    """
    return _conv_of_rank.conv3d(
        x, kernel, _whole(strides, data_format), padding_word(padding).upper(),
        data_format=op_format(format_word(data_format), 3),
        dilations=_whole(dilation_rate, data_format),
    )  # fmt: skip


def _whole(steps, data_format):
    """Steps along all axes, 1 along batch and channels."""
    last = format_word(data_format) == "channels_last"
    return [1, *steps, 1] if last else [1, 1, *steps]


def separable_conv2d(
    x, depthwise_kernel, pointwise_kernel, strides: Any = (1, 1), padding="valid",
    data_format=None, dilation_rate: Any = (1, 1),
) -> Tensor:  # fmt: skip
    """A convolution of each channel, then products across the channels.

    Args:
      depthwise_kernel: a tensor `[height, width, inputs, multiplier]`.
      pointwise_kernel: a tensor `[1, 1, inputs * multiplier, outputs]`.
      the others: as for `conv2d`.

    Returns:
      A tensor `[batch, rows, columns, outputs]`, or with the channels second.

    Example:
      >>> K, x = tf.keras.backend, tf.ones([1, 2, 2, 2])
      >>> K.separable_conv2d(x, tf.ones([2, 2, 2, 1]), tf.ones([1, 1, 2, 1])).numpy().ravel()
      array([8.], dtype=float32)
    """
    return _depthwise.separable_conv2d(
        x, depthwise_kernel, pointwise_kernel, _whole(strides, data_format),
        padding_word(padding).upper(), rate=dilation_rate,
        data_format=op_format(format_word(data_format), 2),
    )  # fmt: skip


# --- pooling ---
def pool2d(
    x, pool_size, strides: Any = (1, 1), padding="valid", data_format=None, pool_mode="max"
) -> Tensor:
    """The largest value or the mean ("avg") of each window of images.

    Args:
      x: a tensor `[batch, rows, columns, channels]`, or with the channels second.
      pool_size: the window's rows and columns.
      strides: how far it moves, in rows and columns.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.
      pool_mode: "max" or "avg".

    Returns:
      A tensor of rank 4.

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
      >>> tf.keras.backend.pool2d(x, (2, 2), pool_mode="avg").numpy().ravel().tolist()
      [1.5]
    """
    return _pooled(x, pool_size, strides, padding, data_format, pool_mode, 2)


def pool3d(
    x, pool_size, strides: Any = (1, 1, 1), padding="valid", data_format=None, pool_mode="max"
) -> Tensor:
    """The largest value or the mean ("avg") of each window of volumes.

    Args:
      x: a tensor `[batch, planes, rows, columns, channels]`, or with the channels second.
      pool_size: the window's planes, rows and columns.
      strides: how far it moves, in planes, rows and columns.
      the others: as for `pool2d`.

    Returns:
      A tensor of rank 5.

    Example:
      >>> x = tf.reshape(tf.range(8.0), [1, 2, 2, 2, 1])
      >>> tf.keras.backend.pool3d(x, (2, 2, 2)).numpy().ravel().tolist()
      [7.0]
    """
    return _pooled(x, pool_size, strides, padding, data_format, pool_mode, 3)


def _pooled(x, size, strides, padding, data_format, mode, rank):
    if mode not in ("max", "avg"):
        raise ValueError(f"Invalid pooling mode: {mode}")
    return _pool_of_rank.pool(
        x, list(size), mode.upper(), padding_word(padding).upper(), strides=list(strides),
        data_format=op_format(format_word(data_format), rank),
    )  # fmt: skip


# --- biases and norms ---
def bias_add(x, bias, data_format=None) -> Tensor:
    """Adds a bias: a vector for the channels, or a tensor of all axes but the batch.

    Args:
      x: a tensor `[batch, ..., channels]`, or with the channels second.
      bias: a vector, or a tensor of one rank less than x.
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.bias_add(tf.zeros([1, 2, 2]), tf.constant([1.0, 2.0])).numpy().tolist()
      [[[1.0, 2.0], [1.0, 2.0]]]
    """
    first = format_word(data_format) == "channels_first"
    lengths, rank = bias.shape.as_list(), x.shape.ndims
    if len(lengths) not in (1, rank - 1):
        raise ValueError(
            f"Unexpected bias dimensions {len(lengths)}, expect to be 1 or {rank} dimensions"
        )
    if not first:
        return _bias.bias_add(x, bias) if len(lengths) == 1 else x + bias
    if len(lengths) == 1:
        return x + api.reshape(bias, [1, lengths[0], *[1] * (rank - 2)])
    return x + api.reshape(bias, [1, lengths[-1], *lengths[:-1]])


def batch_normalization(x, mean, var, beta, gamma, axis=-1, epsilon=1e-3) -> Tensor:
    """`(x - mean) / sqrt(var + epsilon) * gamma + beta`; beta and gamma may be None.

    Args:
      x: a floating tensor.
      mean: the mean, broadcast to x; a vector is laid along the axis.
      var: the variance, likewise.
      beta: the offset, likewise, or None.
      gamma: the scale, likewise, or None.
      axis: the axis of the channels.
      epsilon: what is added to the variance.

    Returns:
      A tensor of x's shape.

    Example:
      >>> K = tf.keras.backend
      >>> K.batch_normalization(tf.constant([[3.0]]), 1.0, 4.0, None, None, epsilon=0.0).numpy()
      array([[1.]], dtype=float32)
    """
    rank = x.shape.ndims

    def aligned(v):
        if getattr(v, "shape", None) is None or len(v.shape) != 1 or axis in (-1, rank - 1):
            return v
        return api.reshape(v, [-1 if i == axis else 1 for i in range(rank)])

    return _norm.batch_normalization(x, *map(aligned, (mean, var, beta, gamma)), epsilon)


# --- borders and sizes ---
def temporal_padding(x, padding=(1, 1)) -> Tensor:
    """Zeros before and behind sequences.

    Args:
      x: a tensor `[batch, steps, channels]`.
      padding: how many zeros are added before and behind.

    Returns:
      A tensor `[batch, steps + both, channels]`.

    Example:
      >>> tf.keras.backend.temporal_padding(tf.ones([1, 1, 1])).numpy().ravel().tolist()
      [0.0, 1.0, 0.0]
    """
    return pad(x, [[0, 0], list(padding), [0, 0]])


def spatial_2d_padding(x, padding=((1, 1), (1, 1)), data_format=None) -> Tensor:
    """Rows and columns of zeros around images.

    Args:
      x: a tensor `[batch, rows, columns, channels]`, or with the channels second.
      padding: a pair of ints (before, behind) for rows, and one for columns.
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.keras.backend.spatial_2d_padding(tf.ones([1, 2, 2, 1])).shape.as_list()
      [1, 4, 4, 1]
    """
    return _padded(x, padding, data_format)


def spatial_3d_padding(x, padding=((1, 1), (1, 1), (1, 1)), data_format=None) -> Tensor:
    """Planes, rows and columns of zeros around volumes.

    Args:
      x: a tensor `[batch, planes, rows, columns, channels]`, or with the channels second.
      padding: a pair of ints (before, behind) for planes, rows and columns each.
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.

    Returns:
      A tensor of rank 5.

    Example:
      >>> tf.keras.backend.spatial_3d_padding(tf.ones([1, 2, 2, 2, 1])).shape.as_list()
      [1, 4, 4, 4, 1]
    """
    return _padded(x, padding, data_format)


def _padded(x, padding, data_format):
    pairs, none = [list(pair) for pair in padding], [0, 0]
    first = format_word(data_format) == "channels_first"
    return pad(x, [none, none, *pairs] if first else [none, *pairs, none])


def resize_images(x, height_factor, width_factor, data_format, interpolation="nearest") -> Tensor:
    """Images so many times as high and wide, by "nearest" or "bilinear" interpolation.

    Args:
      x: a tensor `[batch, rows, columns, channels]`, or with the channels second.
      height_factor: a positive int.
      width_factor: a positive int.
      data_format: "channels_last" or "channels_first".
      interpolation: "nearest" or "bilinear".

    Returns:
      A tensor of rank 4.

    Example:
      >>> x = tf.reshape(tf.range(2.0), [1, 1, 2, 1])
      >>> K = tf.keras.backend
      >>> K.resize_images(x, 1, 2, "channels_last", "bilinear").numpy().ravel().tolist()
      [0.0, 0.25, 0.75, 1.0]
    """
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"Invalid `data_format` argument: {data_format}")
    if interpolation not in ("nearest", "bilinear"):
        raise ValueError('interpolation should be one of "nearest" or "bilinear".')
    first = data_format == "channels_first"
    x = api.transpose(x, [0, 2, 3, 1]) if first else x
    resize = resize_nearest_neighbor if interpolation == "nearest" else resize_bilinear
    factors = [height_factor, width_factor]
    outputs = resize(x, api.shape(x)[1:3] * factors, half_pixel_centers=True)
    if outputs._symbolic and x.shape.ndims == 4:
        lengths = x.shape.as_list()
        outputs.set_shape([lengths[0], *(
            None if n is None else n * f for n, f in zip(lengths[1:3], factors, strict=True)
        ), lengths[3]])  # fmt: skip
    return api.transpose(outputs, [0, 3, 1, 2]) if first else outputs


def resize_volumes(x, depth_factor, height_factor, width_factor, data_format) -> Tensor:
    """Volumes whose elements are repeated so many times along each axis.

    Args:
      x: a tensor `[batch, planes, rows, columns, channels]`, or with the channels second.
      depth_factor: a positive int.
      height_factor: a positive int.
      width_factor: a positive int.
      data_format: "channels_last" or "channels_first".

    Returns:
      A tensor of rank 5.

    Example:
      >>> x = tf.ones([1, 2, 2, 2, 1])
      >>> tf.keras.backend.resize_volumes(x, 1, 2, 3, "channels_last").shape.as_list()
      [1, 2, 4, 6, 1]
    """
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"Invalid data_format: {data_format}")
    first = 2 if data_format == "channels_first" else 1
    for axis, factor in enumerate((depth_factor, height_factor, width_factor), first):
        x = repeat(x, factor, axis=axis)
    return x


# --- convolutions whose kernels differ from place to place ---
def local_conv1d(inputs, kernel, kernel_size, strides, data_format=None) -> Tensor:
    """A convolution of sequences with a kernel (places, size * inputs, outputs) for each place.

    Args:
      inputs: a tensor `[batch, steps, inputs]`, or with the channels second.
      kernel: a tensor `[places, size * inputs, outputs]`.
      kernel_size: the window's length, a list of one int.
      strides: how far it moves, a list of one int.
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.

    Returns:
      A tensor `[batch, places, outputs]`, or with the channels second.

    Example:
      >>> x = tf.reshape(tf.range(3.0), [1, 3, 1])
      >>> y = tf.keras.backend.local_conv1d(x, tf.ones([2, 2, 1]), [2], [1])
      >>> y.numpy().ravel().tolist()
      [1.0, 3.0]
    """
    places = kernel.shape.as_list()[:1]
    return _local_conv(inputs, kernel, kernel_size, strides, places, data_format)


def local_conv2d(inputs, kernel, kernel_size, strides, output_shape, data_format=None) -> Tensor:
    """A convolution of images with a kernel (places, window * inputs, outputs) for each place.

    Args:
      inputs: a tensor `[batch, rows, columns, inputs]`, or with the channels second.
      kernel: a tensor `[places, height * width * inputs, outputs]`.
      kernel_size: the window's rows and columns.
      strides: how far it moves, in rows and columns.
      output_shape: the numbers of places in rows and columns.
      data_format: "channels_last" or "channels_first"; `image_data_format()` by default.

    Returns:
      A tensor `[batch, rows, columns, outputs]`, or with the channels second.

    Example:
      >>> x = tf.ones([1, 2, 3, 1])
      >>> y = tf.keras.backend.local_conv2d(x, tf.ones([2, 4, 1]), (2, 2), (1, 1), (1, 2))
      >>> y.numpy().ravel().tolist()
      [4.0, 4.0]
    """
    return _local_conv(inputs, kernel, kernel_size, strides, output_shape, data_format)


def _local_conv(inputs, kernel, kernel_size, strides, output_shape, data_format):
    first = format_word(data_format) == "channels_first"
    width, outputs = kernel.shape.as_list()[1:]
    windows = []
    for place in itertools.product(*map(range, output_shape)):
        starts = [p * s for p, s in zip(place, strides, strict=True)]
        cut = tuple(slice(a, a + n) for a, n in zip(starts, kernel_size, strict=True))
        part = inputs[(slice(None), slice(None), *cut) if first else (slice(None), *cut)]
        windows.append(api.reshape(part, [1, -1, width]))
    found = api.matmul(api.concat(windows, 0), kernel)
    found = api.reshape(found, [*output_shape, -1, outputs])
    rank = len(output_shape)
    places = list(range(rank))
    return api.transpose(found, [rank, rank + 1, *places] if first else [rank, *places, rank + 1])


for _name in (
    "conv1d", "conv2d", "conv2d_transpose", "conv3d", "separable_conv2d", "pool2d", "pool3d",
    "bias_add", "batch_normalization", "temporal_padding", "spatial_2d_padding",
    "spatial_3d_padding", "resize_images", "resize_volumes", "local_conv1d", "local_conv2d",
):  # fmt: skip
    publish(__name__, _name, f"keras.backend.{_name}")
