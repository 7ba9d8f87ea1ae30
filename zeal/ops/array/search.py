"""Places of values: in sorted rows, in shapes, in other vectors."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import stack
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public

_NUMBERS = [
    "float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16",
]  # fmt: skip


def _bound(op, side):
    def kernel(sorted_inputs, values):
        import numpy as np

        if len(sorted_inputs) != len(values):
            raise InvalidArgumentError(
                f"Leading dim_size of both tensors must match. sorted_inputs is "
                f"{list(sorted_inputs.shape)}, values {list(values.shape)}"
            )
        pairs = zip(sorted_inputs, values, strict=True)
        found = [np.searchsorted(row, v, side) for row, v in pairs]
        return np.array(found, np.int32).reshape(values.shape)

    return host_op(
        op, [("sorted_inputs", "T"), ("values", "T")], [("output", "int32")],
        types=[("T", _NUMBERS)], infer=lambda shapes, attrs: [shapes[1]], kernel=kernel,
        doc=f"The first places in sorted rows where values can stand, from the {side}.",
    )  # fmt: skip


_lower, _upper = _bound("LowerBound", "left"), _bound("UpperBound", "right")


@public("searchsorted")
@named("searchsorted")
def searchsorted(sorted_sequence, values, side="left", out_type=int32, name=None):
    """Where values can be put into sorted rows so that these stay sorted.

    Args:
      sorted_sequence: tensor of numbers, of rank 1 or more, sorted along the last axis.
      values: tensor of the same dtype and leading shape.
      side: "left" for the first such place, "right" for the last.
      out_type: int32 or int64.
      name: its name in graphs.

    Returns:
      A tensor of values' shape.

    Raises:
      ValueError: there is no such side.
      InvalidArgumentError: leading shapes differ.

    Example:
      >>> tf.searchsorted([1, 3, 5], [3, 4]).numpy().tolist()
      [1, 2]
    """
    if side not in ("left", "right"):
        raise ValueError(f"side must be either 'right' or 'left'.  Saw: {side}.")
    rows = _native.convert(sorted_sequence)
    values = _native.convert(values, rows.dtype)
    flat = [api.reshape(x, stack([-1, api.shape(x)[-1]])) for x in (rows, values)]
    found = (_lower if side == "left" else _upper)(*flat)
    return api.cast(api.reshape(found, api.shape(values)), out_type or int32)


@public("unravel_index")
@named("UnravelIndex")
def unravel_index(indices, dims, name=None):
    """The places in a shape that numbers of elements stand for.

    Args:
      indices: an int32 or int64 scalar or vector of n.
      dims: vector of sizes, of the same dtype.
      name: its name in graphs.

    Returns:
      A tensor of shape `[len(dims), n]`, or a vector for a scalar.

    Raises:
      InvalidArgumentError: a number is beyond the shape's last element.

    Example:
      >>> tf.unravel_index([2, 5], [3, 3]).numpy().tolist()
      [[0, 1], [2, 2]]
    """
    indices = _native.convert(indices)
    dims = _native.convert(dims, indices.dtype)
    steps = api.cumprod(dims, exclusive=True, reverse=True)
    _check_inside(indices, dims)
    if indices.shape.ndims != 0:
        steps, dims = api.expand_dims(steps, 1), api.expand_dims(dims, 1)
    return api.floormod(api.floordiv(indices, steps), dims)


def _check_inside(indices, dims):
    where, sizes = _native.known_value(indices), _native.known_value(dims)
    if where is None or sizes is None:
        return
    count = int(api.reduce_prod(sizes))
    if where.numpy().size and not 0 <= where.numpy().min() <= where.numpy().max() < count:
        raise InvalidArgumentError(
            f"index is out of bound as with dims: indices {where.numpy().tolist()} for dims "
            f"{sizes.numpy().tolist()}"
        )


ListDiff = namedtuple("ListDiff", ["out", "idx"])


def _difference(x, y):
    import numpy as np

    for name, value in (("x", x), ("y", y)):
        if np.ndim(value) != 1:
            raise InvalidArgumentError(f"{name} should be a 1D vector.")
    kept = np.flatnonzero(~np.isin(x, y))
    return [x[kept], kept.astype(np.int32)]


_list_diff = host_op(
    "ListDiff", [("x", "T"), ("y", "T")], [("out", "T"), ("idx", "int32")],
    types=[("T", [*_NUMBERS, "bool", "string"])],
    infer=lambda shapes, attrs: [(None,), (None,)], kernel=_difference,
    doc="The elements of one vector that another does not have, and where they stand.",
)  # fmt: skip


@public("setdiff1d")
@named("ListDiff")
def setdiff1d(x, y, index_dtype=int32, name=None):
    """The elements of a vector that another does not have.

    Args:
      x, y: vectors of one dtype.
      index_dtype: int32 or int64.
      name: its name in graphs.

    Returns:
      A namedtuple (out, idx): the elements in order, and where they stand in x.

    Example:
      >>> tf.setdiff1d([1, 2, 3, 2], [2]).out.numpy().tolist()
      [1, 3]
    """
    x = _native.convert(x)
    out, idx = _list_diff(x, _native.convert(y, x.dtype))
    return ListDiff(out, api.cast(idx, index_dtype or int32))
