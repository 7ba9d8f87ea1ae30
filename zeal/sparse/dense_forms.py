"""From sparse tensors to dense ones, and back."""

from zeal import _native
from zeal._native import api, convert
from zeal.dtypes import bool as bool_
from zeal.dtypes import int32, int64, string
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.where import where
from zeal.ops.host_op import host_op
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor, as_sparse, known_shape, static_shape
from zeal.tensor_shape import sizes_text

ALL_TYPES = ["float32", "float64", "int32", "uint8", "int16", "int8", "complex64", "int64", "bool",
             "string", "bfloat16", "uint16", "complex128", "float16"]  # fmt: skip
NUMBERS = [t for t in ALL_TYPES if t not in ("bool", "string")]
REAL_NUMBERS = [t for t in NUMBERS if "complex" not in t]


def _infer(shapes, attrs):
    indices, output = shapes[0], shapes[1]
    if output is not None and len(output) != 1:
        raise InvalidArgumentError(
            f"Shape must be rank 1 but is rank {len(output)}; output_shape should be a vector, "
            f"got shape {sizes_text(output)}"
        )
    if indices is not None and len(indices) > 2:
        raise InvalidArgumentError(
            "sparse_indices should be a scalar, vector, or matrix, got shape "
            f"{sizes_text(indices)}"
        )
    return [None if output is None or output[0] is None else (None,) * output[0]]


def _rows(indices):
    """Indices as a matrix: a scalar is one index of one axis, a vector are several of one."""
    import numpy as np

    return np.reshape(indices, (-1, indices.shape[1] if np.ndim(indices) == 2 else 1))


_OUT_OF_ORDER = (
    "out of order. Many sparse ops require sorted indices.\n    Use `tf.sparse.reorder` to create "
    "a correctly ordered copy.\n\n"
)


def check_indices(indices, shape, ordered):
    """Raises unless indices are within the shape and, if that is asked for, sorted and unique."""
    import numpy as np

    if indices.shape[1] != len(shape):
        raise InvalidArgumentError(
            f"output_shape has incorrect number of elements: {len(shape)} should be: "
            f"{indices.shape[1]}"
        )
    _raise_at(((indices < 0) | (indices >= shape)).any(axis=1), indices, shape)
    if ordered and len(indices) > 1 and indices.shape[1]:
        step = indices[1:] - indices[:-1]
        first = (step != 0).argmax(axis=1)  # the first index that changes
        change = np.take_along_axis(step, first[:, None], 1)[:, 0]
        for at in np.flatnonzero(change <= 0)[:1] + 1:
            raise InvalidArgumentError(
                f"indices[{at}] = {_text(indices[at])} is "
                + ("repeated" if change[at - 1] == 0 else _OUT_OF_ORDER)
            )


def _text(sizes):
    """Sizes or indices as TensorFlow writes them: `[2,3]`."""
    return f"[{','.join(str(int(n)) for n in sizes)}]"


def _raise_at(wrong, indices, shape):
    if wrong.any():
        at = int(wrong.argmax())
        raise InvalidArgumentError(
            f"indices[{at}] = {_text(indices[at])} is out of bounds: need 0 <= index < "
            f"{_text(shape)}"
        )


def _kernel(indices, shape, values, default, validate_indices):
    import numpy as np

    indices = _rows(indices)
    check_indices(indices, shape, validate_indices)
    if np.ndim(values) > 1 or (np.ndim(values) == 1 and len(values) != len(indices)):
        raise InvalidArgumentError(
            f"sparse_values has incorrect shape {sizes_text(np.shape(values))}, should be [] or "
            f"[{len(indices)}]"
        )
    if np.ndim(default):
        raise InvalidArgumentError("default_value should be a scalar.")
    if (np.asarray(shape) < 0).any():
        raise InvalidArgumentError(f"output_shape {_text(shape)} has a negative size")
    dense = np.full(tuple(shape), default, np.asarray(values).dtype)
    dense[tuple(indices.T)] = values
    return dense


def _gradient(op, dy):
    indices, _, values, _ = op.inputs
    if indices.shape.ndims != 2:
        columns = api.reshape(indices, [-1, 1])
        flows = gather_nd(dy, columns)
        flows = flows if values.shape.ndims else api.reduce_sum(flows)
    else:
        flows = gather_nd(dy, indices)
        flows = flows if values.shape.ndims else api.reduce_sum(flows)
    return [None, None, flows, api.reduce_sum(dy) - api.reduce_sum(flows)]


_sparse_to_dense = host_op(
    "SparseToDense",
    [("sparse_indices", "Tindices"), ("output_shape", "Tindices"), ("sparse_values", "T"),
     ("default_value", "T")],
    [("dense", "T")],
    types=[("Tindices", ["int32", "int64"]), ("T", ALL_TYPES)],
    attrs=[("validate_indices", True)],
    infer=_infer, kernel=_kernel, gradient=_gradient,
    doc="A tensor of a default with values at given indices.",
)  # fmt: skip


