"""Functions of windows whose results in TensorFlow 1.15 are in window_functions.json: `run(tf)`."""

import numpy as np

_random = np.random.RandomState(5)


def _floats(*shape):
    return _random.normal(size=shape).astype("float32")


VALUES = {
    "line": _floats(2, 7, 3), "image": _floats(2, 7, 6, 3), "volume": _floats(1, 4, 5, 4, 2),
    "w1": _floats(3, 3, 4), "w2": _floats(3, 2, 3, 4), "w3": _floats(2, 2, 2, 2, 3),
    "t1": _floats(3, 5, 3), "t2": _floats(2, 2, 5, 3), "t3": _floats(2, 2, 2, 5, 2),
    "across": _floats(1, 1, 12, 5), "kernel": _floats(2, 2, 3), "v": _floats(3),
    "dv": _floats(1, 4, 5, 4, 3), "parts": _floats(8, 4, 6, 2),
}  # fmt: skip

# One expression a line; those that fail are there for their words.
CASES = """
tf.nn.convolution(line, w1, "SAME")
tf.nn.convolution(line, w1, "VALID", dilation_rate=[2])
tf.nn.convolution(image, w2, "SAME", strides=[2, 1])
tf.nn.convolution(image, w2, "SAME", dilation_rate=[2, 3])
tf.nn.convolution(image, w2, "VALID", dilation_rate=[2, 1])
tf.nn.convolution(volume, w3, "SAME", dilation_rate=[2, 1, 2])
tf.nn.convolution(image, w2, "SAME", strides=[2, 2], dilation_rate=[2, 1])
tf.nn.convolution(image, t2, "SAME", dilation_rate=[2, 1])
tf.nn.convolution(image, w2, "SAME", dilation_rate=[0, 1])
tf.nn.convolution(image, w2, "SAME", dilation_rate=[2, 1, 1])
tf.nn.convolution(v[:, None], w2, "SAME")
tf.nn.atrous_conv2d(image, w2, 2, "SAME")
tf.nn.atrous_conv2d(image, w2, 0, "VALID")
tf.nn.atrous_conv2d_transpose(image, t2, [2, 7, 6, 5], 2, "SAME")
tf.nn.atrous_conv2d_transpose(image, t2, [2, 9, 8, 5], 2, "VALID")
tf.nn.atrous_conv2d_transpose(image, w2, [2, 9, 8, 5], 2, "VALID")
tf.nn.atrous_conv2d_transpose(image, t2, [2, 9, 8, 4], 2, "VALID")
tf.nn.atrous_conv2d_transpose(image, t2, [2, 9, 8], 2, "VALID")
tf.nn.atrous_conv2d_transpose(image, t2, [2, 9, 8, 5], 0, "VALID")
tf.nn.conv1d_transpose(line, t1, [2, 14, 5], 2)
tf.nn.conv1d_transpose(line, t1, tf.constant([2, 14, 5]), 2)
tf.nn.conv1d_transpose(line, t1, [2, 14, 5], 2, data_format="NHWC")
tf.nn.conv3d_transpose(volume, t3, [1, 8, 10, 8, 5], [1, 2, 2, 2, 1])
tf.nn.conv3d_backprop_filter(volume, [2, 2, 2, 2, 3], dv, [1, 1, 1, 1, 1], "SAME")
tf.nn.conv_transpose(image, t2, [2, 14, 12, 5], 2)
tf.nn.conv_transpose(image, t2, 7, 2)
tf.nn.conv_transpose(image, t2, [1, 2], 2)
tf.nn.depthwise_conv2d(image, w2, [1, 2, 2, 1], "SAME")
tf.nn.depthwise_conv2d(image, w2, [1, 1, 1, 1], "SAME", rate=[2, 2])
tf.nn.depthwise_conv2d(image, w2, [1, 2, 2, 1], "VALID", rate=[2, 2])
tf.nn.depthwise_conv2d(image, w2, [1, 1, 1, 1], "SAME", rate=[0, 2])
tf.nn.separable_conv2d(image, w2, across, [1, 1, 1, 1], "SAME")
tf.nn.separable_conv2d(image, w2, across, [1, 1, 1, 1], "SAME", rate=[2, 1])
tf.nn.separable_conv2d(image, w2, t2, [1, 1, 1, 1], "SAME")
tf.space_to_batch(parts, [[0, 0], [1, 1]], 2)
tf.batch_to_space(parts, [[0, 0], [1, 1]], 2)
tf.nn.space_to_batch(parts, [[0, 2], [1, 1]], block_shape=2)
tf.nn.pool(line, [2], "MAX", "SAME", strides=[2])
tf.nn.pool(line, [2], "AVG", "VALID", dilation_rate=[2])
tf.nn.pool(image, [2, 3], "MAX", "VALID", dilation_rate=[2, 1])
tf.nn.pool(volume, [2, 2, 2], "AVG", "SAME", strides=[2, 1, 1])
tf.nn.pool(image, [2, 3], "MAX", "SAME", dilation_rate=[2, 1])
tf.nn.pool(image, [2, 2], "MAX", "SAME", strides=[3, 1])
tf.nn.pool(image, [2, 2], "FOO", "SAME")
tf.nn.pool(image, [2, 2, 2], "MAX", "SAME")
tf.nn.pool(image, [2, 2], "MAX", "SAME", strides=[1])
tf.nn.pool(image, [2, 2], "MAX", "SAME", dilation_rate=[0, 1])
tf.nn.max_pool1d(line, 2, 2, "SAME")
tf.nn.avg_pool1d(line, [2], [1], "SAME")
tf.nn.max_pool3d(volume, 2, 2, "SAME")
tf.nn.avg_pool3d(volume, [1, 2, 2, 2, 1], [1, 1, 2, 1, 1], "VALID")
tf.nn.max_pool_v2(line, 2, 2, "SAME")
tf.nn.max_pool_v2(image, 2, 2, "SAME")
tf.nn.avg_pool_v2(volume, 2, 2, "SAME")
tf.nn.max_pool_v2(v, 2, 2, "SAME")
tf.nn.dilation2d(image, kernel, [1, 1, 1, 1], [1, 2, 1, 1], "SAME")
tf.nn.dilation2d(image, kernel, [1, 2, 1, 1], [1, 1, 1, 1], "VALID")
tf.nn.erosion2d(image, kernel, [1, 1, 1, 1], [1, 2, 1, 1], "SAME")
tf.nn.max_pool_with_argmax(image, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
tf.nn.max_pool_with_argmax(image, [1, 2, 2, 1], [1, 2, 1, 1], "VALID", include_batch_in_index=True)
tf.nn.max_pool_with_argmax(image, [1, 2, 2, 1], [1, 2, 2, 1], "SAME", data_format="NCHW")
tf.nn.sufficient_statistics(image, [0, 1])[:3]
tf.nn.sufficient_statistics(image, [0, 1], shift=0.5, keep_dims=True)
tf.nn.normalize_moments(4.0, v, v * v, None)
tf.nn.normalize_moments(4.0, v, v * v, 0.5)
tf.nn.batch_norm_with_global_normalization(image, v, v * v, v, v, 0.01, True)
tf.nn.batch_norm_with_global_normalization(image, v, v * v, v, v, 0.01, False)
tf.nn.fractional_max_pool(image, [1, 1.4, 1.7, 1], deterministic=True, seed=3, seed2=5)
tf.nn.fractional_max_pool(image, [1, 1.4, 1.7, 1], True, True, True, 3, 5)
tf.nn.fractional_avg_pool(image, [1, 1.3, 1.2, 1], False, True, True, 7)
tf.nn.fractional_avg_pool(image, [1, 1.3, 1.2, 1], True, False, True, 0, 9)
tf.nn.fractional_max_pool(image, [1, 3.5, 1.3, 1], False, False, True, 11)
""".strip().splitlines()


def told(x) -> list:
    """An array in a few numbers."""
    x = np.asarray(x, "float64")
    return [list(x.shape), float(x.sum()), float((x.ravel() * np.sin(np.arange(x.size) + 1)).sum())]


def run(tf, expression):
    """What it gives eagerly, in a few numbers, or the error's class and words."""
    try:
        result = eval(expression, {"tf": tf, **{k: tf.constant(v) for k, v in VALUES.items()}})
    except Exception as e:
        return [type(e).__name__, str(e)]
    result = result if isinstance(result, (list, tuple)) else [result]
    return [told(part.numpy()) for part in result]
