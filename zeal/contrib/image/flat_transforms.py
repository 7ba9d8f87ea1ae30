"""Projective transforms as vectors of eight numbers: those of rotations, of shifts, of chains.

`[a0, a1, a2, b0, b1, b2, c0, c1]` takes an output's point (x, y) to the input's point
`((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with `k = c0 x + c1 y + 1`.
"""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.ops.array.fill import ones, zeros
from zeal.ops.array.join import stack
from zeal.ops.named import named
from zeal.public import public
from zeal.state.scope import name_scope


def rows_of(values, rank, what):
    """float32 rows, one of which may be given alone.

    Args:
      values: a tensor.
      rank: the rank of one row: 0 or 1.
      what: what the values are called in errors.

    Raises:
      TypeError: the rank is unknown, or another one.
    """
    values = _native.convert(values, float32)
    if values.shape.ndims is None:
        raise TypeError(f"{what} rank must be statically known")
    if values.shape.ndims not in (rank, rank + 1):
        raise TypeError(f"{what.capitalize()} should have rank {rank} or {rank + 1}.")
    return values if values.shape.ndims == rank + 1 else values[None]


@public("contrib.image.angles_to_projective_transforms")
@named("angles_to_projective_transforms")
def angles_to_projective_transforms(angles, image_height, image_width, name=None):
    """The transforms that turn images about their middle, counterclockwise.

    Args:
      angles: one angle, or a vector of them, in radians.
      image_height: the images' height in pixels, a number or a scalar tensor.
      image_width: their width.
      name: prefix of the names of ops.

    Returns:
      A float32 tensor `[angles, 8]`.

    Raises:
      TypeError: angles are of another rank.

    Example:
      >>> tf.contrib.image.angles_to_projective_transforms(0.0, 3, 3).numpy().tolist()
      [[1.0, -0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]]
    """
    angles = rows_of(angles, 0, "angles")
    right, bottom = (api.cast(n, float32) - 1.0 for n in (image_width, image_height))
    cosine, sine = api.cos(angles), api.sin(angles)
    across = (right - (cosine * right - sine * bottom)) / 2.0
    down = (bottom - (sine * right + cosine * bottom)) / 2.0
    none = zeros([api.shape(angles)[0]], float32)
    return stack([cosine, -sine, across, sine, cosine, down, none, none], 1)


@public("contrib.image.translations_to_projective_transforms")
@named("translations_to_projective_transforms")
def translations_to_projective_transforms(translations, name=None):
    """The transforms that shift images.

    Args:
      translations: one pair (right, down) in pixels, or a matrix of them.
      name: prefix of the names of ops.

    Returns:
      A float32 tensor `[translations, 8]`.

    Raises:
      TypeError: translations are of another rank.

    Example:
      >>> tf.contrib.image.translations_to_projective_transforms([1.0, 2.0]).numpy().tolist()
      [[1.0, 0.0, -1.0, 0.0, 1.0, -2.0, 0.0, 0.0]]
    """
    shifts = rows_of(translations, 1, "translations")
    one, none = (f([api.shape(shifts)[0]], float32) for f in (ones, zeros))
    return stack([one, none, -shifts[:, 0], none, one, -shifts[:, 1], none, none], 1)


@public("contrib.image.flat_transforms_to_matrices")
def flat_transforms_to_matrices(transforms):
    """Transforms as matrices of homogeneous coordinates.

    Args:
      transforms: a vector of 8 numbers, or a matrix of such rows.

    Returns:
      A float32 tensor `[transforms, 3, 3]`.

    Raises:
      ValueError: transforms are of another rank.

    Example:
      >>> m = tf.contrib.image.flat_transforms_to_matrices([1, 0, 5, 0, 1, 6, 0, 0])
      >>> m.numpy()[0].tolist()
      [[1.0, 0.0, 5.0], [0.0, 1.0, 6.0], [0.0, 0.0, 1.0]]
    """
    transforms = _native.convert(transforms, float32)
    if transforms.shape.ndims not in (1, 2):
        raise ValueError(f"Transforms should be 1D or 2D, got: {transforms}")
    rows = api.reshape(transforms, [-1, 8])
    return api.reshape(api.concat([rows, ones([api.shape(rows)[0], 1])], 1), [-1, 3, 3])


@public("contrib.image.matrices_to_flat_transforms")
def matrices_to_flat_transforms(transform_matrices):
    """Matrices of homogeneous coordinates as transforms: divided by their last element.

    Args:
      transform_matrices: a 3x3 matrix, or a tensor `[transforms, 3, 3]`.

    Returns:
      A float32 tensor `[transforms, 8]`.

    Raises:
      ValueError: the matrices are of another rank.

    Example:
      >>> tf.contrib.image.matrices_to_flat_transforms(2.0 * tf.eye(3)).numpy().tolist()
      [[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]]
    """
    matrices = _native.convert(transform_matrices, float32)
    if matrices.shape.ndims not in (2, 3):
        raise ValueError(f"Matrices should be 2D or 3D, got: {matrices}")
    rows = api.reshape(matrices, [-1, 9])
    return (rows / rows[:, 8:])[:, :8]


@public("contrib.image.compose_transforms")
def compose_transforms(*transforms):
    """One transform that does what several do, the last one first.

    Args:
      *transforms: vectors of 8 numbers, or matrices of such rows.

    Returns:
      A float32 tensor `[transforms, 8]`.

    Example:
      >>> shift = tf.contrib.image.translations_to_projective_transforms([1.0, 2.0])
      >>> tf.contrib.image.compose_transforms(shift, shift).numpy()[0, [2, 5]].tolist()
      [-2.0, -4.0]
    """
    with name_scope("compose_transforms"):
        composed, *others = map(flat_transforms_to_matrices, transforms)
        for matrix in others:
            composed = api.matmul(composed, matrix)
        return matrices_to_flat_transforms(composed)
