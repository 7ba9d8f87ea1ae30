"""Large tensors: 10^7 elements against memory bandwidth, and big matrix products."""

import time

from benchmarks import peers, timing

N = 10_000_000


def _zeal():
    tf = peers.zeal()
    np = __import__("numpy")
    flat = tf.constant(np.random.rand(N).astype("float32"))
    square = tf.reshape(flat[: 3162 * 3162], [3162, 3162])
    rows = tf.reshape(flat, [10_000, 1000])
    mats = {n: tf.constant(np.random.rand(n, n).astype("float32")) for n in (1000, 4096)}
    return {
        "x + y": lambda: flat + flat, "exp(x)": lambda: tf.exp(flat),
        "tanh(x)": lambda: tf.tanh(flat),
        "x * 2 + 1": lambda: flat * 2.0 + 1.0, "reduce_sum(x)": lambda: tf.reduce_sum(flat),
        "reduce_max(rows, 1)": lambda: tf.reduce_max(rows, 1),
        "reduce_sum(rows, 0)": lambda: tf.reduce_sum(rows, 0),
        "transpose 3162x3162": lambda: tf.transpose(square),
        "softmax 10000x1000": lambda: tf.nn.softmax(rows),
        "matmul 1000": lambda: tf.matmul(mats[1000], mats[1000]),
        "matmul 4096": lambda: tf.matmul(mats[4096], mats[4096]),
        "random uniform": lambda: tf.random_uniform([N]),
        "random normal": lambda: tf.random_normal([N]),
    }  # fmt: skip


def _numpy(np):
    generator = np.random.default_rng(1)
    flat = np.random.rand(N).astype("float32")
    square, rows = flat[: 3162 * 3162].reshape(3162, 3162), flat.reshape(10_000, 1000)
    mats = {n: np.random.rand(n, n).astype("float32") for n in (1000, 4096)}
    return {
        "x + y": lambda: flat + flat, "exp(x)": lambda: np.exp(flat),
        "tanh(x)": lambda: np.tanh(flat),
        "x * 2 + 1": lambda: flat * 2.0 + 1.0, "reduce_sum(x)": lambda: flat.sum(),
        "reduce_max(rows, 1)": lambda: rows.max(1), "reduce_sum(rows, 0)": lambda: rows.sum(0),
        "transpose 3162x3162": lambda: np.ascontiguousarray(square.T),
        "matmul 1000": lambda: mats[1000] @ mats[1000],
        "matmul 4096": lambda: mats[4096] @ mats[4096],
        "random uniform": lambda: generator.random(N, "float32"),
        "random normal": lambda: generator.standard_normal(N, "float32"),
    }  # fmt: skip


def _torch(torch):
    flat = torch.rand(N)
    square, rows = flat[: 3162 * 3162].reshape(3162, 3162), flat.reshape(10_000, 1000)
    mats = {n: torch.rand(n, n) for n in (1000, 4096)}
    return {
        "x + y": lambda: flat + flat, "exp(x)": lambda: flat.exp(), "tanh(x)": lambda: flat.tanh(),
        "x * 2 + 1": lambda: flat * 2.0 + 1.0, "reduce_sum(x)": lambda: flat.sum(),
        "reduce_max(rows, 1)": lambda: rows.amax(1), "reduce_sum(rows, 0)": lambda: rows.sum(0),
        "transpose 3162x3162": lambda: square.t().contiguous(),
        "softmax 10000x1000": lambda: torch.softmax(rows, -1),
        "matmul 1000": lambda: mats[1000] @ mats[1000],
        "matmul 4096": lambda: mats[4096] @ mats[4096],
        "random uniform": lambda: torch.rand(N), "random normal": lambda: torch.randn(N),
    }  # fmt: skip


def _once_more(fn, rounds=5):
    """Big cases: few rounds, the best of them."""
    fn()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        fn()
        times.append(time.perf_counter() - start)
    return min(times)


def run(names):
    """Prints the table."""
    cases = {"zeal": _zeal()}
    makers = {"numpy": _numpy, "torch": _torch}
    for name, module in peers.load([n for n in names if n in makers]).items():
        cases[name] = makers[name](module)
    rows = [(c, {p: _once_more(k[c]) for p, k in cases.items() if c in k}) for c in cases["zeal"]]
    timing.table("large tensors, 10^7 float32 elements", list(cases), rows)
