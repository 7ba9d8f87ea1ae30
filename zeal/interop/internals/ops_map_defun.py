"""tensorflow.python.data.experimental.ops.map_defun: functions of the rows of tensors."""

from zeal._native import convert
from zeal.effects.check import ensure_shape
from zeal.graph.functional import map_fn
from zeal.tensor_shape import TensorShape

__all__ = ["map_defun"]


def map_defun(fn, elems, output_dtypes, output_shapes, max_intra_op_parallelism=1):
    """What a traced function gives for each row of tensors, one row below the other.

    Args:
      fn: takes as many tensors as there are in elems, and returns one or several.
      elems: a list of tensors whose first axes are of one length.
      output_dtypes, output_shapes: lists, of what fn returns.
      max_intra_op_parallelism: accepted for compatibility.

    Raises:
      ValueError: elems, output_dtypes or output_shapes is no list.
    """
    for name, value, what in (
        ("elems", elems, "tensors"),
        ("output_dtypes", output_dtypes, "`tf.DType` objects"),
        ("output_shapes", output_shapes, "`tf.TensorShape` objects"),
    ):
        if not isinstance(value, list):
            raise ValueError(f"`{name}` must be a list of {what}.")

    def of_row(row):
        found = fn(*row)
        return list(found) if isinstance(found, (list, tuple)) else [found]

    rows = map_fn(of_row, [convert(e) for e in elems], list(output_dtypes))
    shapes = [TensorShape([None]).concatenate(TensorShape(s)) for s in output_shapes]
    return [ensure_shape(r, s) for r, s in zip(rows, shapes, strict=True)]
