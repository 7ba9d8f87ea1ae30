"""Ops over 10^7 float32: a line, and 10,000 rows of 1,000."""

from functools import partial

import numpy as np

from benchmarks import peers, timing


def _operands():
    line = np.random.default_rng(0).standard_normal(10**7).astype(np.float32)
    return line, line.reshape(10_000, 1_000)


def _tf(tf, line, rows):
    line, rows = tf.constant(line), tf.constant(rows)
    norm = tf.keras.layers.LayerNormalization()
    norm(rows)

    def norm_and_gradient():
        with tf.GradientTape() as tape:
            tape.watch(rows)
            y = norm(rows)
        return tape.gradient(y, rows)

    return {
        "sum": partial(tf.reduce_sum, line), "sums of rows": partial(tf.reduce_sum, rows, 1),
        "cumsum": partial(tf.cumsum, line), "cumsum along rows": partial(tf.cumsum, rows, 1),
        "cumsum over rows": partial(tf.cumsum, rows, 0),
        "repeat twice": partial(tf.repeat, line, 2),
        "layer norm": partial(norm, rows), "layer norm, gradient": norm_and_gradient,
    }  # fmt: skip


def _numpy(np, line, rows):
    return {
        "sum": partial(np.sum, line), "sums of rows": partial(np.sum, rows, 1),
        "cumsum": partial(np.cumsum, line), "cumsum along rows": partial(np.cumsum, rows, 1),
        "cumsum over rows": partial(np.cumsum, rows, 0),
        "repeat twice": partial(np.repeat, line, 2),
    }  # fmt: skip


def _torch(torch, line, rows):
    line, rows = torch.from_numpy(line), torch.from_numpy(rows)
    norm, followed = torch.nn.LayerNorm(1_000), rows.clone().requires_grad_()

    def norm_and_gradient():
        return torch.autograd.grad(norm(followed).sum(), followed)

    def plain_norm():
        with torch.no_grad():
            return norm(rows)

    return {
        "sum": partial(torch.sum, line), "sums of rows": partial(torch.sum, rows, 1),
        "cumsum": partial(torch.cumsum, line, 0),
        "cumsum along rows": partial(torch.cumsum, rows, 1),
        "cumsum over rows": partial(torch.cumsum, rows, 0),
        "repeat twice": partial(torch.repeat_interleave, line, 2),
        "layer norm": plain_norm, "layer norm, gradient": norm_and_gradient,
    }  # fmt: skip


def _jax(jax, line, rows):
    jnp = jax.numpy
    line, rows = jnp.asarray(line), jnp.asarray(rows)
    calls = {
        "sum": (jnp.sum, line), "sums of rows": (partial(jnp.sum, axis=1), rows),
        "cumsum": (jnp.cumsum, line), "cumsum along rows": (partial(jnp.cumsum, axis=1), rows),
    }  # fmt: skip
    return {k: partial(_ready, jax.jit(f), x) for k, (f, x) in calls.items()}


def _ready(f, x):
    return f(x).block_until_ready()


CALLS = {"numpy": _numpy, "torch": _torch, "jax": _jax, "tf": _tf}


def run(names):
    """Prints the table."""
    modules = {"zeal": peers.zeal(), **peers.load(names)}
    cases = {name: CALLS.get(name, _tf)(m, *_operands()) for name, m in modules.items()}
    least = timing.least(cases, passes=2)
    rows = [(op, {name: t.get(op) for name, t in least.items()}) for op in cases["zeal"]]
    timing.table("10^7 float32 (jax: jitted)", list(cases), rows)
