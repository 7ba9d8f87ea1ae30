"""Graphs: runs of sessions, loops, building, traced functions; beside TensorFlow and jitted JAX."""

from benchmarks import peers, timing

CALL, FEED, CALLABLE = (
    "Session.run of c + v",
    "feed 10x10, product, fetch",
    "the same by make_callable",
)
LOOP, SLOPE = "while_loop, one step of a scalar", "gradient of a loop, one step, 10x10"
STEP = "MNIST 784-10-10-10 step with feeds"
BUILD, FIRST = "build 1,500 ops and their gradients", "first run of these"
TRACED, CHAIN = "warm traced call", "traced gradient of 100 multiplies"
SMALL, GELU = "traced MLP gradient 4x4", "GELU over 10^6 in a graph"
TRACE = "first call of a traced function of 100 ops"
LIMITS = {
    CALL: 1e-6, FEED: 3e-6, CALLABLE: 1.5e-6, LOOP: 100e-9, SLOPE: 300e-9, STEP: 15e-6,
    BUILD: 15e-3, FIRST: 15e-3, TRACED: 0.6e-6, CHAIN: 5e-6, SMALL: 2.5e-6, TRACE: 2e-3,
}  # fmt: skip
STEPS = 1000


def _runs(tf, session, np):
    """Cases that run a graph which stands."""
    v = tf.Variable(2.0)
    x = tf.placeholder(tf.float32, [10, 10])
    value = np.ones([10, 10], np.float32)
    total, product = tf.constant(1.0) + v, tf.matmul(x, x)
    session.run(tf.global_variables_initializer())
    call = session.make_callable(product, [x])
    _, end = tf.while_loop(lambda i, s: i < STEPS, lambda i, s: (i + 1, s * 1.0), [0, 1.0])
    _, wave = tf.while_loop(lambda i, a: i < STEPS, lambda i, a: (i + 1, tf.sin(a) * x), [0, x])
    [slope] = tf.gradients(wave, x)
    gelu = _gelu(tf, tf.placeholder_with_default(np.ones(10**6, np.float32), [10**6]))
    return {
        CALL: (lambda: session.run(total), 1),
        FEED: (lambda: session.run(product, {x: value}), 1),
        CALLABLE: (lambda: call(value), 1),
        LOOP: (lambda: session.run(end), STEPS),
        SLOPE: (lambda: session.run(slope, {x: value}), STEPS),
        STEP: (_train_step(tf, session, np), 1),
        GELU: (lambda: session.run(gelu.op), 1),
    }


def _gelu(tf, x):
    return 0.5 * x * (1.0 + tf.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


def _train_step(tf, session, np):
    images, labels = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.int32, [None])
    layer, made = images, []
    for n, units in ((784, 10), (10, 10), (10, 10)):
        w, b = (
            tf.Variable(np.full([n, units], 0.01, np.float32)),
            tf.Variable(np.zeros(units, np.float32)),
        )
        layer = tf.matmul(layer, w) + b
        made += [w, b]
    cross = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=layer)
    train = tf.train.GradientDescentOptimizer(0.001).minimize(tf.reduce_mean(cross), var_list=made)
    session.run(tf.variables_initializer(made))
    feed = {images: np.ones([32, 784], np.float32), labels: np.zeros(32, np.int32)}
    return lambda: session.run(train, feed)


def _chain_of_ops(tf):
    x = y = tf.placeholder(tf.float32, [])
    for _ in range(500):
        y = tf.sin(y * x) + x
    return x, y, tf.gradients(y, x)[0]


def _build(tf):
    with tf.Graph().as_default():
        _chain_of_ops(tf)


def _first_run(tf):
    """Seconds of the first run of a graph of that size, building left out."""
    import time

    spent = []
    for _ in range(5):
        with tf.Graph().as_default(), tf.Session() as session:
            x, y, slope = _chain_of_ops(tf)
            start = time.perf_counter()
            session.run([y, slope], {x: 0.5})
            spent.append(time.perf_counter() - start)
    return min(spent)


def _cases(tf):
    import numpy as np

    found = {}
    with tf.Graph().as_default(), tf.Session() as session:
        for name, (call, steps) in _runs(tf, session, np).items():
            found[name] = timing.best(call) / steps
    found[BUILD] = timing.best(lambda: _build(tf), seconds=0.05, repeats=3)
    found[FIRST] = _first_run(tf)
    return found


def _traced(tf, function):
    one = tf.constant(1.0)
    add = function(lambda x: x + x)
    add(one)
    alone = timing.best(lambda: one + one)

    def power(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x
            for _ in range(100):
                y = y * x
        return tape.gradient(y, x)

    x, w = tf.ones([4, 4]), tf.ones([4, 4])

    def network(x, w):
        with tf.GradientTape() as tape:
            tape.watch(w)
            loss = tf.reduce_sum(tf.tanh(tf.matmul(tf.tanh(tf.matmul(x, w)), w)))
        return tape.gradient(loss, w)

    chain, small = function(power), function(network)
    return {
        TRACED: timing.best(lambda: add(one)) - alone,
        CHAIN: timing.best(lambda: chain(one)),
        SMALL: timing.best(lambda: small(x, w)),
        TRACE: timing.best(lambda: function(_hundred)(one), seconds=0.05, repeats=3),
    }


def _hundred(x):
    for _ in range(100):
        x = x * x
    return x


def _jax(jax):
    jnp = jax.numpy
    one, m = jnp.float32(1), jnp.ones([4, 4])
    power = jax.jit(jax.grad(lambda x: _hundred_products(x)))
    network = jax.jit(jax.grad(lambda w, x: jnp.sum(jnp.tanh(jnp.tanh(x @ w) @ w))))
    add = jax.jit(lambda x: x + x)
    return {
        TRACED: timing.best(lambda: add(one)),
        CHAIN: timing.best(lambda: power(one)),
        SMALL: timing.best(lambda: network(m, m)),
    }


def _hundred_products(x):
    y = x
    for _ in range(100):
        y = y * x
    return y


def measure(tf, defun) -> dict:
    """Seconds by case; `tf` is zeal or a TensorFlow with its functions of 1.x."""
    return {**_cases(tf), **_traced(tf, defun)}


def run(peer_names):
    """Prints the table."""
    others = peers.load([name for name in peer_names if name in ("jax", "tf")])
    tf = peers.zeal()
    results = {"zeal": measure(tf, tf.contrib.eager.defun)}
    if "jax" in others:
        results["jax"] = _jax(others["jax"])
    if "tf" in others:
        results["tf"] = _cases(others["tf"].compat.v1)
    cases = [*LIMITS, GELU]
    rows = [(c, {peer: t[c] for peer, t in results.items() if c in t}) for c in cases]
    timing.table("graphs and traced functions", list(results), rows, LIMITS)
