"""Recurrent layers and cells of images, as programs of zeal and of TensorFlow 1.15 use them."""

import zlib

import numpy as np

X = np.random.RandomState(0).randn(2, 3, 5, 6, 3).astype("f")
MASK = np.array([[True, False, True], [True, True, False]])

LAYERS = {
    "plain": {},
    "same": {"return_sequences": True, "return_state": True, "padding": "same"},
    "strides": {"strides": 2, "padding": "same", "activation": "relu", "use_bias": False,
                "recurrent_activation": "sigmoid"},
    "dilated": {"dilation_rate": 2, "padding": "same", "go_backwards": True},
    "oblong": {"kernel_size": (2, 3), "strides": (1, 2)},
}  # fmt: skip
CELLS = {
    "sequence": (1, [5, 3], [3], {}, lambda x: x[:, :, :, 0]),
    "image": (2, [5, 6, 3], [3, 3], {"forget_bias": 0.5}, lambda x: x),
    "skipping": (2, [5, 6, 3], [2, 3], {"use_bias": False}, lambda x: x),
    "volume": (3, [5, 6, 3, 1], [2, 2, 2], {}, lambda x: x[..., None]),
}


def weight(variable):
    random = np.random.RandomState(zlib.crc32(variable.name.split("/")[-1].encode()) % 1000)
    return (random.randn(*variable.shape.as_list()) * 0.4).astype("f")


def digest(array):
    array = np.asarray(array, "d")
    return [float(f"{v:.6g}") for v in (array.sum(), array.ravel() @ np.cos(np.arange(array.size)))]


def differentiated(tf, function, x, variables):
    for v in variables():
        v.assign(weight(v))
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = function(x)
        loss = sum(tf.reduce_sum(out * out) for out in outputs)
    gradients = tape.gradient(loss, [x, *variables()])
    return [digest(value.numpy()) for value in (*outputs, *gradients)]


def run_layer(tf, name, wrapped=lambda function: function):
    layer = tf.keras.layers.ConvLSTM2D(2, **{"kernel_size": 3, **LAYERS[name]})
    x = tf.constant(X)

    def function(x):
        plain, masked = layer(x), layer(x, mask=tf.constant(MASK))
        return [*plain, *masked] if isinstance(plain, list) else [plain, masked]

    function(x)
    return differentiated(tf, wrapped(function), x, lambda: layer.weights)


def run_cell(tf, name):
    ndims, shape, kernel, options, change = CELLS[name]
    with tf.Graph().as_default(), tf.Session() as session:
        options = {**options, "skip_connection": False}
        cell = tf.contrib.rnn.ConvLSTMCell(ndims, shape, 2, kernel, **options)
        x = tf.constant(change(X))
        outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        variables = tf.trainable_variables()
        loss = sum(tf.reduce_sum(out * out) for out in (outputs, *state))
        gradients = tf.gradients(loss, [x, *variables])
        session.run([v.assign(weight(v)) for v in variables])
        found = session.run([outputs, *state, *gradients])
    return {"names": [v.name for v in variables], "numbers": [digest(value) for value in found]}
