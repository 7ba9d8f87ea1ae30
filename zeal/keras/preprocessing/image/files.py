"""Images as arrays and as Pillow's objects, in files."""

import io
import warnings
from typing import Any

from zeal.images.pictures import pillow
from zeal.keras.backend_parts.state import image_data_format
from zeal.keras.float_dtype import floatx
from zeal.public import public

_METHODS = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")


def _format(data_format, words):
    data_format = image_data_format() if data_format is None else data_format
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"{words} data_format: {data_format}")
    return data_format


@public("keras.preprocessing.image.load_img")
def load_img(
    path, grayscale=False, color_mode="rgb", target_size=None, interpolation="nearest"
) -> Any:
    """Reads an image from a file, by Pillow.

    Args:
      path: the file.
      grayscale: the same as color_mode="grayscale", which is the newer way.
      color_mode: "rgb", "rgba" or "grayscale".
      target_size: (height, width) to resize to, or None.
      interpolation: how to: "nearest", "bilinear", "bicubic", "hamming", "box" or "lanczos".

    Returns:
      A PIL.Image.

    Raises:
      ImportError: Pillow is not installed.
      ValueError: color_mode or interpolation is unknown.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "a.png")
      >>> tf.keras.preprocessing.image.save_img(path, np.zeros([4, 6, 3]))
      >>> tf.keras.preprocessing.image.load_img(path, target_size=(2, 3)).size
      (3, 2)
    """
    if grayscale:
        warnings.warn('grayscale is deprecated. Please use color_mode = "grayscale"', stacklevel=2)
        color_mode = "grayscale"
    if color_mode not in ("rgb", "rgba", "grayscale"):
        raise ValueError('color_mode must be "grayscale", "rgb", or "rgba"')
    with open(path, "rb") as file:
        image: Any = pillow().open(io.BytesIO(file.read()))
    if color_mode != "grayscale":
        image = image if image.mode == color_mode.upper() else image.convert(color_mode.upper())
    elif image.mode not in ("L", "I;16", "I"):
        image = image.convert("L")
    return image if target_size is None else _resized(image, target_size, interpolation)


def _resized(image, target_size, interpolation):
    size = target_size[1], target_size[0]
    if image.size == size:
        return image
    if interpolation not in _METHODS:
        raise ValueError(
            f"Invalid interpolation method {interpolation} specified. Supported methods are "
            f"{', '.join(_METHODS)}"
        )
    return image.resize(size, getattr(pillow().Resampling, interpolation.upper()))


@public("keras.preprocessing.image.img_to_array")
def img_to_array(img, data_format=None, dtype=None) -> Any:
    """An image as an array of three axes.

    Args:
      img: a PIL.Image, or an array of two or three axes.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.
      dtype: of the array; Keras's float type by default.

    Returns:
      An ndarray.

    Raises:
      ValueError: the format is unknown, or img has other axes.

    Example:
      >>> tf.keras.preprocessing.image.img_to_array(np.ones([2, 3])).shape
      (2, 3, 1)
    """
    import numpy as np

    first = _format(data_format, "Unknown") == "channels_first"
    x = np.asarray(img, floatx() if dtype is None else dtype)
    if x.ndim not in (2, 3):
        raise ValueError(f"Unsupported image shape: {x.shape}")
    x = x[:, :, None] if x.ndim == 2 else x
    return x.transpose(2, 0, 1) if first else x


@public("keras.preprocessing.image.array_to_img")
def array_to_img(x, data_format=None, scale=True, dtype=None) -> Any:
    """An array as an image.

    Args:
      x: an array of three axes, with 1, 3 or 4 channels.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.
      scale: whether values are brought to the range from 0 to 255.
      dtype: what to compute in; Keras's float type by default.

    Returns:
      A PIL.Image.

    Raises:
      ImportError: Pillow is not installed.
      ValueError: x is no such array, or the format is unknown.

    Example:
      >>> tf.keras.preprocessing.image.array_to_img(np.zeros([2, 3, 3])).size
      (3, 2)
    """
    import numpy as np

    x = np.asarray(x, floatx() if dtype is None else dtype)
    if x.ndim != 3:
        raise ValueError(
            "Expected image array to have rank 3 (single image). Got array with shape: "
            f"{x.shape}"
        )
    if _format(data_format, "Invalid") == "channels_first":
        x = x.transpose(1, 2, 0)
    if x.shape[2] not in (1, 3, 4):
        raise ValueError(f"Unsupported channel number: {x.shape[2]}")
    if scale:
        x = x - np.min(x)
        highest = np.max(x)
        x = (x / highest if highest else x) * 255
    if x.shape[2] > 1:
        return pillow().fromarray(x.astype("uint8"))
    return pillow().fromarray(x[:, :, 0].astype("int32" if np.max(x) > 255 else "uint8"))


@public("keras.preprocessing.image.save_img")
def save_img(path, x, data_format=None, file_format=None, scale=True, **kwargs: Any) -> None:
    """Writes an array to an image file.

    Args:
      path: the file, or an open one.
      x, data_format, scale: those of `array_to_img`.
      file_format: "png" and the like; by default what the path ends in.
      **kwargs: those of `PIL.Image.save`.

    Raises:
      ImportError: Pillow is not installed.
      ValueError: x is no image.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "a.png")
      >>> tf.keras.preprocessing.image.save_img(path, np.zeros([4, 6, 1]))
      >>> tf.keras.preprocessing.image.load_img(path, color_mode="grayscale").mode
      'L'
    """
    image = array_to_img(x, data_format, scale)
    if image.mode == "RGBA" and file_format in ("jpg", "jpeg"):
        warnings.warn(
            "The JPG format does not support RGBA images, converting to RGB.", stacklevel=2
        )
        image = image.convert("RGB")
    image.save(path, format=file_format, **kwargs)
