"""Steps of Adam: the variables of the MNIST classifier 784-10-10-10, and 10^7 parameters."""

from benchmarks import peers, timing

SMALL, LARGE = "784-10-10-10", "10^7 parameters"
SHAPES = {
    SMALL: [[784, 10], [10], [10, 10], [10], [10, 10], [10]],
    LARGE: [[10_000_000]],
}
LIMITS = {SMALL: 8e-6}
STREAMS = 7 * 4  # bytes that a step moves per parameter: four arrays are read, three written


def _zeal(shapes):
    tf = peers.zeal()
    variables = [tf.Variable(tf.ones(shape)) for shape in shapes]
    gradients = [tf.ones(shape) * 0.5 for shape in shapes]
    optimizer = tf.train.AdamOptimizer(1e-3)
    return lambda: optimizer.apply_gradients(zip(gradients, variables))  # noqa: B905


def _torch(torch, shapes):
    parameters = [torch.ones(shape, requires_grad=True) for shape in shapes]
    for p in parameters:
        p.grad = torch.full_like(p, 0.5)
    return torch.optim.Adam(parameters, lr=1e-3, fused=True).step


def _tf(tf, shapes):
    variables = [tf.Variable(tf.ones(shape)) for shape in shapes]
    gradients = [tf.ones(shape) * 0.5 for shape in shapes]
    optimizer = tf.keras.optimizers.Adam(1e-3)
    return lambda: optimizer.apply_gradients(zip(gradients, variables))  # noqa: B905


def _copy(shapes):
    """What memory gives: a copy of an array as long as all that a step reads."""
    np = __import__("numpy")
    source = np.ones(sum(int(np.prod(s)) for s in shapes) * 4, np.float32)
    target = np.empty_like(source)
    return lambda: np.copyto(target, source)


def run(names):
    """Prints the table, and the share of the memory's speed that the large step reaches."""
    cases = {"zeal": {case: _zeal(shapes) for case, shapes in SHAPES.items()}}
    for name, module in peers.load(names).items():
        make = {"torch": _torch, "tf": _tf}.get(name)
        if make:
            cases[name] = {case: make(module, shapes) for case, shapes in SHAPES.items()}
    cases["copy"] = {case: _copy(shapes) for case, shapes in SHAPES.items()}
    least = timing.least(cases)
    rows = [(case, {p: t[case] for p, t in least.items()}) for case in SHAPES]
    timing.table("a step of Adam (torch: fused)", list(cases), rows, LIMITS)
    n = SHAPES[LARGE][0][0]
    speed, copied = STREAMS * n / least["zeal"][LARGE], 2 * 16 * n / least["copy"][LARGE]
    print(f"10^7 parameters: {speed / 1e9:.1f} GB/s; a copy {copied / 1e9:.1f} GB/s")
