"""tf.train.Saver in graphs and on lists of eager variables."""

import os

import numpy as np
import pytest

import zeal as tf
from zeal.graph.graph import outside_graphs


@pytest.fixture()
def graph():
    with tf.Graph().as_default() as g:
        yield g


@pytest.fixture()
def prefix(tmp_path):
    return str(tmp_path / "model")


def files(prefix):
    return sorted(os.listdir(os.path.dirname(prefix)))


def model():
    tf.get_variable("a", [2])
    tf.get_variable("s/b", [3], tf.int32, initializer=tf.ones_initializer())
    tf.get_variable("p", [5, 2], partitioner=tf.fixed_size_partitioner(2))


def values(session):
    return {v.name: session.run(v) for v in tf.global_variables()}


@pytest.mark.parametrize("arguments", [{}, {"sharded": True}, {"reshape": True}])
def test_there_and_back(graph, prefix, arguments):
    model()
    saver = tf.train.Saver(**arguments)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        before = values(session)
        path = saver.save(session, prefix, global_step=7)
        assert path == f"{prefix}-7"
        session.run(tf.global_variables_initializer())
        saver.restore(session, path)
        for name, value in values(session).items():
            np.testing.assert_array_equal(value, before[name])
    assert files(prefix) == [
        "checkpoint", "model-7.data-00000-of-00001", "model-7.index", "model-7.meta"
    ]  # fmt: skip
    assert tf.train.latest_checkpoint(os.path.dirname(prefix)) == path


def test_nodes_are_tensorflows(graph):
    """TensorFlow 1.15's for resource variables, whose assignments have the older names."""
    model()
    before = len(graph.get_operations())
    message = tf.train.Saver().as_saver_def()
    made = {
        op.name: ([x.name for x in op.inputs], [c.name for c in op.control_inputs])
        for op in graph.get_operations()[before:]
    }
    assert list(made) == [
        "save/filename/input", "save/filename", "save/Const", "save/Read/ReadVariableOp",
        "save/Identity", "save/Identity_1", "save/Read_1/ReadVariableOp", "save/Identity_2",
        "save/Identity_3", "save/SaveV2/tensor_names", "save/SaveV2/shape_and_slices",
        "save/SaveV2", "save/control_dependency", "save/RestoreV2/tensor_names",
        "save/RestoreV2/shape_and_slices", "save/RestoreV2", "save/Identity_4",
        "save/Assign", "save/Identity_5", "save/Assign_1", "save/Identity_6", "save/Assign_2",
        "save/Identity_7", "save/Assign_3", "save/restore_all",
    ]  # fmt: skip
    assert made["save/SaveV2"][0] == [
        "save/Const:0", "save/SaveV2/tensor_names:0", "save/SaveV2/shape_and_slices:0",
        "a/read:0", "save/Identity_1:0", "save/Identity_3:0", "s/b/read:0",
    ]  # fmt: skip
    assert made["save/control_dependency"] == (["save/Const:0"], ["save/SaveV2"])
    assert (message.filename_tensor_name, message.save_tensor_name, message.restore_op_name) == (
        "save/Const:0", "save/control_dependency:0", "save/restore_all"
    )  # fmt: skip
    shapes = [str(t.shape) for t in graph.get_operation_by_name("save/RestoreV2").outputs]
    assert shapes == ["<unknown>", "(3, 2)", "(2, 2)", "<unknown>"]


