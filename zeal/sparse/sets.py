"""Sets: the numbers or strings along the last axis, in which repeated ones count once."""

from itertools import pairwise

from zeal._native import Tensor
from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor, convert_to_tensor_or_sparse_tensor

_KINDS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "string"]
_MEMBERS = {
    "a-b": lambda a, b: a - b,
    "b-a": lambda a, b: b - a,
    "intersection": lambda a, b: a & b,
    "union": lambda a, b: a | b,
}


def _groups_of_dense(values):
    """The sets of a dense array by their place, and the shape of places."""
    import numpy as np

    if values.ndim < 1:
        raise InvalidArgumentError(f"Invalid rank {values.ndim}: sets lie along the last axis.")
    places = np.ndindex(values.shape[:-1])
    return {place: set(values[place].tolist()) for place in places}, values.shape[:-1]


def _check_sparse(indices, values, shape):
    if indices.ndim != 2 or values.ndim != 1 or len(indices) != len(values):
        raise InvalidArgumentError(
            f"Shapes of sparse tensors do not fit: indices {list(indices.shape)}, values "
            f"{list(values.shape)}"
        )
    if indices.shape[1] != len(shape) or len(shape) < 1:
        raise InvalidArgumentError(
            f"indices have {indices.shape[1]} columns, but the shape has {len(shape)} sizes"
        )


def _check_indices(indices, shape):
    """Indices that lie in the shape, in order."""
    import numpy as np

    bad = np.any((indices < 0) | (indices >= shape), axis=1)
    if bad.any():
        raise InvalidArgumentError(
            f"indices[{int(bad.argmax())}] = {indices[bad.argmax()].tolist()} is out of "
            f"bounds: need 0 <= index < {shape.tolist()}"
        )
    for i, (before, behind) in enumerate(pairwise(indices.tolist()), 1):
        if before >= behind:
            what = "repeated" if before == behind else "out of order"
            raise InvalidArgumentError(f"indices[{i}] = {behind} is {what}")


def _groups_of_sparse(indices, values, shape, validate):
    """The same of a sparse tensor."""
    _check_sparse(indices, values, shape)
    if validate:
        _check_indices(indices, shape)
    groups: dict = {}
    for row, value in zip(indices[:, :-1].tolist(), values.tolist(), strict=True):
        groups.setdefault(tuple(row), set()).add(value)
    return groups, tuple(shape[:-1].tolist())


def _result(a, b, operation, dtype):
    """The sparse tensor of sets that an operation makes of two batches of sets."""
    import numpy as np

    (groups_a, shape_a), (groups_b, shape_b) = a, b
    if shape_a != shape_b:
        raise InvalidArgumentError(
            f"Mismatched group shapes {list(shape_a)} and {list(shape_b)}: all sizes but the last "
            "must be alike"
        )
    if operation not in _MEMBERS:
        raise InvalidArgumentError(f"Invalid set_operation {operation}.")
    indices, values, most = [], [], 0
    for place in sorted({*groups_a, *groups_b}):
        members = _MEMBERS[operation](groups_a.get(place, set()), groups_b.get(place, set()))
        most = max(most, len(members))
        indices += [(*place, i) for i in range(len(members))]
        values += sorted(members)
    return [
        np.array(indices, np.int64).reshape(-1, len(shape_a) + 1), np.array(values, dtype),
        np.array([*shape_a, most], np.int64),
    ]  # fmt: skip


_SPARSE = "indices values shape".split()
_RESULTS = [
    ("result_indices", "int64"), ("result_values", "T"), ("result_shape", "int64"),
]  # fmt: skip


def _input(number, sparse):
    if not sparse:
        return [(f"set{number}", "T")]
    kinds = ("int64", "T", "int64")
    return [(f"set{number}_{part}", kind) for part, kind in zip(_SPARSE, kinds, strict=True)]


def _set_op(name, sparse_a, sparse_b):
    def infer(shapes, attrs):
        first = shapes[2 if sparse_a else 0]
        ndims = (first and first[0]) if sparse_a else (None if first is None else len(first))
        return [(None, ndims), (None,), (ndims,)]

    def kernel(*arrays, set_operation, validate_indices):
        groups, rest = [], list(arrays)
        for sparse in (sparse_a, sparse_b):
            parts, rest = rest[: 3 if sparse else 1], rest[3 if sparse else 1 :]
            groups.append(
                _groups_of_sparse(*parts, validate_indices) if sparse else _groups_of_dense(*parts)
            )
            dtype = parts[1 if sparse else 0].dtype
        return _result(*groups, set_operation, dtype)

    return host_op(
        name, _input(1, sparse_a) + _input(2, sparse_b), _RESULTS, types=[("T", _KINDS)],
        attrs=[("set_operation", ""), ("validate_indices", True)], infer=infer, kernel=kernel,
        doc="Sets of the members that an operation takes from two batches of sets.",
    )  # fmt: skip


_OPS = {
    (False, False): _set_op("DenseToDenseSetOperation", False, False),
    (False, True): _set_op("DenseToSparseSetOperation", False, True),
    (True, True): _set_op("SparseToSparseSetOperation", True, True),
}


