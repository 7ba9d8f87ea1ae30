"""Recurrent layers of Keras: values, gradients and names are TensorFlow 1.15's."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

K = tf.keras.layers
CAPTURED = json.loads(Path(__file__).with_name("recurrent_layers.json").read_text())
INPUTS = np.random.RandomState(0).uniform(-1, 1, [3, 6, 4]).astype("f")
MASK = np.array([[1, 1, 1, 0, 0, 0], [1, 0, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1]], bool)


def masked(layer, x):
    return layer(x, mask=tf.constant(MASK))


def started(layer, x):
    return layer(x, initial_state=[tf.ones([3, 5]) * 0.3] * len(layer.states))


def started_in_a_list(layer, x):
    return layer([x] + [tf.ones([3, 5]) * 0.3] * len(layer.states))


def ids(layer, x):
    return layer(tf.cast(tf.abs(x[:, :, 0]) * 5, tf.int32))


CASES = {
    "gruafter": lambda: K.GRU(5, reset_after=True),
    "gruafterseq": lambda: K.GRU(
        5, reset_after=True, return_sequences=True, recurrent_activation="sigmoid",
        implementation=2,
    ),
    "stacked": lambda: K.RNN(
        [K.LSTMCell(4), K.GRUCell(3)], return_state=True, return_sequences=True
    ),
    "stacked2": lambda: K.RNN(K.StackedRNNCells([K.SimpleRNNCell(4), K.SimpleRNNCell(3)])),
    "tfcell": lambda: K.RNN(tf.nn.rnn_cell.BasicLSTMCell(4)),
    "td": lambda: K.TimeDistributed(K.Dense(2)),
    "emb": (lambda: K.Embedding(10, 3), ids),
    "seqemb": (lambda: tf.keras.Sequential(
        [K.Embedding(10, 3, mask_zero=True), K.LSTM(4, return_sequences=True), K.GRU(3)]
    ), ids),
}  # fmt: skip
SEQUENCES = {"return_sequences": True}
EVERYTHING = {"return_sequences": True, "return_state": True}
for name, layer, cell in (
    ("SimpleRNN", K.SimpleRNN, K.SimpleRNNCell), ("GRU", K.GRU, K.GRUCell),
    ("LSTM", K.LSTM, K.LSTMCell),
):  # fmt: skip
    for case, kwargs, *call in (
        ("", {}), ("/seq", SEQUENCES), ("/state", EVERYTHING),
        ("/back", {**SEQUENCES, "go_backwards": True}), ("/mask", EVERYTHING, masked),
        ("/mask0", {**EVERYTHING, "zero_output_for_mask": True}, masked),
        ("/masklast", {}, masked), ("/unroll", {**SEQUENCES, "unroll": True}),
        ("/maskback", {**SEQUENCES, "go_backwards": True}, masked),
        ("/nobias", {"use_bias": False, "activation": "relu"}),
        ("/init", {"return_state": True}, started), ("/initlist", {}, started_in_a_list),
    ):  # fmt: skip
        CASES[name + case] = (lambda layer=layer, kwargs=kwargs: layer(5, **kwargs), *call)
    CASES[name + "/tm"] = (
        lambda layer=layer: layer(5, time_major=True, return_sequences=True),
        lambda layer, x: layer(tf.transpose(x, [1, 0, 2])),
    )
    CASES[name + "/rnn"] = lambda cell=cell: K.RNN(cell(5), return_sequences=True)
    for case, kwargs, mode, *call in (
        ("/bi", SEQUENCES, "concat"), ("/bistate", EVERYTHING, "sum"), ("/binone", {}, None),
        ("/bimask", SEQUENCES, "ave", masked),
    ):  # fmt: skip
        CASES[name + case] = (lambda layer=layer, kwargs=kwargs, mode=mode: K.Bidirectional(
            layer(5, **kwargs), merge_mode=mode), *call)


def parts(name):
    case = CASES[name]
    make, *call = case if isinstance(case, tuple) else (case,)
    return make, call[0] if call else lambda layer, x: layer(x)


def weight(name, shape):
    return np.random.RandomState(sum(map(ord, name)) % 1000).uniform(-0.6, 0.6, shape)


def flat(values):
    if isinstance(values, (list, tuple)):
        return [leaf for value in values for leaf in flat(value)]
    return [values]


def loss_of(outputs):
    return sum(tf.reduce_sum(tf.sin(y) * (i + 1)) for i, y in enumerate(outputs))


def digest(array):
    array = np.asarray(array, "d")
    return [array.sum(), (array.ravel() * np.cos(np.arange(array.size))).sum()]


def check(arrays, wanted):
    assert len(arrays) == len(wanted)
    for array, numbers in zip(arrays, wanted, strict=True):
        np.testing.assert_allclose(digest(array), numbers, rtol=3e-5, atol=3e-5)


def dense(grad):
    return np.zeros([]) if grad is None else tf.convert_to_tensor(grad)


@pytest.mark.parametrize("name", list(CASES))
def test_in_graphs(name):
    make, call = parts(name)
    wanted = CAPTURED[name]
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [3, 6, 4])
        layer = make()
        outputs = flat(call(layer, x))
        assert [v.name for v in layer.weights] == wanted["names"]
        assert [str(y.shape) for y in outputs] == wanted["shapes"]
        grads = [dense(g) for g in tf.gradients(loss_of(outputs), [x, *layer.weights])]
        session.run(tf.global_variables_initializer())
        for v in layer.weights:
            v.load(weight(v.name, v.shape.as_list()), session)
        check(session.run(outputs, {x: INPUTS}), wanted["outputs"])
        tensors = [tf.convert_to_tensor(g) for g in grads]
        check(session.run(tensors, {x: INPUTS}), wanted["gradients"])


@pytest.mark.parametrize("name", list(CASES))
@pytest.mark.parametrize("traced", [False, True])
def test_eagerly_and_traced(name, traced):
    make, call = parts(name)
    wanted, layer, x = CAPTURED[name], make(), tf.constant(INPUTS)
    call(layer, x)
    for v, known in zip(layer.weights, wanted["names"], strict=True):
        v.assign(weight(known, v.shape.as_list()))
    function = tf.function(call, autograph=False) if traced else call
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = flat(function(layer, x))
        loss = loss_of(outputs)
    check(outputs, wanted["outputs"])
    check([dense(g) for g in tape.gradient(loss, [x, *layer.weights])], wanted["gradients"])


@pytest.mark.parametrize("name", [n for n in CASES if n not in ("tfcell", "seqemb")])
def test_configurations(name):
    layer = parts(name)[0]()
    config = layer.get_config()
    assert sorted(config) == CAPTURED[name]["config"]
    assert type(layer).from_config(config).get_config() == config


def test_unknown_batch_and_time():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, None, 4])
        layer = K.Bidirectional(K.LSTM(5, return_sequences=True))
        y = layer(x)
        assert y.shape.as_list() == [None, None, 10]
        session.run(tf.global_variables_initializer())
        for batch, time in ((2, 3), (1, 7)):
            assert session.run(y, {x: np.ones([batch, time, 4])}).shape == (batch, time, 10)


def test_stateful():
    layer = K.LSTM(5, stateful=True, batch_input_shape=(3, None, 4))
    whole = K.LSTM(5)
    first = layer(tf.constant(INPUTS[:, :3]))
    second = layer(tf.constant(INPUTS[:, 3:]))
    whole(tf.constant(INPUTS))
    whole.set_weights(layer.get_weights())
    np.testing.assert_allclose(second, whole(tf.constant(INPUTS)), rtol=1e-5, atol=1e-6)
    layer.reset_states()
    np.testing.assert_array_equal(layer(tf.constant(INPUTS[:, :3])), first)
    layer.reset_states([np.ones([3, 5]), np.zeros([3, 5])])
    np.testing.assert_array_equal(layer.states[0], np.ones([3, 5]))
    with pytest.raises(ValueError, match="expects 2 states, but it received 1"):
        layer.reset_states([np.ones([3, 5])])
    with pytest.raises(AttributeError, match="must be stateful"):
        K.LSTM(5).reset_states()


def test_stateful_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        layer = K.GRU(5, stateful=True)
        y = layer(tf.constant(INPUTS))
        session.run(tf.global_variables_initializer())
        first, _ = session.run([y, layer.updates])
        np.testing.assert_array_equal(layer.states[0].eval(), first)
        assert not np.allclose(session.run(y), first)
        assert len(layer.weights) == 3


def test_dropout_is_the_same_at_all_steps():
    layer = K.SimpleRNN(50, activation="linear", dropout=0.5, return_sequences=True,
                        kernel_initializer=lambda shape, dtype=None: tf.eye(50),
                        recurrent_initializer="zeros")
    x = tf.ones([2, 4, 50])
    y = layer(x, training=True).numpy()
    assert set(np.unique(y)) == {0.0, 2.0}
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 4, 1))
    assert (layer(x, training=True).numpy() != y).any()  # each call draws anew
    np.testing.assert_array_equal(layer(x), x)
    with tf.Graph().as_default(), tf.Session() as session:
        layer = K.SimpleRNN.from_config({**layer.get_config(), "kernel_initializer": "ones"})
        y = layer(tf.ones([2, 4, 3]), training=True)
        session.run(tf.global_variables_initializer())
        found = session.run(y)
        np.testing.assert_array_equal(found, np.repeat(found[:, :1], 4, 1))


@pytest.mark.parametrize("implementation", [1, 2])
@pytest.mark.parametrize("kind", [K.GRU, K.LSTM])
def test_dropout_of_gates(kind, implementation):
    layer = kind(6, dropout=0.3, recurrent_dropout=0.3, implementation=implementation)
    x = tf.constant(INPUTS)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(x, training=True))
    assert all(np.isfinite(g.numpy()).all() for g in tape.gradient(loss, layer.weights))
    assert not np.allclose(layer(x, training=True), layer(x, training=True))


def test_masks_of_layers():
    x = np.float32([[[0, 0], [1, 0], [0, 0]], [[1, 1], [1, 1], [0, 0]]])
    masking = K.Masking()
    np.testing.assert_array_equal(
        masking.compute_mask(tf.constant(x)), [[False, True, False], [True, True, False]]
    )
    lstm = K.LSTM(3)
    model = tf.keras.Sequential([masking, K.TimeDistributed(K.Dense(2)), lstm])
    y = model(tf.constant(x))
    inner = model.layers[1](tf.constant(x))
    np.testing.assert_allclose(
        y, lstm(inner, mask=tf.constant([[False, True, False], [True, True, False]])), rtol=1e-6
    )
    embedding = K.Embedding(4, 2, mask_zero=True)
    np.testing.assert_array_equal(embedding.compute_mask(tf.constant([[0, 2]])), [[False, True]])


def test_a_cell_of_a_program():
    class Cell(K.Layer):
        state_size = 4

        def build(self, input_shape):
            self.kernel = self.add_weight("kernel", [input_shape[-1], 4])

        def call(self, inputs, states):
            state = states[0] * 0.5 + tf.matmul(inputs, self.kernel)
            return state, [state]

    layer = K.RNN(Cell())
    y = layer(tf.constant(INPUTS))
    kernel, state = layer.get_weights()[0], 0
    for t in range(6):
        state = state * 0.5 + INPUTS[:, t] @ kernel
    np.testing.assert_allclose(y, state, rtol=1e-5, atol=1e-6)
    assert layer.weights[0].name.endswith("/kernel:0")


def test_keras_cells_in_dynamic_rnn():
    cell = K.LSTMCell(5)
    outputs, state = tf.nn.dynamic_rnn(cell, tf.constant(INPUTS), dtype=tf.float32)
    layer = K.LSTM(5, return_sequences=True, return_state=True)
    layer(tf.constant(INPUTS))
    layer.set_weights(cell.get_weights())
    wanted, *states = layer(tf.constant(INPUTS))
    np.testing.assert_allclose(outputs, wanted, rtol=1e-5, atol=1e-6)
    for a, b in zip(state, states, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("call, error, words", [
    (lambda: K.RNN(3), ValueError, "`cell` should have a `call` method"),
    (lambda: K.LSTM(2)(tf.ones([3, 4])), ValueError, "expected ndim=3, found ndim=2"),
    (lambda: K.LSTM(2)(tf.ones([3, 4, 5]), initial_state=[tf.ones([3, 2])]), ValueError,
     r"InputSpec\(shape=\(3, 2\), ndim=2\)\]; however `cell.state_size` is \[2, 2\]"),
    (lambda: K.GRU(2)(tf.keras.Input([4, 5]), initial_state=tf.keras.Input([3])), ValueError,
     "An `initial_state` was passed that is not compatible with `cell.state_size`"),
    (lambda: K.Bidirectional(3), ValueError, "Please initialize `Bidirectional`"),
    (lambda: K.Bidirectional(K.GRU(2), merge_mode="x"), ValueError, "Invalid merge mode"),
    (lambda: K.Bidirectional(K.GRU(2), backward_layer=K.GRU(2)), ValueError,
     "should have different `go_backwards`"),
    (lambda: K.TimeDistributed(K.Dense(2))(tf.ones([2, 3])), ValueError, "at least 3 dimensions"),
    (lambda: K.GRU(2, "tanh", activation="relu"), TypeError, "multiple values for 'activation'"),
])  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_list_of_outputs_stands_flat_before_the_states():
    class Pair(K.Layer):
        state_size = 2

        def call(self, x, states):
            total = states[0] + x
            return [x, total], [total]

    first, second, state = K.RNN(Pair(), return_state=True)(tf.ones([1, 3, 2]))
    assert [first.numpy().tolist(), second.numpy().tolist()] == [[[1, 1]], [[3, 3]]]
    assert state.numpy().tolist() == [[3, 3]]
    layer = K.GRU(2)
    layer(tf.ones([1, 3, 2]))
    with pytest.raises(ValueError, match="Layer has 1 states but was passed 2 initial states"):
        layer(tf.ones([1, 3, 2]), initial_state=[tf.ones([1, 2])] * 2)


@pytest.mark.parametrize("shape", [[3, 3], [2, 4], [5, 2], [2, 2, 3]])
def test_orthogonal(shape):
    q = tf.orthogonal_initializer(gain=2.0, seed=3)(shape).numpy().reshape(-1, shape[-1])
    q = q if q.shape[0] >= q.shape[1] else q.T
    np.testing.assert_allclose(q.T @ q, 4 * np.eye(q.shape[1]), atol=1e-5)
    with pytest.raises(ValueError, match="at least two-dimensional"):
        tf.orthogonal_initializer()([3])


@pytest.mark.parametrize("full", [False, True])
def test_qr(full):
    a = np.random.RandomState(0).normal(size=(2, 5, 3))
    q, r = tf.linalg.qr(a, full_matrices=full)
    np.testing.assert_allclose(tf.matmul(q, r), a, atol=1e-12)
    np.testing.assert_allclose(r, np.triu(r), atol=1e-12)
    assert q.shape.as_list() == [2, 5, 5 if full else 3]
    with tf.Graph().as_default():
        q, r = tf.linalg.qr(tf.placeholder(tf.float32, [None, 5, 3]))
        assert q.shape.as_list() == [None, 5, 3] and r.shape.as_list() == [None, 3, 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match="rank must be at least 2"):
        tf.linalg.qr([1.0])


def test_identity_initializer():
    first = tf.initializers.identity(2.0)([2, 3])
    assert first.numpy().tolist() == [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    with pytest.raises(ValueError, match="can only be used for 2D matrices"):
        tf.initializers.identity()([3])
    with tf.Graph().as_default(), tf.Session() as session:
        split, first = tf.fixed_size_partitioner(2), tf.initializers.identity()
        parts = tf.get_variable("w", [4, 2], initializer=first, partitioner=split)
        session.run(tf.global_variables_initializer())
        whole = session.run(tf.convert_to_tensor(parts))
    assert whole.tolist() == [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]


class Shifted(K.Layer):
    """A cell that adds a constant of the layer's."""

    state_size = output_size = 2

    def call(self, inputs, states, constants):
        output = inputs + states[0] + constants[0]
        return output, [output]


