"""Changes of single images: rotations, shifts, shears, zooms, brightness."""

from typing import Any

from zeal.keras.preprocessing.image.files import array_to_img, img_to_array
from zeal.public import public


def _ndimage(what):
    try:
        from scipy import ndimage
    except ImportError:
        raise ImportError(
            f"{what}: image transformations require SciPy: pip install scipy"
        ) from None
    return ndimage


@public("keras.preprocessing.image.apply_affine_transform")
def apply_affine_transform(
    x, theta: Any = 0, tx: Any = 0, ty: Any = 0, shear: Any = 0, zx: Any = 1, zy: Any = 1,
    row_axis=0, col_axis=1, channel_axis=2, fill_mode="nearest", cval=0.0, order=1,
) -> Any:  # fmt: skip
    """Rotates, shifts, shears and zooms an image about its centre, in this order.

    Args:
      x: an array of three axes.
      theta: angle of the rotation, in degrees.
      tx, ty: shifts of rows and columns, in pixels.
      shear: angle of the shear, in degrees.
      zx, zy: what rows and columns are shrunk by.
      row_axis, col_axis, channel_axis: the axes.
      fill_mode: what lies outside: "nearest", "constant", "reflect" or "wrap".
      cval: the value outside for "constant".
      order: of the spline that interpolates.

    Returns:
      An array of x's shape.

    Raises:
      ImportError: SciPy is not installed.

    Example:
      >>> x = np.arange(4.0).reshape(2, 2, 1)
      >>> tf.keras.preprocessing.image.apply_affine_transform(x, tx=1).ravel().tolist()
      [2.0, 3.0, 2.0, 3.0]
    """
    import numpy as np

    matrix = _matrix(theta, tx, ty, shear, zx, zy)
    if matrix is None:
        return x
    ndimage = _ndimage("apply_affine_transform")
    matrix = _about_centre(matrix, x.shape[row_axis], x.shape[col_axis])
    channels = [
        ndimage.affine_transform(
            channel, matrix[:2, :2], matrix[:2, 2], order=order, mode=fill_mode, cval=cval
        )
        for channel in np.moveaxis(x, channel_axis, 0)
    ]
    return np.moveaxis(np.stack(channels), 0, channel_axis)


def _matrix(theta, tx, ty, shear, zx, zy):
    """The product of the transformations that change something; None for none."""
    import numpy as np

    theta, shear = np.deg2rad(theta), np.deg2rad(shear)
    sine, cosine = np.sin(theta), np.cos(theta)
    steps = [
        (theta != 0, [[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]]),
        (tx != 0 or ty != 0, [[1, 0, tx], [0, 1, ty], [0, 0, 1]]),
        (shear != 0, [[1, -np.sin(shear), 0], [0, np.cos(shear), 0], [0, 0, 1]]),
        (zx != 1 or zy != 1, [[zx, 0, 0], [0, zy, 0], [0, 0, 1]]),
    ]
    found = None
    for counts, step in steps:
        if counts:
            found = np.array(step) if found is None else np.dot(found, np.array(step))
    return found


def _about_centre(matrix, rows, columns):
    import numpy as np

    row, column = rows / 2 + 0.5, columns / 2 + 0.5
    there = np.array([[1, 0, row], [0, 1, column], [0, 0, 1]])
    back = np.array([[1, 0, -row], [0, 1, -column], [0, 0, 1]])
    return there @ matrix @ back


@public("keras.preprocessing.image.apply_channel_shift")
def apply_channel_shift(x, intensity, channel_axis=0) -> Any:
    """Adds a number to an image, and keeps it in the range that it had.

    Args:
      x: an array.
      intensity: the number.
      channel_axis: accepted for compatibility.

    Returns:
      An array of x's shape.

    Example:
      >>> x = np.array([[[0.0, 5.0, 9.0]]])
      >>> tf.keras.preprocessing.image.apply_channel_shift(x, 2).tolist()
      [[[2.0, 7.0, 9.0]]]
    """
    import numpy as np

    return np.clip(x + intensity, np.min(x), np.max(x))


@public("keras.preprocessing.image.apply_brightness_shift")
def apply_brightness_shift(x, brightness) -> Any:
    """An image darker or brighter, by Pillow; values are brought to 0 to 255 first.

    Args:
      x: an array of three axes, with channels last.
      brightness: what values are multiplied by.

    Returns:
      An array of x's shape.

    Raises:
      ImportError: Pillow is not installed.

    Example:
      >>> x = np.array([[[0.0], [255.0]]])
      >>> tf.keras.preprocessing.image.apply_brightness_shift(x, 0.2).ravel().tolist()
      [0.0, 51.0]
    """
    image = array_to_img(x)
    from PIL import ImageEnhance

    return img_to_array(ImageEnhance.Brightness(image).enhance(brightness))


# --- at random ---
@public("keras.preprocessing.image.random_rotation")
def random_rotation(
    x, rg, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0,
    interpolation_order=1,
) -> Any:  # fmt: skip
    """Rotates an image by an angle of NumPy's generator.

    Args:
      x: an array of three axes.
      rg: the largest angle either way, in degrees.
      the others: those of `apply_affine_transform`.
      interpolation_order: its order.

    Returns:
      An array of x's shape.

    Example:
      >>> moved = tf.keras.preprocessing.image.random_rotation(np.ones([1, 2, 2]), 9)
      >>> moved.round(6).tolist()
      [[[1.0, 1.0], [1.0, 1.0]]]
    """
    import numpy as np

    return apply_affine_transform(
        x, np.random.uniform(-rg, rg), row_axis=row_axis, col_axis=col_axis,
        channel_axis=channel_axis, fill_mode=fill_mode, cval=cval, order=interpolation_order,
    )  # fmt: skip


