"""Training steps of networks, as `zeal/examples` has them, and a step of a recurrent cell.

A convolutional classifier of 28x28 images with Adam, language models of two layers of 200 (LSTM,
GRU), and ResNet-50 with momentum; jax is jitted, the others run op by op. ResNet-50 is left out of
quick runs.
"""

import numpy as np

from benchmarks import peers, timing

BATCH, STEPS, UNITS, WORDS = 20, 20, 200, 1000  # of the language model
GRU = "GRU cell, a step on 10x10"
LIMITS = {GRU: 1.5e-6}


def _images(batch, side, channels, classes):
    random = np.random.default_rng(0)
    images = random.random((batch, side, side, channels), dtype=np.float32)
    return images, random.integers(0, classes, batch).astype(np.int32)


def _text():
    return np.random.default_rng(0).integers(0, WORDS, (STEPS + 1, BATCH)).astype(np.int32)


# ---- zeal and TensorFlow ----


def _tf_step(tf, model, optimizer, x, y):
    """A step with a tape; `model` gives logits."""
    x, y = tf.constant(x), tf.constant(y)

    def step():
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
            loss = tf.reduce_mean(losses)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
        return float(loss)

    return step


def _cnn_tf(tf, batch, adam):
    layers = tf.keras.layers
    model = tf.keras.Sequential([
        layers.Conv2D(32, 5, padding="same", activation="relu", input_shape=(28, 28, 1)),
        layers.MaxPooling2D(2, 2),
        layers.Conv2D(64, 5, padding="same", activation="relu"),
        layers.MaxPooling2D(2, 2),
        layers.Flatten(),
        layers.Dense(512, activation="relu"),
        layers.Dropout(0.4),
        layers.Dense(10),
    ])  # fmt: skip
    return _tf_step(tf, model, adam(1e-3), *_images(batch, 28, 1, 10))


def _text_tf(tf, sgd, kind):
    layers, text = tf.keras.layers, _text()
    layer = getattr(layers, kind)
    model = tf.keras.Sequential([
        layers.Embedding(WORDS, UNITS),
        layer(UNITS, return_sequences=True),
        layer(UNITS, return_sequences=True),
        layers.Dense(WORDS),
    ])  # fmt: skip
    model(tf.constant(text[:-1].T))
    return _tf_step(tf, model, sgd(0.1), text[:-1].T, text[1:].T)


def _gru_tf(tf):
    cell = tf.keras.layers.GRUCell(10)
    x, h = (tf.constant(np.random.default_rng(i).random((10, 10), np.float32)) for i in (0, 1))
    cell(x, [h])
    return lambda: cell(x, [h])


def _cases_zeal():
    tf = peers.zeal()
    from zeal.examples.resnet50 import ResNet50, train_step

    def resnet(batch=16):
        model, optimizer = ResNet50(1000), tf.train.MomentumOptimizer(0.001, 0.9)
        x, y = map(tf.constant, _images(batch, 224, 3, 1000))
        return lambda: float(train_step(model, optimizer, x, y))

    return {
        "cnn": lambda batch: _cnn_tf(tf, batch, tf.train.AdamOptimizer),
        "text": lambda kind: _text_tf(tf, tf.train.GradientDescentOptimizer, kind),
        "gru": lambda: _gru_tf(tf), "resnet": resnet,
    }  # fmt: skip


def _cases_tf(tf):
    def resnet():
        model = tf.keras.applications.ResNet50(weights=None, classifier_activation=None)
        return _tf_step(tf, model, tf.keras.optimizers.SGD(0.001, 0.9), *_images(16, 224, 3, 1000))

    return {
        "cnn": lambda batch: _cnn_tf(tf, batch, tf.keras.optimizers.Adam),
        "text": lambda kind: _text_tf(tf, tf.keras.optimizers.SGD, kind),
        "gru": lambda: _gru_tf(tf), "resnet": resnet,
    }  # fmt: skip


# ---- torch ----


def _torch_step(torch, model, optimizer, x, y):
    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


def _torch_images(torch, *sizes):
    x, y = map(torch.from_numpy, _images(*sizes))
    return x.permute(0, 3, 1, 2), y.long()  # channels last in memory


def _cnn_torch(torch, batch):
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Dropout(0.4), nn.Linear(512, 10),
    ).to(memory_format=torch.channels_last)  # fmt: skip
    return _torch_step(
        torch, model, torch.optim.Adam(model.parameters()), *_torch_images(torch, batch, 28, 1, 10)
    )


def _text_torch(torch, kind):
    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(WORDS, UNITS)
            self.recurrent = getattr(torch.nn, kind)(UNITS, UNITS, 2)
            self.linear = torch.nn.Linear(UNITS, WORDS)

        def forward(self, words):
            return self.linear(self.recurrent(self.embedding(words))[0]).reshape(-1, WORDS)

    model, text = Model(), torch.from_numpy(_text()).long()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return _torch_step(torch, model, optimizer, text[:-1], text[1:].reshape(-1))