def test_constants_come_back_with_the_configuration():
    layer = K.RNN(Shifted())
    x, c = tf.ones([1, 3, 2]), tf.constant([[1.0, 2.0]])
    expected = layer(x, constants=c).numpy()
    again = K.RNN.from_config(layer.get_config(), {"Shifted": Shifted})
    np.testing.assert_array_equal(again([x, c]), expected)
    np.testing.assert_array_equal(again([x, tf.zeros([1, 2]), c]), expected)


def test_shapes_of_states_of_stacked_cells():
    layer = K.RNN([K.LSTMCell(3), K.LSTMCell(6)], return_state=True)
    shapes = [s.as_list() for s in layer.compute_output_shape([None, 2, 6])]
    assert shapes == [[None, 6], [None, 3], [None, 3], [None, 6], [None, 6]]


def test_a_first_state_of_nothing():
    with pytest.raises(ValueError, match="batch_size and dtype cannot be None"):
        K.GRUCell(2).get_initial_state()


def test_states_of_stacked_cells_in_the_other_order():
    cells = [K.GRUCell(3), K.LSTMCell(6)]
    x = tf.constant(np.random.RandomState(0).normal(size=[2, 4, 5]).astype("float32"))
    plain = K.RNN(K.StackedRNNCells(cells), return_state=True)(x)
    other = K.StackedRNNCells(cells, reverse_state_order=True)
    found = K.RNN(other, return_state=True)(x)
    assert other.state_size == ([6, 6], 3)
    np.testing.assert_array_equal(found[0], plain[0].numpy())
    pairs = [(found[2], plain[1]), *zip(found[1], plain[2], strict=True)]
    for ours, theirs in pairs:
        np.testing.assert_array_equal(ours, theirs.numpy())
    assert K.StackedRNNCells.from_config(other.get_config()).reverse_state_order


