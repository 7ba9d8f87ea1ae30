"""tensorflow.python.framework.sparse_tensor: whether something is one."""

from zeal.sparse.sparse_tensor import is_sparse

__all__ = ["is_sparse"]
