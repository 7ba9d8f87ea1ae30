"""Image files as tensors: tf.image.decode_png and kin."""

from functools import partial

from zeal import _native
from zeal.dtypes import as_dtype, float16, float32, float64, int32, int64, string, uint8, uint16
from zeal.dtypes import bool as bool_
from zeal.errors import InvalidArgumentError, UnimplementedError
from zeal.graph.host_call import host_call
from zeal.images import pictures
from zeal.public import public
from zeal.tensor_shape import TensorShape, sizes_text


def _one(contents):
    contents = _native.convert(contents, string)
    if contents.shape.ndims not in (0, None):
        raise InvalidArgumentError(
            f"contents must be scalar, got shape {sizes_text(contents.shape)}"
        )
    return contents


def _decoded(op, read, contents, dtype, sizes, name, attrs=None):
    """An op that gives the array which `read(bytes)` returns."""
    run = partial(_run, read)
    return host_call(op, run, [_one(contents)], [(dtype, TensorShape(sizes))], name, attrs)[0]


def _run(read, inputs):
    return [_native.convert(read(inputs[0].numpy()))]


def _check_channels(channels, allowed=(0, 1, 3, 4), of=""):
    if channels not in allowed:
        *most, last = map(str, allowed)
        raise InvalidArgumentError(
            f"channels must be {', '.join(most)}, or {last}{of}, got {channels}"
        )


def _kind(contents):
    kind = pictures.kind_of(contents)
    if kind in ("PNG", "JPEG", "GIF"):
        return kind
    if not contents:
        raise InvalidArgumentError("Expected image (JPEG, PNG, or GIF), got empty file")
    start = contents[:16].decode(errors="replace")
    raise InvalidArgumentError(
        f"Expected image (JPEG, PNG, or GIF), got unknown format starting with '{start}'"
    )


_WORDS = {"PNG": "Invalid PNG data", "JPEG": "Invalid JPEG data", "GIF": "Invalid GIF data"}