def _resnet_torch(torch):
    nn = torch.nn

    def convolution(a, b, size, stride=1):
        return [nn.Conv2d(a, b, size, stride, size // 2, bias=False), nn.BatchNorm2d(b)]

    class Bottleneck(nn.Module):
        def __init__(self, a, b, stride, projects):
            super().__init__()
            self.main = nn.Sequential(
                *convolution(a, b, 1, stride), nn.ReLU(), *convolution(b, b, 3), nn.ReLU(),
                *convolution(b, 4 * b, 1),
            )  # fmt: skip
            side = convolution(a, 4 * b, 1, stride) if projects else [nn.Identity()]
            self.side = nn.Sequential(*side)

        def forward(self, x):
            return torch.relu(self.main(x) + self.side(x))

    parts, a = [*convolution(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 64
    for stage, count in enumerate((3, 4, 6, 3)):
        for i in range(count):
            parts.append(Bottleneck(a, 64 << stage, 2 if i == 0 < stage else 1, i == 0))
            a = 256 << stage
    parts += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)]
    model = nn.Sequential(*parts).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    return _torch_step(torch, model, optimizer, *_torch_images(torch, 16, 224, 3, 1000))


def _gru_torch(torch):
    cell, x, h = torch.nn.GRUCell(10, 10), torch.rand(10, 10), torch.rand(10, 10)

    def step():
        with torch.no_grad():
            return cell(x, h)

    return step


def _cases_torch(torch):
    return {
        "cnn": lambda batch: _cnn_torch(torch, batch),
        "text": lambda kind: _text_torch(torch, kind),
        "gru": lambda: _gru_torch(torch),
        "resnet": lambda: _resnet_torch(torch),
    }


# ---- jax ----


def _jax_step(jax, logits, params, x, y):
    """A jitted step of Adam."""
    jnp, tree = jax.numpy, jax.tree_util.tree_map

    def loss(params, key):
        found = logits(params, x, key)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(found), y[..., None], -1))

    @jax.jit
    def update(params, m, v, t):
        value, grads = jax.value_and_grad(loss)(params, jax.random.PRNGKey(t))
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        return value, tree(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), params, m, v), m, v

    zeros = tree(jnp.zeros_like, params)
    state, count = [params, zeros, zeros], 0

    def step():
        nonlocal count
        count += 1
        value, *state[:] = update(*state, count)
        return float(value)

    return step


def _cnn_jax(jax, batch):
    jnp, random = jax.numpy, np.random.default_rng(0)

    def weights(*shape):
        scale = np.sqrt(2 / np.prod(shape[:-1]))
        return jnp.asarray(random.normal(0, scale, shape), jnp.float32), jnp.zeros(shape[-1])

    def convolved(x, part):
        form = ("NHWC", "HWIO", "NHWC")
        x = jax.lax.conv_general_dilated(x, part[0], (1, 1), "SAME", dimension_numbers=form)
        x = jax.nn.relu(x + part[1])
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    def logits(params, x, key):
        x = convolved(convolved(x, params[0]), params[1]).reshape(batch, -1)
        x = jax.nn.relu(x @ params[2][0] + params[2][1])
        x = jnp.where(jax.random.bernoulli(key, 0.6, x.shape), x / 0.6, 0)
        return x @ params[3][0] + params[3][1]

    params = [weights(5, 5, 1, 32), weights(5, 5, 32, 64), weights(3136, 512), weights(512, 10)]
    return _jax_step(jax, logits, params, *map(jnp.asarray, _images(batch, 28, 1, 10)))


def _lstm_jax(jax):
    jnp, random = jax.numpy, np.random.default_rng(0)

    def weights(*shape):
        return jnp.asarray(random.normal(0, 0.1, shape), jnp.float32)

    def layer(xs, w):
        def step(state, x):
            h, c = state
            i, f, g, o = jnp.split(jnp.concatenate([x, h], 1) @ w[0] + w[1], 4, 1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        zeros = jnp.zeros((BATCH, UNITS))
        return jax.lax.scan(step, (zeros, zeros), xs)[1]

    def logits(params, words, key):
        xs = params["embedding"][words]
        for w in params["layers"]:
            xs = layer(xs, w)
        return xs @ params["out"]

    gates = [(weights(2 * UNITS, 4 * UNITS), weights(4 * UNITS)) for _ in range(2)]
    params = {"embedding": weights(WORDS, UNITS), "layers": gates, "out": weights(UNITS, WORDS)}
    text = jnp.asarray(_text())
    return _jax_step(jax, logits, params, text[:-1], text[1:])


def _cases_jax(jax):
    return {
        "cnn": lambda batch: _cnn_jax(jax, batch),
        "text": lambda kind: _lstm_jax(jax) if kind == "LSTM" else None,
    }  # fmt: skip


CASES = {"torch": _cases_torch, "jax": _cases_jax, "tf": _cases_tf}


def run(names):
    """Prints the table, and rates of the language model and of ResNet-50."""
    found = {"zeal": _cases_zeal()}
    found |= {n: CASES[n](m) for n, m in peers.load(names).items() if n in CASES}
    wanted = [("CNN, Adam, batch 32", "cnn", (32,)), ("CNN, Adam, batch 64", "cnn", (64,)),
              ("LSTM 2x200, batch 20, 20 steps", "text", ("LSTM",)),
              ("GRU 2x200, batch 20, 20 steps", "text", ("GRU",)), (GRU, "gru", ())]  # fmt: skip
    wanted += [] if timing.quick else [("ResNet-50, momentum, batch 16", "resnet", ())]
    rows = []
    for title, case, sizes in wanted:
        steps = {n: cases[case](*sizes) for n, cases in found.items() if case in cases}
        steps = {n: step for n, step in steps.items() if step}
        rows.append((title, {n: timing.best(s, seconds=1.0, repeats=5) for n, s in steps.items()}))
    timing.table("training steps of networks (jax: jitted)", list(found), rows, LIMITS)
    words = {n: f"{n} {BATCH * STEPS / s:,.0f}" for n, s in rows[2][1].items()}
    print("words per second of the LSTM: " + ", ".join(words.values()))
