"""tf.contrib.solvers.linear_equations: conjugate gradients."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.contrib.solvers.util import dot
from zeal.graph.loops import while_loop
from zeal.namespace import namespace
from zeal.ops.array.fill import zeros
from zeal.ops.linalg.norm import norm
from zeal.public import public
from zeal.state.scope import name_scope

CGState = namedtuple("CGState", ["i", "x", "r", "p", "gamma"])


def columns_removed(state):
    """A state whose columns are vectors."""
    vectors = {name: api.squeeze(getattr(state, name), [-1]) for name in ("x", "r", "p")}
    return state._replace(**vectors)


@public("contrib.solvers.linear_equations.conjugate_gradient")
def conjugate_gradient(
    operator, rhs, preconditioner=None, x=None, tol=1e-4, max_iter=20, name="conjugate_gradient"
):
    """Solves A x = rhs for a selfadjoint, positive definite matrix.

    Args:
      operator: A: an object with `shape`, `dtype` and `apply(column)`.
      rhs: vector.
      preconditioner: the same for a matrix that is near to A's inverse.
      x: vector to begin with, by default 0.
      tol: the residual's norm, relative to the first one's, at which it ends.
      max_iter: the number of steps at which it ends.
      name: prefix of the names of ops.

    Returns:
      A namedtuple: `i`, how many steps it took; the vectors `x`, `r` = rhs - A x, and `p`, the next
      direction; `gamma`, the product of r and the preconditioned r.

    Example:
      >>> solvers = tf.contrib.solvers
      >>> a = solvers.util.create_operator([[4.0, 1.0], [1.0, 3.0]])
      >>> solvers.linear_equations.conjugate_gradient(a, [1.0, 2.0]).x.numpy().round(3)
      array([0.091, 0.636], dtype=float32)
    """
    apply = preconditioner.apply if preconditioner else lambda r: r
    with name_scope(name):
        r = _native.convert(rhs)[:, None]
        if x is None:
            x = zeros(api.concat([operator.shape[1:], [1]], 0), r.dtype)
        else:
            x = _native.convert(x)[:, None]
            r = r - operator.apply(x)
        p = apply(r)
        limit = tol * norm(r)

        def step(state):
            z = operator.apply(state.p)
            alpha = state.gamma / dot(state.p, z)
            r = state.r - alpha * z
            q = apply(r)
            gamma = dot(r, q)
            p = q + gamma / state.gamma * state.p
            return [CGState(state.i + 1, state.x + alpha * state.p, r, p, gamma)]

        goes_on = lambda s: api.logical_and(s.i < max_iter, norm(s.r) > limit)  # noqa: E731
        start = [CGState(0, x, r, p, dot(r, p))]
        return columns_removed(while_loop(goes_on, step, start, return_same_structure=True)[0])


__getattr__, __dir__ = namespace(__name__)