def test_sharded_by_device(graph, prefix):
    with tf.device("/cpu:0"):
        tf.get_variable("a", [2])
    tf.get_variable("b", [2])
    saver = tf.train.Saver(sharded=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        before = values(session)
        saver.save(session, prefix, write_meta_graph=False)
        assert files(prefix) == [
            "checkpoint", "model.data-00000-of-00002", "model.data-00001-of-00002", "model.index"
        ]  # fmt: skip
        session.run(tf.global_variables_initializer())
        saver.restore(session, prefix)
        np.testing.assert_array_equal(values(session)["a:0"], before["a:0"])


def test_names_of_a_dict(graph, prefix):
    v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver({"x": v, "y/z": w}).save(session, prefix)
        assert tf.train.list_variables(path) == [("x", []), ("y/z", [])]
        tf.train.Saver({"x": w}).restore(session, path)
        assert session.run(w) == 1.0


def test_reshape(graph, prefix):
    v = tf.get_variable("v", [2, 3])
    with tf.Session() as session:
        session.run(v.initializer)
        path = tf.train.Saver().save(session, prefix)
        before = session.run(v)
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", [3, 2])
        tf.train.Saver(reshape=True).restore(session, path)
        np.testing.assert_array_equal(session.run(v), before.reshape(3, 2))


def test_old_ones_go(graph, prefix):
    v = tf.Variable(1.0)
    saver = tf.train.Saver(max_to_keep=2)
    with tf.Session() as session:
        session.run(v.initializer)
        for step in range(4):
            saver.save(session, prefix, global_step=step)
        assert [os.path.basename(p) for p in saver.last_checkpoints] == ["model-2", "model-3"]
        assert [name for name in files(prefix) if name.endswith((".index", ".meta"))] == [
            "model-2.index", "model-2.meta", "model-3.index", "model-3.meta"
        ]  # fmt: skip
        state = tf.train.get_checkpoint_state(os.path.dirname(prefix))
        assert list(state.all_model_checkpoint_paths) == saver.last_checkpoints
        again = tf.train.Saver(max_to_keep=2)
        again.recover_last_checkpoints([*state.all_model_checkpoint_paths, prefix + "-9"])
        assert again.last_checkpoints == saver.last_checkpoints
        for remember in (again.set_last_checkpoints, again.set_last_checkpoints_with_time):
            with pytest.raises(TypeError, match="are a list, not str"):
                remember("/nowhere/model-9")
        assert again.last_checkpoints == saver.last_checkpoints
        again.save(session, prefix, global_step=4)
        assert "model-2.index" not in files(prefix) and "model-3.index" in files(prefix)


def test_every_so_many_hours_one_stays(graph, prefix):
    v = tf.Variable(1.0)
    saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=0.0)
    with tf.Session() as session:
        session.run(v.initializer)
        for step in range(3):
            saver.save(session, prefix, global_step=step, write_meta_graph=False)
        assert sum(name.endswith(".index") for name in files(prefix)) == 3


@pytest.mark.parametrize("most", [0, None])
def test_all_are_kept(graph, prefix, most):
    v = tf.Variable(1.0)
    saver = tf.train.Saver(max_to_keep=most)
    with tf.Session() as session:
        session.run(v.initializer)
        for step in range(3):
            saver.save(session, prefix, global_step=step, write_meta_graph=False)
    assert sum(name.endswith(".index") for name in files(prefix)) == 3
    state = tf.train.get_checkpoint_state(os.path.dirname(prefix))
    assert list(state.all_model_checkpoint_paths) == [f"{prefix}-2"]


def test_numbers_and_relative_paths(graph, prefix):
    step = tf.Variable(12, name="global_step")
    saver = tf.train.Saver(pad_step_number=True, save_relative_paths=True)
    with tf.Session() as session:
        session.run(step.initializer)
        assert saver.save(session, prefix, step) == f"{prefix}-00000012"
        assert saver.save(session, prefix, "global_step:0", latest_filename="other")
    folder = os.path.dirname(prefix)
    with open(f"{folder}/checkpoint") as file:
        assert file.readline() == 'model_checkpoint_path: "model-00000012"\n'
    assert tf.train.latest_checkpoint(folder, "other") == f"{prefix}-00000012"
    os.rename(folder, f"{folder}.moved")
    assert tf.train.latest_checkpoint(f"{folder}.moved") == f"{folder}.moved/model-00000012"


def test_meta_graph(graph, prefix):
    model()
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        path = saver.save(session, prefix)
        before = values(session)
    for scope in (None, "imported"):
        with tf.Graph().as_default(), tf.Session() as session:
            tf.train.import_meta_graph(f"{path}.meta", import_scope=scope).restore(session, path)
            lead = f"{scope}/" if scope else ""
            for name, value in before.items():
                np.testing.assert_array_equal(session.run(lead + name), value)


def test_import_without_a_saver(graph):
    assert tf.train.import_meta_graph(tf.train.export_meta_graph()) is None
    tf.Variable(1.0)
    with tf.Graph().as_default() as other:
        saver = tf.train.import_meta_graph(tf.train.export_meta_graph(graph=graph))
        assert isinstance(saver, tf.train.Saver)
        assert "save/restore_all" in [op.name for op in other.get_operations()]


