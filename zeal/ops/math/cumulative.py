"""Running logarithms of sums."""

from zeal import _native
from zeal._native import api
from zeal.errors import InvalidArgumentError
from zeal.ops.array.where import where_v2
from zeal.ops.host_op import host_op
from zeal.public import public
from zeal.tensor_shape import sizes_text


def _running(x, axis, exclusive, reverse):
    import numpy as np

    axis = int(axis)
    if not -x.ndim <= axis < x.ndim:
        raise InvalidArgumentError(
            f"[CumulativeLogsumexp] axis {axis} is out of range for shape {sizes_text(x.shape)}"
        )
    x = np.flip(x, axis) if reverse else x
    sums = np.logaddexp.accumulate(x, axis)
    if exclusive and x.shape[axis]:
        least = np.full_like(np.take(x, [0], axis), np.finfo(x.dtype).min)
        sums = np.concatenate([least, np.delete(sums, -1, axis)], axis)
    return np.flip(sums, axis) if reverse else sums


def _gradient(op, grad):
    """Of both signs apart, as logarithms."""
    x, axis = op.inputs
    exclusive, reverse = op.get_attr("exclusive"), op.get_attr("reverse")
    least = grad.dtype.min
    parts = []
    for part in (grad, -grad):
        positive = part > 0.0
        logs = where_v2(positive, api.log(where_v2(positive, part, 1.0)), least)
        sums = _sums(logs - op.outputs[0], axis, exclusive=exclusive, reverse=not reverse)
        parts.append(api.exp(sums + x))
    return parts[0] - parts[1], None


_sums = host_op(
    "CumulativeLogsumexp", [("x", "T"), ("axis", "Tidx")], [("out", "T")],
    types=[("T", ["float16", "float32", "float64"]), ("Tidx", ["int32", "int64"])],
    attrs=[("exclusive", False), ("reverse", False)], kernel=_running, gradient=_gradient,
    doc="Logarithms of running sums of exponentials along an axis.",
)  # fmt: skip


@public("math.cumulative_logsumexp")
def cumulative_logsumexp(x, axis=0, exclusive=False, reverse=False, name=None):
    """`log(cumsum(exp(x)))` along an axis, without overflow.

    Args:
      x: floating tensor.
      axis: an int, or an integer scalar.
      exclusive: whether each sum leaves its own element out; the first is the least number then.
      reverse: whether sums run from the end.
      name: name of the op in graphs.

    Returns:
      A tensor of x's shape and dtype.

    Raises:
      InvalidArgumentError: there is no such axis.

    Example:
      >>> tf.math.cumulative_logsumexp([0.0, 0.0]).numpy().round(3).tolist()
      [0.0, 0.6930000185966492]
    """
    axis = _native.convert(axis)
    return _sums(_native.convert(x), axis, exclusive=exclusive, reverse=reverse, name=name)
