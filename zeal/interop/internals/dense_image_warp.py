"""tensorflow.contrib.image.python.ops.dense_image_warp: what is not public."""

from zeal.contrib.image.warp import interpolate_bilinear as _interpolate_bilinear

__all__ = ["_interpolate_bilinear"]
