"""Tensors as image files: tf.image.encode_png and encode_jpeg."""

import io
from functools import partial

from zeal import _native
from zeal.dtypes import int32, string, uint8, uint16
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.images import pictures
from zeal.ops.attribute_words import check_word
from zeal.public import public
from zeal.tensor_shape import TensorShape, sizes_text


def _image(image, dtypes, op):
    image = _native.convert(image, None if hasattr(image, "dtype") else uint8)
    if image.dtype not in dtypes:
        raise InvalidArgumentError(
            f"Value for attr 'T' of {image.dtype.name} is not in the list of allowed values: "
            f"{', '.join(d.name for d in dtypes)}; [{op}] images are cast by tf.image or tf.cast"
        )
    if image.shape.ndims not in (3, None):
        raise InvalidArgumentError(f"image must be 3-dimensional{sizes_text(image.shape)}")
    return image


def _encoded(op, write, image, name):
    run = partial(_run, write)
    return host_call(op, run, [image], [(string, TensorShape([]))], name)[0]


def _run(write, inputs):
    return [_native.convert(write(inputs[0].numpy()), string)]


def _check(image, kind):
    if image.ndim != 3:
        raise InvalidArgumentError(f"image must be 3-dimensional{sizes_text(image.shape)}")
    if not image.size:
        raise InvalidArgumentError(
            f"{kind} encoding failed: an image of shape {sizes_text(image.shape)} has no pixels"
        )


@public("image.encode_png")
def encode_png(image, compression=-1, name=None):
    """An image as the bytes of a PNG file.

    Args:
      image: a uint8 or uint16 tensor of shape `[height, width, channels]`: 1 channel of grey, 3 of
        colours, one more for transparency.
      compression: from 0, fast, to 9, small; -1 for zlib's choice.
      name: name of the op.

    Returns:
      A string scalar.

    Raises:
      InvalidArgumentError: the image or compression is none of these.

    Example:
      >>> tf.image.encode_png(np.zeros([2, 3, 1], np.uint8)).numpy()[1:4]
      b'PNG'
    """
    if not -1 <= compression <= 9:
        raise InvalidArgumentError(f"compression should be in [-1,9], got {compression}")
    image = _image(image, (uint8, uint16), "EncodePng")
    return _encoded("EncodePng", partial(_png, compression), image, name)


def _png(compression, image):
    from zeal.images import png

    if image.ndim == 3 and not 1 <= image.shape[2] <= 4:
        raise InvalidArgumentError(f"image must have 1, 2, 3, or 4 channels, got {image.shape[2]}")
    _check(image, "PNG")
    return png.encode(image, compression)


@public("image.encode_jpeg", "io.encode_jpeg")
def encode_jpeg(
    image, format="", quality=95, progressive=False, optimize_size=False, chroma_downsampling=True,
    density_unit="in", x_density=300, y_density=300, xmp_metadata="", name=None,
):  # fmt: skip
    """An image as the bytes of a JPEG file.

    Args:
      image: a uint8 tensor of shape `[height, width, channels]`: 1 channel of grey or 3 of colours.
      format: "grayscale", "rgb", or "" for what the channels say.
      quality: from 0, small, to 100, good.
      progressive: whether the file can be shown while it arrives.
      optimize_size: whether it takes more time to be smaller.
      chroma_downsampling: whether colours have half the resolution.
      density_unit, x_density, y_density: pixels per "in" or "cm".
      xmp_metadata: an XMP packet for the file's metadata.
      name: name of the op.

    Returns:
      A string scalar.

    Raises:
      InvalidArgumentError: the image or an argument is none of these.
      ImportError: Pillow is not installed.

    Example:
      >>> tf.image.encode_jpeg(np.zeros([2, 3, 1], np.uint8)).numpy()[:2]  # doctest: +SKIP
      b'\\xff\\xd8'
    """
    if not 0 <= quality <= 100:
        raise InvalidArgumentError(f"quality must be in [0,100], got {quality}")
    check_word("EncodeJpeg", "format", format, ("", "grayscale", "rgb"))
    check_word("EncodeJpeg", "density_unit", density_unit, ("in", "cm"))
    scale = 1 if density_unit == "in" else 2.54  # Pillow takes pixels per inch
    settings = {
        "quality": max(quality, 1), "progressive": progressive, "optimize": optimize_size,
        "subsampling": 2 if chroma_downsampling else 0,
        "dpi": (round(x_density * scale), round(y_density * scale)),
    }  # fmt: skip
    if xmp_metadata:
        settings["xmp"] = xmp_metadata.encode() if isinstance(xmp_metadata, str) else xmp_metadata
    image = _image(image, (uint8,), "EncodeJpeg")
    return _encoded("EncodeJpeg", partial(_jpeg, format, settings), image, name)


def encode_jpeg_variable_quality(image, quality):
    """An image as the bytes of a JPEG file, of a quality that the run may tell.

    Args:
      image: a uint8 tensor of shape `[height, width, channels]`, of 1 or 3 channels.
      quality: an int32 scalar from 0 to 100.

    Raises:
      InvalidArgumentError: the image or quality is none of these.
      ImportError: Pillow is not installed.
    """
    inputs = [_image(image, (uint8,), "EncodeJpegVariableQuality"), _native.convert(quality, int32)]
    made = [(string, TensorShape([]))]
    return host_call("EncodeJpegVariableQuality", _run_with_quality, inputs, made, None)[0]


def _run_with_quality(inputs):
    quality = int(inputs[1])
    if not 0 <= quality <= 100:
        raise InvalidArgumentError(f"quality must be in [0,100], got {quality}")
    settings = {"quality": max(quality, 1), "subsampling": 2, "dpi": (300, 300)}
    return _run(partial(_jpeg, "", settings), inputs)


def _jpeg(format, settings, image):
    channels = image.shape[2] if image.ndim == 3 else 0
    expected = {"grayscale": 1, "rgb": 3}.get(format, channels)
    if channels and channels != expected:
        raise InvalidArgumentError(
            f"format {format} expects {expected} channels, got {sizes_text(image.shape)}"
        )
    if image.ndim == 3 and channels not in (1, 3):
        raise InvalidArgumentError(
            f"image must have 1 or 3 channels, got {sizes_text(image.shape)}"
        )
    _check(image, "JPEG")
    picture = pictures.pillow().fromarray(image[..., 0] if channels == 1 else image)
    file = io.BytesIO()
    picture.save(file, "JPEG", **settings)
    return file.getvalue()
