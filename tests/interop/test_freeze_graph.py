"""tensorflow.python.tools.freeze_graph and .framework.tensor_util."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import freeze_graph
from zeal.interop.internals.tensor_util import constant_value_as_shape


@pytest.fixture
def saved(tmp_path):
    """A folder with a graph, a checkpoint and a saved model."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [2], name="x")
        training = tf.placeholder_with_default(False, [])
        w = tf.get_variable("w", initializer=[2.0, 3.0])
        y = tf.cond(training, lambda: x, lambda: x * w, name="choice")
        y = tf.add(y, 1.0, name="y")
        session.run(w.initializer)
        saver = tf.train.Saver()
        saver.save(session, f"{tmp_path}/m", write_state=False)
        tf.train.write_graph(graph, str(tmp_path), "g.pbtxt")
        tf.train.write_graph(graph, str(tmp_path), "g.pb", as_text=False)
        (tmp_path / "saver.pb").write_bytes(saver.saver_def.SerializeToString())
        tf.saved_model.simple_save(session, f"{tmp_path}/model", {"x": x}, {"y": y})
    return tmp_path


def run(path):
    graph_def = tf.GraphDef.FromString(path.read_bytes())
    assert not {"VarHandleOp", "ReadVariableOp"} & {node.op for node in graph_def.node}
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(graph_def, name="")
        return session.run("y:0", {"x:0": [1.0, 10.0]}).tolist()


@pytest.mark.parametrize("graph, saver, binary, more", [
    ("g.pbtxt", "", False, {}),
    ("g.pb", "", True, {}),
    ("g.pb", "saver.pb", True, {}),
    ("", "", True, {"input_meta_graph": "m.meta"}),
    ("", "", True, {"input_saved_model_dir": "model"}),
])  # fmt: skip
def test_freezing_files(saved, graph, saver, binary, more):
    def path(name):
        return str(saved / name) if name else ""

    more = {key: path(name) for key, name in more.items()}
    freeze_graph.freeze_graph(
        path(graph), path(saver), binary, path("m"), "y", "save/restore_all", "save/Const:0",
        path("frozen.pb"), True, "", **more,
    )  # fmt: skip
    assert run(saved / "frozen.pb") == [3.0, 31.0]


def test_files_that_are_missing(saved):
    def freeze(graph, prefix, names):
        freeze_graph.freeze_graph(graph, "", True, prefix, names, "", "", "", True, "")

    with pytest.raises(OSError, match=r"Input graph file '.*/no' does not exist!"):
        freeze(f"{saved}/no", f"{saved}/m", "y")
    with pytest.raises(ValueError, match="Input checkpoint '.*/no' doesn't exist!"):
        freeze(f"{saved}/g.pb", f"{saved}/no", "y")
    with pytest.raises(ValueError, match="name of a node"):
        freeze(f"{saved}/g.pb", f"{saved}/m", "")


def test_shapes_of_vectors_that_are_known_in_part():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3])
        size = tf.shape(x)
        cases = [(size, [None, 3]), (tf.stack([size[0], 7]), [None, 7]),
                 (tf.constant([-1, 2]), [None, 2]), ([4], [4]),
                 (tf.placeholder(tf.int32, [2]), [None, None]),
                 (tf.concat([size, [5]], 0), [None, 3, 5])]  # fmt: skip
        for value, want in cases:
            assert constant_value_as_shape(value).as_list() == want
        for value in (tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int32), np.int32(-1)):
            assert constant_value_as_shape(value).rank is None
        with pytest.raises(ValueError, match="scalar with value '2'"):
            constant_value_as_shape(2)
        with pytest.raises(ValueError, match="rank 1 but is rank 2"):
            constant_value_as_shape([[2]])
