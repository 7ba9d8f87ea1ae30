"""tf.contrib.solvers.lanczos: bidiagonal matrices by Lanczos' steps."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.contrib.solvers.util import l2norm
from zeal.graph.loops import while_loop
from zeal.namespace import namespace
from zeal.ops.array.fill import zeros
from zeal.ops.array.pad import pad
from zeal.ops.random.distributions import random_uniform
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape

LanczosBidiagState = namedtuple("LanczosBidiagState", ["u", "v", "alpha", "beta"])


def _unit(v, basis):
    """A column made orthogonal to the columns of a basis, of norm 1, and the norm it had; 0 stays.

    Twice, since the first time leaves errors of rounding where little is left (Parlett, 1980).
    """
    for _ in range(2 if basis is not None else 0):
        v = v - api.matmul(basis, api.matmul(basis, v, adjoint_a=True))
    norm = l2norm(v)
    return api.div_no_nan(v, norm), norm


@public("contrib.solvers.lanczos.lanczos_bidiag")
def lanczos_bidiag(operator, k, orthogonalize=True, starting_vector=None, name="lanczos_bidiag"):
    """U, V and a lower bidiagonal B with A V = U B, and A' U = V B' but for the last column of U.

    Args:
      operator: A, `[m, n]`: an object with `shape`, `dtype`, `apply(column)` and
        `apply_adjoint(column)`.
      k: how many steps it takes.
      orthogonalize: whether each vector is made orthogonal to all before.
      starting_vector: the direction of the first column of U, by default random.
      name: prefix of the names of ops.

    Returns:
      A namedtuple: `u` `[m, k + 1]` and `v` `[n, k]`, whose columns are orthonormal; `alpha` and
      `beta`, the diagonal of B and the one below.

    Example:
      >>> lanczos, util = tf.contrib.solvers.lanczos, tf.contrib.solvers.util
      >>> a = util.create_operator([[3.0, 0.0], [4.0, 1.0]])
      >>> found = lanczos.lanczos_bidiag(a, 1, starting_vector=[1.0, 0.0])
      >>> found.v.numpy().tolist(), found.alpha.numpy().tolist(), found.beta.numpy().tolist()
      ([[1.0], [0.0]], [3.0], [4.0])
    """
    with name_scope(name):
        m, n = operator.shape[0], operator.shape[1]
        dtype = operator.dtype
        if starting_vector is None:
            starting_vector = random_uniform([m], -1, 1, dtype)
        u = _unit(_native.convert(starting_vector, dtype)[:, None], None)[0]

        def step(i, u, v, alpha, beta, last):
            r = operator.apply_adjoint(u[:, -1:]) - last
            right, a = _unit(r, v if orthogonalize else None)
            p = operator.apply(right) - a * u[:, -1:]
            left, b = _unit(p, u if orthogonalize else None)
            grown = (api.concat([old, new], -1) for old, new in ((u, left), (v, right),
                     (alpha, a[None]), (beta, b[None])))  # fmt: skip
            return i + 1, *grown, b * right

        start = (0, u, zeros([n, 0], dtype), zeros([0], dtype), zeros([0], dtype),
                 zeros([n, 1], dtype))  # fmt: skip
        columns, vector = TensorShape([None, None]), TensorShape([None])
        shapes = (TensorShape([]), columns, columns, vector, vector, TensorShape(None))
        found = while_loop(lambda i, *_: i < k, step, start, shapes)
        return LanczosBidiagState(*found[1:5])


@public("contrib.solvers.lanczos.bidiag_matmul")
def bidiag_matmul(matrix, alpha, beta, adjoint_b=False, name="bidiag_matmul"):
    """A matrix times the bidiagonal matrix of `lanczos_bidiag`, or times its adjoint.

    Args:
      matrix: `[m, k + 1]`; with adjoint_b `[m, k]`, for the adjoint without its last column.
      alpha: the diagonal.
      beta: the diagonal below.
      adjoint_b: whether to multiply with the adjoint.
      name: prefix of the names of ops.

    Returns:
      A tensor `[m, k]`.

    Example:
      >>> lanczos = tf.contrib.solvers.lanczos
      >>> lanczos.bidiag_matmul([[1.0, 1.0, 1.0]], [1.0, 2.0], [3.0, 4.0]).numpy().tolist()
      [[4.0, 6.0]]
    """
    with name_scope(name):
        matrix, alpha, beta = map(_native.convert, (matrix, alpha, beta))
        if not adjoint_b:
            return matrix[:, :-1] * alpha + matrix[:, 1:] * beta
        return matrix * alpha + pad(matrix[:, :-1] * beta[:-1], [[0, 0], [1, 0]])


__getattr__, __dir__ = namespace(__name__)
