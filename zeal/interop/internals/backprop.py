"""tensorflow.python.eager.backprop: sums of gradients."""

from zeal._native import api
from zeal.interop.internals.math_ops import _as_indexed_slices_list
from zeal.ops.indexed_slices import IndexedSlices


def aggregate_indexed_slices_gradients(grads):
    """The sum of gradients, of which some are rows, as rows; None where all are None."""
    rows = _as_indexed_slices_list([g for g in grads if g is not None])
    if len(rows) < 2:
        return rows[0] if rows else None
    values, indices = (api.concat([getattr(r, n) for r in rows], 0) for n in ("values", "indices"))
    return IndexedSlices(values, indices, rows[0].dense_shape)
