"""Cells and layers of one op, as programs of zeal and of TensorFlow 1.15 use them."""

import zlib

import numpy as np

X = np.random.RandomState(0).randn(5, 3, 4).astype("f")
PEEPHOLES = {"use_peephole": True, "cell_clip": 0.4, "forget_bias": 0.3}


def state(x):
    return x[1, :, :3], x[2, :, :3]


def keras(**options):
    def case(tf, x):
        layer = tf.keras.layers.LSTM(3, **options)
        batch = 3 if layer.time_major else 5
        first = [x[0, :1, :3] + tf.zeros([batch, 3])] * 2
        return layer, lambda x: [layer(x), layer(x, initial_state=first)]

    return case


def block(kind, call, **options):
    def case(tf, x):
        cell = getattr(tf.contrib.rnn, kind)(3, **options)
        return cell, lambda x: call(tf, cell, x)

    return case


def one_step(tf, cell, x):
    return cell(x[0], state(x))


def gru_step(tf, cell, x):
    return cell(x[0], x[1, :, :3])


def whole(tf, cell, x):
    return [
        cell(x, dtype=tf.float32),
        cell(x, initial_state=state(x), sequence_length=[5, 0, 3]),
        tf.contrib.rnn.TimeReversedFusedRNN(cell)(
            x, dtype=tf.float32, sequence_length=[4, 2, 3]
        ),
    ]


def adapted(dynamic):
    def case(tf, x):
        cell = tf.nn.rnn_cell.GRUCell(3)
        run = tf.contrib.rnn.FusedRNNCellAdaptor(cell, dynamic)
        return cell, lambda x: run(x, dtype=tf.float32, sequence_length=[4, 2, 3])

    return case


CASES = {
    "lstm_step": block("LSTMBlockCell", one_step),
    "lstm_step_peepholes": block("LSTMBlockCell", one_step, **PEEPHOLES),
    "lstm_whole": block("LSTMBlockFusedCell", whole),
    "lstm_whole_peepholes": block("LSTMBlockFusedCell", whole, **PEEPHOLES),
    "gru_step": block("GRUBlockCell", gru_step),
    "gru_step_2": block("GRUBlockCellV2", gru_step),
    "adapted_dynamic": adapted(True),
    "adapted_static": adapted(False),
    "keras": keras(),
    "keras_all": keras(return_sequences=True, return_state=True),
    "keras_backwards": keras(go_backwards=True, use_bias=False),
    "keras_time_major": keras(time_major=True),
    "keras_sigmoid": keras(recurrent_activation="sigmoid", return_sequences=True),
}


def weight(variable):
    name = variable.name.split("/")[-1].encode()
    random = np.random.RandomState(zlib.crc32(name) % 1000)
    return (random.randn(*variable.shape.as_list()) * 0.5).astype("f")


def run(tf, flatten, name, wrapped=lambda function: function):
    """Names of variables, outputs, and gradients of the sum of the outputs' squares."""
    x = tf.constant(X)
    layer, function = CASES[name](tf, x)
    function(x)
    for variable in layer.variables:
        variable.assign(weight(variable))
    function = wrapped(lambda x, inner=function: flatten(inner(x)))
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = function(x)
        loss = sum(tf.reduce_sum(out * out) for out in outputs)
    gradients = tape.gradient(loss, [x, *layer.variables])
    numbers = [np.round(value.numpy(), 6).tolist() for value in (*outputs, *gradients)]
    return {"names": [v.name for v in layer.variables], "numbers": numbers}
