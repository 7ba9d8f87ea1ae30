"""Cells and the functions that run them: values, names and gradients are TensorFlow 1.15's."""

import json
from pathlib import Path

import numpy as np
import pytest
import recurrent_programs as programs

import zeal as tf

CAPTURED = json.loads(Path(__file__).with_name("recurrent.json").read_text())
rnn_cell = tf.nn.rnn_cell


def check_digests(arrays, wanted):
    assert len(arrays) == len(wanted)
    for array, numbers in zip(arrays, wanted, strict=True):
        np.testing.assert_allclose(programs.digest(array), numbers, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("kind", [rnn_cell.LSTMCell, rnn_cell.BasicLSTMCell])
def test_a_state_that_is_no_pair(kind):
    words = r"The state of an LSTM cell is a pair \(c, h\), an LSTMStateTuple"
    with pytest.raises(ValueError, match=words):
        kind(3)(tf.ones([5, 2]), tf.zeros([5, 3]))
    with tf.Graph().as_default():
        for state in (tf.zeros([2, 3]), None):
            with pytest.raises(TypeError, match=words):
                kind(3)(tf.ones([2, 2]), state)


@pytest.mark.parametrize("name", list(programs.PROGRAMS))
def test_in_graphs(name):
    found, wanted = programs.run_in_graph(tf, name), CAPTURED[name]
    assert found["names"] == wanted["names"]
    assert found["shapes"] == wanted["shapes"]
    check_digests(found["outputs"], wanted["outputs"])
    check_digests(found["gradients"], wanted["gradients"])


@pytest.mark.parametrize("name", ["lengths/basic_lstm", "lengths/multi", "bidirectional"])
def test_unknown_batch_and_time(name):
    found = programs.run_in_graph(tf, name, [None, None, 4])
    check_digests(found["outputs"], CAPTURED[name]["outputs"])
    check_digests(found["gradients"], CAPTURED[name]["gradients"])
    assert found["shapes"][0].startswith("(?, ?, ")


# Eagerly a program's own cell makes new variables at each step, as in TensorFlow.
EAGER = [name for name in programs.PROGRAMS if "user" not in name]


def weighted(cells):
    """The cells' variables, with their values, in the order of the captured names."""
    variables = [v for cell in cells for v in cell.variables]
    for v in variables:
        v.assign(programs.weight(v.name, v.shape.as_list()))
    return variables


def check_as_captured(name, outputs, grads, variables):
    """Gradients of variables are compared by the names' ends, since layers are numbered anew."""
    wanted = CAPTURED[name]
    check_digests(outputs, wanted["outputs"])
    check_digests(grads[:1], wanted["gradients"][:1])
    ends = sorted((v.name.rpartition("/")[2], *programs.digest(g))
                  for v, g in zip(variables, grads[1:], strict=True))
    expected = sorted((n.rpartition("/")[2], *g)
                      for n, g in zip(wanted["names"], wanted["gradients"][1:], strict=True))
    assert [e[0] for e in ends] == [e[0] for e in expected]
    np.testing.assert_allclose(
        [e[1:] for e in ends], [e[1:] for e in expected], rtol=2e-5, atol=2e-5
    )


@pytest.mark.parametrize("name", EAGER)
@pytest.mark.parametrize("traced", [False, True])
def test_eagerly_and_traced(name, traced):
    cells, run = programs.PROGRAMS[name](tf)
    if name == "first_state" and traced:
        pytest.skip("its state is made before")
    x, ends = tf.constant(programs.INPUTS), tf.constant(programs.LENGTHS)
    function = tf.function(lambda x, ends: programs.flat(run(x, ends)), autograph=False)
    function = function if traced else lambda x, ends: programs.flat(run(x, ends))
    function(x, ends)
    variables = weighted(cells)
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = function(x, ends)
        loss = programs.loss_of(tf, outputs)
    check_as_captured(name, outputs, tape.gradient(loss, [x, *variables]), variables)


def test_second_order_of_dynamic_rnn():
    cell = rnn_cell.GRUCell(3, dtype=tf.float64)
    x = tf.constant(programs.INPUTS[:2, :3], tf.float64)
    ends = [3, 2]

    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs, _ = tf.nn.dynamic_rnn(cell, x, ends, dtype=tf.float64)
            loss = tf.reduce_sum(tf.sin(outputs))
        return tf.reduce_sum(tf.square(tape.gradient(loss, x)))

    with tf.GradientTape() as tape:
        tape.watch(x)
        found = slope(x)
    second, step = tape.gradient(found, x).numpy(), 1e-5
    for at in [(0, 0, 0), (0, 2, 3), (1, 1, 2), (1, 2, 1)]:
        shift = np.zeros(x.shape.as_list())
        shift[at] = step
        wanted = (slope(x + shift).numpy() - slope(x - shift).numpy()) / (2 * step)
        np.testing.assert_allclose(second[at], wanted, rtol=1e-5, atol=1e-8)


def test_lengths_change_from_run_to_run():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, None, 4])
        ends = tf.placeholder(tf.int64, [None])
        outputs, state = tf.nn.dynamic_rnn(rnn_cell.GRUCell(5), x, ends, dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        for batch, time in [(2, 5), (4, 1), (1, 9)]:
            feeds = {x: np.ones([batch, time, 4]), ends: [1] * batch}
            y, last = session.run([outputs, state], feeds)
            assert y.shape == (batch, time, 5)
            np.testing.assert_array_equal(y[:, 1:], 0)
            np.testing.assert_array_equal(y[:, 0], last)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Expected shape for Tensor"):
            session.run(outputs, {x: np.ones([2, 3, 4]), ends: [1, 2, 3]})


def test_sharing_of_scopes():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [2, 3, 4])
        with tf.variable_scope("net") as scope:
            tf.nn.dynamic_rnn(rnn_cell.GRUCell(4), x, dtype=tf.float32)
            scope.reuse_variables()
            tf.nn.dynamic_rnn(rnn_cell.GRUCell(4), x, dtype=tf.float32)
        assert len(tf.global_variables()) == 4
        with pytest.raises(ValueError, match="already exists"), tf.variable_scope("net"):
            tf.nn.dynamic_rnn(rnn_cell.GRUCell(4), x, dtype=tf.float32)
        tf.nn.dynamic_rnn(rnn_cell.GRUCell(4, name="net", reuse=None), x, dtype=tf.float32)
        assert tf.global_variables()[-1].name == "rnn/net/candidate/bias:0"