def _indices_pair(indices, shape):
    """Indices and sizes in one integer dtype."""
    if not isinstance(indices, _native.Tensor) and isinstance(shape, _native.Tensor):
        return convert(indices, shape.dtype), shape
    indices = convert(indices, None if isinstance(indices, _native.Tensor) else int32)
    return indices, convert(shape, indices.dtype)


@public("sparse_to_dense")
@named("SparseToDense")
def sparse_to_dense(
    sparse_indices, output_shape, sparse_values, default_value=0, validate_indices=True, name=None
):
    """A dense tensor with values at given indices and a default elsewhere.

    Args:
      sparse_indices: an integer scalar, vector or matrix; each row is an index of one value.
      output_shape: sizes of the result, of the dtype of the indices.
      sparse_values: one value for each index, or one for all.
      default_value: a scalar for all other places.
      validate_indices: whether indices must be sorted and unique.
      name: name of the op.

    Returns:
      A tensor of the values' dtype. Gradients flow to the values and the default.

    Raises:
      InvalidArgumentError: an index is out of bounds, out of order or repeated.

    Example:
      >>> tf.sparse_to_dense([[0, 1], [1, 0]], [2, 2], [5, 6]).numpy().tolist()
      [[0, 5], [6, 0]]
    """
    indices, shape = _indices_pair(sparse_indices, output_shape)
    values = convert(sparse_values)
    default = "" if values.dtype == string and default_value == 0 else default_value
    default = convert(default, values.dtype)
    dense = _sparse_to_dense(indices, shape, values, default, validate_indices=validate_indices)
    return static_shape(dense, known_shape(shape))


@public("sparse.to_dense", "sparse_tensor_to_dense")
def sparse_tensor_to_dense(sp_input, default_value=None, validate_indices=True, name=None):
    """A sparse tensor as a dense one.

    Args:
      sp_input: a SparseTensor.
      default_value: a scalar for places without an element; by default 0, or the empty string.
      validate_indices: whether indices must be sorted and unique.
      name: name of the op.

    Returns:
      A tensor. Gradients flow to the values.

    Raises:
      TypeError: sp_input is dense.
      InvalidArgumentError: an index is out of bounds, out of order or repeated.

    Example:
      >>> s = tf.SparseTensor([[0, 1]], [5], [2, 2])
      >>> tf.sparse.to_dense(s, default_value=-1).numpy().tolist()
      [[-1, 5], [-1, -1]]
    """
    sp_input = as_sparse(sp_input)
    if default_value is None:
        default_value = 0 if sp_input.dtype != string else ""
    if sp_input.dtype == bool_ and not isinstance(default_value, _native.Tensor):
        default_value = bool(default_value)
    return sparse_to_dense(
        sp_input.indices, sp_input.dense_shape, sp_input.values, default_value, validate_indices,
        name=name or "SparseToDense",
    )  # fmt: skip


@public("sparse.from_dense")
@named("dense_to_sparse")
def from_dense(tensor, name=None):
    """The elements of a dense tensor that are not zero, as a sparse one.

    Args:
      tensor: a tensor of any dtype; strings that are not empty are kept.
      name: name of the op.

    Returns:
      A SparseTensor. Gradients flow to the tensor.

    Example:
      >>> tf.sparse.from_dense([[0, 5], [0, 0]]).indices.numpy().tolist()
      [[0, 1]]
    """
    tensor = convert(tensor)
    zero = convert(
        "" if tensor.dtype == string else False if tensor.dtype == bool_ else 0, tensor.dtype
    )
    indices = where(api.not_equal(tensor, zero))
    shape = api.shape(tensor, out_type=int64)
    return SparseTensor(indices, gather_nd(tensor, indices), shape)


@public("sparse.to_indicator", "sparse_to_indicator")
@named("SparseToIndicator")
def sparse_to_indicator(sp_input, vocab_size, name=None):
    """Which ids a sparse tensor of ids has in each row.

    Args:
      sp_input: a SparseTensor of int32 or int64 ids of shape `[d0, ..., dn]`.
      vocab_size: ids are less than this.
      name: name of the op.

    Returns:
      A bool tensor of shape `[d0, ..., dn-1, vocab_size]`.

    Raises:
      TypeError: sp_input is dense.

    Example:
      >>> ids = tf.SparseTensor([[0, 0], [1, 0]], tf.constant([2, 0]), [2, 1])
      >>> tf.sparse.to_indicator(ids, 3).numpy().tolist()
      [[False, False, True], [True, False, False]]
    """
    from zeal.sparse.merging import sparse_merge

    sp_input = as_sparse(sp_input)
    ones = api.cast(zeros_like(sp_input.values), bool_)
    present = sp_input._with_values(api.logical_not(ones))
    merged = sparse_merge(sp_input, present, vocab_size)
    shape = merged.shape
    return static_shape(sparse_tensor_to_dense(merged, False, validate_indices=False), shape)
