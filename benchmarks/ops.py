"""Small ops: what one call costs on 10x10 float32."""

from benchmarks import peers, timing
from benchmarks.operands import matrices

LIMITS = {
    "x + x": 100e-9, "x + 1.0": 200e-9, "add(x, x)": 200e-9, "-x": 200e-9, "exp(x)": 200e-9,
    "reduce_sum(x)": 200e-9, "reduce_sum(x, axis=1)": 200e-9, "matmul(x, x)": 300e-9,
    "reshape(x, [100])": 200e-9, "transpose(x)": 200e-9, "x[0]": 200e-9, "constant(1.0)": 200e-9,
    "relu(x)": 200e-9, "softmax(x)": 200e-9, "x > y": 200e-9, "maximum(x, y)": 200e-9,
    "Dense(10)(x32)": 2e-6,
}  # fmt: skip


def _tf(tf):
    """The calls in TensorFlow's own words: zeal's and TensorFlow's."""
    x, y = map(tf.constant, matrices())
    layer, batch = tf.keras.layers.Dense(10), tf.fill([32, 10], 0.5)
    layer(batch)
    return {
        "x + x": lambda: x + x, "x + 1.0": lambda: x + 1.0, "add(x, x)": lambda: tf.add(x, x),
        "-x": lambda: -x, "exp(x)": lambda: tf.exp(x), "reduce_sum(x)": lambda: tf.reduce_sum(x),
        "reduce_sum(x, axis=1)": lambda: tf.reduce_sum(x, axis=1),
        "matmul(x, x)": lambda: tf.matmul(x, x), "reshape(x, [100])": lambda: tf.reshape(x, [100]),
        "transpose(x)": lambda: tf.transpose(x), "x[0]": lambda: x[0],
        "constant(1.0)": lambda: tf.constant(1.0), "relu(x)": lambda: tf.nn.relu(x),
        "softmax(x)": lambda: tf.nn.softmax(x), "x > y": lambda: x > y,
        "maximum(x, y)": lambda: tf.maximum(x, y), "Dense(10)(x32)": lambda: layer(batch),
    }  # fmt: skip


def _numpy(np):
    x, y = matrices()
    w, b, batch = (
        np.ones((10, 10), np.float32),
        np.ones(10, np.float32),
        np.ones((32, 10), np.float32),
    )
    return {
        "x + x": lambda: x + x, "x + 1.0": lambda: x + 1.0, "add(x, x)": lambda: np.add(x, x),
        "-x": lambda: -x, "exp(x)": lambda: np.exp(x), "reduce_sum(x)": lambda: np.sum(x),
        "reduce_sum(x, axis=1)": lambda: np.sum(x, axis=1), "matmul(x, x)": lambda: np.matmul(x, x),
        "reshape(x, [100])": lambda: np.reshape(x, [100]),
        "transpose(x)": lambda: np.ascontiguousarray(x.T), "x[0]": lambda: x[0],
        "constant(1.0)": lambda: np.array(1.0, np.float32), "relu(x)": lambda: np.maximum(x, 0),
        "x > y": lambda: x > y, "maximum(x, y)": lambda: np.maximum(x, y),
        "Dense(10)(x32)": lambda: batch @ w + b,
    }  # fmt: skip


def _torch(torch):
    x, y = map(torch.from_numpy, matrices())
    layer, batch = torch.nn.Linear(10, 10), torch.full((32, 10), 0.5)
    return {
        "x + x": lambda: x + x, "x + 1.0": lambda: x + 1.0, "add(x, x)": lambda: torch.add(x, x),
        "-x": lambda: -x, "exp(x)": lambda: torch.exp(x), "reduce_sum(x)": lambda: torch.sum(x),
        "reduce_sum(x, axis=1)": lambda: torch.sum(x, 1),
        "matmul(x, x)": lambda: torch.matmul(x, x),
        "reshape(x, [100])": lambda: torch.reshape(x, [100]),
        "transpose(x)": lambda: x.t().contiguous(), "x[0]": lambda: x[0],
        "constant(1.0)": lambda: torch.tensor(1.0), "relu(x)": lambda: torch.relu(x),
        "softmax(x)": lambda: torch.softmax(x, -1), "x > y": lambda: x > y,
        "maximum(x, y)": lambda: torch.maximum(x, y), "Dense(10)(x32)": lambda: layer(batch),
    }  # fmt: skip


def _jax(jax):
    jnp = jax.numpy
    x, y = map(jnp.asarray, matrices())
    return {
        "x + x": lambda: (x + x).block_until_ready(),
        "exp(x)": lambda: jnp.exp(x).block_until_ready(),
        "reduce_sum(x)": lambda: jnp.sum(x).block_until_ready(),
        "matmul(x, x)": lambda: jnp.matmul(x, x).block_until_ready(),
        "x > y": lambda: (x > y).block_until_ready(),
        "softmax(x)": lambda: jax.nn.softmax(x).block_until_ready(),
    }


MAKERS = {"numpy": _numpy, "torch": _torch, "jax": _jax, "tf": _tf}


def run(names):
    """Prints the table."""
    cases = {"zeal": _tf(peers.zeal())}
    for name, module in peers.load(names).items():
        cases[name] = MAKERS[name](module)
    cases["empty"] = {"call": lambda: None}
    least = timing.least(cases)
    empty = least.pop("empty")["call"]
    rows = [(c, {p: t[c] - empty for p, t in least.items() if c in t}) for c in LIMITS]
    title = f"small ops, 10x10 float32, less the {timing.show(empty)} of an empty Python function"
    timing.table(title, list(least), rows, LIMITS)