def test_one_cell_by_hand():
    cell = rnn_cell.BasicLSTMCell(2)
    state = cell.zero_state(3, tf.float32)
    assert isinstance(state, rnn_cell.LSTMStateTuple) and state.dtype == tf.float32
    assert cell.state_size == (2, 2) and cell.output_size == 2
    for _ in range(2):
        output, state = cell(tf.ones([3, 4]), state)
    np.testing.assert_array_equal(output, state.h)
    assert len(cell.trainable_weights) == len(cell.variables) == 2 and cell.losses == []
    assert cell.get_config()["num_units"] == 2


def test_variables_of_a_programs_cell():
    with tf.Graph().as_default():
        cell = programs.user_cell(tf, "call")
        tf.nn.dynamic_rnn(cell, tf.placeholder(tf.float32, [2, 3, 4]), dtype=tf.float32)
        names = ["rnn/user/w:0", "rnn/user/d/kernel:0", "rnn/user/d/bias:0"]
        assert [v.name for v in cell.trainable_variables] == names
        assert [v.name for v in tf.trainable_variables()] == names


def test_state_saving():
    class Saver:
        saved, first = {}, tf.ones([2, 3])

        def state(self, name):
            return self.first

        def save_state(self, name, state):
            self.saved[name] = state

    saver, steps = Saver(), [tf.ones([2, 4])] * 2
    cell = rnn_cell.BasicLSTMCell(3)
    outputs, _ = tf.nn.static_state_saving_rnn(cell, steps, saver, ("c", "h"))
    assert len(outputs) == 2 and sorted(saver.saved) == ["c", "h"]
    np.testing.assert_array_equal(saver.saved["h"], outputs[-1])
    with pytest.raises(ValueError, match="state_name should be the same type"):
        tf.nn.static_state_saving_rnn(cell, steps, saver, "c")
    with pytest.raises(ValueError, match="2 vs. 3|3 vs. 2"):
        tf.nn.static_state_saving_rnn(cell, steps, saver, ("a", "b", "c"))


