"""Linear algebra on small matrices: one, and a batch of a thousand."""

from functools import partial

import numpy as np

from benchmarks import peers, timing

SIZES, BATCHES = (3, 10), ((), (1000,))


def _operands(n, batch):
    """Matrices, self-adjoint positive definite ones, and right sides."""
    random = np.random.default_rng(0)
    a, b = random.standard_normal((2, *batch, n, n)).astype(np.float32)
    return a, a @ np.swapaxes(a, -1, -2) + n * np.eye(n, dtype=np.float32), b


def _calls_tf(tf, a, s, b):
    la = tf.linalg
    return {
        "cholesky": partial(la.cholesky, s), "triangular solve": partial(la.triangular_solve, s, b),
        "solve": partial(la.solve, a, b), "inverse": partial(la.inv, a), "det": partial(la.det, a),
        "svd": partial(la.svd, a), "eigh": partial(la.eigh, s), "qr": partial(la.qr, a),
    }  # fmt: skip


def _tf(tf, *arrays):
    return _calls_tf(tf, *map(tf.constant, arrays))


def _numpy(np, a, s, b):
    la = np.linalg
    return {
        "cholesky": partial(la.cholesky, s), "solve": partial(la.solve, a, b),
        "inverse": partial(la.inv, a), "det": partial(la.det, a), "svd": partial(la.svd, a),
        "eigh": partial(la.eigh, s), "qr": partial(la.qr, a),
    }  # fmt: skip


def _torch(torch, *arrays):
    a, s, b = map(torch.from_numpy, arrays)
    la = torch.linalg
    return {
        "cholesky": partial(la.cholesky, s),
        "triangular solve": partial(la.solve_triangular, s, b, upper=False),
        "solve": partial(la.solve, a, b), "inverse": partial(la.inv, a), "det": partial(la.det, a),
        "svd": partial(la.svd, a), "eigh": partial(la.eigh, s), "qr": partial(la.qr, a),
    }  # fmt: skip


def _jax(jax, *arrays):
    a, s, b = map(jax.numpy.asarray, arrays)
    la, triangular = jax.numpy.linalg, jax.scipy.linalg.solve_triangular
    functions = {
        "cholesky": (la.cholesky, s), "triangular solve": (partial(triangular, lower=True), s, b),
        "solve": (la.solve, a, b), "inverse": (la.inv, a), "det": (la.det, a), "svd": (la.svd, a),
        "eigh": (la.eigh, s), "qr": (la.qr, a),
    }  # fmt: skip
    return {k: _ready(jax, jax.jit(f), *args) for k, (f, *args) in functions.items()}


def _ready(jax, f, *args):
    return lambda: jax.block_until_ready(f(*args))


CALLS = {"numpy": _numpy, "torch": _torch, "jax": _jax, "tf": _tf}


def run(names):
    """Prints a table for each size and batch."""
    modules = {"zeal": peers.zeal(), **peers.load(names)}
    for n in SIZES:
        for batch in BATCHES:
            arrays = _operands(n, batch)
            cases = {name: CALLS.get(name, _tf)(m, *arrays) for name, m in modules.items()}
            least = timing.least(cases, passes=2)
            rows = [(op, {name: t.get(op) for name, t in least.items()}) for op in cases["zeal"]]
            size = f"{batch[0] if batch else 1} x {n}x{n}"
            timing.table(f"linear algebra, {size} float32 (jax: jitted)", list(cases), rows)
