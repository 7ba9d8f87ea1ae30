"""What is in an image file, read by Pillow."""

import io
from contextlib import contextmanager

from zeal.errors import InvalidArgumentError, ResourceExhaustedError, UnimplementedError

KINDS = ((b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"BM", "BMP"))


def kind_of(contents: bytes):
    """PNG, JPEG, GIF, BMP, or None for anything else."""
    return next((kind for start, kind in KINDS if contents.startswith(start)), None)


def pillow():
    """The module PIL.Image.

    Raises:
      ImportError: Pillow is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise ImportError(
            "images are read and written by Pillow: pip install zeal[image], or pip install pillow"
        ) from None
    return Image


@contextmanager
def opened(contents, kind, words):
    """A file's image; what is wrong with it is an InvalidArgumentError that begins with `words`."""
    image = pillow()
    try:
        with image.open(io.BytesIO(contents), formats=[kind]) as found:
            yield found
    except (InvalidArgumentError, UnimplementedError, ResourceExhaustedError):
        raise
    except (image.DecompressionBombError, MemoryError) as e:
        raise ResourceExhaustedError(f"{words}: {e}") from None
    except Exception as e:  # Pillow's plugins raise many kinds on broken files
        unknown = type(e).__name__ == "UnidentifiedImageError"
        raise InvalidArgumentError(words if unknown else f"{words}: {e}") from None


_DENSEST = 4096  # pixels of a byte, where frames of an animation differ in little


def check_room(pixels, size):
    """Refuses animations of more pixels than Pillow reads in an image, and than bytes explain.

    Raises:
      ResourceExhaustedError: a few bytes ask for gigabytes.
    """
    most = pillow().MAX_IMAGE_PIXELS
    if most is not None and pixels > max(2 * most, _DENSEST * size):
        raise ResourceExhaustedError(
            f"a file of {size} bytes asks for frames of {pixels} pixels in all, which looks like "
            "an attack; PIL.Image.MAX_IMAGE_PIXELS = None allows it"
        )


# Pillow's modes by channels.
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def _own_channels(image):
    """How many channels a file's image has, palettes and bits told apart."""
    if image.mode == "P":
        return 4 if "transparency" in image.info else 3
    if image.mode in ("1", "L", "I", "I;16", "I;16B", "F"):
        return 2 if "transparency" in image.info and image.mode in ("1", "L") else 1
    if image.mode == "RGB" and "transparency" in image.info:
        return 4
    return {"LA": 2, "RGBA": 4, "PA": 4}.get(image.mode, 3)


def pixels(image, channels):
    """An image as an array [height, width, channels] of uint8, or of uint16 where it has that.

    Args:
      image: Pillow's.
      channels: 1, 2, 3 or 4; 0 for those of the file.
    """
    import numpy as np

    channels = channels or _own_channels(image)
    if image.mode in ("I", "I;16", "I;16B"):  # grey of 16 bits
        deep = np.asarray(image).astype(np.uint16)[..., None]
        if channels == 1:
            return deep
        colours = [deep] * (3 if channels > 2 else 1)
        return np.concatenate([*colours, *[np.full_like(deep, 65535)] * (channels in (2, 4))], -1)
    wanted = _MODES[channels]
    if image.mode != wanted:
        if channels in (1, 3) and image.mode in ("LA", "RGBA", "PA", "P", "RGB", "L", "1"):
            image = image.convert("RGBA" if image.mode in ("P", "PA") else image.mode)
        image = image.convert(wanted)
    found = np.array(image, np.uint8)
    return found.reshape(image.height, image.width, channels)


def as_depth(array, dtype):
    """Pixels of 8 or 16 bits as those of the other depth."""
    import numpy as np

    if array.dtype == dtype:
        return array
    if dtype == np.uint16:
        return array.astype(np.uint16) * np.uint16(257)
    return (array >> 8).astype(np.uint8)


def has_deep_colours(contents) -> bool:
    """Whether a PNG file has 16 bits a channel and several channels, of which Pillow reads 8."""
    return contents[12:16] == b"IHDR" and contents[24:25] == b"\x10" and contents[25:26] != b"\0"
