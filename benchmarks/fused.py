"""Chains of elementwise ops: run one by one, and as one fused instruction of a graph function."""

from benchmarks import peers, timing


def _gelu(tf, x):
    return 0.5 * x * (1.0 + tf.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


FUNCTIONS = {
    "gelu": _gelu,
    "mean of squares": lambda tf, x: tf.reduce_mean(tf.square(x)),
    "scale and clip": lambda tf, x: tf.clip_by_value(x * 2.0 + 1.0, -1.0, 1.0),
}
SIZES = {"100": 100, "10^4": 10_000, "10^6": 1_000_000}


def _zeal(tf, wrap):
    np = __import__("numpy")
    cases = {}
    for size, n in SIZES.items():
        x = tf.constant(np.random.default_rng(0).standard_normal(n).astype("float32"))
        for name, fn in FUNCTIONS.items():
            call = wrap(lambda x, fn=fn: fn(tf, x))
            cases[f"{name} of {size}"] = lambda call=call, x=x: call(x)
    return cases


def run(names):
    """Prints the table; `names` of other libraries change nothing."""
    tf = peers.zeal()
    cases = {"one by one": _zeal(tf, lambda f: f), "fused": _zeal(tf, tf.contrib.eager.defun)}
    least = timing.least(cases)
    rows = [(case, {p: t[case] for p, t in least.items()}) for case in least["fused"]]
    timing.table("fused chains", list(cases), rows)
