"""tf.contrib.solvers.least_squares: conjugate gradients on the normal equations."""

from collections import namedtuple

from zeal import _native
from zeal._native import api
from zeal.contrib.solvers.linear_equations import columns_removed
from zeal.contrib.solvers.util import l2norm_squared
from zeal.graph.loops import while_loop
from zeal.namespace import namespace
from zeal.ops.array.fill import zeros
from zeal.public import public
from zeal.state.scope import name_scope

CGLSState = namedtuple("CGLSState", ["i", "x", "r", "p", "gamma"])


@public("contrib.solvers.least_squares.cgls")
def cgls(operator, rhs, tol=1e-6, max_iter=20, name="cgls"):
    """The x for which the norm of A x - rhs is least.

    Args:
      operator: A: an object with `shape`, `dtype`, `apply(column)` and `apply_adjoint(column)`.
      rhs: vector.
      tol: the norm of A* (rhs - A x), relative to the first one's, at which it ends.
      max_iter: the number of steps at which it ends.
      name: prefix of the names of ops.

    Returns:
      A namedtuple: `i`, how many steps it took; the vectors `x`, `r` = rhs - A x, and `p`, the next
      direction; `gamma`, the square of the norm.

    Example:
      >>> solvers = tf.contrib.solvers
      >>> a = solvers.util.create_operator([[1.0], [1.0]])
      >>> solvers.least_squares.cgls(a, [1.0, 2.0]).x.numpy()
      array([1.5], dtype=float32)
    """
    with name_scope(name):
        r = _native.convert(rhs)[:, None]
        p = operator.apply_adjoint(r)
        gamma = l2norm_squared(p)
        limit = tol * tol * gamma

        def step(state):
            q = operator.apply(state.p)
            alpha = state.gamma / l2norm_squared(q)
            r = state.r - alpha * q
            s = operator.apply_adjoint(r)
            gamma = l2norm_squared(s)
            p = s + gamma / state.gamma * state.p
            return [CGLSState(state.i + 1, state.x + alpha * state.p, r, p, gamma)]

        x = zeros(api.concat([operator.shape[1:], [1]], 0), r.dtype)
        goes_on = lambda s: api.logical_and(s.i < max_iter, s.gamma > limit)  # noqa: E731
        start = [CGLSState(0, x, r, p, gamma)]
        return columns_removed(while_loop(goes_on, step, start, return_same_structure=True)[0])


__getattr__, __dir__ = namespace(__name__)