def test_collection_of_savers(graph):
    tf.Variable(1.0)
    tf.add_to_collection(tf.GraphKeys.SAVERS, tf.train.Saver(name="mine"))
    message = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        tf.train.import_meta_graph(message, import_scope="in")
        [saver] = tf.get_collection(tf.GraphKeys.SAVERS)
        assert saver.as_saver_def().restore_op_name == "in/mine/restore_all"
        assert saver.to_proto("in").restore_op_name == "mine/restore_all"
        assert saver.to_proto("elsewhere") is None


def test_deferred_and_empty(graph, prefix):
    with pytest.raises(ValueError, match="No variables to save"):
        tf.train.Saver()
    saver = tf.train.Saver(defer_build=True)
    v = tf.Variable(1.0)
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(RuntimeError, match="`build\\(\\)` should be called before save"):
            saver.save(session, prefix)
        saver.build()
        assert saver.save(session, prefix) == prefix
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.Saver(allow_empty=True)
        assert saver.save(session, f"{prefix}-none") is None
        saver.restore(session, f"{prefix}-none")


def test_wrong_arguments(graph, prefix):
    v = tf.Variable(1.0, name="v")
    for values, error, words in [
        ([v, v], ValueError, "At least two variables have the same name: v"),
        ({"a": v, "b": v}, ValueError, "The same saveable will be restored with two names: b"),
        ([tf.constant(1.0)], TypeError, "Variable to save is not a Variable"),
        ([3, b"x", None], TypeError, "Variable to save is not a Variable"),
        ({"a": tf.constant(1.0)}, TypeError, "must be a dict mapping string names to Tensors"),
        ({1: v}, TypeError, "Name is not a string: 1"),
        ("v", TypeError, "Variables to save should be passed in a dict or a list: v"),
        ({"a": [v]}, ValueError, "Slices must all be slices"),
    ]:
        with pytest.raises(error, match=words):
            tf.train.Saver(values)
    with pytest.raises(ValueError, match="then build cannot be deferred"):
        tf.train.Saver([v], defer_build=True)
    with pytest.raises(ValueError, match="saver_def must specify the filename_tensor_name"):
        tf.train.Saver(saver_def=tf.train.SaverDef())
    saver = tf.train.Saver()
    with tf.Session() as session:
        with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized"):
            saver.save(session, prefix)
        session.run(v.initializer)
        assert saver.save(session, f"{prefix}s/m") == f"{prefix}s/m"  # one folder is made
        for call, error, words in [
            (lambda: saver.save(None, prefix), TypeError, "'sess' must be a Session; None"),
            (lambda: saver.save(session, f"{prefix}/x/y"), ValueError, "doesn't exist, can't"),
            (lambda: saver.save(session, prefix, latest_filename="a/b"), ValueError, "components"),
            (lambda: saver.save(session, "/tmp/checkpoint"), ValueError, "collides with"),
            (lambda: saver.restore(session, None), ValueError, "Can't load save_path when it is"),
            (lambda: saver.restore(session, f"{prefix}-no"), ValueError, "not a valid checkpoint"),
        ]:
            with pytest.raises(error, match=words):
                call()


def test_what_does_not_fit_is_named(graph, prefix):
    v, w = tf.Variable([1.0, 2.0], name="v"), tf.Variable(1, name="dense/kernel")
    with tf.Session() as session:
        session.run([v.initializer, w.initializer])
        path = tf.train.Saver().save(session, prefix)
    shapes = (
        "(?s)due to a mismatch between the current graph.*lhs shape= \\[3\\] rhs shape= \\[2\\]: "
        "v:0 has the first, v in checkpoint .*model the second"
    )
    for make, error, words in [
        (lambda: tf.get_variable("v", [3]), tf.errors.InvalidArgumentError, shapes),
        (lambda: tf.get_variable("v", [2], tf.float64), tf.errors.InvalidArgumentError,
         "(?s)expected dtype float64 does not equal original dtype float32.*v:0 is float64; v in"),
        (lambda: tf.get_variable("dense/kernal", [3]), tf.errors.NotFoundError,
         "(?s)graph key that is missing from.*Key dense/kernal not found.*mean dense/kernel"),
    ]:  # fmt: skip
        with tf.Graph().as_default(), tf.Session() as session:
            make()
            with pytest.raises(error, match=words):
                tf.train.Saver().restore(session, path)


