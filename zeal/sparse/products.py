"""Products of sparse matrices and dense ones."""

from zeal._native import Tensor, convert, raw
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.sparse_tensor import as_sparse


@public(
    "sparse.sparse_dense_matmul", "sparse.matmul", "sparse_tensor_dense_matmul",
)  # fmt: skip
@named("SparseTensorDenseMatMul")
def sparse_tensor_dense_matmul(sp_a, b, adjoint_a=False, adjoint_b=False, name=None):
    """The product of a sparse matrix and a dense one.

    Args:
      sp_a: a SparseTensor of rank 2.
      b: a matrix of the same dtype.
      adjoint_a: whether the conjugate transpose of sp_a is meant.
      adjoint_b: whether that of b is.
      name: name of the op.

    Returns:
      A dense matrix. Gradients flow to the values and to b.

    Raises:
      TypeError: sp_a is dense.
      InvalidArgumentError: the shapes do not fit, or an index is out of bounds.

    Example:
      >>> a = tf.SparseTensor([[0, 1]], [2.0], [2, 2])
      >>> tf.sparse.sparse_dense_matmul(a, [[1.0], [3.0]]).numpy().tolist()
      [[6.0], [0.0]]
    """
    a = as_sparse(sp_a)
    b = b if isinstance(b, Tensor) else convert(b, a.dtype)
    return raw.SparseTensorDenseMatMul(
        *a._to_components(), b, adjoint_a=adjoint_a, adjoint_b=adjoint_b
    )
