"""Small gradients: sum(x * x), and a chain of 100 multiplies."""

from benchmarks import peers, timing

LIMITS = {"grad of sum(x*x), 10x10": 1.2e-6, "chain of 100 multiplies": 40e-6}
SQUARE, CHAIN = LIMITS


def _tape_cases(tf, ones):
    """The programs in TensorFlow's own words: zeal's and TensorFlow's."""
    x, scalar = ones((10, 10)), tf.constant(1.0)

    def square():
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(x * x)
        return tape.gradient(y, x)

    def chain():
        with tf.GradientTape() as tape:
            tape.watch(scalar)
            y = scalar
            for _ in range(100):
                y = y * scalar
        return tape.gradient(y, scalar)

    return {SQUARE: square, CHAIN: chain}


def _torch(torch):
    x = torch.ones(10, 10, requires_grad=True)
    scalar = torch.tensor(1.0, requires_grad=True)

    def chain():
        y = scalar
        for _ in range(100):
            y = y * scalar
        return torch.autograd.grad(y, scalar)

    return {SQUARE: lambda: torch.autograd.grad((x * x).sum(), x), CHAIN: chain}


def _jax(jax):
    jnp = jax.numpy
    x, scalar = jnp.ones((10, 10)), jnp.float32(1.0)

    def product(s):
        y = s
        for _ in range(100):
            y = y * s
        return y

    square, chain = jax.jit(jax.grad(lambda v: jnp.sum(v * v))), jax.jit(jax.grad(product))
    return {
        SQUARE: lambda: square(x).block_until_ready(),
        CHAIN: lambda: chain(scalar).block_until_ready(),
    }


def run(names):
    """Prints the table."""
    tf = peers.zeal()
    cases = {"zeal": _tape_cases(tf, tf.ones)}
    for name, module in peers.load(names).items():
        if name == "torch":
            cases["torch"] = _torch(module)
        elif name == "jax":
            cases["jax (jit)"] = _jax(module)
        elif name == "tf":
            cases["tf"] = _tape_cases(module, module.ones)
    least = timing.least(cases)
    rows = [(case, {p: t[case] for p, t in least.items() if case in t}) for case in LIMITS]
    timing.table("forward and gradient", list(cases), rows, LIMITS)