def test_structures_of_inputs_and_outputs():
    class Pair(rnn_cell.RNNCell):
        state_size = output_size = property(lambda self: (2, tf.TensorShape([2, 3])))

        def call(self, inputs, state):
            sums = (state[0] + inputs["a"], state[1] + inputs["b"])
            return sums, sums

    inputs = {"a": tf.ones([2, 4, 2]), "b": tf.ones([2, 4, 2, 3])}
    outputs, state = tf.nn.dynamic_rnn(Pair(), inputs, [4, 1], dtype=tf.float32)
    assert outputs[1].shape.as_list() == [2, 4, 2, 3]
    np.testing.assert_array_equal(outputs[0][:, :, 0], [[1, 2, 3, 4], [1, 0, 0, 0]])
    np.testing.assert_array_equal(state[1][:, 0, 0], [4, 1])


@pytest.mark.parametrize("call, error, words", [
    (lambda x: tf.nn.dynamic_rnn(None, x), TypeError, "The argument 'cell' .* is not an RNNCell"),
    (lambda x: tf.nn.dynamic_rnn(rnn_cell.GRUCell(2), x), ValueError, "you must give a dtype"),
    (lambda x: tf.nn.dynamic_rnn(rnn_cell.GRUCell(2), x, [[1]], dtype=tf.float32), ValueError,
     "must be a vector of length batch_size"),
    (lambda x: tf.nn.dynamic_rnn(rnn_cell.GRUCell(2), x[0], dtype=tf.float32), ValueError, "rank"),
    (lambda x: tf.nn.static_rnn(rnn_cell.GRUCell(2), [], dtype=tf.float32), ValueError,
     "inputs must not be empty"),
    (lambda x: tf.nn.static_rnn(rnn_cell.GRUCell(2), x, dtype=tf.float32), TypeError,
     "inputs must be a sequence"),
    (lambda x: rnn_cell.MultiRNNCell([]), ValueError, "at least one cell"),
    (lambda x: rnn_cell.MultiRNNCell(rnn_cell.GRUCell(2)), TypeError, "must be a list or tuple"),
    (lambda x: rnn_cell.MultiRNNCell([rnn_cell.LSTMCell(2)], state_is_tuple=False), ValueError,
     "Some cells return tuples of states"),
    (lambda x: rnn_cell.DropoutWrapper(rnn_cell.GRUCell(2), 1.5), ValueError,
     "input_keep_prob must be between 0 and 1"),
    (lambda x: rnn_cell.DropoutWrapper(5), TypeError, "is not an RNNCell"),
    (lambda x: rnn_cell.GRUCell(2, dtype=tf.int32), ValueError, "only supports floating point"),
    (lambda x: tf.nn.raw_rnn(rnn_cell.GRUCell(2), None), TypeError, "loop_fn must be a callable"),
    (lambda x: rnn_cell.GRUCell(2).get_initial_state(dtype=tf.float32), ValueError,
     "batch_size and dtype cannot be None"),
    (lambda x: rnn_cell.GRUCell(2).get_initial_state(x, 5), ValueError,
     "batch size from input tensor is different from the input param"),
    (lambda x: tf.contrib.rnn.OutputProjectionWrapper(rnn_cell.GRUCell(2), 0), ValueError,
     "output_size must be > 0"),
])  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call(tf.ones([2, 3, 4]))


def test_an_unknown_depth_says_what_to_do():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, None, None])
        with pytest.raises(ValueError, match=r"must be accessible via shape inference.*last axis"):
            tf.nn.dynamic_rnn(rnn_cell.GRUCell(2), x, dtype=tf.float32)


