"""Pooling of sequences, volumes, and of any rank with holes."""

from typing import Any

from zeal import _native
from zeal._native import api, raw
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.pool import avg_pool, max_pool, window_attrs
from zeal.ops.nn.space_to_batch import with_space_to_batch
from zeal.ops.nn.windows import channels_first, steps
from zeal.public import public


def _of_sequences(function, input, ksize, strides, padding, data_format):
    """Sequences are images of one row."""
    first = channels_first(data_format)
    axis = 2 if first else 1
    result = function(
        api.expand_dims(input, axis), [1, *steps(ksize, 1, first, "ksize")],
        [1, *steps(strides, 1, first, "strides")], padding, "NCHW" if first else "NHWC",
    )
    return api.squeeze(result, [axis])


@public("nn.max_pool1d")
@named("MaxPool1d", "Squeeze")
def max_pool1d(input, ksize, strides, padding, data_format: Any = "NWC", name=None):
    """The largest element of each window of the sequences of a batch.

    Args:
      input: tensor of real numbers, of shape `[batch, length, channels]`.
      ksize: size of the window: a number, or a list of one or three.
      strides: its step, in the same form.
      padding: "SAME" for windows that may leave the sequence, "VALID" for none that do.
      data_format: "NWC", or "NCW" where channels come second.
      name: its name in graphs.

    Returns:
      A tensor of input's dtype.

    Raises:
      InvalidArgumentError: shapes, sizes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 4, 1])
      >>> tf.nn.max_pool1d(x, 2, 2, "VALID").numpy().ravel().tolist()
      [1.0, 3.0]
    """
    return _of_sequences(max_pool, input, ksize, strides, padding, data_format)


@public("nn.avg_pool1d")
@named("AvgPool1D", "Squeeze")
def avg_pool1d(input, ksize, strides, padding, data_format: Any = "NWC", name=None):
    """The mean of each window of the sequences of a batch.

    Args:
      input: floating tensor of shape `[batch, length, channels]`.
      the others: those of `max_pool1d`.

    Returns:
      A tensor of input's dtype. Of a window that leaves the sequence, what lies inside counts.

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 4, 1])
      >>> tf.nn.avg_pool1d(x, 2, 2, "VALID").numpy().ravel().tolist()
      [0.5, 2.5]
    """
    return _of_sequences(avg_pool, input, ksize, strides, padding, data_format)


@public("nn.max_pool3d")
@named("MaxPool3D")
def max_pool3d(input, ksize, strides, padding, data_format: Any = "NDHWC", name=None):
    """The largest element of each window of the volumes of a batch.

    Args:
      input: floating tensor of shape `[batch, depth, height, width, channels]`.
      ksize: size of the window: a number, one per spatial axis, or one per axis of input.
      strides: its steps, in the same form.
      padding: "SAME" for windows that may leave the volume, "VALID" for none that do.
      data_format: "NDHWC", or "NCDHW" where channels come second.
      name: its name in graphs.

    Returns:
      A tensor of input's dtype.

    Raises:
      InvalidArgumentError: shapes, sizes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(8.0), [1, 2, 2, 2, 1])
      >>> tf.nn.max_pool3d(x, 2, 2, "VALID").numpy().ravel().tolist()
      [7.0]
    """
    return raw.MaxPool3D(input, **window_attrs(ksize, strides, padding, data_format, 3))


@public("nn.avg_pool3d")
@named("AvgPool3D")
def avg_pool3d(input, ksize, strides, padding, data_format: Any = "NDHWC", name=None):
    """The mean of each window of the volumes of a batch.

    Args:
      input: floating tensor of shape `[batch, depth, height, width, channels]`.
      the others: those of `max_pool3d`.

    Returns:
      A tensor of input's dtype. Of a window that leaves the volume, what lies inside counts.

    Example:
      >>> x = tf.reshape(tf.range(8.0), [1, 2, 2, 2, 1])
      >>> tf.nn.avg_pool3d(x, 2, 2, "VALID").numpy().ravel().tolist()
      [3.5]
    """
    return raw.AvgPool3D(input, **window_attrs(ksize, strides, padding, data_format, 3))


def _by_rank(functions, input, ksize, strides, padding, data_format):
    """Calls the function of the input's rank; 1-D formats have names of their own."""
    input = _native.convert(input)
    rank = input.shape.ndims
    if rank is None:
        if data_format is None:
            raise ValueError("The input must have a rank or a data format must be given.")
        rank = len(data_format)
    if not 3 <= rank <= 5:
        raise ValueError(f"Input tensor must be of rank 3, 4 or 5 but was {rank}.")
    return functions[rank - 3](input, ksize, strides, padding, data_format)


