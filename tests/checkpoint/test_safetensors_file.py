"""Weights in safetensors files: the package's own functions read ours, and we read theirs."""

import numpy as np
import pytest

import zeal as tf
from zeal.graph.graph import outside_graphs

files = pytest.importorskip("safetensors.numpy")


@pytest.fixture()
def path(tmp_path):
    return str(tmp_path / "model.safetensors")


def test_eagerly(path):
    with outside_graphs():
        v = tf.Variable([[1.0, 2.0]], name="dense/kernel")
        n = tf.Variable(7, name="step")
        half = tf.Variable(tf.constant([1.5, -2.0], tf.bfloat16), name="half")
        tf.train.save_weights(path, [v, n, half])
        found = files.load_file(path)
        assert sorted(found) == ["dense/kernel", "half", "step"]
        assert found["dense/kernel"].tolist() == [[1, 2]] and found["step"] == 7
        v.assign([[0.0, 0.0]])
        half.assign(tf.zeros([2], tf.bfloat16))
        tf.train.load_weights(path, [v, half])
        assert v.numpy().tolist() == [[1, 2]] and half.numpy().tolist() == [1.5, -2.0]
        assert tf.train.load_weights(path)["step"] == 7


def test_in_a_graph(path):
    files.save_file({"w": np.array([3.0, 4.0], np.float32)}, path)
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.get_variable("w", [2])
        tf.train.load_weights(path, [w], session=session)
        assert session.run(w).tolist() == [3, 4]
        session.run(w.assign([5.0, 6.0]))
        tf.train.save_weights(path, {"x": w}, session=session)
    assert files.load_file(path)["x"].tolist() == [5, 6]


def test_errors(path, tmp_path):
    with outside_graphs():
        v, c = tf.Variable([1.0, 2.0], name="v"), tf.Variable([1j, 2j], name="c")
        tf.train.save_weights(path, [v])
        before = tmp_path.joinpath("model.safetensors").read_bytes()
        with pytest.raises(TypeError, match='cannot be written: Unknown dtype "complex128"'):
            tf.train.save_weights(path, [v, c])
        assert [p.name for p in tmp_path.iterdir()] == ["model.safetensors"]
        assert tmp_path.joinpath("model.safetensors").read_bytes() == before
        other = tf.Variable([0.0], name="other")
        for given, error, words in [
            ({"w": v}, tf.errors.NotFoundError, "Key w not found in .*model.safetensors"),
            ({"v": other}, tf.errors.InvalidArgumentError, "other:0 is float32 of shape .1,."),
            ({"v": tf.Variable([1, 2])}, tf.errors.InvalidArgumentError, "is float32 of shape"),
        ]:
            with pytest.raises(error, match=words):
                tf.train.load_weights(path, given)
        assert other.numpy() == 0
        with pytest.raises(ValueError, match="format must be 'safetensors', got 'pickle'"):
            tf.train.load_weights(path, [v], "pickle")
        with pytest.raises(tf.errors.NotFoundError, match="nowhere"):
            tf.train.load_weights("/nowhere/x", [v])
        for length in range(0, len(before), 7):
            tmp_path.joinpath("cut").write_bytes(before[:length])
            with pytest.raises(tf.errors.DataLossError, match="cut"):
                tf.train.load_weights(tmp_path / "cut", [v])
