"""Pooling: the largest element or the mean of windows."""

from typing import Any

from zeal._native import raw
from zeal.dtypes import int64
from zeal.ops.deprecation import either
from zeal.ops.named import named
from zeal.ops.nn.windows import channels_first, steps
from zeal.ops.op_function import op_function
from zeal.public import public


def window_attrs(ksize, strides, padding, data_format, n=2) -> dict[str, Any]:
    """Attributes of an op that pools n spatial axes.

    Args:
      ksize, strides, padding, data_format: arguments of a public function.
      n: how many spatial axes there are.
    """
    data_format = data_format or ("NDHWC" if n == 3 else "NHWC")
    first = channels_first(data_format)
    return {
        "ksize": steps(ksize, n, first, "ksize"), "strides": steps(strides, n, first, "strides"),
        "padding": padding, "data_format": data_format,
    }


_ATTRS = "ksize(4), strides(4), padding, data_format"


@public("nn.max_pool")
@op_function("MaxPool", "value:input, " + _ATTRS)
@named("MaxPool")
def max_pool(value, ksize, strides, padding, data_format: Any = "NHWC", name=None, input=None):
    """The largest element of each window of the images of a batch.

    Args:
      value: tensor of real numbers, of shape `[batch, height, width, channels]`.
      ksize: size of the window: a number, one per spatial axis, or one per axis of value.
      strides: its steps, in the same form.
      padding: "SAME" for windows that may leave the image, "VALID" for none that do.
      data_format: "NHWC", or "NCHW" where channels come second.
      name: its name in graphs.
      input: another name of value.

    Returns:
      A tensor of value's dtype. A NaN in a window is its largest element.

    Raises:
      InvalidArgumentError: shapes, sizes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
      >>> tf.nn.max_pool(x, 2, 2, "VALID").numpy().ravel().tolist()
      [5.0, 7.0, 13.0, 15.0]
    """
    value = either("input", input, "value", value)
    return raw.MaxPool(value, **window_attrs(ksize, strides, padding, data_format))


@public("nn.max_pool2d")
@op_function("MaxPool", "input, " + _ATTRS)
@named("MaxPool2d")
def max_pool2d(input, ksize, strides, padding, data_format: Any = "NHWC", name=None):
    """The largest element of each window; see `max_pool`.

    Args:
      input: tensor of real numbers, of shape `[batch, height, width, channels]`.
      the others: those of `max_pool`.

    Returns:
      A tensor of input's dtype.

    Example:
      >>> tf.nn.max_pool2d(tf.ones([1, 4, 4, 2]), 2, 2, "VALID").shape.as_list()
      [1, 2, 2, 2]
    """
    return raw.MaxPool(input, **window_attrs(ksize, strides, padding, data_format))


@public("nn.avg_pool", "nn.avg_pool2d")
@op_function("AvgPool", "value, " + _ATTRS)
@named("AvgPool")
def avg_pool(value, ksize, strides, padding, data_format: Any = "NHWC", name=None, input=None):
    """The mean of each window of the images of a batch.

    Args:
      value: floating tensor of shape `[batch, height, width, channels]`.
      the others: those of `max_pool`.

    Returns:
      A tensor of value's dtype. Of a window that leaves the image, what lies inside counts.

    Example:
      >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
      >>> tf.nn.avg_pool(x, 2, 2, "VALID").numpy().ravel().tolist()
      [2.5, 4.5, 10.5, 12.5]
    """
    value = either("input", input, "value", value)
    return raw.AvgPool(value, **window_attrs(ksize, strides, padding, data_format))


@public("nn.max_pool_with_argmax")
@named("MaxPoolWithArgmax")
def max_pool_with_argmax(
    input, ksize, strides, padding, data_format: Any = "NHWC", Targmax=None, name=None,
    output_dtype=None, include_batch_in_index=False,
):
    """The largest element of each window of the images of a batch, and where it lies.

    Args:
      input: tensor of real numbers, of shape `[batch, height, width, channels]`.
      ksize: size of the window along the four axes of input.
      strides: its steps, likewise.
      padding: "SAME" for windows that may leave the image, "VALID" for none that do.
      data_format: "NHWC".
      Targmax: dtype of places, int64 (default) or int32.
      name: its name in graphs.
      output_dtype: another name of Targmax.
      include_batch_in_index: whether places count from the start of the batch, not of the image.

    Returns:
      (output, argmax): `(y * width + x) * channels + channel` of the first largest element. A NaN
      in a window is its largest element.

    Raises:
      ValueError: another data_format.
      InvalidArgumentError: shapes, sizes or strides that do not fit (ValueError in graphs).

    Example:
      >>> x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
      >>> y, places = tf.nn.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
      >>> places.numpy().ravel().tolist()
      [5, 7, 13, 15]
    """
    if data_format != "NHWC":
        raise ValueError("Data formats other than 'NHWC' are not yet supported")
    dtype = either("output_dtype", output_dtype, "Targmax", Targmax)
    return raw.MaxPoolWithArgmax(
        input, ksize=ksize, strides=strides, padding=padding, Targmax=dtype or int64,
        include_batch_in_index=include_batch_in_index,
    )
