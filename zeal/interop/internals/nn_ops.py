"""tensorflow.python.ops.nn_ops: functions with the signatures of TensorFlow 2, layouts."""

import zeal.nn as nn
from zeal._native import api, convert
from zeal.ops.nn.convolution import check_shapes, check_steps
from zeal.ops.nn.windows import channels_first, steps
from zeal.random_seed import get_seed
from zeal.tensor_shape import as_shape

__all__ = [
    "Convolution", "conv2d_transpose_v2", "conv3d_transpose_v2", "data_format_dim_map",
    "data_format_vec_permute", "dropout_v2", "fractional_avg_pool_v2", "fractional_max_pool_v2",
    "log_softmax_v2",
]  # fmt: skip


class Convolution:
    """`tf.nn.convolution` of inputs and filters of given shapes, which layers call often."""

    def __init__(
        self, input_shape, filter_shape, padding, strides=None, dilation_rate=None, name=None,
        data_format=None,
    ):  # fmt: skip
        self.input_shape, self.filter_shape = as_shape(input_shape), as_shape(filter_shape)
        ranks = [shape.ndims for shape in (self.filter_shape, self.input_shape)]
        if ranks == [None, None]:
            raise ValueError("rank of input or filter must be known")
        n, first = (ranks[0] or ranks[1]) - 2, channels_first(data_format)
        check_shapes(self.input_shape, self.filter_shape, n, first)
        inside = slice(2, None) if first else slice(1, -1)
        self.strides = steps(strides, n, first, "strides")[inside]
        self.dilation_rate = steps(dilation_rate, n, first, "dilation_rate")[inside]
        check_steps(self.strides, self.dilation_rate)
        self.padding, self.name, self.data_format = padding, name, data_format

    def __call__(self, inp, filter):
        return nn.convolution(
            inp, filter, self.padding, self.strides, self.dilation_rate, self.name,
            self.data_format,
        )  # fmt: skip


def dropout_v2(x, rate, noise_shape=None, seed=None, name=None):
    """`tf.nn.dropout` with the share that is dropped."""
    return nn.dropout(x, rate=rate, noise_shape=noise_shape, seed=seed, name=name)


def log_softmax_v2(logits, axis=None, name=None):
    """`tf.nn.log_softmax`."""
    return nn.log_softmax(logits, axis, name)


def conv2d_transpose_v2(
    input, filters, output_shape, strides, padding="SAME", data_format="NHWC", dilations=None,
    name=None,
):  # fmt: skip
    """`tf.nn.conv2d_transpose`, with strides of the axes of space alone or of all."""
    return nn.conv2d_transpose(
        input, filters, output_shape, strides, padding, data_format, name, dilations=dilations
    )


def conv3d_transpose_v2(
    input, filters, output_shape, strides, padding="SAME", data_format="NDHWC", dilations=None,
    name=None,
):  # fmt: skip
    """`tf.nn.conv3d_transpose`, with strides of the axes of space alone or of all."""
    return nn.conv3d_transpose(
        input, filters, output_shape, strides, padding, data_format, name, dilations=dilations
    )


def data_format_dim_map(x, src_format="NHWC", dst_format="NCHW", name=None):
    """The places in one layout of axes that x numbers in another; negative ones from the end."""
    places = convert([dst_format.index(axis) for axis in src_format], convert(x).dtype)
    return api.gather(places, api.floormod(convert(x), len(src_format)), name=name)


def data_format_vec_permute(x, src_format="NHWC", dst_format="NCHW", name=None):
    """The rows of x, one for each axis of a layout, in the order of another layout."""
    return api.gather(x, [src_format.index(axis) for axis in dst_format], name=name)


def _pooled(pool, value, ratio, pseudo_random, overlapping, seed, name):
    ratio = list(ratio) if isinstance(ratio, (list, tuple)) else [ratio]
    if len(ratio) <= 2:  # one for both axes of space, or one for each
        ratio = [1.0, *(ratio * 2)[:2], 1.0]
    if seed == 0:
        return pool(value, ratio, pseudo_random, overlapping, name=name)
    seed, seed2 = get_seed(seed)
    return pool(value, ratio, pseudo_random, overlapping, True, seed, seed2, name=name)


def fractional_avg_pool_v2(
    value, pooling_ratio, pseudo_random=False, overlapping=False, seed=0, name=None
):
    """`tf.nn.fractional_avg_pool`, the same at every call where a seed is given."""
    return _pooled(
        api.fractional_avg_pool, value, pooling_ratio, pseudo_random, overlapping, seed, name
    )


def fractional_max_pool_v2(
    value, pooling_ratio, pseudo_random=False, overlapping=False, seed=0, name=None
):
    """`tf.nn.fractional_max_pool`, the same at every call where a seed is given."""
    return _pooled(
        api.fractional_max_pool, value, pooling_ratio, pseudo_random, overlapping, seed, name
    )
