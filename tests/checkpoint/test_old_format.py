"""Checkpoints of the format V1 that a Saver writes."""

import os

import pytest

import zeal as tf
from zeal.checkpoint import file_ops, table
from zeal.messages.checkpoint import SavedTensorSlices

V1 = tf.train.SaverDef.V1

# Entries of the file that TensorFlow 1.15 writes for the variables of `made`, keys and values.
RECORDED = {
    "":
        "0a710a150a016112081202080212020802180122040a000a000a090a01621200180322000a0f0a01"
        "63120412020802180722020a000a0f0a0168120412020802181322020a000a270a03702f70120812"
        "02080412020802180122080a0210020a021002220a0a04080210020a02100212020801",
    "006100010102807f807f":
        "121d0a016112040a000a001a122a100000803f000000400000404000008040",
    "0062000100":
        "120a0a016212001a033a0103",
    "006300010101807f":
        "12100a016312020a001a0742017842027979",
    "006800010101807f":
        "120f0a016812020a001a066a0480788070",
    "00702f700001010280828082":
        "12230a03702f7012080a0210020a0210021a122a100000803f0000803f0000803f0000803f",
    "00702f700001010282828082":
        "12250a03702f70120a0a04080210020a0210021a122a100000803f0000803f0000803f0000803f",
}  # fmt: skip


def made():
    tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="a")
    tf.Variable(3, name="b")
    tf.Variable(["x", "yy"], name="c")
    tf.Variable([1.0, 0.5], dtype=tf.float16, name="h")
    with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
        tf.get_variable("p", [4, 2], initializer=tf.ones_initializer())


def test_files_are_those_of_tensorflow(tmp_path):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        made()
        saver = tf.train.Saver(write_version=V1)
        assert graph.get_operation_by_name("save/save").type == "SaveSlices"
        assert saver.saver_def.version == V1
        session.run(tf.global_variables_initializer())
        path = saver.save(session, str(tmp_path / "m"), global_step=3)
        assert sorted(os.listdir(tmp_path)) == ["checkpoint", "m-3", "m-3.meta"]
        with open(path, "rb") as file:
            entries = table.parse(file.read(), path)
        assert {k.hex(): v.hex() for k, v in entries.items()} == RECORDED
        a = tf.global_variables()[0]
        session.run(tf.assign(a, tf.zeros([2, 2])))
        saver.restore(session, path)
        assert session.run(a).tolist() == [[1, 2], [3, 4]]


def test_shards_and_what_is_too_old(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.device("/cpu:0"):
            v = tf.Variable(1.0, name="v")
        w = tf.Variable(2.0, name="w")
        saver = tf.train.Saver(write_version=V1, sharded=True, max_to_keep=1)
        session.run([v.initializer, w.initializer])
        saver.save(session, str(tmp_path / "old"))
        path = saver.save(session, str(tmp_path / "new"))
        assert path == f"{tmp_path}/new-?????-of-00002"
        assert tf.train.latest_checkpoint(str(tmp_path)) == path
        assert sorted(os.listdir(tmp_path)) == [
            "checkpoint", "new-00000-of-00002", "new-00001-of-00002", "new.meta"
        ]  # fmt: skip
        session.run([v.assign(5.0), w.assign(5.0)])
        saver.restore(session, path)
        assert session.run([v, w]) == [1, 2]
        with tf.Graph().as_default(), tf.Session() as other:
            tf.train.import_meta_graph(f"{tmp_path}/new.meta").restore(other, path)
            assert other.run("v:0") == 1


@pytest.fixture()
def eagerly():
    tf.enable_eager_execution()


def test_eagerly_with_strings_of_dtypes(eagerly, tmp_path):
    kinds = ["float64", "int8", "uint8", "int64", "bool", "complex64", "complex128"]
    values = [tf.Variable(tf.cast([0, 1], kind), name=kind) for kind in kinds]
    values.append(tf.Variable(tf.zeros([0, 3]), name="empty"))
    saver = tf.train.Saver(values, write_version=V1)
    path = saver.save(None, str(tmp_path / "m"))
    for v in values:
        v.assign(tf.zeros_like(v))
    saver.restore(None, path)
    for v in values[:-1]:
        assert v.numpy().tolist() == [0, 1]
    with pytest.raises(tf.errors.UnimplementedError, match="bfloat16 not yet supported: x"):
        x = tf.Variable(tf.zeros([2], tf.bfloat16), name="x")
        tf.train.Saver([x], write_version=V1).save(None, str(tmp_path / "m"))
    assert tf.train.load_variable(path, "int64").tolist() == [0, 1]  # the old one stands
    with pytest.raises(RuntimeError, match="Unexpected write_version: 3"):
        tf.train.Saver([x], write_version=3)


def test_ops_of_old_graphs(eagerly, tmp_path):
    path = str(tmp_path / "m")
    file_ops.save(path, ["a", "b"], [tf.constant([1.0, 2.0, 3.0]), tf.constant(7)])
    a, part = file_ops.restore_v2(path, ["a", "a"], ["", "3 1,2"], [tf.float32] * 2)
    assert a.numpy().tolist() == [1, 2, 3] and part.numpy().tolist() == [2, 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match="duplicate key: a"):
        file_ops.save(path, ["a", "a"], [tf.constant(1.0), tf.constant(2.0)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="a slice of sizes"):
        file_ops.save_slices(path, ["a"], ["3 1,2"], [tf.constant([1.0])])
    with pytest.raises(tf.errors.InvalidArgumentError, match="different tensors"):
        parts = [tf.constant([1.0, 1.0]), tf.constant([1.0])]
        file_ops.save_slices(path, ["a", "a"], ["3 1,2", "4 0,1"], parts)


def test_dtypes_that_no_file_has(eagerly, tmp_path):
    head = SavedTensorSlices()
    head.meta.tensor.add(name="a", type=119)  # a reference to float16
    path = tmp_path / "m"
    path.write_bytes(table.build([(b"", head.SerializeToString())]))
    with pytest.raises(tf.errors.UnimplementedError, match="dtype float16_ref, which cannot be"):
        file_ops.open_reader(str(path)).get("a")