@pytest.mark.parametrize("kind", [K.SimpleRNNCell, K.GRUCell, K.LSTMCell])
def test_dropout_that_a_cell_gets_later(kind):
    """Calls of cells without dropout go a shorter way, which ends where dropout is set."""
    cell = kind(3)
    states = [tf.zeros([2, 3])] * (2 if kind is K.LSTMCell else 1)
    calls = [cell(tf.ones([2, 3]), states)[0] for _ in range(2)]
    np.testing.assert_array_equal(*calls)
    cell.dropout = 0.9999
    cell.reset_dropout_mask()
    tf.keras.backend.set_learning_phase(1)
    try:
        dropped = cell(tf.ones([2, 3]), states)[0]
    finally:
        tf.keras.backend.clear_session()
    bias = cell(tf.zeros([2, 3]), states, training=False)[0]
    np.testing.assert_array_equal(dropped, bias)


@pytest.mark.parametrize("name, kwargs", [
    ("SimpleRNN", {}), ("GRU", {"implementation": 2}), ("LSTM", {"implementation": 2}),
])  # fmt: skip
def test_dropout_differs_from_example_to_example(name, kwargs):
    layer = getattr(K, name)(3, dropout=0.5, recurrent_dropout=0.3, **kwargs)
    x = tf.ones([5, 4, 40])
    assert len(np.unique(layer(x, training=True), axis=0)) == 5
    with tf.Graph().as_default(), tf.Session() as session:
        layer = type(layer).from_config(layer.get_config())
        y = layer(tf.ones([5, 4, 40]), training=True)
        session.run(tf.global_variables_initializer())
        assert len(np.unique(session.run(y), axis=0)) == 5


def test_inputs_of_other_sizes_are_refused_by_name():
    with tf.Graph().as_default():
        layer = K.GRU(2, stateful=True, name="gru")
        layer(tf.zeros([2, 4, 3]))
        layer(tf.zeros([2, 7, 3]))
        words = re.escape("Input 0 is incompatible with layer gru: expected shape=(2, None, 3)")
        for shape in ([3, 4, 3], [2, 4, 5]):
            with pytest.raises(ValueError, match=words):
                layer(tf.zeros(shape))