# --- eagerly ---
class TestEagerly:
    @pytest.fixture(autouse=True)
    def eagerly(self):
        with outside_graphs():
            yield

    def test_there_and_back(self, prefix):
        v, w = tf.Variable([1.0, 2.0], name="v"), tf.Variable(3, name="w")
        saver = tf.train.Saver([v, w])
        path = saver.save(None, prefix, global_step=5)
        assert path == f"{prefix}-5" and tf.train.list_variables(path) == [("v", [2]), ("w", [])]
        v.assign([0.0, 0.0])
        w.assign(0)
        saver.restore(None, path)
        assert v.numpy().tolist() == [1, 2] and w.numpy() == 3
        assert tf.train.latest_checkpoint(os.path.dirname(prefix)) == path

    def test_from_a_graph_and_back(self, prefix):
        with tf.Graph().as_default(), tf.Session() as session:
            v = tf.get_variable("v", initializer=[1.0, 2.0])
            session.run(v.initializer)
            path = tf.train.Saver().save(session, prefix)
        v = tf.Variable([0.0, 0.0], name="v")
        saver = tf.train.Saver([v])
        saver.restore(None, path)
        assert v.numpy().tolist() == [1, 2]
        v.assign([5.0, 6.0])
        path = saver.save(None, prefix)
        with tf.Graph().as_default(), tf.Session() as session:
            v = tf.get_variable("v", [2])
            tf.train.Saver().restore(session, path)
            assert session.run(v).tolist() == [5, 6]

    def test_errors(self, prefix):
        with pytest.raises(RuntimeError, match="`var_list` must specify a list or dict"):
            tf.train.Saver()
        twins = [tf.Variable(1.0, name="v"), tf.Variable(1.0, name="v")]
        with pytest.raises(ValueError, match="with the same shared_name 'v'"):
            tf.train.Saver(twins).save(None, prefix)
        path = tf.train.Saver(twins[:1]).save(None, prefix)
        with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(\) are incompatible"):
            tf.train.Saver({"v": tf.Variable([1.0, 2.0])}).restore(None, path)
        with pytest.raises(tf.errors.NotFoundError, match="Key w not found"):
            tf.train.Saver({"w": tf.Variable(1.0)}).restore(None, path)
        with pytest.raises(RuntimeError, match="Use save/restore instead of build"):
            tf.train.Saver(twins).build()
        with pytest.raises(ValueError, match="No variables to save"):
            tf.train.Saver([]).save(None, prefix)


    def test_nothing_is_restored_unless_all_is_there(self, prefix):
        large = tf.Variable(tf.ones([1 << 23]), name="large")  # is read by itself
        path = tf.train.Saver([large]).save(None, prefix)
        large.assign(tf.zeros([1 << 23]))
        missing = tf.Variable(1.0, name="missing")
        with pytest.raises(tf.errors.NotFoundError, match="Key missing not found"):
            tf.train.Saver([large, missing]).restore(None, path)
        assert large.numpy()[0] == 0
        tf.train.Saver([large]).restore(None, path)
        assert large.numpy()[-1] == 1


def test_a_graph_saver_saves_and_restores_in_its_session_wherever_it_is_called(prefix):
    """In code that executes eagerly too: there it once wrote nothing, and said nothing."""
    with tf.Graph().as_default() as graph:
        session = tf.Session()
        v = tf.get_variable("v", initializer=[1.0, 2.0])
        saver = tf.train.Saver()
        session.run(v.initializer)
        seen = tf.py_func(lambda x: (saver.save(session, f"{prefix}-inside"), x)[1], [v], v.dtype)
        session.run(seen)
        changed = tf.assign(v, [0.0, 0.0])
    with outside_graphs():
        for path in (f"{prefix}-inside", saver.save(session, prefix)):
            session.run(changed)
            saver.restore(session, path)
            assert session.run(graph.get_tensor_by_name("v:0")).tolist() == [1.0, 2.0]
            assert os.path.exists(f"{path}.meta")


@pytest.mark.parametrize("resource", [True, False])
def test_eager_code_saves_no_variable_of_a_graph(prefix, resource):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        v = tf.get_variable("v", initializer=1.0, use_resource=resource)
        checkpoint = tf.train.Checkpoint(v=v)
        session.run(v.initializer)
        path = checkpoint.write(f"{prefix}-there")
    with outside_graphs():
        for save in (
            lambda: checkpoint.write(prefix),
            lambda: checkpoint.restore(path),
            lambda: tf.train.Saver([v]).save(None, prefix),
        ):
            with pytest.raises(ValueError, match=r"v.* belongs to a graph, and the program"):
                save()
    assert not [name for name in files(prefix) if name.startswith("model.")]
    assert graph.get_operations()
