"""Products over chosen axes, traces, adjoints."""

from zeal import _native, dtypes
from zeal._native import api, composites
from zeal.errors import InvalidArgumentError
from zeal.ops.array.reorder import matrix_transpose, with_axes_first, with_axes_last
from zeal.ops.linalg.diagonal import matrix_diag_part
from zeal.ops.math.arithmetic import _pair
from zeal.ops.named import named
from zeal.public import public


@public("tensordot", "linalg.tensordot")
@named("Tensordot")
def tensordot(a, b, axes, name=None):
    """Sums products over chosen axes of two tensors.

    Args:
      a: tensor of numbers.
      b: tensor of the same dtype.
      axes: n, for the last n axes of a and the first n of b; or a pair of axis lists, which may be
        a tensor.
      name: its name in graphs.

    Returns:
      A tensor with the free axes of a, then those of b.

    Raises:
      ValueError: axes is negative, exceeds a rank, or its lists differ in length.
      IndexError: an axis in the lists is out of range.
      InvalidArgumentError: the sizes of contracted axes differ.

    Example:
      >>> a = tf.reshape(tf.range(6), [2, 3])
      >>> tf.tensordot(a, [1, 1, 1], 1).numpy().tolist()
      [3, 12]
      >>> tf.tensordot(a, a, [[0, 1], [0, 1]]).numpy()
      55
    """
    a, b = _pair(a, b)
    axes = axes if isinstance(axes, (int, list, tuple)) else _axes_in(axes)
    if isinstance(axes, _native.Tensor):
        return _over_axes_of_the_run(a, b, axes)
    if not isinstance(axes, int):
        return composites.tensordot(*_contracted_inside(a, b, axes))
    if axes < 0:
        raise ValueError(f"'axes' must be at least 0. Got {axes}.")
    for x in (a, b):
        if x.shape.ndims is not None and axes > x.ndim:
            raise ValueError(
                f"'axes' must not be larger than the number of dimensions of tensor {x!s}."
            )
    if a.shape.ndims is not None and b.shape.ndims is not None:
        _check_sizes(a, [*range(a.ndim - axes, a.ndim)], b, [*range(axes)])
    return composites.tensordot(a, b, axes)


def _axes_in(axes):
    """Axes given as a tensor or an array, as Python numbers where they are known."""
    axes = _native.convert(axes, dtypes.int32)
    known = _native.known_value(axes)
    return axes if known is None else known._tolist()


def _over_axes_of_the_run(a, b, axes):
    """The product over axes that only the run tells, a tensor of shape [2] or [2, n]."""
    axes = api.reshape(axes, [2, -1])
    a, b, count = with_axes_last(a, axes[0]), with_axes_first(b, axes[1]), api.shape(axes)[1]
    sizes_a, sizes_b = api.shape(a), api.shape(b)
    free_a, inner, free_b = sizes_a[: api.rank(a) - count], sizes_b[:count], sizes_b[count:]
    rows, between, columns = map(api.reduce_prod, (free_a, inner, free_b))
    product = api.matmul(api.reshape(a, [rows, between]), api.reshape(b, [between, columns]))
    return api.reshape(product, api.concat([free_a, free_b], 0))


def _contracted_inside(a, b, axes):
    """a with the contracted axes last, b with them first, and how many there are."""
    if len(axes) != 2:
        raise ValueError(f"'axes' must be an integer or have length 2. Got {axes}.")
    axes_a, axes_b = ([i] if isinstance(i, int) else list(i) for i in axes)
    if len(axes_a) != len(axes_b):
        raise ValueError(
            "Different number of contraction axes 'a' and 'b', "
            f"{len(axes_a)} != {len(axes_b)}."
        )
    axes_a, axes_b = _axes_of(a, "a", axes_a), _axes_of(b, "b", axes_b)
    if a.shape.ndims is not None and b.shape.ndims is not None:
        _check_sizes(a, axes_a, b, axes_b)
    return with_axes_last(a, axes_a), with_axes_first(b, axes_b), len(axes_a)


