"""Rarer cells of tf.contrib.rnn: names, outputs, states and gradients of TensorFlow 1.15."""

import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

R = tf.contrib.rnn
WANT = json.loads((Path(__file__).parent / "more_cells.json").read_text())
CELLS = {
    "IndRNNCell": lambda: R.IndRNNCell(3),
    "IndyGRUCell": lambda: R.IndyGRUCell(3),
    "IndyLSTMCell": lambda: R.IndyLSTMCell(3),
    "SRUCell": lambda: R.SRUCell(3),
    "Phased": lambda: R.PhasedLSTMCell(3, use_peepholes=True),
    "Phased2": lambda: R.PhasedLSTMCell(3, ratio_on=0.3, leak=0.01),
    "Coupled": lambda: R.CoupledInputForgetGateLSTMCell(3),
    "Coupled2": lambda: R.CoupledInputForgetGateLSTMCell(
        3, use_peepholes=True, num_proj=2, proj_clip=0.3, num_unit_shards=2, layer_norm=True
    ),
    "Coupled3": lambda: R.CoupledInputForgetGateLSTMCell(3, state_is_tuple=False),
    "TimeFreq": lambda: R.TimeFreqLSTMCell(3, feature_size=4),
    "TimeFreq2": lambda: R.TimeFreqLSTMCell(
        3, use_peepholes=True, cell_clip=0.4, num_unit_shards=2, feature_size=4
    ),
    "Grid": lambda: R.GridLSTMCell(2, feature_size=2, frequency_skip=1, num_frequency_blocks=[3]),
    "Grid2": lambda: R.GridLSTMCell(
        2,
        use_peepholes=True,
        cell_clip=0.5,
        feature_size=2,
        frequency_skip=1,
        num_frequency_blocks=[2, 1],
        start_freqindex_list=[0, 2],
        end_freqindex_list=[3, 4],
    ),
    "Grid3": lambda: R.GridLSTMCell(
        2,
        use_peepholes=True,
        share_time_frequency_weights=True,
        couple_input_forget_gates=True,
        feature_size=2,
        frequency_skip=2,
        num_frequency_blocks=[2],
        state_is_tuple=False,
    ),
    "GridBoth": lambda: R.BidirectionalGridLSTMCell(
        2,
        feature_size=2,
        frequency_skip=1,
        num_frequency_blocks=[3],
        backward_slice_offset=1,
        num_unit_shards=2,
    ),
    "GridBoth2": lambda: R.BidirectionalGridLSTMCell(
        2,
        use_peepholes=True,
        feature_size=2,
        frequency_skip=2,
        num_frequency_blocks=[2],
        backward_slice_offset=-1,
    ),
    "Highway": lambda: R.HighwayWrapper(tf.nn.rnn_cell.GRUCell(4)),
    "Highway2": lambda: R.HighwayWrapper(
        tf.nn.rnn_cell.BasicLSTMCell(4), couple_carry_transform_gates=False, carry_bias_init=0.5
    ),
}


def value(i, v):
    a = np.sin(np.arange(int(np.prod(v.shape.as_list()))) * 1.3 + i).reshape(v.shape.as_list())
    if "period" in v.name:
        a = np.abs(a) * 3 + 1
    if "ratio" in v.name:
        a = np.abs(a) * 0.5 + 0.1
    return a.astype("float32")


def inputs(name):
    x = np.sin(np.arange(40)).reshape(2, 5, 4).astype("float32")
    if "Phased" not in name:
        return tf.constant(x)
    times = np.cumsum(np.abs(np.cos(np.arange(10))).reshape(2, 5, 1) * 3, 1).astype("float32")
    return tf.constant(times), tf.constant(x)


def near(got, want):
    np.testing.assert_allclose(np.ravel(got), want, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", CELLS)
def test_in_graphs(name):
    want = WANT[name]
    with tf.Graph().as_default(), tf.Session() as session:
        y, state = tf.nn.dynamic_rnn(CELLS[name](), inputs(name), dtype=tf.float32)
        variables = tf.trainable_variables()
        assert [v.name for v in variables] == want["names"]
        for i, v in enumerate(variables):
            v.load(value(i, v), session)
        gradients = tf.gradients(tf.reduce_sum(tf.sin(y)), variables)
        found = session.run([y, state, [g for g in gradients if g is not None]])
    near(found[0], want["y"])
    for got, expected in zip(tf.nest.flatten(found[1]), want["s"], strict=True):
        near(got, expected)
    near([g.sum() for g in found[2]], want["g"])


@pytest.mark.parametrize("name", CELLS)
def test_eagerly_and_traced(name):
    want, cell, x = WANT[name], CELLS[name](), inputs(name)

    def run():
        return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)[0]

    run()
    by_name = {v.name.split("/", 1)[-1]: v for v in cell.variables}
    for i, full in enumerate(want["names"]):
        ends = [v for name, v in by_name.items() if full.endswith(name)]
        assert len(ends) == 1, (full, list(by_name))
        ends[0].assign(value(i, ends[0]))
    near(run().numpy(), want["y"])
    near(tf.function(run)().numpy(), want["y"])


def test_what_does_not_fit():
    with pytest.raises(ValueError, match="not compatible|incompatible"):
        cell = R.HighwayWrapper(tf.nn.rnn_cell.GRUCell(3))
        cell(tf.ones([1, 4]), cell.zero_state(1, tf.float32))
    with pytest.raises(TypeError, match="cell"):
        R.HighwayWrapper(3)


def test_a_compiled_cell_is_the_cell():
    with tf.Graph().as_default():
        inside = tf.nn.rnn_cell.BasicLSTMCell(3)
        cell = R.CompiledWrapper(inside)
        x = tf.ones([2, 4])
        tf.nn.static_rnn(cell, [x, x], dtype=tf.float32)
        names = [v.name for v in tf.trainable_variables()]
        assert names == ["rnn/basic_lstm_cell/kernel:0", "rnn/basic_lstm_cell/bias:0"]
        assert cell.state_size == inside.state_size and cell.output_size == 3
    with pytest.raises(TypeError, match="cell"):
        R.CompiledWrapper(3)


def test_wrappers_come_back_from_their_configurations():
    cells = tf.nn.rnn_cell
    for make in (
        lambda cell: cells.DeviceWrapper(cell, "/cpu:0"),
        lambda cell: cells.ResidualWrapper(cell, residual_fn=lambda i, o: i + i + o),
        lambda cell: cells.DropoutWrapper(cell, input_keep_prob=0.5, seed=3),
    ):
        wrapper = make(cells.LSTMCell(4, num_proj=2))
        config = wrapper.get_config()
        again = type(wrapper).from_config(config)
        assert again.get_config() == config and again.state_size == wrapper.state_size
    assert cells.ResidualWrapper.from_config({"cell": cells.GRUCell(2)}).output_size == 2
    with pytest.raises(ValueError, match="has no Unknown"):
        cells.DeviceWrapper.from_config({"cell": {"class_name": "Unknown"}, "device": "/cpu:0"})


def test_names_of_cells_in_checkpoints():
    cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(2), variational_recurrent=True,
                                         input_size=2, dtype=tf.float32)
    both = tf.nn.rnn_cell.MultiRNNCell([cell, tf.nn.rnn_cell.GRUCell(2)])
    assert [edge.name for edge in both._checkpoint_dependencies] == ["cell-0", "cell-1"]
    assert [edge.name for edge in cell._checkpoint_dependencies] == ["cell"]
