"""Recurrent networks that run in zeal and in TensorFlow 1.15 alike, and their weights.

`PROGRAMS[name](tf)` gives cells and a function of inputs `[3, 6, 4]` and lengths.
"""

import numpy as np

INPUTS = np.random.RandomState(0).uniform(-1, 1, [3, 6, 4]).astype("f")
LENGTHS = np.array([6, 2, 4], np.int32)

CELLS = {
    "rnn": lambda tf: tf.nn.rnn_cell.BasicRNNCell(5),
    "rnn_relu": lambda tf: tf.nn.rnn_cell.BasicRNNCell(5, activation=tf.nn.relu),
    "gru": lambda tf: tf.nn.rnn_cell.GRUCell(5),
    "basic_lstm": lambda tf: tf.nn.rnn_cell.BasicLSTMCell(5),
    "joined_state": lambda tf: tf.nn.rnn_cell.BasicLSTMCell(
        5, forget_bias=0.3, state_is_tuple=False, activation="relu"
    ),
    "lstm": lambda tf: tf.nn.rnn_cell.LSTMCell(5, name="mine"),
    "peepholes": lambda tf: tf.nn.rnn_cell.LSTMCell(5, use_peepholes=True, cell_clip=0.3),
    "projection": lambda tf: tf.nn.rnn_cell.LSTMCell(
        5, use_peepholes=True, num_proj=3, proj_clip=0.2, forget_bias=0.5
    ),
    "joined_projection": lambda tf: tf.nn.rnn_cell.LSTMCell(
        5, num_proj=3, state_is_tuple=False
    ),
    "multi": lambda tf: tf.nn.rnn_cell.MultiRNNCell(
        [tf.nn.rnn_cell.BasicLSTMCell(5), tf.nn.rnn_cell.GRUCell(3)]
    ),
    "multi_joined": lambda tf: tf.nn.rnn_cell.MultiRNNCell(
        [tf.nn.rnn_cell.GRUCell(5), tf.nn.rnn_cell.GRUCell(3)], state_is_tuple=False
    ),
    "no_dropout": lambda tf: tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.LSTMCell(5), 1.0, 1.0),
    "residual": lambda tf: tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(4)),
    "device": lambda tf: tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.GRUCell(4), "/cpu:0"),
    "wrapped_multi": lambda tf: tf.nn.rnn_cell.MultiRNNCell([
        tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicLSTMCell(4), output_keep_prob=1.0),
        tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.BasicLSTMCell(4)),
    ]),
    "layer_norm": lambda tf: tf.contrib.rnn.LayerNormBasicLSTMCell(5),
    "no_layer_norm": lambda tf: tf.contrib.rnn.LayerNormBasicLSTMCell(5, layer_norm=False),
    "output_projection": lambda tf: tf.contrib.rnn.OutputProjectionWrapper(
        tf.nn.rnn_cell.BasicLSTMCell(5), 2
    ),
    "input_projection": lambda tf: tf.contrib.rnn.InputProjectionWrapper(
        tf.nn.rnn_cell.GRUCell(5), 2, activation=tf.nn.relu
    ),
    "attention": lambda tf: tf.contrib.rnn.AttentionCellWrapper(
        tf.nn.rnn_cell.BasicLSTMCell(5), 3, attn_size=4, attn_vec_size=2
    ),
    "attention_joined": lambda tf: tf.contrib.rnn.AttentionCellWrapper(
        tf.nn.rnn_cell.GRUCell(5), 2, state_is_tuple=False
    ),
    "update_gate": lambda tf: tf.contrib.rnn.UGRNNCell(5),
    "intersection": lambda tf: tf.contrib.rnn.IntersectionRNNCell(5, num_in_proj=5),
    "searched": lambda tf: tf.contrib.rnn.NASCell(5, use_bias=True),
    "searched_projection": lambda tf: tf.contrib.rnn.NASCell(5, num_proj=3),
    "groups": lambda tf: tf.contrib.rnn.GLSTMCell(6, number_of_groups=2),
    "groups_projection": lambda tf: tf.contrib.rnn.GLSTMCell(
        6, num_proj=4, number_of_groups=2
    ),
    "user_call": lambda tf: user_cell(tf, "call"),
    "user___call__": lambda tf: user_cell(tf, "__call__"),
}


def user_cell(tf, method):
    """A program's own cell, which takes its variables from `tf.get_variable` at each step."""

    class User(tf.nn.rnn_cell.RNNCell):
        state_size = output_size = property(lambda self: 4)

    def step(self, inputs, state, scope=None):
        w = tf.get_variable("w", [8, 4])
        state = tf.tanh(tf.matmul(tf.concat([inputs, state], 1), w))
        return tf.layers.dense(state, 4, name="d"), state

    def scoped(self, inputs, state, scope=None):
        with tf.variable_scope(scope or "own", reuse=tf.AUTO_REUSE):
            return step(self, inputs, state)

    if method == "call":
        User.call = lambda self, inputs, state: step(self, inputs, state)
    else:
        User.__call__ = scoped
    return User()


def dynamic(cell, lengths=False, **kwargs):
    def program(tf):
        made = CELLS[cell](tf)

        def run(x, ends):
            x = tf.transpose(x, [1, 0, 2]) if kwargs.get("time_major") else x
            ends = ends if lengths else None
            return tf.nn.dynamic_rnn(made, x, ends, dtype=tf.float32, **kwargs)

        return [made], run

    return program


def static(cell, lengths=False):
    def program(tf):
        made = CELLS[cell](tf)

        def run(x, ends):
            steps, ends = tf.unstack(x, 6, axis=1), ends if lengths else None
            return tf.nn.static_rnn(made, steps, dtype=tf.float32, sequence_length=ends)

        return [made], run

    return program