def _still(contents, channels=0, dtype=uint8, ratio=1, truncated=False):
    """The pixels of a file of one image."""
    kind, size = _kind(contents), len(contents)
    if kind == "JPEG":  # decode_jpeg reads PNG files as well, which may have four
        _check_channels(channels, (0, 1, 3), " for JPEG")
    if truncated and kind == "JPEG":
        contents += b"\xff\xd9"  # the mark of the end, which libjpeg takes at any place
    deep = kind == "PNG" and dtype == uint16 and pictures.has_deep_colours(contents)
    if deep:
        raise UnimplementedError("PNG files of 16 bits a channel are read in grey, not in colours")
    with pictures.opened(contents, kind, f"{_WORDS[kind]}, size {size}") as image:
        frames = getattr(image, "n_frames", 1)
        if frames > 1 and kind == "GIF":
            raise InvalidArgumentError(
                f"Got {frames} frames, but animated gifs can only be decoded by "
                "tf.image.decode_gif or tf.image.decode_image"
            )
        if ratio > 1 and kind == "JPEG":
            wanted = [-(-n // ratio) for n in image.size]
            image.draft(None, wanted)
            if image.size != tuple(wanted):
                image = image.resize(wanted, pictures.pillow().Resampling.BOX)
        found = pictures.pixels(image, channels or (3 if kind == "GIF" else 0))
    return pictures.as_depth(found, dtype.as_numpy_dtype)


@public("image.decode_png", "io.decode_png")
def decode_png(contents, channels=0, dtype=uint8, name=None):
    """The pixels of a PNG file; other files of one image are read as well.

    Args:
      contents: a string scalar, the file's bytes.
      channels: 1 for grey, 3 for colours, 4 with transparency; 0 for what the file has.
      dtype: uint8 or uint16.
      name: name of the op.

    Returns:
      A tensor of shape `[height, width, channels]`.

    Raises:
      InvalidArgumentError: it is no whole image, or an argument is none of these.
      ImportError: Pillow is not installed.

    Example:
      >>> file = tf.image.encode_png(np.zeros([2, 3, 1], np.uint8))
      >>> tf.image.decode_png(file).shape.as_list()  # doctest: +SKIP
      [2, 3, 1]
    """
    _check_channels(channels)
    dtype = as_dtype(dtype)
    if dtype not in (uint8, uint16):
        raise InvalidArgumentError(
            f"Value for attr 'dtype' of {dtype.name} is not in the list of allowed values: uint8, "
            "uint16"
        )
    read = partial(_still, channels=channels, dtype=dtype)
    attrs = {"channels": channels, "dtype": dtype}
    sizes = [None, None, channels or None]
    return _decoded("DecodePng", read, contents, dtype, sizes, name, attrs)


def _check_jpeg(channels, ratio, dct_method):
    _check_channels(channels)
    if ratio not in (1, 2, 4, 8):
        raise InvalidArgumentError(f"ratio must be 1, 2, 4, or 8, got {ratio}")
    if dct_method not in ("", "INTEGER_FAST", "INTEGER_ACCURATE"):
        raise InvalidArgumentError(
            "dct_method must be one of {'', 'INTEGER_FAST', 'INTEGER_ACCURATE'}"
        )


@public("image.decode_jpeg", "io.decode_jpeg")
def decode_jpeg(
    contents, channels=0, ratio=1, fancy_upscaling=True, try_recover_truncated=False,
    acceptable_fraction=1, dct_method="", name=None,
):  # fmt: skip
    """The pixels of a JPEG file; other files of one image are read as well.

    Args:
      contents: a string scalar, the file's bytes.
      channels: 1 for grey, 3 for colours; 0 for what the file has.
      ratio: 1, 2, 4 or 8: by how much the image is made smaller.
      fancy_upscaling, acceptable_fraction: accepted for compatibility.
      try_recover_truncated: whether a file that is cut gives what it has.
      dct_method: "", "INTEGER_FAST" or "INTEGER_ACCURATE"; all are read accurately.
      name: name of the op.

    Returns:
      A uint8 tensor of shape `[height, width, channels]`.

    Raises:
      InvalidArgumentError: it is no whole image, or an argument is none of these.
      ImportError: Pillow is not installed.

    Example:
      >>> tf.image.decode_jpeg(tf.read_file("photo.jpg"), channels=3)  # doctest: +SKIP
    """
    _check_jpeg(channels, ratio, dct_method)
    read = partial(_still, channels=channels, ratio=ratio, truncated=try_recover_truncated)
    attrs = {
        "channels": channels,
        "ratio": ratio,
        "fancy_upscaling": fancy_upscaling,
        "try_recover_truncated": try_recover_truncated,
        "acceptable_fraction": float(acceptable_fraction),
        "dct_method": dct_method,
    }
    sizes = [None, None, channels or None]
    return _decoded("DecodeJpeg", read, contents, uint8, sizes, name, attrs)


@public("image.decode_and_crop_jpeg", "io.decode_and_crop_jpeg")
def decode_and_crop_jpeg(
    contents, crop_window, channels=0, ratio=1, fancy_upscaling=True, try_recover_truncated=False,
    acceptable_fraction=1, dct_method="", name=None,
):  # fmt: skip
    """A part of the pixels of a JPEG file.

    Args:
      contents: a string scalar, the file's bytes.
      crop_window: a vector of 4 integers: top, left, height and width of the part.
      the others: as for `tf.image.decode_jpeg`.
      name: name of the op.

    Returns:
      A uint8 tensor of shape `[height, width, channels]`.

    Raises:
      InvalidArgumentError: the part does not lie in the image, and what decode_jpeg raises.

    Example:
      >>> file = tf.read_file("photo.jpg")  # doctest: +SKIP
      >>> tf.image.decode_and_crop_jpeg(file, [10, 10, 28, 28])  # doctest: +SKIP
    """
    _check_jpeg(channels, ratio, dct_method)
    read = partial(_still, channels=channels, ratio=ratio, truncated=try_recover_truncated)
    inputs = [_one(contents), _native.convert(crop_window, int32)]
    known = _native.known_value(inputs[1])
    sizes = [None, None] if known is None else known._tolist()[2:4]
    outputs = [(uint8, TensorShape([*sizes, channels or None]))]
    return host_call("DecodeAndCropJpeg", partial(_crop, read), inputs, outputs, name)[0]


def _crop(read, inputs):
    contents = inputs[0].numpy()
    if pictures.kind_of(contents) != "JPEG":
        raise InvalidArgumentError(f"Invalid JPEG data, size {len(contents)}")
    image, window = read(contents), inputs[1].numpy().tolist()
    top, left, height, width = window if len(window) == 4 else (0, 0, 0, 0)
    ends = top + height <= len(image) and left + width <= image.shape[1]
    if not ends or min(top, left) < 0 or min(height, width) <= 0:
        raise InvalidArgumentError(
            f"Invalid JPEG data or crop window, data size {len(contents)}: the window is {window}, "
            f"the image {sizes_text(image.shape[:2])}"
        )
    return [_native.convert(image[top : top + height, left : left + width].copy())]


@public("image.decode_gif", "io.decode_gif")
def decode_gif(contents, name=None):
    """The frames of a GIF file; other files have one.

    Args:
      contents: a string scalar, the file's bytes.
      name: name of the op.

    Returns:
      A uint8 tensor of shape `[frames, height, width, 3]`.

    Raises:
      InvalidArgumentError: it is no whole image.
      ImportError: Pillow is not installed.

    Example:
      >>> tf.image.decode_gif(tf.read_file("clip.gif"))  # doctest: +SKIP
    """
    return _decoded("DecodeGif", _frames, contents, uint8, [None, None, None, 3], name)


def _frames(contents):
    import numpy as np

    if _kind(contents) != "GIF":
        return _still(contents, 3)[None]
    with pictures.opened(contents, "GIF", f"Invalid GIF data (size {len(contents)})") as image:
        pictures.check_room(image.n_frames * image.width * image.height, len(contents))
        found = np.empty((image.n_frames, image.height, image.width, 3), np.uint8)
        for i in range(len(found)):
            image.seek(i)
            found[i] = pictures.pixels(image.convert("RGB"), 3)
        return found


@public("image.decode_bmp", "io.decode_bmp")
def decode_bmp(contents, channels=0, name=None):
    """The pixels of a BMP file.

    Args:
      contents: a string scalar, the file's bytes.
      channels: how many the file has: 1, 3 or 4; 0 for any.
      name: name of the op.

    Returns:
      A uint8 tensor of shape `[height, width, channels]`.

    Raises:
      InvalidArgumentError: it is no whole BMP file, or has other channels.
      ImportError: Pillow is not installed.

    Example:
      >>> tf.image.decode_bmp(tf.read_file("picture.bmp"))  # doctest: +SKIP
    """
    _check_channels(channels)
    read = partial(_bitmap, channels=channels)
    return _decoded("DecodeBmp", read, contents, uint8, [None, None, channels or None], name)


def _bitmap(contents, channels=0):
    if pictures.kind_of(contents) != "BMP":
        raise InvalidArgumentError(f"Invalid BMP data, size {len(contents)}")
    with pictures.opened(contents, "BMP", f"Invalid BMP data, size {len(contents)}") as image:
        found = pictures.pixels(image, 0)
    if channels and channels != found.shape[2]:
        raise InvalidArgumentError(
            f"channels attribute {channels} does not match bits per pixel from file "
            f"{found.shape[2]}"
        )
    return found


@public("image.decode_image", "io.decode_image")
def decode_image(contents, channels=None, dtype=uint8, name=None, expand_animations=True):
    """The pixels of a JPEG, PNG, GIF or BMP file, whichever it is.

    Args:
      contents: a string scalar, the file's bytes.
      channels: 1, 3 or 4; None or 0 for what the file has.
      dtype: uint8, uint16, or a floating dtype, whose pixels are from 0 to 1.
      name: name of the op.
      expand_animations: whether GIF files have an axis of frames first; else the first one counts.

    Returns:
      A tensor of shape `[height, width, channels]`, of GIF files `[frames, height, width, 3]`.

    Raises:
      ValueError: channels is another number.
      InvalidArgumentError: it is no whole image, or cannot have so many channels.
      ImportError: Pillow is not installed.

    Example:
      >>> tf.image.decode_image(tf.read_file("picture"), channels=3)  # doctest: +SKIP
    """
    if channels not in (None, 0, 1, 3, 4):
        raise ValueError("channels must be in (None, 0, 1, 3, 4)")
    dtype = as_dtype(dtype)
    if dtype not in (uint8, uint16, float16, float32, float64):
        raise InvalidArgumentError(
            f"decode_image: dtype is {dtype.name}; it must be uint8, uint16 or a floating one"
        )
    read = partial(_any, channels=channels or 0, dtype=dtype, expand=expand_animations)
    sizes = None if expand_animations else [None, None, None]
    return _decoded("DecodeImage", read, contents, dtype, sizes, name or "decode_image")


_CHANNELS = {"JPEG": (0, 1, 3), "GIF": (0, 3), "BMP": (0, 3, 4), "PNG": (0, 1, 3, 4)}


def _any(contents, channels, dtype, expand):
    kind = pictures.kind_of(contents)
    if kind is None:
        raise InvalidArgumentError("Unable to decode bytes as JPEG, PNG, GIF, or BMP")
    if channels not in _CHANNELS[kind]:
        allowed = ", ".join(map(str, _CHANNELS[kind][1:]))
        raise InvalidArgumentError(
            f"Channels must be in (None, 0, {allowed}) when decoding {kind} images"
        )
    if kind == "GIF":
        frames = _frames(contents)
        return _as_dtype(frames if expand else frames[0], dtype)
    if kind == "BMP":
        return _as_dtype(_bitmap(contents, channels), dtype)
    deep = kind == "PNG" and dtype != uint8  # as TensorFlow: of 16 bits, also on the way to floats
    return _as_dtype(_still(contents, channels, uint16 if deep else uint8), dtype)


def _as_dtype(array, dtype):
    import numpy as np

    kind = dtype.as_numpy_dtype
    if not dtype.is_floating:
        return pictures.as_depth(array, kind)
    return array.astype(kind) * kind(1 / np.iinfo(array.dtype).max)


# --- without the pixels ---
@public("image.is_jpeg", "io.is_jpeg")
def is_jpeg(contents, name=None):
    """Whether bytes are those of a JPEG file.

    Args:
      contents: a string scalar.
      name: name of the op.

    Returns:
      A bool scalar.

    Example:
      >>> tf.image.is_jpeg(b"text").numpy()
      False
    """
    outputs = [(bool_, TensorShape([]))]
    return host_call("IsJpeg", _starts_as_jpeg, [_one(contents)], outputs, name or "is_jpeg")[0]


def _starts_as_jpeg(inputs):
    return [inputs[0].numpy()[:3] == b"\xff\xd8\xff"]


@public("image.extract_jpeg_shape", "io.extract_jpeg_shape")
def extract_jpeg_shape(contents, output_type=int32, name=None):
    """The shape of a JPEG file's image, without its pixels being read.

    Args:
      contents: a string scalar, the file's bytes.
      output_type: int32 or int64.
      name: name of the op.

    Returns:
      A vector of height, width and channels.

    Raises:
      InvalidArgumentError: it is no JPEG file.
      ImportError: Pillow is not installed.

    Example:
      >>> tf.image.extract_jpeg_shape(tf.read_file("photo.jpg"))  # doctest: +SKIP
    """
    dtype = as_dtype(output_type)
    if dtype not in (int32, int64):
        raise InvalidArgumentError(f"output_type is {dtype.name}; it must be int32 or int64")
    return _decoded("ExtractJpegShape", partial(_sizes, dtype), contents, dtype, [3], name)


def _sizes(dtype, contents):
    import numpy as np

    words = f"Invalid JPEG data, size {len(contents)}"
    with pictures.opened(contents, "JPEG", words) as image:
        return np.array([image.height, image.width, len(image.getbands())], dtype.as_numpy_dtype)