def _axes_of(x, name, axes):
    """Axes counted from the front, where the rank is known."""
    rank = x.shape.ndims
    if rank is None:
        return axes
    if not all(-rank <= i < rank for i in axes):
        raise IndexError(f"tensordot: axes {axes} are out of range for {name} of shape {x.shape}")
    return [i % rank for i in axes]


def _check_sizes(a, axes_a, b, axes_b):
    sizes_a, sizes_b = a._shape_tuple(), b._shape_tuple()
    pairs = [(sizes_a[i], sizes_b[j]) for i, j in zip(axes_a, axes_b, strict=True)]
    if all(m == n or None in (m, n) for m, n in pairs):
        return
    raise InvalidArgumentError(
        f"[tensordot] Matrix size-incompatible: axes {axes_a} of a {a.shape} and {axes_b} of b "
        f"{b.shape} differ in size"
    )


@public("trace", "linalg.trace")
@named("Trace")
def trace(x, name=None):
    """The sum of the main diagonal of each innermost matrix.

    Args:
      x: tensor of numbers, shape `[..., m, n]`.
      name: its name in graphs.

    Returns:
      A tensor of shape `[...]`.

    Example:
      >>> tf.trace([[1, 2], [3, 4]]).numpy()
      5
    """
    return api.reduce_sum(matrix_diag_part(x), [-1])


@public("linalg.adjoint")
@named("adjoint", "matrix_transpose/transpose")
def adjoint(matrix, name=None):
    """Takes the conjugate transpose of matrices.

    Args:
      matrix: tensor of shape `[..., m, n]`.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., n, m]`.

    Raises:
      ValueError: the rank is below 2.

    Example:
      >>> tf.linalg.adjoint([[1 + 2j, 3]]).numpy().tolist()
      [[(1-2j)], [(3-0j)]]
    """
    return matrix_transpose(matrix, conjugate=True)


@public("linalg.matvec")
@named("MatVec", "Squeeze")
def matvec(
    a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False, b_is_sparse=False, name=None
):
    """Multiplies matrices by vectors.

    Args:
      a: tensor of shape `[..., m, n]`.
      b: tensor of shape `[..., n]` and a's dtype.
      transpose_a: uses the transpose of a.
      adjoint_a: uses the conjugate transpose of a.
      a_is_sparse, b_is_sparse: accepted; the product is the dense one, with the same result.
      name: its name in graphs.

    Returns:
      A tensor of shape `[..., m]`.

    Raises:
      InvalidArgumentError: the shapes do not fit.

    Example:
      >>> tf.linalg.matvec([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]).numpy().tolist()
      [3.0, 7.0]
    """
    column = api.matmul(a, api.expand_dims(b, -1), transpose_a=transpose_a, adjoint_a=adjoint_a)
    return api.squeeze(column, [-1])


@public("sparse_matmul")
@named("SparseMatMul")
def sparse_matmul(
    a, b, transpose_a=False, transpose_b=False, a_is_sparse=False, b_is_sparse=False, name=None
):
    """The product of two matrices, each of float32 or bfloat16, in float32.

    Args:
      a, b: matrices of float32 or bfloat16.
      transpose_a, transpose_b: whether they are transposed before.
      a_is_sparse, b_is_sparse: accepted for compatibility.
      name: its name in graphs.

    Returns:
      A float32 matrix.

    Raises:
      TypeError: they have another dtype.
      ValueError: they are no matrices, or their sizes do not fit.

    Example:
      >>> tf.sparse_matmul([[1.0, 2.0]], tf.constant([[3.0], [4.0]], tf.bfloat16)).numpy().tolist()
      [[11.0]]
    """
    a, b = (_native.convert(x, None if hasattr(x, "dtype") else dtypes.float32) for x in (a, b))
    for which, x in (("a", a), ("b", b)):
        if x.dtype not in (dtypes.float32, dtypes.bfloat16):
            raise TypeError(
                f"Value passed to parameter '{which}' has DataType {x.dtype.name} not in list of "
                "allowed values: float32, bfloat16"
            )
        if x.shape.ndims not in (2, None):
            raise InvalidArgumentError(f"Shape must be rank 2 but is rank {x.shape.ndims}")
    a, b = (api.cast(x, dtypes.float32) for x in (a, b))
    return api.matmul(a, b, transpose_a, transpose_b)
