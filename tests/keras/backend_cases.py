"""Calls of tf.keras.backend whose values in TensorFlow 1.15 are in backend_values.json."""

import numpy as np


def wave(*shape):
    return np.sin(np.arange(np.prod(shape)) * 0.7).reshape(shape).astype("float32")


VALUES = {
    "x": wave(2, 4), "s": wave(1, 5, 2), "i": wave(1, 4, 5, 2), "v": wave(1, 3, 4, 2, 2),
    "k1": wave(2, 2, 3), "k2": wave(2, 2, 2, 3), "k3": wave(2, 2, 2, 2, 2), "b": wave(2),
}  # fmt: skip

CASES = """
K.conv1d(s, k1, 2, "same")
K.conv1d(s, k1, padding="causal", dilation_rate=2)
K.conv2d(i, k2, (2, 1), "same")
K.conv2d(i, k2, dilation_rate=(2, 2))
K.conv2d_transpose(i, k2[:, :, :, :2], (1, 8, 10, 2), (2, 2), "same")
K.conv3d(v, k3, (1, 2, 1), "same")
K.separable_conv2d(i, k2[..., :1], k2[:1, :1], (1, 1), "same")
K.pool2d(i, (2, 2), (2, 1), "same", pool_mode="avg")
K.pool2d(i, (3, 2))
K.pool3d(v, (2, 2, 1), (1, 1, 1), "same")
K.bias_add(i, b)
K.bias_add(s, b, "channels_last")
K.bias_add(x, x[0])
K.batch_normalization(i, b, b + 2.0, b, b * 2.0, axis=-1, epsilon=0.1)
K.temporal_padding(s, (2, 1))
K.spatial_2d_padding(i, ((1, 2), (0, 1)))
K.spatial_3d_padding(v, ((1, 0), (0, 1), (1, 1)))
K.resize_images(i, 2, 3, "channels_last")
K.resize_images(i, 2, 3, "channels_last", "bilinear")
K.arange(5)
K.arange(1, 9, 2, "float32")
K.arange(-3)
K.cumsum(x, 1)
K.cumprod(x)
K.eye(3)
K.reverse(x, 1)
K.reverse(x, [0, 1])
K.repeat_elements(x, 2, 1)
K.in_top_k(x, [1, 3], 2)
K.map_fn(lambda r: r * 2.0, x)
K.foldl(lambda a, r: a - r, x)
K.foldr(lambda a, r: a - r, x)
K.print_tensor(x, "x is")
""".strip().split("\n")
