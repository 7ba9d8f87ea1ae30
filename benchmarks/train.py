"""Training loops: the guide's regression of 200 steps, and its MNIST classifier 784-10-10-10."""

import time

from benchmarks import peers, timing

REGRESSION, MNIST = "regression, 200 steps", "MNIST 784-10-10-10, one step"
LIMITS = {REGRESSION: 4e-3, MNIST: 1 / 12_000}
POINTS, BATCH, STEPS, ROWS = 1000, 32, 1500, 6000


def _regression_tf(tf, variable):
    x = tf.constant([i / POINTS - 0.5 for i in range(POINTS)])
    y = x * 3 + 2

    def run():
        w, b = variable(5.0), variable(10.0)
        for _ in range(200):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(x * w + b - y))
            dw, db = tape.gradient(loss, [w, b])
            w.assign_sub(dw * 0.01)
            b.assign_sub(db * 0.01)
        return float(w.numpy())

    return run


def _regression_numpy(np):
    x = np.linspace(-0.5, 0.5, POINTS, dtype=np.float32)
    y = x * 3 + 2

    def run():
        w, b, rate = np.float32(5), np.float32(10), np.float32(0.01)
        for _ in range(200):
            slope = 2 * (x * w + b - y) / POINTS
            w, b = w - rate * (slope * x).sum(), b - rate * slope.sum()
        return float(w)

    return run


def _regression_torch(torch):
    x = torch.linspace(-0.5, 0.5, POINTS)
    y = x * 3 + 2

    def run():
        w, b = torch.tensor(5.0, requires_grad=True), torch.tensor(10.0, requires_grad=True)
        for _ in range(200):
            loss = ((x * w + b - y) ** 2).mean()
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= 0.01 * dw
                b -= 0.01 * db
        return float(w)

    return run


def _regression_jax(jax):
    jnp = jax.numpy
    x = jnp.linspace(-0.5, 0.5, POINTS)
    y = x * 3 + 2

    @jax.jit
    def step(w, b):
        dw, db = jax.grad(lambda w, b: jnp.mean((x * w + b - y) ** 2), (0, 1))(w, b)
        return w - 0.01 * dw, b - 0.01 * db

    def run():
        w, b = jnp.float32(5), jnp.float32(10)
        for _ in range(200):
            w, b = step(w, b)
        return float(w)

    return run


def _per_step(run):
    """Seconds per step of the best of three runs of STEPS steps."""
    run(50)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run(STEPS)
        times.append((time.perf_counter() - start) / STEPS)
    return min(times)


def _arrays():
    import numpy as np

    rng = np.random.default_rng(0)
    images = rng.random((ROWS, 784), dtype=np.float32)
    return images, rng.integers(0, 10, ROWS).astype(np.int32)


def _mnist_zeal():
    """The guide's loop as written: data pipeline, tape, optimizer, global step."""
    tf = peers.zeal()
    images, labels = _arrays()
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dense(10, input_shape=(784,)),
            tf.keras.layers.Dense(10),
            tf.keras.layers.Dense(10),
        ]
    )
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.001)
    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(ROWS).repeat().batch(BATCH)

    def loss(model, x, y):
        return tf.losses.sparse_softmax_cross_entropy(labels=y, logits=model(x))

    def grad(model, x, y):
        with tf.GradientTape() as tape:
            value = loss(model, x, y)
        return tape.gradient(value, model.variables)

    def run(steps):
        for i, (x, y) in enumerate(data):
            if i == steps:
                break
            grads = grad(model, x, y)
            optimizer.apply_gradients(
                zip(grads, model.variables),  # noqa: B905
                global_step=tf.train.get_or_create_global_step(),
            )

    return run


def _batches(images, labels, steps):
    import numpy as np

    order = np.random.default_rng(1).permutation(ROWS)
    for i in range(steps):
        rows = order[(i * BATCH) % (ROWS - BATCH) :][:BATCH]
        yield images[rows], labels[rows]


