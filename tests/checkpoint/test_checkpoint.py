"""tf.train.Checkpoint: saved and restored eagerly, in graphs, from one to the other."""

import copy
import os
import pathlib
import pickle

import numpy as np
import pytest

import zeal as tf
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter

DATA = pathlib.Path(__file__).parent / "data"


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.first = tf.keras.layers.Dense(3, activation="tanh")
        self.rest = [tf.keras.layers.Dense(2), {"out/put": tf.keras.layers.Dense(1)}]

    def call(self, x):
        return self.rest[1]["out/put"](self.rest[0](self.first(x)))


X = tf.constant([[1.0, 2.0], [3.0, -4.0]])


def test_the_guide(tmp_path):
    x = tf.contrib.eager.Variable(10.0)
    checkpoint = tf.contrib.eager.Checkpoint(x=x)
    x.assign(2.0)
    save_path = checkpoint.save(f"{tmp_path}/ckpt/")
    x.assign(11.0)
    checkpoint.restore(save_path)
    assert float(x) == 2.0
    assert save_path == f"{tmp_path}/ckpt/-1"
    assert tf.train.latest_checkpoint(tmp_path / "ckpt") == save_path


def test_saves_are_counted(tmp_path):
    root = tf.train.Checkpoint(x=tf.Variable(1))
    assert int(root.save_counter) == 0
    paths = [root.save(tmp_path / "ckpt") for _ in range(2)]
    assert [os.path.basename(p) for p in paths] == ["ckpt-1", "ckpt-2"]
    assert tf.train.latest_checkpoint(tmp_path) == paths[1]
    later = tf.train.Checkpoint(x=tf.Variable(0))
    later.restore(paths[1]).assert_consumed()
    assert later.save(tmp_path / "ckpt") == f"{tmp_path}/ckpt-3"
    assert root.write(tmp_path / "plain") == f"{tmp_path}/plain"
    assert tf.train.latest_checkpoint(tmp_path) == f"{tmp_path}/ckpt-3"


def test_a_relative_path_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    root = tf.train.Checkpoint(x=tf.Variable(1))
    assert root.save("ckpt") == "ckpt-1"
    root.x.assign(2)
    root.restore("ckpt-1")
    assert int(root.x) == 1
    assert tf.train.latest_checkpoint(".") is not None


def test_objects_that_come_later_get_their_values(tmp_path):
    net = Net()
    want = net(X).numpy()
    path = tf.train.Checkpoint(net=net, step=tf.Variable(7)).save(tmp_path / "ckpt")
    root = tf.train.Checkpoint()
    status = root.restore(path)
    with pytest.raises(AssertionError, match=r"Unresolved object in checkpoint \(root\)\.net"):
        status.assert_consumed()
    root.net = Net()
    np.testing.assert_array_equal(root.net(X).numpy(), want)
    root.step = tf.Variable(0)
    assert int(root.step) == 7
    assert status.assert_consumed() is status


def test_elements_that_are_appended_later_get_their_values(tmp_path):
    saved = tf.contrib.checkpoint.Checkpointable()
    saved.parts, saved.named = [tf.Variable(1), tf.Variable(2)], {"a": tf.Variable(3)}
    saved.pair = (tf.Variable(4), [tf.Variable(5)])
    path = tf.train.Checkpoint(saved=saved).save(tmp_path / "ckpt")
    later = tf.contrib.checkpoint.Checkpointable()
    later.parts, later.named = [], {}
    status = tf.train.Checkpoint(saved=later).restore(path)
    later.parts.append(tf.Variable(0))
    later.parts += [tf.Variable(0)]
    later.named.update(a=tf.Variable(0))
    later.pair = (tf.Variable(0), [])
    later.pair[1].append(tf.Variable(0))
    assert [int(v) for v in later.parts] == [1, 2]
    assert (int(later.named["a"]), int(later.pair[0])) == (3, 4)
    assert int(later.pair[1][0]) == 5
    status.assert_consumed()


def test_the_latest_restore_counts_for_what_comes_later(tmp_path):
    root = tf.train.Checkpoint(x=tf.Variable(1))
    first = root.save(tmp_path / "ckpt")
    root.x.assign(2)
    second = root.save(tmp_path / "ckpt")
    later = tf.train.Checkpoint()
    later.restore(second).expect_partial()
    later.restore(first)
    later.x = tf.Variable(0)
    assert int(later.x) == 1