# --- dropout ---
class Echo(rnn_cell.RNNCell):
    """A cell whose outputs are its inputs, and whose states are ones."""

    state_size = property(lambda self: rnn_cell.LSTMStateTuple(50, 50))
    output_size = property(lambda self: 50)

    def call(self, inputs, state):
        return inputs, rnn_cell.LSTMStateTuple(tf.ones_like(state.c), tf.ones_like(state.h))


def test_dropout_of_outputs_and_states():
    cell = rnn_cell.DropoutWrapper(Echo(), output_keep_prob=0.5, state_keep_prob=0.25, seed=3)
    outputs, state = tf.nn.dynamic_rnn(cell, tf.ones([8, 6, 50]), dtype=tf.float32)
    assert set(np.unique(outputs)) == {0.0, 2.0}
    assert 0.4 < np.mean(outputs.numpy() > 0) < 0.6
    assert (outputs.numpy()[:, 0] != outputs.numpy()[:, 1]).any()
    np.testing.assert_array_equal(state.c, 1)  # the memory is left alone
    assert set(np.unique(state.h)) == {0.0, 4.0}


def test_a_filter_of_states():
    cell = rnn_cell.DropoutWrapper(
        Echo(), state_keep_prob=0.5,
        dropout_state_filter_visitor=lambda state: not isinstance(state, tuple),
    )  # fmt: skip
    _, state = tf.nn.dynamic_rnn(cell, tf.ones([8, 6, 50]), dtype=tf.float32)
    np.testing.assert_array_equal(state.h, 1)


def test_variational_dropout():
    cell = rnn_cell.DropoutWrapper(
        Echo(), input_keep_prob=0.5, variational_recurrent=True, input_size=50, dtype=tf.float32
    )
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.ones([3, 4, 50]), dtype=tf.float32)
    y = outputs.numpy()
    assert set(np.unique(y)) == {0.0, 2.0}
    np.testing.assert_array_equal(y, np.broadcast_to(y[0, 0], y.shape))
    with pytest.raises(ValueError, match="dtype must be provided"):
        rnn_cell.DropoutWrapper(Echo(), variational_recurrent=True)
    with pytest.raises(ValueError, match="input_size must be provided"):
        rnn_cell.DropoutWrapper(Echo(), 0.5, variational_recurrent=True, dtype=tf.float32)


def test_dropout_keeps_shapes_when_the_rate_has_none():
    with tf.Graph().as_default():
        x, rate = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32)
        assert tf.nn.dropout(x, rate=rate).shape.as_list() == [None, 3]


def test_a_keep_probability_that_is_fed():
    with tf.Graph().as_default(), tf.Session() as session:
        keep = tf.placeholder(tf.float32, [])
        cell = rnn_cell.DropoutWrapper(Echo(), output_keep_prob=keep)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.ones([4, 5, 50]), dtype=tf.float32)
        np.testing.assert_array_equal(session.run(outputs, {keep: 1.0}), 1)
        assert set(np.unique(session.run(outputs, {keep: 0.5}))) == {0.0, 2.0}


def test_training_a_language_model():
    """Predicting the next symbol of a cycle, as public programs do, is learnt."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        ids, keep = tf.placeholder(tf.int32, [None, None]), tf.placeholder(tf.float32)
        embedding = tf.get_variable("embedding", [5, 8])
        cells = [rnn_cell.DropoutWrapper(rnn_cell.BasicLSTMCell(16), output_keep_prob=keep)
                 for _ in range(2)]
        cell = rnn_cell.MultiRNNCell(cells)
        x = tf.nn.embedding_lookup(embedding, ids[:, :-1])
        state = cell.zero_state(tf.shape(ids)[0], tf.float32)
        outputs, _ = tf.nn.dynamic_rnn(cell, x, initial_state=state)
        logits = tf.layers.dense(outputs, 5)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=ids[:, 1:], logits=logits))
        variables = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), 5.0)
        train = tf.train.AdamOptimizer(0.02).apply_gradients(zip(grads, variables, strict=True))
        session.run(tf.global_variables_initializer())
        batch = (np.arange(4)[:, None] + np.arange(9)) % 5
        for _ in range(60):
            session.run(train, {ids: batch, keep: 0.9})
        assert session.run(loss, {ids: batch, keep: 1.0}) < 0.2
