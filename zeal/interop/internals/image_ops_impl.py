"""tensorflow.python.ops.image_ops_impl: ways to resize by their names, as later versions do."""

from zeal.images.resizing import ResizeMethod as ResizeMethodV1

__all__ = ["ResizeMethod", "ResizeMethodV1"]


class ResizeMethod:
    """The methods of `tf.compat.v2.image.resize`; `tf.image.resize_images` takes the first four."""

    BILINEAR, NEAREST_NEIGHBOR, BICUBIC, AREA = "bilinear", "nearest", "bicubic", "area"
    LANCZOS3, LANCZOS5 = "lanczos3", "lanczos5"
    GAUSSIAN, MITCHELLCUBIC = "gaussian", "mitchellcubic"