@public("keras.preprocessing.image.random_shift")
def random_shift(
    x, wrg, hrg, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0,
    interpolation_order=1,
) -> Any:  # fmt: skip
    """Shifts an image by parts of its size of NumPy's generator.

    Args:
      x: an array of three axes.
      wrg, hrg: the largest parts of width and height, either way.
      the others: those of `apply_affine_transform`.
      interpolation_order: its order.

    Returns:
      An array of x's shape.

    Example:
      >>> moved = tf.keras.preprocessing.image.random_shift(np.ones([1, 2, 2]), 0.5, 0.5)
      >>> moved.round(6).tolist()
      [[[1.0, 1.0], [1.0, 1.0]]]
    """
    import numpy as np

    tx = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    ty = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    return apply_affine_transform(
        x, tx=tx, ty=ty, row_axis=row_axis, col_axis=col_axis, channel_axis=channel_axis,
        fill_mode=fill_mode, cval=cval, order=interpolation_order,
    )  # fmt: skip


@public("keras.preprocessing.image.random_shear")
def random_shear(
    x, intensity, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0,
    interpolation_order=1,
) -> Any:  # fmt: skip
    """Shears an image by an angle of NumPy's generator.

    Args:
      x: an array of three axes.
      intensity: the largest angle either way, in degrees.
      the others: those of `apply_affine_transform`.
      interpolation_order: its order.

    Returns:
      An array of x's shape.

    Example:
      >>> moved = tf.keras.preprocessing.image.random_shear(np.ones([1, 2, 2]), 9)
      >>> moved.round(6).tolist()
      [[[1.0, 1.0], [1.0, 1.0]]]
    """
    import numpy as np

    return apply_affine_transform(
        x, shear=np.random.uniform(-intensity, intensity), row_axis=row_axis, col_axis=col_axis,
        channel_axis=channel_axis, fill_mode=fill_mode, cval=cval, order=interpolation_order,
    )  # fmt: skip


@public("keras.preprocessing.image.random_zoom")
def random_zoom(
    x, zoom_range, row_axis=1, col_axis=2, channel_axis=0, fill_mode="nearest", cval=0.0,
    interpolation_order=1,
) -> Any:  # fmt: skip
    """Zooms an image by factors of NumPy's generator.

    Args:
      x: an array of three axes.
      zoom_range: the smallest and the largest factor.
      the others: those of `apply_affine_transform`.
      interpolation_order: its order.

    Returns:
      An array of x's shape.

    Raises:
      ValueError: zoom_range are not two numbers.

    Example:
      >>> zoomed = tf.keras.preprocessing.image.random_zoom(np.ones([1, 2, 2]), (0.5, 2))
      >>> zoomed.round(6).tolist()
      [[[1.0, 1.0], [1.0, 1.0]]]
    """
    import numpy as np

    if len(zoom_range) != 2:
        raise ValueError(
            f"`zoom_range` should be a tuple or list of two floats. Received: {zoom_range}"
        )
    zx, zy = 1, 1
    if tuple(zoom_range) != (1, 1):
        zx, zy = np.random.uniform(*zoom_range, 2)
    return apply_affine_transform(
        x, zx=zx, zy=zy, row_axis=row_axis, col_axis=col_axis, channel_axis=channel_axis,
        fill_mode=fill_mode, cval=cval, order=interpolation_order,
    )  # fmt: skip


@public("keras.preprocessing.image.random_channel_shift")
def random_channel_shift(x, intensity_range, channel_axis=0) -> Any:
    """`apply_channel_shift` by a number of NumPy's generator.

    Args:
      x: an array.
      intensity_range: the largest number either way.
      channel_axis: accepted for compatibility.

    Returns:
      An array of x's shape.

    Example:
      >>> tf.keras.preprocessing.image.random_channel_shift(np.ones([1, 1, 2]), 3).tolist()
      [[[1.0, 1.0]]]
    """
    import numpy as np

    return apply_channel_shift(
        x, np.random.uniform(-intensity_range, intensity_range), channel_axis
    )


@public("keras.preprocessing.image.random_brightness")
def random_brightness(x, brightness_range) -> Any:
    """`apply_brightness_shift` by a factor of NumPy's generator.

    Args:
      x: an array of three axes, with channels last.
      brightness_range: the smallest and the largest factor.

    Returns:
      An array of x's shape.

    Raises:
      ValueError: brightness_range are not two numbers.

    Example:
      >>> x = np.array([[[0.0], [255.0]]])
      >>> tf.keras.preprocessing.image.random_brightness(x, (0.2, 0.2)).ravel().tolist()
      [0.0, 51.0]
    """
    import numpy as np

    if len(brightness_range) != 2:
        raise ValueError(
            "`brightness_range should be tuple or list of two floats. Received: "
            f"{brightness_range}"
        )
    return apply_brightness_shift(x, np.random.uniform(*brightness_range))
