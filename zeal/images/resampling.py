"""tf.compat.v2.image.resize: kernels around the pixels' centers, wider where images shrink."""

import math
from functools import partial

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int32, int64
from zeal.eager.control import after
from zeal.effects.check import assert_positive
from zeal.errors import InvalidArgumentError
from zeal.images import resizing
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.join import unstack
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.sparse.products import sparse_tensor_dense_matmul
from zeal.sparse.sparse_tensor import SparseTensor


class ResizeMethod:
    """The methods of `tf.compat.v2.image.resize`."""

    BILINEAR, NEAREST_NEIGHBOR, BICUBIC, AREA = "bilinear", "nearest", "bicubic", "area"
    LANCZOS3, LANCZOS5 = "lanczos3", "lanczos5"
    GAUSSIAN, MITCHELLCUBIC = "gaussian", "mitchellcubic"


def _lanczos(radius, x):
    safe = api.maximum(x, 1e-3) * math.pi
    wave = radius * api.sin(safe) * api.sin(safe / radius) / (safe * safe)
    return where_v2(api.less_equal(x, 1e-3), 1.0, wave)


def _cubic(outer, inner, x):
    far, near = (((a * x + b) * x + c) * x + d for a, b, c, d in (outer, inner))
    return where_v2(api.less(x, 1.0), near, far)


# The radius and the function of distances within it.
_KERNELS = {f"lanczos{n}": (n, partial(_lanczos, float(n))) for n in (1, 3, 5)} | {
    "gaussian": (1.5, lambda x: api.exp(-2.0 * x * x)),
    "box": (1, lambda x: 0.5 - 0.5 * api.sign(x - 0.5)),
    "triangle": (1, lambda x: 1.0 - x),
    "keyscubic": (2, partial(_cubic, (-0.5, 2.5, -4, 2), (1.5, -2.5, 0, 1))),
    "mitchellcubic": (2, partial(_cubic, (-7 / 18, 2, -10 / 3, 16 / 9), (7 / 6, -2, 0, 8 / 9))),
}


def _weights(kernel_type, antialias, old, new, scale, translation):
    """How much each old pixel of an axis counts in each new one: [new, old]."""
    radius, kernel = _KERNELS[kernel_type]
    width = api.maximum(1.0 / scale, 1.0) if antialias else 1.0
    places = (api.cast(range_(new), float32) + 0.5 - translation) / scale
    x = abs(api.cast(range_(old), float32) + 0.5 - places[:, None]) / width
    inside = api.equal(places, api.clip_by_value(places, 0.0, api.cast(old, float32)))
    counts = api.logical_and(api.less(x, float(radius)), inside[:, None])
    weights = where_v2(counts, kernel(x), 0.0)
    return api.div_no_nan(weights, api.reduce_sum(weights, 1, True))


def _along(axis, images, weights):
    """Images whose axis 1 or 2 is resized. A NaN elsewhere, which counts by 0, is not read."""
    at = where_v2(api.not_equal(weights, 0.0))
    weights = SparseTensor(at, gather_nd(weights, at), api.shape(weights, out_type=int64))
    images = api.transpose(images, [axis, 0, 3 - axis, 3])
    old, *others = unstack(api.shape(images), 4)
    flat = api.reshape(images, [old, others[0] * others[1] * others[2]])
    found = sparse_tensor_dense_matmul(weights, flat)
    found = api.reshape(found, [api.shape(found)[0], *others])
    return api.transpose(found, [1, 0, 2, 3] if axis == 1 else [1, 2, 0, 3])


@named("ScaleAndTranslate")
def scale_and_translate(
    images, size, scale, translation, kernel_type="lanczos3", antialias=True, name=None
):
    """Resizes a batch of images by factors, and moves them by pixels of the result.

    `kernel_type` is a name in `_KERNELS`; with `antialias` kernels are wider where images shrink.
    """
    if kernel_type not in _KERNELS:
        raise InvalidArgumentError(f"Unrecognized kernel type: {kernel_type}")
    images, size = api.cast(images, float32), _native.convert(size, int32)
    scale, translation = (_native.convert(v, float32) for v in (scale, translation))
    known, old = _native.known_value(size), api.shape(images)[1:3]
    old = after([assert_positive(old, message="input image must be of non-zero size")], old)
    size = after([assert_positive(size, message="output dimensions must be positive")], size)
    result = images
    for i in range(2):
        weights = _weights(kernel_type, antialias, old[i], size[i], scale[i], translation[i])
        result = _along(i + 1, result, weights)
    n, *_, channels = images._shape_tuple()
    result.set_shape([n, *([None, None] if known is None else known._tolist()), channels])
    return result


def _resizer(method, antialias):
    """The function of a batch and a size."""
    kernel = {"bilinear": "triangle", "bicubic": "keyscubic"}.get(method) if antialias else None
    if method == "area":
        return resizing.resize_area
    if method in ("bilinear", "nearest", "bicubic") and not kernel:
        return partial(resizing.resizer_of(method), half_pixel_centers=True)
    if not kernel and method not in ("lanczos3", "lanczos5", "gaussian", "mitchellcubic"):
        raise ValueError("Resize method is not implemented.")

    def by_kernel(images, size):
        scale = api.cast(size, float32) / api.cast(api.shape(images)[1:3], float32)
        return scale_and_translate(images, size, scale, [0.0, 0.0], kernel or method, antialias)

    return by_kernel


@named("resize")
def resize_v2(
    images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None
):
    """Resizes images; places are those of the pixels' centers.

    Args:
      images, size, preserve_aspect_ratio, name: as for `tf.image.resize_images`.
      method: one of `ResizeMethod`.
      antialias: whether all pixels count where images shrink; for "nearest" and "area" the same.

    Returns:
      A float32 tensor, of the dtype of images for "nearest".

    Raises:
      ValueError: as `tf.image.resize_images` raises.

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 4, 1])
      >>> tf.compat.v2.image.resize(x, [1, 2], antialias=True).numpy().ravel().round(3)
      array([0.714, 2.286], dtype=float32)
    """
    resize = _resizer(method, antialias)
    return resizing.resize_as(resize, images, size, preserve_aspect_ratio)


@named("resize_image_with_pad")
def resize_with_pad_v2(image, target_height, target_width, method="bilinear", antialias=False):
    """`tf.image.resize_image_with_pad` by the methods of `tf.compat.v2.image.resize`."""
    resize = _resizer(method, antialias)
    return resizing.pad_to_size(resize, image, target_height, target_width)
