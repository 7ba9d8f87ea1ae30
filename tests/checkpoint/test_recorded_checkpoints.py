"""Checkpoints that TensorFlow 1.15.5 and 2.21 wrote, read by name and into their own graphs."""

from pathlib import Path

import numpy as np
import pytest

import zeal as tf

DATA = Path(__file__).parent / "data"
VALUES = {
    "complex": np.array([1 + 2j], np.complex64),
    "flags": np.array([True, False]),
    "half": np.array([1.5, -0.25]),  # bfloat16
    "layer/bias": np.array([1.0, -2.0, 3.0]),
    "layer/kernel": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
    "parts": np.ones((5, 2), np.float32),  # saved as 3 rows and 2
    "step": np.int64(7),
    "texts": np.array([b"a", b"", b"\xff\x00bc"], object),
}
NEW = ["tf1_plain", "tf1_sharded", "tf2_plain", "tf2_sharded"]
OLD = "tf1_old.ckpt"  # of the old format, which has neither bfloat16 nor complex numbers


@pytest.mark.parametrize("name", [*NEW, OLD])
def test_values(name):
    reader = tf.train.load_checkpoint(DATA / name)
    expected = {k: v for k, v in VALUES.items() if name != OLD or k not in ("half", "complex")}
    assert sorted(reader.get_variable_to_shape_map()) == sorted(expected)
    for key, value in expected.items():
        assert reader.get_variable_to_shape_map()[key] == list(np.shape(value))
        np.testing.assert_array_equal(np.asarray(reader.get_tensor(key), value.dtype), value)
    kinds = reader.get_variable_to_dtype_map()
    assert kinds["layer/bias"] == tf.float64 and kinds["step"] == tf.int64


@pytest.mark.parametrize("name", [*NEW, OLD])
def test_restored_in_other_parts(name):
    with tf.Graph().as_default(), tf.Session() as session:
        kernel = tf.get_variable("layer/kernel", [2, 3])
        step = tf.get_variable("step", initializer=tf.constant(0, tf.int64))
        thirds = tf.get_variable("parts", [5, 2], partitioner=tf.fixed_size_partitioner(3))
        whole = thirds.as_tensor()
        tf.train.Saver().restore(session, str(DATA / name))
        np.testing.assert_array_equal(session.run(kernel), VALUES["layer/kernel"])
        np.testing.assert_array_equal(session.run(whole), VALUES["parts"])
        assert session.run(step) == 7


@pytest.mark.parametrize("name", ["tf1_plain", "tf2_plain"])
@pytest.mark.parametrize("scope", [None, "imported"])
def test_their_graphs_save_and_restore(name, scope, tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(f"{DATA / name}.meta", import_scope=scope)
        saver.restore(session, str(DATA / name))
        prefix = f"{scope}/" if scope else ""
        assert session.run(f"{prefix}step:0") == 7
        assert session.run(f"{prefix}layer/bias:0").tolist() == [1, -2, 3]
        path = saver.save(session, tmp_path / "again", write_meta_graph=False)
    assert tf.train.list_variables(path) == tf.train.list_variables(DATA / name)


def test_damage_to_the_old_format(tmp_path):
    content = (DATA / OLD).read_bytes()
    path = tmp_path / "old.ckpt"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(tf.errors.DataLossError, match="old.ckpt"):
            tf.train.load_checkpoint(str(path))


@pytest.mark.parametrize("end", ["index", "meta", "data-00000-of-00001"])
def test_a_file_in_place_of_the_prefix(end):
    with pytest.raises(tf.errors.DataLossError, match=r"names have in common, .*/tf1_plain$"):
        tf.train.load_checkpoint(f"{DATA}/tf1_plain.{end}")


def test_inspecting(capsys):
    from zeal.interop.internals.inspect_checkpoint import print_tensors_in_checkpoint_file as show

    show(str(DATA / "tf1_plain"), "layer/bias", False)
    assert capsys.readouterr().out == (
        "tensor_name:  layer/bias\n[ 1. -2.  3.]\n# Total number of params: 28\n"
    )
    show(str(DATA / "tf1_plain"), None, False, True, "parts|texts")
    out = capsys.readouterr().out
    assert out.startswith("tensor_name:  complex\ntensor_name:  flags\n")
    assert "# Excluding 2 tensors (13 params) that match parts|texts when counting.\n" in out
    assert out.endswith("# Total number of params: 15\n")
    show(str(DATA / "none"), None, True)
    assert "Failed to find any matching files for" in capsys.readouterr().out