def pair(function, lengths=True, steps=False, **kwargs):
    """A function of two cells."""

    def program(tf):
        cells = [tf.nn.rnn_cell.BasicLSTMCell(5), tf.nn.rnn_cell.GRUCell(3)]

        def run(x, ends):
            x = tf.transpose(x, [1, 0, 2]) if kwargs.get("time_major") else x
            x = tf.unstack(x, 6, axis=1) if steps else x
            kwargs["sequence_length"] = ends if lengths else None
            return getattr(tf.nn, function)(*cells, x, dtype=tf.float32, **kwargs)

        return cells, run

    return program


def stacked(function, steps):
    def program(tf):
        cells = [[tf.nn.rnn_cell.GRUCell(n) for n in (3, 2)] for _ in range(2)]

        def run(x, ends):
            x = tf.unstack(x, 6, axis=1) if steps else x
            run_layers = getattr(tf.contrib.rnn, function)
            return run_layers(*cells, x, dtype=tf.float32, sequence_length=ends)

        return cells[0] + cells[1], run

    return program


def first_state(tf):
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    state = tf.nn.rnn_cell.LSTMStateTuple(tf.ones([3, 5]), tf.ones([3, 5]) * 0.5)
    return [cell], lambda x, ends: tf.nn.dynamic_rnn(cell, x, initial_state=state)


def zero_state(tf):
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(5) for _ in range(2)])
    return [cell], lambda x, ends: tf.nn.dynamic_rnn(
        cell, x, initial_state=cell.zero_state(tf.shape(x)[0], tf.float32)
    )


def raw(tf):
    cell = tf.nn.rnn_cell.LSTMCell(5)

    def run(x, ends):
        steps = tf.TensorArray(tf.float32, 6, clear_after_read=False)
        steps = steps.unstack(tf.transpose(x, [1, 0, 2]))

        def loop_fn(time, output, state, loop_state):
            state = cell.zero_state(3, tf.float32) if output is None else state
            done = time >= ends
            next_input = tf.cond(
                tf.reduce_all(done), lambda: tf.zeros([3, 4]), lambda: steps.read(time)
            )
            return done, next_input, state, output, None

        outputs, state, _ = tf.nn.raw_rnn(cell, loop_fn)
        return outputs.stack(), state

    return [cell], run


def by_hand(tf):
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(4) for _ in range(2)])

    def run(x, ends):
        state, outputs = cell.zero_state(3, tf.float32), []
        with tf.variable_scope("RNN"):
            for t in range(3):
                if t:
                    tf.get_variable_scope().reuse_variables()
                output, state = cell(x[:, t, :], state)
                outputs.append(output)
        return outputs, state

    return [cell], run


PROGRAMS = {"dynamic/" + name: dynamic(name) for name in CELLS}
PROGRAMS.update({"lengths/" + name: dynamic(name, True) for name in CELLS})
SOME = "gru basic_lstm multi output_projection user_call user___call__".split()
PROGRAMS.update({"static/" + name: static(name) for name in SOME})
PROGRAMS.update({"static_lengths/" + name: static(name, True) for name in SOME})
PROGRAMS.update({
    "time_major": dynamic("basic_lstm", True, time_major=True),
    "scope": dynamic("basic_lstm", scope="encoder"),
    "first_state": first_state,
    "zero_state": zero_state,
    "bidirectional": pair("bidirectional_dynamic_rnn"),
    "bidirectional_whole": pair("bidirectional_dynamic_rnn", lengths=False),
    "bidirectional_time_major": pair("bidirectional_dynamic_rnn", time_major=True),
    "static_bidirectional": pair("static_bidirectional_rnn", steps=True),
    "static_bidirectional_whole": pair("static_bidirectional_rnn", lengths=False, steps=True),
    "stack_bidirectional": stacked("stack_bidirectional_rnn", True),
    "stack_bidirectional_dynamic": stacked("stack_bidirectional_dynamic_rnn", False),
    "raw": raw,
    "by_hand": by_hand,
})


def weight(name, shape):
    """A variable's value, which follows from the end of its name and its shape."""
    seed = sum(map(ord, name.rpartition("/")[2])) + 7 * sum(shape)
    return np.random.RandomState(seed).uniform(-0.6, 0.6, shape).astype("f")


def flat(values):
    if isinstance(values, (list, tuple)):
        return [leaf for value in values for leaf in flat(value)]
    return [values]


def loss_of(tf, outputs):
    return sum(tf.reduce_sum(tf.sin(y) * (i + 1)) for i, y in enumerate(outputs))


def digest(array):
    """Two numbers that stand for an array."""
    array = np.asarray(array, "d")
    return [array.sum(), (array.ravel() * np.cos(np.arange(array.size))).sum()]


def run_in_graph(tf, name, shape=(3, 6, 4)):
    """Names of variables, shapes, outputs, and gradients of inputs and variables."""
    with tf.Graph().as_default():
        x, ends = tf.placeholder(tf.float32, shape), tf.placeholder(tf.int32, [None])
        outputs = flat(PROGRAMS[name](tf)[1](x, ends))
        variables = tf.trainable_variables()
        found = tf.gradients(loss_of(tf, outputs), [x] + variables)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for v in variables:
                v.load(weight(v.name, v.shape.as_list()), session)
            values, grads = session.run([outputs, found], {x: INPUTS, ends: LENGTHS})
        return {
            "names": [v.name for v in variables],
            "shapes": [str(y.shape) for y in outputs],
            "outputs": values,
            "gradients": grads,
        }
