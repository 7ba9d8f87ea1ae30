"""tf.compat.v2.summary: what TensorFlow 1.15 writes for the same calls, in all modes."""

import glob
import io
import wave

import numpy as np
import pytest
from PIL import Image

import zeal as tf

summary = tf.compat.v2.summary
tf.enable_eager_execution()

HISTOGRAM = [[1.0, 3.0, 3.0], [3.0, 5.0, 0.0], [5.0, 7.0, 1.0]]


def write_all(value):
    """Summaries of each kind; what says that they were written."""
    with tf.name_scope("scope"):
        inner = summary.scalar("c", value)
    return [
        inner,
        summary.scalar("b", 3, step=2, description="about it"),
        summary.histogram("h", [1.0, 2.0, value + 0.5, 7.0], buckets=3),
        summary.histogram("empty", tf.zeros([0])),
        summary.histogram("one value", [5.0, 5.0]),
        summary.text("t", [["x", "y"]]),
        summary.image("i", tf.zeros([5, 2, 3, 1]) + value / 4, max_outputs=2),
        summary.audio("a", tf.ones([4, 8, 1]) * value / 4, 8000),
        summary.write("w", tf.constant([1, 2])),
    ]


def values_in(folder):
    found = {}
    for path in glob.glob(f"{folder}/*"):
        for event in tf.train.summary_iterator(path):
            found.update({v.tag: (event.step, v) for v in event.summary.value})
    return found


def check(folder):
    found = values_in(folder)
    arrays = {tag: tf.make_ndarray(v.tensor) for tag, (_, v) in found.items()}
    kinds = {tag: v.metadata.plugin_data.plugin_name for tag, (_, v) in found.items()}
    assert kinds == {
        "scope/c": "scalars", "b": "scalars", "h": "histograms", "empty": "histograms",
        "one value": "histograms", "t": "text", "i": "images", "a": "audio", "w": "",
    }  # fmt: skip
    assert {tag: step for tag, (step, _) in found.items() if step != 7} == {"b": 2}
    assert found["b"][1].metadata.summary_description == "about it"
    assert found["a"][1].metadata.plugin_data.content == b"\x10\x0b"
    assert arrays["scope/c"] == 2 and arrays["scope/c"].dtype == np.float32
    assert arrays["h"].tolist() == HISTOGRAM and arrays["h"].dtype == np.float64
    assert arrays["empty"].shape == (0, 3) and arrays["w"].tolist() == [1, 2]
    assert arrays["one value"].tolist() == [[4.5, 5.5, 2.0]]
    assert arrays["t"].tolist() == [[b"x", b"y"]]
    width, height, *files = arrays["i"].tolist()
    assert (width, height, len(files)) == (b"3", b"2", 2)
    assert np.all(np.asarray(Image.open(io.BytesIO(files[0]))) == 127)  # as TensorFlow rounds 0.5
    assert arrays["a"].shape == (3, 2) and arrays["a"][0, 1] == b""
    with wave.open(io.BytesIO(arrays["a"][0, 0])) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 8)


@pytest.fixture(autouse=True)
def step():
    summary.experimental.set_step(7)
    yield
    summary.experimental.set_step(None)


def test_eagerly(tmp_path):
    with summary.create_file_writer(str(tmp_path)).as_default():
        assert all(map(bool, write_all(tf.constant(2.0))))
    check(tmp_path)


def test_in_a_graph(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        writer, value = summary.create_file_writer(str(tmp_path)), tf.placeholder(tf.float32, [])
        with writer.as_default():
            written = write_all(value)
            assert written == tf.summary.all_v2_summary_ops()
        session.run(writer.init())
        assert session.run(written, {value: 2.0}) == [True] * len(written)
        session.run(writer.close())
    check(tmp_path)


def test_in_a_function(tmp_path):
    writer = summary.create_file_writer(str(tmp_path))

    @tf.function
    def traced(value):
        with writer.as_default():
            return write_all(value)

    traced(tf.constant(2.0))
    writer.close()
    check(tmp_path)


def test_when_nothing_is_written(tmp_path):
    assert not summary.scalar("no writer", 1.0)
    with summary.create_noop_writer().as_default():
        assert not summary.scalar("no writer", 1.0)
    with summary.create_file_writer(str(tmp_path)).as_default():
        with summary.record_if(False):
            assert not summary.scalar("refused", 1.0)
        summary.experimental.set_step(None)
        with pytest.raises(ValueError, match="No step set via 'step' argument"):
            summary.scalar("no step", 1.0)
        with pytest.raises(ValueError, match=r"Expected scalar shape, saw shape: \(2,\)"):
            summary.scalar("c", [1.0, 2.0], step=1)
        with pytest.raises(ValueError, match="must have rank 4"):
            summary.image("i", tf.zeros([2, 2]), step=1)
        with pytest.raises(ValueError, match="Unknown encoding: 'mp3'"):
            summary.audio("a", tf.zeros([1, 2, 1]), 8000, step=1, encoding="mp3")
    assert values_in(tmp_path) == {}


def test_steps_and_scopes(tmp_path):
    assert summary.experimental.get_step() == 7
    with summary.create_file_writer(str(tmp_path)).as_default():
        summary.experimental.set_step(tf.Variable(9, dtype=tf.int64))
        summary.scalar("of a variable", 1.0)
        message = tf.Summary(value=[tf.Summary.Value(tag="raw", simple_value=2.0)])
        assert summary.experimental.write_raw_pb(message.SerializeToString(), step=4)
        with summary.experimental.summary_scope("x/y z") as (tag, scope):
            assert (tag, scope) == ("x/y z", "x/yz/")
    found = values_in(tmp_path)
    assert found["of a variable"][0] == 9
    assert found["raw"][0] == 4 and found["raw"][1].simple_value == 2


def test_writers_stay_closed(tmp_path):
    writer = tf.compat.v2.summary.create_file_writer(str(tmp_path))
    with writer.as_default():
        tf.compat.v2.summary.scalar("loss", 0.5, step=1)
        writer.close()  # the end of the block has nothing left to write
    writer.close()
    writer.flush()
    for use in (writer.init, writer.set_as_default, writer.as_default().__enter__):
        with pytest.raises(RuntimeError, match="SummaryWriter is already closed"):
            use()
    again = tf.contrib.summary.create_file_writer(str(tmp_path / "of_contrib"))
    again.close()
    again.init()
