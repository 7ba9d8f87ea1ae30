"""Polyharmonic splines: smooth functions through values at points."""

from zeal import _native
from zeal._native import api
from zeal.ops.array.fill import ones_like, zeros
from zeal.ops.linalg.eye import eye
from zeal.ops.named import named
from zeal.public import public

_LEAST = 1e-10  # of squared distances, whose logarithm is taken


@public("contrib.image.interpolate_spline")
@named("interpolate_spline")
def interpolate_spline(
    train_points, train_values, query_points, order, regularization_weight=0.0,
    name="interpolate_spline",
):  # fmt: skip
    """Values at points, of a polyharmonic spline through known values at known points.

    The spline is a sum of a function of the distance to each known point, `r` for order 1,
    `r^2 log r` for 2, and so on, and of a linear function. Source:
    https://en.wikipedia.org/wiki/Polyharmonic_spline

    Args:
      train_points: floats `[batch, n, d]`, the known points.
      train_values: floats `[batch, n, k]`, the values there.
      query_points: floats `[batch, m, d]`.
      order: the spline's order, 1 or more.
      regularization_weight: how much smoothness counts against the known values.
      name: prefix of the names of ops.

    Returns:
      A tensor `[batch, m, k]`.

    Example:
      >>> points = [[[0.0], [1.0], [3.0]]]
      >>> tf.contrib.image.interpolate_spline(points, points, [[[2.0]]], 1).numpy().round(3)
      array([[[2.]]], dtype=float32)
    """
    points, values = _native.convert(train_points), _native.convert(train_values)
    queries = _native.convert(query_points)
    w, v = _weights(points, values, order, regularization_weight)
    curved = api.matmul(_of_distance(_squared_distances(queries, points), order), w)
    return curved + api.matmul(_with_one(queries), v)


def _weights(points, values, order, weight):
    """The weights of each known point, and those of the linear function."""
    shape = api.shape(points)
    curved = _of_distance(_squared_distances(points, points), order)
    if weight > 0:
        curved = curved + weight * eye(shape[1], dtype=points.dtype)[None]
    linear = _with_one(points)
    width = shape[2] + 1
    # Where points lie in one plane the linear function is not unique: a trace of a weight makes it.
    corner = api.tile(eye(width, dtype=points.dtype)[None] * -_LEAST, [shape[0], 1, 1])
    top = api.concat([curved, linear], 2)
    bottom = api.concat([api.transpose(linear, [0, 2, 1]), corner], 2)
    wanted = api.concat([values, zeros([shape[0], width, api.shape(values)[2]], values.dtype)], 1)
    found = api.matrix_solve(api.concat([top, bottom], 1), wanted)
    return found[:, : shape[1]], found[:, shape[1] :]


def _with_one(points):
    return api.concat([points, ones_like(points[..., :1])], 2)


def _squared_distances(x, y):
    """`[batch, n, m]`: between each of x and each of y."""
    lengths = [api.reduce_sum(api.square(p), 2) for p in (x, y)]
    products = api.matmul(x, api.transpose(y, [0, 2, 1]))
    return lengths[0][:, :, None] - 2.0 * products + lengths[1][:, None, :]


def _of_distance(squared, order):
    """The spline's function of squared distances."""
    least = api.maximum(squared, api.cast(_LEAST, squared.dtype))
    if order % 2:
        return api.pow(least, api.cast(0.5 * order, squared.dtype))
    if order == 2:
        return 0.5 * squared * api.log(least)
    return 0.5 * api.pow(least, api.cast(0.5 * order, squared.dtype)) * api.log(least)
