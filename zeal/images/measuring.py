"""What images differ by: variation, edges, PSNR and SSIM."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32, int32
from zeal.eager.control import control_dependencies
from zeal.effects.check import Assert
from zeal.images.adjusting import convert_image_dtype
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.named import named
from zeal.ops.nn.conv import conv2d
from zeal.ops.nn.pool import avg_pool
from zeal.public import public


def _steps(images, axis):
    """The differences of neighbours along the height (-3) or width (-2)."""
    if axis == -3:
        return images[..., 1:, :, :] - images[..., :-1, :, :]
    return images[..., :, 1:, :] - images[..., :, :-1, :]


@public("image.total_variation")
@named("total_variation")
def total_variation(images, name=None):
    """The sum of the absolute differences of neighbouring pixels.

    Args:
      images: tensor of numbers, of shape `[height, width, channels]`, or a batch of them.
      name: its name in graphs.

    Returns:
      A scalar, or a vector with one entry per image.

    Raises:
      ValueError: the rank is not 3 or 4.

    Example:
      >>> tf.image.total_variation(tf.constant([[[1.0], [3.0]], [[1.0], [1.0]]])).numpy()
      4.0
    """
    images = _native.convert(images)
    if images.shape.ndims not in (3, 4):
        raise ValueError("'images' must be either 3 or 4-dimensional.")
    axes = [-3, -2, -1]
    down, right = abs(_steps(images, -3)), abs(_steps(images, -2))
    return api.reduce_sum(down, axes) + api.reduce_sum(right, axes)


@public("image.image_gradients")
def image_gradients(image):
    """The steps from each pixel to the next one, down and to the right.

    Args:
      image: tensor of shape `[batch, height, width, channels]`.

    Returns:
      A pair of tensors of that shape, dy and dx; zeros in the last row of dy and the last column
      of dx.

    Raises:
      ValueError: the rank is not 4.

    Example:
      >>> dy, dx = tf.image.image_gradients(tf.constant([[[[1.0], [3.0]]]]))
      >>> dy.numpy().ravel().tolist(), dx.numpy().ravel().tolist()
      ([0.0, 0.0], [2.0, 0.0])
    """
    image = _native.convert(image)
    if image.shape.ndims != 4:
        raise ValueError(
            f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {image.shape}."
        )
    down = pad(_steps(image, -3), [[0, 0], [0, 1], [0, 0], [0, 0]])
    right = pad(_steps(image, -2), [[0, 0], [0, 0], [0, 1], [0, 0]])
    return down, right


def _each_channel(images, filters, padding="VALID"):
    """Convolutions of each channel of `[..., height, width, channels]` with filters [h, w, 1, n].

    Returns:
      A tensor of shape `[..., new height, new width, channels, n]`.
    """
    shape = api.shape(images)
    apart = api.reshape(images, api.concat([[-1], shape[-3:]], 0))
    apart = api.transpose(apart, [0, 3, 1, 2])
    apart = api.reshape(apart, stack([-1, shape[-3], shape[-2], 1]))
    found = conv2d(apart, filters, strides=[1, 1, 1, 1], padding=padding)
    sizes = api.shape(found)
    found = api.reshape(found, stack([-1, shape[-1], sizes[1], sizes[2], sizes[3]]))
    found = api.transpose(found, [0, 2, 3, 1, 4])
    return api.reshape(found, api.concat([shape[:-3], api.shape(found)[1:]], 0))


_SOBEL = [[[-1, -1], [-2, 0], [-1, 1]], [[0, -2], [0, 0], [0, 2]], [[1, -1], [2, 0], [1, 1]]]


@public("image.sobel_edges")
def sobel_edges(image):
    """Edges by the Sobel filters.

    Args:
      image: float32 or float64 tensor of shape `[batch, height, width, channels]`, 2x2 or larger.

    Returns:
      A tensor of shape `[batch, height, width, channels, 2]`: edges down, and to the right.

    Example:
      >>> tf.image.sobel_edges(tf.ones([1, 3, 3, 1])).numpy().any()
      False
    """
    image = _native.convert(image)
    filters = api.expand_dims(_native.convert(_SOBEL, image.dtype), 2)
    bordered = pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
    edges = _each_channel(bordered, filters)
    edges.set_shape(image.shape.concatenate([2]))
    return edges


def _compared(img1, img2, max_val):
    """Two batches of images in float32, checked to have one size, and the range of their pixels."""
    img1, img2 = _native.convert(img1), _native.convert(img2)
    first, second = img1.shape.with_rank_at_least(3), img2.shape.with_rank_at_least(3)
    first[-3:].assert_is_compatible_with(second[-3:])
    if first.ndims is not None and second.ndims is not None:
        heads = zip(reversed(first.dims[:-3]), reversed(second.dims[:-3]), strict=False)
        if any(not (a == 1 or b == 1 or a.is_compatible_with(b)) for a, b in heads):
            raise ValueError(f"Two images are not compatible: {first} and {second}")
    if not (first.is_fully_defined() and second.is_fully_defined()):
        shapes = api.shape(img1), api.shape(img2)
        same = api.reduce_all(api.equal(shapes[0][-3:], shapes[1][-3:]))
        with control_dependencies([Assert(same, list(shapes), summarize=10)]):
            img1 = api.identity(img1)
    max_val = convert_image_dtype(api.cast(max_val, img1.dtype), float32)
    return convert_image_dtype(img1, float32), convert_image_dtype(img2, float32), max_val


@public("image.psnr")
@named("PSNR")
def psnr(a, b, max_val, name=None):
    """The peak signal-to-noise ratio of images, in decibels.

    Args:
      a, b: tensors of real numbers, of shape `[..., height, width, channels]`.
      max_val: the range of their numbers, such as 255 or 1.0.
      name: its name in graphs.

    Returns:
      A float32 tensor of their leading shape.

    Raises:
      ValueError: the sizes differ.

    Example:
      >>> tf.image.psnr(tf.zeros([1, 1, 1]), tf.ones([1, 1, 1]), 10.0).numpy()
      20.0
    """
    import numpy as np

    a, b, max_val = _compared(a, b, max_val)
    error = api.reduce_mean(api.squared_difference(a, b), [-3, -2, -1])
    peak = 20.0 * api.log(max_val) / np.float32(np.log(10.0))
    return peak - np.float32(10 / np.log(10)) * api.log(error)


def _bell(size, sigma):
    """A normalised Gaussian of [size, size, 1, 1]."""
    import numpy as np

    at = np.arange(size, dtype=np.float32) - np.float32((size - 1) / 2.0)
    exponents = np.square(at) * np.float32(-0.5 / np.square(np.float32(sigma)))
    exponents = exponents[:, None] + exponents
    weights = np.exp(exponents - exponents.max())
    return (weights / weights.sum()).reshape(size, size, 1, 1)


def _similarity(img1, img2, max_val, filter_size, filter_sigma, k1, k2):
    """The means over each channel of SSIM, and of its part without luminance."""
    for image in (img1, img2):
        known = image._shape_tuple()[-3:-1] if image.shape.ndims else [None]
        large = api.reduce_all(api.greater_equal(api.shape(image)[-3:-1], filter_size))
        if None in known or min(known) < filter_size:
            check = Assert(large, [api.shape(image), filter_size], summarize=8)
            with control_dependencies([check]):
                img1 = api.identity(img1)
    bell = _native.convert(_bell(filter_size, filter_sigma), img1.dtype)

    def mean(x):
        return _each_channel(x, bell)[..., 0]

    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    mean1, mean2 = mean(img1), mean(img2)
    product, squares = mean1 * mean2 * 2.0, api.square(mean1) + api.square(mean2)
    luminance = (product + c1) / (squares + c1)
    products, powers = mean(img1 * img2) * 2.0, mean(api.square(img1) + api.square(img2))
    structure = (products - product + c2) / (powers - squares + c2)
    axes = [-3, -2]
    return api.reduce_mean(luminance * structure, axes), api.reduce_mean(structure, axes)


@public("image.ssim")
@named("SSIM")
def ssim(img1, img2, max_val, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03):
    """The structural similarity of images, 1 for equal ones.

    Args:
      img1, img2: tensors of real numbers, of shape `[..., height, width, channels]`.
      max_val: the range of their numbers, such as 255 or 1.0.
      filter_size, filter_sigma: size and width of the Gaussian window.
      k1, k2: what keeps divisors away from 0, in parts of max_val.

    Returns:
      A float32 tensor of their leading shape, the mean over channels.

    Raises:
      ValueError: the sizes differ.
      InvalidArgumentError: an image is smaller than the window.

    Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to
      structural similarity", 2004.

    Example:
      >>> x = tf.random_uniform([16, 16, 3])
      >>> tf.image.ssim(x, x, 1.0).numpy()
      1.0
    """
    img1, img2, max_val = _compared(img1, img2, max_val)
    found, _ = _similarity(img1, img2, max_val, filter_size, filter_sigma, k1, k2)
    return api.reduce_mean(found, [-1])


_POWERS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def _halved(images):
    """Means of 2x2 pixels; a last odd row or column counts twice."""
    shape = api.shape(images)
    flat = api.reshape(images, api.concat([[-1], shape[-3:]], 0))
    odd = api.floormod(api.shape(flat), _native.convert([1, 2, 2, 1], int32))
    flat = pad(flat, stack([[0, 0, 0, 0], odd], 1), mode="SYMMETRIC")
    halves = avg_pool(flat, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    return api.reshape(halves, api.concat([shape[:-3], api.shape(halves)[1:]], 0))


@public("image.ssim_multiscale")
@named("MS-SSIM")
def ssim_multiscale(
    img1, img2, max_val, power_factors=_POWERS, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03
):
    """The structural similarity of images over several sizes, each half of the one before.

    Args:
      img1, img2: tensors of real numbers, of shape `[..., height, width, channels]`.
      max_val: the range of their numbers, such as 255 or 1.0.
      power_factors: the weight of each size, as a power.
      the others: as for `tf.image.ssim`.

    Returns:
      A float32 tensor of their leading shape, the mean over channels.

    Raises:
      ValueError: the sizes differ.
      InvalidArgumentError: an image is smaller than the window, in some size.

    Source: Wang, Simoncelli, Bovik, "Multiscale structural similarity for image quality
      assessment", 2003.

    Example:
      >>> x = tf.random_uniform([16, 16, 3])
      >>> tf.image.ssim_multiscale(x, x, 1.0, power_factors=[0.5], filter_size=5).numpy()
      1.0
    """
    img1, img2, max_val = _compared(img1, img2, max_val)
    parts = []
    for size, power in enumerate(power_factors):
        if size:
            img1, img2 = _halved(img1), _halved(img2)
        whole, structure = _similarity(img1, img2, max_val, filter_size, filter_sigma, k1, k2)
        last = size == len(power_factors) - 1
        parts.append(api.relu(whole if last else structure) ** float(power))
    return api.reduce_mean(api.reduce_prod(stack(parts, -1), [-1]), [-1])
