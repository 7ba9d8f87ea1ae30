"""Components of images, and pairs of things that are near each other."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.ops.array.shape import require_rank
from zeal.ops.host_op import host_op
from zeal.public import public

_BipartiteMatch = namedtuple(
    "BipartiteMatch", ["row_to_col_match_indices", "col_to_row_match_indices"]
)


def _components(images):
    """Component numbers from 1 on, in the order in which the components come; 0 of zeros."""
    import numpy as np
    from scipy.ndimage import label

    found = np.zeros(images.shape, np.int64)
    apart = np.zeros((3, 3, 3))  # neighbours in rows and columns, not between images
    apart[1, 1, :] = apart[1, :, 1] = 1
    for value in np.unique(images):
        if value:
            numbers, _ = label(images == value, apart)
            found += np.where(numbers, numbers + found.max(), 0)
    _, first, numbers = np.unique(found[found > 0], return_index=True, return_inverse=True)
    found[found > 0] = np.argsort(np.argsort(first))[numbers] + 1
    return found


_connected_components = host_op(
    "ImageConnectedComponents", [("image", "dtype")], [("components", "int64")],
    types=[("dtype", ["int64", "int32", "uint16", "int16", "uint8", "int8", "float16", "float32",
                      "float64", "bool", "string"])],
    kernel=_components, doc="Numbers of the parts of images whose pixels are equal.",
)  # fmt: skip


@public("contrib.image.connected_components")
def connected_components(images):
    """Numbers of the parts of images whose pixels are equal, and touch by an edge.

    Args:
      images: a tensor `[rows, columns]` or `[images, rows, columns]` of numbers, bools or strings.

    Returns:
      An int64 tensor of the same shape: 0 where a pixel is 0 (false, empty), else the number of
      its part; they count from 1 on through all images, in the order of their first pixels.

    Raises:
      TypeError: the images are of another rank.

    Example:
      >>> tf.contrib.image.connected_components([[1, 0, 2], [1, 0, 1]]).numpy().tolist()
      [[1, 0, 2], [1, 0, 3]]
    """
    images = _native.convert(images)
    if images.shape.ndims not in (2, 3):
        raise TypeError(
            f"images should have rank 2 (HW) or 3 (NHW). Static shape is {images.shape}"
        )
    if images.shape.ndims == 3:
        return _connected_components(images)
    return _connected_components(images[None])[0]


def _match(distances, valid, top_k):
    """Each row's column and each column's row, -1 where there is none: nearest pairs first."""
    import numpy as np

    rows, columns = distances.shape
    count = rows if valid < 0 else min(int(valid), rows)
    left = min(count, columns) if top_k < 0 else min(top_k, count, columns)
    of_row, of_column = np.full(rows, -1, np.int32), np.full(columns, -1, np.int32)
    for pair in np.argsort(distances[:count], axis=None, kind="stable"):
        row, column = divmod(int(pair), columns)
        if left and of_row[row] < 0 and of_column[column] < 0:
            of_row[row], of_column[column], left = column, row, left - 1
    return [of_row, of_column]


def _match_shapes(shapes, attrs):
    distances, _ = shapes
    require_rank("BipartiteMatch", distances, 2, "distance_mat must be a matrix")
    return [(None,), (None,)] if distances is None else [distances[:1], distances[1:]]


_bipartite_match = host_op(
    "BipartiteMatch", [("distance_mat", "float32"), ("num_valid_rows", "float32")],
    [("row_to_col_match_indices", "int32"), ("col_to_row_match_indices", "int32")],
    attrs=[("top_k", -1)], infer=_match_shapes, kernel=lambda d, n, top_k: _match(
        d, float(n.reshape(-1)[0]), top_k),
    doc="Pairs of rows and columns, the nearest ones first.",
)  # fmt: skip


@public("contrib.image.bipartite_match")
def bipartite_match(distance_mat, num_valid_rows, top_k=-1, name="bipartite_match"):
    """Pairs of rows and columns of which each is in one pair at most, the nearest ones first.

    Args:
      distance_mat: a float32 matrix of distances.
      num_valid_rows: how many rows count; all where it is negative.
      top_k: how many pairs are made at most; as many as there can be where it is negative.
      name: unused.

    Returns:
      A named tuple of int32 vectors: `row_to_col_match_indices`, each row's column, and
      `col_to_row_match_indices`, each column's row; -1 where there is none.

    Example:
      >>> found = tf.contrib.image.bipartite_match([[0.5, 0.1], [0.2, 0.3]], 2)
      >>> found.row_to_col_match_indices.numpy().tolist()
      [1, 0]
    """
    distances = _native.convert(distance_mat, float32)
    return _BipartiteMatch(
        *_bipartite_match(distances, api.cast(_native.convert(num_valid_rows), float32), top_k)
    )
