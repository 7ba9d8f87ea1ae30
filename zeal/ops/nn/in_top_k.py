"""Whether a class is among the k most likely ones, by NumPy."""

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import float32
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public


def _infer(shapes, attrs):
    predictions, targets, k = shapes
    if predictions is not None and len(predictions) != 2:
        raise InvalidArgumentError(
            f"predictions must be 2-dimensional, (batch, classes); they are {predictions}"
        )
    if targets is not None and len(targets) != 1:
        raise InvalidArgumentError(f"targets must be 1-dimensional, (batch,); they are {targets}")
    if k:
        raise InvalidArgumentError(f"k must be 0-D, got shape {list(k)}")
    rows = (predictions or (None,))[0], (targets or (None,))[0]
    if None not in rows and rows[0] != rows[1]:
        raise InvalidArgumentError(
            f"First dimension of predictions {rows[0]} must match length of targets {rows[1]}"
        )
    return [(rows[0] if rows[1] is None else rows[1],)]


def _kernel(predictions, targets, k):
    import numpy as np

    rows, classes = predictions.shape
    known = (targets >= 0) & (targets < classes) & np.isfinite(predictions).all(-1)
    if not classes:
        return known
    own = predictions[np.arange(rows), np.where(known, targets, 0)]
    return known & ((predictions > own[:, None]).sum(-1) < k)


_in_top_k = host_op(
    "InTopKV2",
    [("predictions", "float32"), ("targets", "T"), ("k", "T")],
    [("precision", "bool")],
    types=[("T", ["int32", "int64"])],
    infer=_infer,
    kernel=_kernel,
    doc="Whether each row's target is among its k largest predictions.",
)


@public("nn.in_top_k", "math.in_top_k")
@named("in_top_k", "InTopKV2")
def in_top_k(predictions, targets, k, name=None) -> Tensor:
    """Says whether each example's class is among the k with the largest predictions.

    Classes that are as likely as the k-th count as among them.

    Args:
      predictions: float32 matrix (batch, classes).
      targets: int32 or int64 vector (batch,) of classes.
      k: how many predictions to look at.
      name: name of the op.

    Returns:
      A bool vector; False where the class does not exist or a prediction of the row is not finite.

    Raises:
      InvalidArgumentError: shapes do not fit.

    Example:
      >>> tf.nn.in_top_k([[0.1, 0.9], [0.6, 0.4]], [1, 1], 1).numpy().tolist()
      [True, False]
    """
    targets = _native.convert(targets)
    return _in_top_k(_native.convert(predictions, float32), targets, api.cast(k, targets.dtype))