def _mnist_numpy(np):
    images, labels = _arrays()
    rng = np.random.default_rng(2)
    w = [rng.normal(0, 0.1, s).astype(np.float32) for s in ((784, 10), (10, 10), (10, 10))]
    b = [np.zeros(10, np.float32) for _ in w]

    def run(steps):
        pick = np.arange(BATCH)
        for x, y in _batches(images, labels, steps):
            h = [x]
            for wi, bi in zip(w, b, strict=True):
                h.append(h[-1] @ wi + bi)
            e = np.exp(h[-1] - h[-1].max(1, keepdims=True))
            d = e / e.sum(1, keepdims=True)
            d[pick, y] -= 1
            d /= BATCH
            for i in (2, 1, 0):
                dw, db = h[i].T @ d, d.sum(0)
                d = d @ w[i].T
                w[i] -= 0.001 * dw
                b[i] -= 0.001 * db

    return run


def _mnist_torch(torch):
    images, labels = _arrays()
    images, labels = torch.from_numpy(images), torch.from_numpy(labels).long()
    model = torch.nn.Sequential(
        torch.nn.Linear(784, 10), torch.nn.Linear(10, 10), torch.nn.Linear(10, 10)
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)

    def run(steps):
        order = torch.randperm(ROWS)
        for i in range(steps):
            rows = order[(i * BATCH) % (ROWS - BATCH) :][:BATCH]
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()

    return run


def _mnist_jax(jax):
    jnp = jax.numpy
    images, labels = _arrays()
    keys = jax.random.split(jax.random.PRNGKey(0), 3)
    shapes = ((784, 10), (10, 10), (10, 10))
    start = [
        (jax.random.normal(k, s) * 0.1, jnp.zeros(10)) for k, s in zip(keys, shapes, strict=True)
    ]

    def loss(params, x, y):
        for w, b in params:
            x = x @ w + b
        return -jnp.mean(jax.nn.log_softmax(x)[jnp.arange(BATCH), y])

    @jax.jit
    def step(params, x, y):
        grads = jax.grad(loss)(params, x, y)
        return jax.tree_util.tree_map(lambda p, g: p - 0.001 * g, params, grads)

    def run(steps):
        params = start
        for x, y in _batches(images, labels, steps):
            params = step(params, x, y)
        jax.block_until_ready(params)

    return run


def _mnist_tf(tf):
    images, labels = _arrays()
    model = tf.keras.Sequential([tf.keras.layers.Dense(10) for _ in range(3)])
    model.build((None, 784))
    optimizer = tf.keras.optimizers.SGD(0.001)
    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(ROWS).repeat().batch(BATCH)

    def run(steps):
        for x, y in data.take(steps):
            with tf.GradientTape() as tape:
                logits = model(x)
                loss = tf.reduce_mean(
                    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
                )
            grads = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))

    return run


REGRESSIONS = {
    "numpy": _regression_numpy,
    "torch": _regression_torch,
    "jax": _regression_jax,
    "tf": lambda tf: _regression_tf(tf, tf.Variable),
}
CLASSIFIERS = {"numpy": _mnist_numpy, "torch": _mnist_torch, "jax": _mnist_jax, "tf": _mnist_tf}


def run(names):
    """Prints the tables."""
    tf = peers.zeal()
    regression = {"zeal": timing.best(_regression_tf(tf, tf.contrib.eager.Variable))}
    mnist = {"zeal": _per_step(_mnist_zeal())}
    for name, module in peers.load(names).items():
        regression[name] = timing.best(REGRESSIONS[name](module))
        mnist[name] = _per_step(CLASSIFIERS[name](module))
    rows = [(REGRESSION, regression), (MNIST, mnist)]
    timing.table("training loops (jax: jitted)", list(regression), rows, LIMITS)
    print("MNIST steps per second: " + ", ".join(f"{k} {1 / v:,.0f}" for k, v in mnist.items()))
