"""Images warped by a flow, or by points that move."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.contrib.image.spline import interpolate_spline
from zeal.dtypes import float32, int32
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.errors import InvalidArgumentError
from zeal.images.shapes import size_of_images
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack
from zeal.ops.array.range import meshgrid
from zeal.ops.array.range import range as range_
from zeal.ops.named import named
from zeal.public import public

_TOO_SMALL = "[dense_image_warp] Grid must be at least batch_size x 2 x 2 in size."


def _grid(size):
    """The places (row, column) of pixels: a float32 tensor [rows, columns, 2]."""
    rows, columns = (api.cast(range_(n), float32) for n in size)
    return stack(meshgrid(rows, columns, indexing="ij"), -1)


def _with_two_pixels(images, size):
    """The images, where both of their sizes are two or more."""
    if any(not isinstance(n, Tensor) and n < 2 for n in size):
        raise InvalidArgumentError(_TOO_SMALL)
    open_sizes = [n for n in size if isinstance(n, Tensor)]
    if not open_sizes:
        return images
    enough = api.reduce_all(api.greater_equal(stack(open_sizes), 2))
    return after([Assert(enough, [_TOO_SMALL])], images)


def interpolate_bilinear(grid, query_points, name="interpolate_bilinear", indexing="ij"):
    """Values between the pixels of images; places beyond them count as their border.

    Args:
      grid: a floating tensor `[batch, rows, columns, channels]`, two pixels or more each way.
      query_points: a floating tensor `[batch, points, 2]`: row and column of each point.
      name: prefix of the names of ops.
      indexing: "ij", or "xy" for points of column and row.

    Raises:
      ValueError: a shape is wrong, or there is no such indexing.
    """
    if indexing not in ("ij", "xy"):
        raise ValueError("Indexing mode must be 'ij' or 'xy'")
    grid, points = _native.convert(grid), _native.convert(query_points)
    if grid.shape.ndims not in (4, None):
        raise ValueError("Grid must be 4 dimensional. Received size: " + str(grid.shape))
    if not points.shape.is_compatible_with([None, None, 2]):
        raise ValueError("Query points must be 3 dimensional and size 2 in dim 2: "
                         f"{points.shape}")  # fmt: skip
    return _interpolated(grid, points, indexing)


@named("interpolate_bilinear")
def _interpolated(grid, points, indexing, name=None):
    size = size_of_images(grid)
    grid = _with_two_pixels(grid, size)
    lower, shares = [], []
    for axis, place in enumerate((0, 1) if indexing == "ij" else (1, 0)):
        at = points[:, :, place]
        last = api.cast(size[axis] - 2, at.dtype)
        floor = api.minimum(api.maximum(api.floor(at), api.cast(0, at.dtype)), last)
        lower.append(api.cast(floor, int32))
        share = api.cast(at - floor, grid.dtype)
        one = api.cast(1, grid.dtype)
        shares.append(api.minimum(api.maximum(share, api.cast(0, grid.dtype)), one)[:, :, None])
    shape = api.shape(grid)
    flat = api.reshape(grid, [-1, shape[3]])
    first = (range_(shape[0]) * (shape[1] * shape[2]))[:, None]

    def pixels(down, right):
        return api.gather(flat, first + (lower[0] + down) * shape[2] + lower[1] + right)

    down, right = shares
    top = right * (pixels(0, 1) - pixels(0, 0)) + pixels(0, 0)
    bottom = right * (pixels(1, 1) - pixels(1, 0)) + pixels(1, 0)
    return down * (bottom - top) + top


@public("contrib.image.dense_image_warp")
@named("dense_image_warp")
def dense_image_warp(image, flow, name="dense_image_warp"):
    """Images whose pixel at a place comes from the place minus the flow there, bilinearly.

    Args:
      image: a floating tensor `[batch, rows, columns, channels]`, two pixels or more each way.
      flow: a floating tensor `[batch, rows, columns, 2]`: down and right, in pixels.
      name: prefix of the names of ops.

    Returns:
      A tensor of the image's shape and dtype.

    Raises:
      InvalidArgumentError: an image is smaller than 2x2.

    Example:
      >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
      >>> tf.contrib.image.dense_image_warp(x, tf.fill([1, 2, 2, 2], 0.5)).numpy().ravel()
      array([0. , 0.5, 1. , 1.5], dtype=float32)
    """
    image, flow = _native.convert(image), _native.convert(flow)
    size = size_of_images(image)
    points = api.cast(_grid(size), flow.dtype) - flow
    shape = api.shape(image)
    found = interpolate_bilinear(image, api.reshape(points, [shape[0], size[0] * size[1], 2]))
    output = api.reshape(found, shape)
    if output._symbolic:
        output.set_shape(image.shape)
    return output


@public("contrib.image.sparse_image_warp")
@named("sparse_image_warp")
def sparse_image_warp(
    image, source_control_point_locations, dest_control_point_locations, interpolation_order=2,
    regularization_weight=0.0, num_boundary_points=0, name="sparse_image_warp",
):  # fmt: skip
    """Images warped such that points move to other points, and a spline moves the rest.

    Args:
      image: a floating tensor `[batch, rows, columns, channels]`.
      source_control_point_locations: floats `[batch, points, 2]`: row and column of each point.
      dest_control_point_locations: floats of the same shape: where they go.
      interpolation_order: the spline's order; 2 is the thin plate spline.
      regularization_weight: how much smoothness counts against the points.
      num_boundary_points: how many points of each border stay: 0, 1 for the corners, 2 for the
        middles too, and so on.
      name: prefix of the names of ops.

    Returns:
      The warped image, and the flow `[batch, rows, columns, 2]`.

    Example:
      >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
      >>> y, flow = tf.contrib.image.sparse_image_warp(
      ...     x, [[[0.0, 0.0], [1.0, 1.0], [0.0, 2.0]]], [[[0.0, 1.0], [1.0, 2.0], [0.0, 3.0]]])
      >>> bool(tf.reduce_all(tf.abs(flow - [0.0, 1.0]) < 1e-3))
      True
    """
    image = _native.convert(image)
    source, destination = (
        _native.convert(p, image.dtype)
        for p in (source_control_point_locations, dest_control_point_locations)
    )
    flows, size, shape = destination - source, size_of_images(image), api.shape(image)
    if num_boundary_points > 0:
        still = _border(size, num_boundary_points - 1)[None]
        still = api.tile(api.cast(still, image.dtype), [shape[0], 1, 1])
        destination = api.concat([destination, still], 1)
        flows = api.concat([flows, zeros(api.shape(still), image.dtype)], 1)
    places = api.reshape(api.cast(_grid(size), image.dtype), [1, -1, 2])
    found = interpolate_spline(
        destination, flows, api.tile(places, [shape[0], 1, 1]), interpolation_order,
        regularization_weight,
    )  # fmt: skip
    flow = api.reshape(found, [shape[0], size[0], size[1], 2])
    return dense_image_warp(image, flow), flow


def _border(size, between):
    """Places on the border: the corners, and so many between each two of them."""
    rows, columns = (
        api.cast(range_(between + 2), float32) * (api.cast(n - 1, float32) / (between + 1.0))
        for n in size
    )
    inner = range_(1, between + 1)
    top, bottom = rows[:1], rows[-1:]
    parts = []
    for row in (top, bottom):
        parts.append(stack(meshgrid(row, columns, indexing="ij"), -1))
    sides = api.concat([columns[:1], columns[-1:]], 0)
    parts.append(stack(meshgrid(api.gather(rows, inner), sides, indexing="ij"), -1))
    return api.concat([api.reshape(p, [-1, 2]) for p in parts], 0)
