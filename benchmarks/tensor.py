"""Large tensors: 10^7 elements against memory bandwidth, and big matrix products."""

import time

from benchmarks import peers, timing

N = 10_000_000
# Arrays of N elements that a case reads and writes at least; what writing costs beyond that (a line
# is read before it is written) is not counted, neither here nor in the copies that give 100 %. They
# have the same size: where a last cache is larger than that, 100 % is its speed.
ARRAYS = {
    "x + y": 3, "exp(x)": 2, "tanh(x)": 2, "x * 2 + 1": 4, "reduce_sum(x)": 1,
    "reduce_max(rows, 1)": 1, "reduce_sum(rows, 0)": 1, "transpose 3162x3162": 2,
    "softmax 10000x1000": 2, "random uniform": 1, "random normal": 1,
}  # fmt: skip


def _zeal():
    tf = peers.zeal()
    np = __import__("numpy")
    flat, other = (tf.constant(np.random.rand(N).astype("float32")) for _ in range(2))
    square = tf.reshape(flat[: 3162 * 3162], [3162, 3162])
    rows = tf.reshape(flat, [10_000, 1000])
    mats = {n: tf.constant(np.random.rand(n, n).astype("float32")) for n in (1000, 4096)}
    return {
        "x + y": lambda: flat + other, "exp(x)": lambda: tf.exp(flat),
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
    flat, other = (np.random.rand(N).astype("float32") for _ in range(2))
    square, rows = flat[: 3162 * 3162].reshape(3162, 3162), flat.reshape(10_000, 1000)
    mats = {n: np.random.rand(n, n).astype("float32") for n in (1000, 4096)}
    return {
        "x + y": lambda: flat + other, "exp(x)": lambda: np.exp(flat),
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
    flat, other = torch.rand(N), torch.rand(N)
    square, rows = flat[: 3162 * 3162].reshape(3162, 3162), flat.reshape(10_000, 1000)
    mats = {n: torch.rand(n, n) for n in (1000, 4096)}
    return {
        "x + y": lambda: flat + other, "exp(x)": lambda: flat.exp(), "tanh(x)": lambda: flat.tanh(),
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


def _copies(modules):
    """Ways to move memory: calls by name, each with the bytes that it moves."""
    tf, np = peers.zeal(), __import__("numpy")
    source, target = np.random.rand(N).astype("float32"), np.empty(N, "float32")
    x, y = tf.constant(source), tf.constant(source[::-1])
    ways = {
        "NumPy copyto": (lambda: np.copyto(target, source), 8 * N),
        "zeal -x": (lambda: -x, 8 * N),
        "zeal x + y": (lambda: x + y, 12 * N),
    }
    if torch := modules.get("torch"):
        a, b, c = torch.rand(N), torch.rand(N), torch.empty(N)
        ways["torch copy_"] = (lambda: c.copy_(a), 8 * N)
        ways["torch add(out=)"] = (lambda: torch.add(a, b, out=c), 12 * N)
    return ways


def _bandwidth(modules):
    """Bytes per second of the fastest way to copy, and its name."""
    speeds = {name: size / _once_more(fn, 15) for name, (fn, size) in _copies(modules).items()}
    best = max(speeds, key=speeds.get)
    listed = ", ".join(f"{n} {s / 1e9:.1f}" for n, s in speeds.items())
    print(f"# memory, GB/s: {listed}; 100 % is {best}")
    return speeds[best]


def _of_memory(rows, bandwidth):
    """Columns for the cases that memory bounds: bytes moved, zeal's speed, its share."""
    moved = {c: 4 * N * k for c, k in ARRAYS.items()}
    speeds = {c: moved[c] / cells["zeal"] for c, cells in rows if c in moved}
    return {
        "MB": {c: f"{moved[c] / 1e6:.0f}" for c in speeds},
        "zeal GB/s": {c: f"{s / 1e9:.1f}" for c, s in speeds.items()},
        "of memory": {c: f"{s / bandwidth:.0%}" for c, s in speeds.items()},
    }


def run(names):
    """Prints the table."""
    cases = {"zeal": _zeal()}
    makers = {"numpy": _numpy, "torch": _torch}
    modules = peers.load([n for n in names if n in makers])
    cases |= {name: makers[name](module) for name, module in modules.items()}
    rows = [(c, {p: _once_more(k[c]) for p, k in cases.items() if c in k}) for c in cases["zeal"]]
    extra = _of_memory(rows, _bandwidth(modules))
    timing.table("large tensors, 10^7 float32 elements", list(cases), rows, extra=extra)