def _size_kernel(indices, values, shape, validate_indices):
    import numpy as np

    groups, outer = _groups_of_sparse(indices, values, shape, validate_indices)
    sizes = np.zeros(outer, np.int32)
    for place, members in groups.items():
        sizes[place] = len(members)
    return sizes


_SET_SIZE = host_op(
    "SetSize",
    [("set_indices", "int64"), ("set_values", "T"), ("set_shape", "int64")],
    [("size", "int32")],
    types=[("T", _KINDS)],
    attrs=[("validate_indices", True)],
    infer=lambda shapes, attrs: [
        None if not shapes[2] or shapes[2][0] is None else (None,) * (shapes[2][0] - 1)
    ],
    kernel=_size_kernel,
    doc="How many different members each set has.",
)


def _parts(x):
    return [x.indices, x.values, x.dense_shape] if isinstance(x, SparseTensor) else [x]


def _pair(a, b):
    """Both as tensors or sparse ones, with a dense one first, and whether they changed places."""
    a = convert_to_tensor_or_sparse_tensor(a, name="a")
    if a.dtype.name not in _KINDS:
        raise TypeError(f"'a' invalid dtype {a.dtype}.")
    b = convert_to_tensor_or_sparse_tensor(b, name="b")
    if b.dtype != a.dtype:
        raise TypeError(f"Types don't match, {a.dtype} vs {b.dtype}.")
    turned = isinstance(a, SparseTensor) and not isinstance(b, SparseTensor)
    return (b, a, True) if turned else (a, b, False)


def _operation(a, b, operation, validate_indices):
    for x in (a, b):
        if isinstance(x, Tensor) and x._symbolic and x.shape.ndims in (0, 1):
            raise ValueError(f"Shape must be at least rank 2 but is rank {x.shape.ndims}: {x}")
    op = _OPS[isinstance(a, SparseTensor), isinstance(b, SparseTensor)]
    return SparseTensor(*op(*_parts(a), *_parts(b), operation, validate_indices))


@public("sets.set_size", "sets.size", "contrib.metrics.set_size")
def set_size(a, validate_indices=True):
    """How many different members sets have.

    Args:
      a: `SparseTensor` of integers or strings of shape `[..., n]`.
      validate_indices: whether the order and the bounds of indices are checked.

    Returns:
      An int32 tensor of shape `[...]`.

    Raises:
      TypeError: a is not sparse, or has another dtype.
      InvalidArgumentError: indices are out of order or out of bounds.

    Example:
      >>> a = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [3, 3, 4], [2, 2])
      >>> tf.sets.set_size(a).numpy().tolist()
      [1, 1]
    """
    a = convert_to_tensor_or_sparse_tensor(a, name="a")
    if not isinstance(a, SparseTensor):
        raise TypeError(f"Expected `SparseTensor`, got {a}.")
    if a.values.dtype.name not in _KINDS:
        raise TypeError(f"Invalid dtype {a.values.dtype}.")
    return _SET_SIZE(*_parts(a), validate_indices)


@public("sets.set_intersection", "sets.intersection", "contrib.metrics.set_intersection")
def set_intersection(a, b, validate_indices=True):
    """The members that two sets have in common.

    Args:
      a, b: tensors or `SparseTensor`s of integers or strings of shapes `[..., n]` and `[..., m]`.
      validate_indices: whether the order and the bounds of indices are checked.

    Returns:
      A `SparseTensor` of shape `[..., most members]`, sorted.

    Raises:
      TypeError: dtypes differ, or are none of these.
      InvalidArgumentError: shapes do not fit; indices are out of order or out of bounds.

    Example:
      >>> tf.sets.set_intersection([[1, 2, 3]], [[3, 2, 9]]).values.numpy().tolist()
      [2, 3]
    """
    a, b, _ = _pair(a, b)
    return _operation(a, b, "intersection", validate_indices)


@public("sets.set_union", "sets.union", "contrib.metrics.set_union")
def set_union(a, b, validate_indices=True):
    """The members that one of two sets has; see `set_intersection`.

    Args:
      a, b, validate_indices: as for `set_intersection`.

    Returns:
      A `SparseTensor` of shape `[..., most members]`, sorted.

    Example:
      >>> tf.sets.set_union([[1, 2]], [[3, 2]]).values.numpy().tolist()
      [1, 2, 3]
    """
    a, b, _ = _pair(a, b)
    return _operation(a, b, "union", validate_indices)


@public("sets.set_difference", "sets.difference", "contrib.metrics.set_difference")
def set_difference(a, b, aminusb=True, validate_indices=True):
    """The members of one set that another lacks; see `set_intersection`.

    Args:
      a, b, validate_indices: as for `set_intersection`.
      aminusb: whether these are members of a that b lacks, or the other way.

    Returns:
      A `SparseTensor` of shape `[..., most members]`, sorted.

    Example:
      >>> tf.sets.set_difference([[1, 2]], [[3, 2]]).values.numpy().tolist()
      [1]
    """
    a, b, turned = _pair(a, b)
    return _operation(a, b, "a-b" if aminusb != turned else "b-a", validate_indices)
