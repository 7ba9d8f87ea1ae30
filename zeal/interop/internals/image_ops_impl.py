"""tensorflow.python.ops.image_ops_impl: functions of later versions by their internal names."""

from zeal.images.glimpses import extract_glimpse_v2
from zeal.images.resampling import ResizeMethod, scale_and_translate
from zeal.images.resampling import resize_v2 as resize_images_v2
from zeal.images.resampling import resize_with_pad_v2 as resize_image_with_pad_v2
from zeal.images.resizing import ResizeMethod as ResizeMethodV1

__all__ = [
    "ResizeMethod", "ResizeMethodV1", "extract_glimpse_v2", "resize_image_with_pad_v2",
    "resize_images_v2", "scale_and_translate",
]  # fmt: skip