def test_restoring_again_and_again_keeps_one_restore(tmp_path):
    """What waits for objects to come is the latest restore; an older one only for its status."""
    first = tf.train.Checkpoint(x=tf.Variable(1)).save(tmp_path / "first")
    second = tf.train.Checkpoint(x=tf.Variable(2)).save(tmp_path / "second")
    later = tf.train.Checkpoint()
    status = later.restore(first)
    for _ in range(5):
        later.restore(second)
        later.restore(first)
    assert len(later._waiting_restores["x"]) == 2  # the last one, and that of `status`
    later.x = tf.Variable(0)
    assert int(later.x) == 1
    status.assert_consumed()
    by_name = tf.train.Saver({"v": tf.Variable(3)}).save(None, str(tmp_path / "v"))
    for _ in range(5):
        later.restore(by_name)
    assert len(later._restores_by_name) == 1


def test_steps_that_are_added_later_get_their_values(tmp_path):
    model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,)),
                                 tf.keras.layers.Dense(1)])
    path = tf.train.Checkpoint(model=model).save(tmp_path / "ckpt")
    later = tf.keras.Sequential()
    status = tf.train.Checkpoint(model=later).restore(path)
    later.add(tf.keras.layers.Dense(2, input_shape=(3,)))
    later.add(tf.keras.layers.Dense(1))
    status.assert_consumed()
    for a, b in zip(model.get_weights(), later.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_dtypes_and_shapes_of_all_kinds(tmp_path):
    values = {
        "f16": np.float16([1.5]), "f64": np.float64(2.5), "i8": np.int8([[1], [-2]]),
        "u16": np.uint16(3), "b": np.array([True, False]), "c": np.complex64(1 + 2j),
        "s": np.array(["a", "bc"], object), "empty": np.zeros([0, 3], np.float32),
    }  # fmt: skip
    root = tf.train.Checkpoint(**{k: tf.Variable(v, name=k) for k, v in values.items()})
    path = root.save(tmp_path / "ckpt")
    fresh = {k: tf.Variable(tf.zeros_like(tf.constant(v)) if k != "s" else ["", ""])
             for k, v in values.items()}
    tf.train.Checkpoint(**fresh).restore(path).assert_consumed()
    for k, v in values.items():
        assert fresh[k].numpy().tolist() == tf.constant(v).numpy().tolist()


# --- graphs ---
def in_graph(build):
    with tf.Graph().as_default(), tf.Session() as session:
        return build(session)


def test_eager_to_graph_and_back(tmp_path):
    net = Net()
    want = net(X).numpy()
    eager = tf.train.Checkpoint(net=net, step=tf.Variable(7)).save(tmp_path / "eager")

    def build(session):
        root = tf.train.Checkpoint(net=Net(), step=tf.Variable(0))
        y = root.net(tf.constant(X.numpy()))
        root.restore(eager).assert_consumed().run_restore_ops()
        np.testing.assert_array_equal(session.run(y), want)
        session.run(root.step.assign_add(1))
        return root.save(tmp_path / "graph")

    path = in_graph(build)
    assert path == f"{tmp_path}/graph-2"  # the counter came from the checkpoint
    later = tf.train.Checkpoint(net=Net(), step=tf.Variable(0))
    status = later.restore(path)
    np.testing.assert_array_equal(later.net(X).numpy(), want)
    status.assert_consumed()
    assert int(later.step) == 8


def test_saving_again_adds_nothing_to_the_graph(tmp_path):
    def build(session):
        root = tf.train.Checkpoint(x=tf.Variable(1))
        session.run(root.x.initializer)
        path = root.save(tmp_path / "ckpt", session)
        root.restore(path).initialize_or_restore(session)
        count = len(tf.get_default_graph().get_operations())
        session.run(root.x.assign(5))
        before = len(tf.get_default_graph().get_operations())
        for _ in range(3):
            path = root.save(tmp_path / "ckpt", session)
            root.restore(path).run_restore_ops(session)
        assert len(tf.get_default_graph().get_operations()) == before > count
        assert BundleReader(path).get("x/.ATTRIBUTES/VARIABLE_VALUE").numpy() == 5
        root.y = tf.Variable(2)  # one more object: another op
        session.run(root.y.initializer)
        assert BundleReader(root.save(tmp_path / "ckpt")).has("y/.ATTRIBUTES/VARIABLE_VALUE")

    in_graph(build)


def test_each_session_has_its_own_values(tmp_path):
    def build(session):
        root = tf.train.Checkpoint(x=tf.Variable(1))
        session.run(root.x.initializer)
        path = root.save(tmp_path / "ckpt")
        with tf.Session() as other:
            with pytest.raises(tf.errors.FailedPreconditionError):
                other.run(root.x)
            root.restore(path).run_restore_ops(other)
            assert other.run(root.x) == 1

    in_graph(build)


def test_initialize_or_restore(tmp_path):
    path = tf.train.Checkpoint(x=tf.Variable(5)).save(tmp_path / "ckpt")

    def build(session):
        root = tf.train.Checkpoint(x=tf.Variable(1), y=tf.Variable(2))
        root.restore(None).initialize_or_restore(session)
        assert session.run([root.x, root.y]) == [1, 2]
        session.run(root.y.assign(9))
        root.restore(path).initialize_or_restore()
        assert session.run([root.x, root.y]) == [5, 2]

    in_graph(build)


def test_ops_that_come_later_are_run_by_the_status(tmp_path):
    path = tf.train.Checkpoint(x=tf.Variable(5), y=tf.Variable(6)).save(tmp_path / "ckpt")

    def build(session):
        root = tf.train.Checkpoint(x=tf.Variable(1))
        status = root.restore(path)
        status.run_restore_ops()
        root.y = tf.Variable(2)
        status.assert_consumed().run_restore_ops()
        assert session.run([root.x, root.y]) == [5, 6]

    in_graph(build)


def test_a_session_is_needed(tmp_path):
    with tf.Graph().as_default():
        root = tf.train.Checkpoint(x=tf.Variable(1))
        with pytest.raises(ValueError, match="without a session"):
            root.save(tmp_path / "ckpt")


def test_in_functions(tmp_path):
    root = tf.train.Checkpoint(x=tf.Variable(1))

    @tf.function
    def step():
        root.x.assign_add(1)
        return root.write(f"{tmp_path}/traced")

    for want in (2, 3):
        assert step().numpy().decode() == f"{tmp_path}/traced"
        key = "x/.ATTRIBUTES/VARIABLE_VALUE"
        assert BundleReader(f"{tmp_path}/traced").get(key).numpy() == want

    @tf.function
    def save():
        return root.save(f"{tmp_path}/no")

    with pytest.raises(NotImplementedError, match="from a function is not supported"):
        save()


def test_variables_made_in_functions_get_their_values(tmp_path):
    dense = tf.keras.layers.Dense(1)
    want = dense(X).numpy()
    path = tf.train.Checkpoint(dense=dense).save(tmp_path / "ckpt")
    later = tf.keras.layers.Dense(1)
    status = tf.train.Checkpoint(dense=later).restore(path)
    np.testing.assert_array_equal(tf.function(later)(X).numpy(), want)
    status.assert_consumed()


# --- by names ---
def write_by_names(path, **values):
    with BundleWriter(path) as writer:
        for key, value in values.items():
            writer.add(key, value)
        writer.finish()


def test_checkpoints_by_names(tmp_path):
    write_by_names(f"{tmp_path}/named", first=np.float32([1, 2]), save_counter=np.int64(3))
    root = tf.train.Checkpoint(x=tf.Variable([0.0, 0.0], name="first"))
    status = root.restore(tmp_path / "named")
    assert root.x.numpy().tolist() == [1, 2]
    status.assert_consumed()
    status.run_restore_ops()
    root.later = tf.Variable([0.0, 0.0], name="first")
    assert root.later.numpy().tolist() == [1, 2]
    root.lacking = tf.Variable(0.0, name="firs")
    with pytest.raises(AssertionError, match="were not restored"):
        status.assert_consumed()


def test_checkpoints_by_names_in_graphs(tmp_path):
    write_by_names(f"{tmp_path}/named", first=np.float32([1, 2]))

    def build(session):
        root = tf.contrib.checkpoint.Checkpointable()
        root.x = tf.Variable([0.0, 0.0], name="first")
        saver = tf.contrib.eager.CheckpointableSaver(root)
        status = saver.restore(tmp_path / "named")
        status.initialize_or_restore(session)
        assert session.run(root.x).tolist() == [1, 2]
        root.y = tf.Variable(0.0, name="firsd")
        with pytest.raises(tf.errors.NotFoundError, match="did you mean first"):
            saver.restore(tmp_path / "named").run_restore_ops(session)

    in_graph(build)


@pytest.mark.parametrize("eager", [True, False])
def test_what_savers_wrote(tmp_path, eager):
    def write(session):
        x = tf.Variable([1.0, 2.0], name="first")
        session.run(x.initializer)
        return tf.train.Saver([x]).save(session, f"{tmp_path}/saver")

    path = in_graph(write)
    root = tf.contrib.checkpoint.Checkpointable()
    saver = tf.contrib.eager.CheckpointableSaver(root)
    if eager:
        root.x = tf.Variable([0.0, 0.0], name="first")
        saver.restore(path).assert_consumed()
        assert root.x.numpy().tolist() == [1, 2]
        return

    def restore(session):
        root.x = tf.Variable([0.0, 0.0], name="first")
        saver.restore(path).run_restore_ops(session)
        assert session.run(root.x).tolist() == [1, 2]

    in_graph(restore)


def test_savers_read_what_checkpoints_wrote(tmp_path):
    path = tf.train.Checkpoint(x=tf.Variable([1.0, 2.0], name="first")).save(tmp_path / "ckpt")

    def restore(session):
        x = tf.Variable([0.0, 0.0], name="first")
        tf.train.Saver([x]).restore(session, path)
        assert session.run(x).tolist() == [1, 2]

    in_graph(restore)


def test_savers_save_beside_iterators(tmp_path, caplog):
    def save(session):
        element = tf.data.Dataset.range(5).make_one_shot_iterator().get_next()
        x = tf.Variable(1, name="x")
        session.run([x.initializer, element])
        return tf.train.Saver().save(session, f"{tmp_path}/saver")

    assert BundleReader(in_graph(save)).get("x").numpy() == 1


# --- copies ---
def test_copies_and_pickles_are_objects_of_their_own(tmp_path):
    net = Net()
    want = net(X).numpy()
    net.save_weights(tmp_path / "net")
    later = Net()
    later.load_weights(tmp_path / "net").expect_partial()
    for twin in (copy.deepcopy(net), pickle.loads(pickle.dumps(net)), copy.deepcopy(later),
                 pickle.loads(pickle.dumps(later))):
        twin(X)
        for v in twin.variables:
            v.assign(tf.zeros_like(v))
        twin.save_weights(tmp_path / "twin")
        np.testing.assert_array_equal(net(X).numpy(), want)
        net.load_weights(tmp_path / "twin")
        assert not net(X).numpy().any()
        net.load_weights(tmp_path / "net")


# --- what does not fit ---
def test_other_shapes_name_the_object_and_both(tmp_path):
    path = tf.train.Checkpoint(net=tf.train.Checkpoint(w=tf.Variable([1.0, 2.0]))).save(
        tmp_path / "ckpt")
    root = tf.train.Checkpoint(net=tf.train.Checkpoint(w=tf.Variable([1.0, 2.0, 3.0])))
    text = (r"Shapes \(3,\) and \(2,\) are incompatible: net/w has shape \(3,\), and the "
            rf"checkpoint {path} holds \(2,\)")
    with pytest.raises(ValueError, match=text):
        root.restore(path)
    assert root.net.w.numpy().tolist() == [1, 2, 3]
    with tf.Graph().as_default():
        root = tf.train.Checkpoint(net=tf.train.Checkpoint(w=tf.Variable([1.0, 2.0, 3.0])))
        with pytest.raises(ValueError, match=text):
            root.restore(path)


def test_other_dtypes_name_the_key_and_both(tmp_path):
    path = tf.train.Checkpoint(w=tf.Variable([1.0, 2.0])).save(tmp_path / "ckpt")
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected dtype int32 does not equal "
                       "original dtype float32"):
        tf.train.Checkpoint(w=tf.Variable([1, 2])).restore(path)


def test_missing_checkpoints(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="no-such"):
        tf.train.Checkpoint(x=tf.Variable(1)).restore(tmp_path / "no-such")


# --- files of TensorFlow ---
def test_what_tensorflow_2_wrote():
    class Part(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(tf.zeros([2, 2]))
            self.pair = (tf.Variable(0.0), [tf.Variable([0, 0])])
            self.by = {"a.b/c": tf.Variable("")}

    root = tf.train.Checkpoint(part=Part(), count=tf.Variable(0, dtype=tf.int64))
    root.restore(DATA / "tf221_objects").assert_consumed()
    assert root.part.w.numpy().tolist() == [[1, 2], [3, 4]]
    assert float(root.part.pair[0]) == 5
    assert root.part.pair[1][0].numpy().tolist() == [6, 7]
    assert root.part.by["a.b/c"].numpy() == b"text"
    assert (int(root.count), int(root.save_counter)) == (8, 1)