@public("nn.max_pool_v2")
@named("MaxPool")
def max_pool_v2(input, ksize, strides, padding, data_format=None, name=None):
    """The largest element of each window of sequences, images or volumes.

    Args:
      input: tensor of rank 3, 4 or 5.
      padding: "SAME" or "VALID".
      data_format: "N...C" (default), or "NC..." where channels come second.
      the others: as for `max_pool3d`.

    Returns:
      A tensor of input's rank and dtype.

    Raises:
      ValueError: the rank is unknown, or none of these.

    Example:
      >>> tf.nn.max_pool_v2(tf.ones([1, 4, 4, 2]), 2, 2, "VALID").shape.as_list()
      [1, 2, 2, 2]
    """
    functions = max_pool1d, max_pool, max_pool3d
    return _by_rank(functions, input, ksize, strides, padding, data_format)


@public("nn.avg_pool_v2")
@named("AvgPool")
def avg_pool_v2(input, ksize, strides, padding, data_format=None, name=None):
    """The mean of each window of sequences, images or volumes.

    Args:
      input: floating tensor of rank 3, 4 or 5.
      the others: those of `max_pool_v2`.

    Returns:
      A tensor of input's rank and dtype.

    Example:
      >>> tf.nn.avg_pool_v2(tf.ones([1, 4, 4, 4, 2]), 2, 2, "VALID").shape.as_list()
      [1, 2, 2, 2, 2]
    """
    functions = avg_pool1d, avg_pool, avg_pool3d
    return _by_rank(functions, input, ksize, strides, padding, data_format)


_POOLS = {
    ("MAX", 1): max_pool1d, ("MAX", 2): max_pool, ("MAX", 3): max_pool3d,
    ("AVG", 1): avg_pool1d, ("AVG", 2): avg_pool, ("AVG", 3): avg_pool3d,
}


def _checked(value, n, name):
    value = [1] * n if value is None else [int(one) for one in value]
    if len(value) != n:
        raise ValueError(f"len({name})={len(value)} but should be {n}")
    if min(value) < 1:
        raise ValueError(f"all values of {name} must be positive")
    return value


@public("nn.pool")
def pool(
    input, window_shape, pooling_type, padding, dilation_rate=None, strides=None, name=None,
    data_format=None, dilations=None,
):
    """The largest element, or the mean, of each window of sequences, images or volumes.

    Args:
      input: tensor of rank `len(window_shape) + 2`.
      window_shape: sizes of the window, one per spatial axis.
      pooling_type: "MAX" or "AVG".
      padding: "SAME" or "VALID".
      dilation_rate: steps between the window's places, one per spatial axis; not with strides,
        nor with "SAME".
      strides: steps of the window, one per spatial axis.
      name: its name in graphs.
      data_format: "N...C" (default), or "NC..." where channels come second.
      dilations: another name of dilation_rate.

    Returns:
      A tensor of input's rank and dtype.

    Raises:
      ValueError: arguments that do not fit.

    Example:
      >>> x = tf.reshape(tf.range(5.0), [1, 5, 1])
      >>> tf.nn.pool(x, [2], "MAX", "VALID", dilation_rate=[2]).numpy().ravel().tolist()
      [2.0, 3.0, 4.0]
    """
    rates = either("dilations", dilations, "dilation_rate", dilation_rate)
    input, n, window = _native.convert(input), len(window_shape), list(window_shape)
    if not 1 <= n <= 3:
        raise ValueError("It is required that 1 <= num_spatial_dims <= 3.")
    input.shape.with_rank(n + 2)
    rates, strides = _checked(rates, n, "dilation_rate"), _checked(strides, n, "strides")
    if max(strides) > 1 and max(rates) > 1:
        raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
    if padding == "SAME" and max(rates) > 1:
        raise ValueError("pooling with SAME padding is not implemented for dilation_rate > 1")
    if any(step > size for step, size in zip(strides, window, strict=True)):
        raise ValueError(
            "strides > window_shape not supported due to inconsistency between CPU and GPU "
            "implementations"
        )
    if (pooling_type, n) not in _POOLS:
        raise ValueError(f"{n}-D {pooling_type} pooling is not supported.")
    if n == 1 and data_format not in (None, "NWC", "NCW"):
        raise ValueError("data_format must be either \"NWC\" or \"NCW\".")

    def op(image, _, padding):
        return function(image, window, strides, padding, data_format, name=name)

    name, function = name or f"{pooling_type.lower()}_pool", _POOLS[pooling_type, n]
    first = 2 if channels_first(data_format) else 1
    return with_space_to_batch(input, rates, padding, op, window, range(first, first + n))
