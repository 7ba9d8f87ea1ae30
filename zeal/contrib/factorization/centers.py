"""The op that draws first centers of clusters, under TensorFlow's name."""

import numpy as np

from zeal import errors
from zeal.ops.host_op import host_op


def _squares(points, centers):
    """Squared distances, [points, centers]; in float64, so that near points stay apart."""
    points, centers = points.astype(np.float64), centers.astype(np.float64)
    far = (points**2).sum(1)[:, None] - 2 * points @ centers.T + (centers**2).sum(1)
    return np.maximum(far, 0)


def _plus_plus(points, num_to_sample, seed, num_retries_per_sample):
    """k-means++ (Arthur and Vassilvitskii, 2007), the best of some draws for each center."""
    most, tries = int(num_to_sample), 1 + int(num_retries_per_sample)
    if not 0 < most <= len(points):
        raise errors.InvalidArgumentError(
            f"Cannot sample {most} points from {len(points)}: num_to_sample must be positive, and "
            "no larger than the number of points"
        )
    if tries < 1:
        tries = 3 + int(np.log(most))
    draw = np.random.RandomState(int(seed) % 2**32)
    chosen = [draw.randint(len(points))]
    far = _squares(points, points[chosen])[:, 0]
    while len(chosen) < most:
        weights = np.cumsum(far)
        found = np.searchsorted(weights, draw.random_sample(tries) * weights[-1], side="right")
        found = np.minimum(found, len(points) - 1)
        left = np.minimum(far[:, None], _squares(points, points[found]))
        best = left.sum(0).argmin()
        chosen.append(found[best])
        far = left[:, best]
    return points[chosen]


plus_plus = host_op(
    "KmeansPlusPlusInitialization",
    [("points", "float32"), ("num_to_sample", "int64"), ("seed", "int64"),
     ("num_retries_per_sample", "int64")],
    [("samples", "float32")],
    infer=lambda shapes, attrs: [(None, shapes[0][1] if shapes[0] else None)], kernel=_plus_plus,
    doc="Rows of points far from each other, by k-means++.",
)  # fmt: skip
