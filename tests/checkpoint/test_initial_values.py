"""Variables that begin with a checkpoint's values; tfe.Saver; assigning from checkpoints."""

import numpy as np
import pytest

import zeal as tf
from zeal.graph.graph import outside_graphs

tfe = tf.contrib.eager


@pytest.fixture()
def path(tmp_path):
    """A checkpoint of old/w, old/b and an object in parts, p."""
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.variable_scope("old"):
            tf.get_variable("w", initializer=[[1.0, 2.0], [3.0, 4.0]])
            tf.get_variable("b", initializer=[5.0, 6.0])
        tf.get_variable(
            "p", [5, 2], partitioner=tf.fixed_size_partitioner(2),
            initializer=lambda shape, dtype, partition_info: tf.fill(
                shape, float(partition_info.var_offset[0])
            ),
        )  # fmt: skip
        session.run(tf.global_variables_initializer())
        yield tf.train.Saver().save(session, tmp_path / "model")


P = [[0.0, 0.0]] * 3 + [[3.0, 3.0]] * 2


@pytest.fixture()
def session():
    with tf.Graph().as_default(), tf.Session() as s:
        yield s


def model(scope):
    with tf.variable_scope(scope):
        return tf.get_variable("w", [2, 2]), tf.get_variable("b", [2])


@pytest.mark.parametrize(
    ("key", "target"),
    [("old/", "new/"), ("old/w", "new/w"), ("old/w", None)],
)
def test_by_scope_name_or_variable(path, session, key, target):
    w, b = model("new")
    tf.train.init_from_checkpoint(path, {key: w if target is None else target})
    session.run(tf.global_variables_initializer())
    assert session.run(w).tolist() == [[1, 2], [3, 4]]
    assert (session.run(b).tolist() == [5, 6]) == key.endswith("/")
    assert session.run(w.initial_value).tolist() == [[1, 2], [3, 4]]


def test_the_root(path, session):
    w, b = model("old")
    tf.train.init_from_checkpoint(path, {"/": "/"})
    session.run(tf.global_variables_initializer())
    assert session.run(b).tolist() == [5, 6] and session.run(w)[1, 1] == 4


@pytest.mark.parametrize("given", ["name", "whole", "list", "scope"])
def test_other_parts(path, session, given):
    p = tf.get_variable("p", [5, 2], partitioner=tf.fixed_size_partitioner(3))
    whole = p.as_tensor()
    target = {"name": "p", "whole": p, "list": list(p), "scope": "/"}[given]
    tf.train.init_from_checkpoint(path, {"/" if given == "scope" else "p": target})
    session.run(tf.global_variables_initializer())
    assert session.run(whole).tolist() == P


def test_what_does_not_fit(path, session):
    w, b = model("new")
    for given, words in [
        ({"old/x": w}, "Tensor old/x is not found in"),
        ({"old/b": w}, r"Shape of variable new/w:0 \(\(2, 2\)\) doesn't match with shape of "),
        ({"old": "new/"}, "Should be 'scope/': 'other_scope/'"),
        ({"/": "new/"}, r"Tensor b \(b in /\) is not found in .*; did you mean old/b"),
    ]:
        with pytest.raises(ValueError, match=words):
            tf.train.init_from_checkpoint(path, given)
    assert b is not None


def test_warm_start(path, session):
    w, b = model("old")
    c = tf.get_variable("c", [2])
    tf.train.warm_start(path, "old", var_name_to_prev_var_name={})
    tf.train.warm_start(path, [c], var_name_to_prev_var_name={"c": "old/b"})
    session.run(tf.global_variables_initializer())
    assert session.run(w)[1, 0] == 3 and session.run(c).tolist() == session.run(b).tolist()
    with pytest.raises(ValueError, match="in var_name_to_prev_var_name that were not used"):
        tf.train.warm_start(path, "old", var_name_to_prev_var_name={"z": "y"})
    with pytest.raises(ValueError, match="Tensor c is not found"):
        tf.train.warm_start(path)
    with pytest.raises(ValueError, match="must be all `Variable` or all `str`"):
        tf.train.warm_start(path, [c, "old"])


# --- tf.contrib.framework ---
def test_assigning(path, session):
    framework = tf.contrib.framework
    w, b = model("old")
    p = tf.get_variable("p", [5, 2], partitioner=tf.fixed_size_partitioner(3))
    op, feeds = framework.assign_from_checkpoint(path, [w, *p])
    session.run(op, feeds)
    assert session.run(w)[0, 1] == 2 and session.run(list(p)[2]).tolist() == P[4:]
    framework.assign_from_checkpoint_fn(path, {"old/b": b})(session)
    assert session.run(b).tolist() == [5, 6]
    c = tf.get_variable("c", [2])
    with pytest.raises(ValueError, match="Checkpoint is missing variable \\[c\\]"):
        framework.assign_from_checkpoint(path, [c])
    assert framework.assign_from_checkpoint(path, [c], ignore_missing_vars=True)[1] == {}
    assert framework.assign_from_checkpoint_fn(path, [c], ignore_missing_vars=True) is None
    with pytest.raises(ValueError, match="Total size of new array must be unchanged for old/w"):
        framework.assign_from_checkpoint(path, {"old/w": c})
    with pytest.raises(ValueError, match="var_list cannot be empty"):
        framework.assign_from_checkpoint_fn(path, [])
    framework.assign_from_values_fn({"c": np.array([7.0, 8.0])})(session)
    assert session.run(c).tolist() == [7, 8]
    with pytest.raises(ValueError, match="Variable zz wasn't found"):
        framework.assign_from_values({"zz": np.zeros(1)})


# --- eagerly ---
def test_eagerly(path, tmp_path):
    with outside_graphs():
        w = tf.Variable([[0.0, 0.0], [0.0, 0.0]], name="w")
        tf.train.init_from_checkpoint(path, {"old/w": w})
        assert w.numpy().tolist() == [[1, 2], [3, 4]]
        saver = tfe.Saver({"x": w})
        saved = saver.save(str(tmp_path / "eager"), global_step=tf.Variable(4))
        assert saved.endswith("eager-4")
        w.assign_add(w)
        saver.restore(saved)
        assert w.numpy()[1, 1] == 4
        with tfe.restore_variables_on_create(path, lambda name: f"old/{name}"):
            b, other = tf.Variable([0.0, 0.0], name="b"), tf.Variable(9.0, name="other")
        assert b.numpy().tolist() == [5, 6] and other.numpy() == 9
        with tfe.restore_variables_on_create(None):
            assert tf.Variable(2.0, name="b").numpy() == 2
        with pytest.raises(ValueError, match="map_func must be callable"):
            tfe.restore_variables_on_create(path, 3).__enter__()
    with tf.Graph().as_default(), pytest.raises(RuntimeError, match="tfe.Saver can only be used"):
        tfe.Saver([])


def test_readers_and_iterators(path, tmp_path):
    reader = tf.train.NewCheckpointReader(path)
    assert reader.debug_string() == (
        b"old/b (DT_FLOAT) [2]\nold/w (DT_FLOAT) [2,2]\np (DT_FLOAT) [5,2]\n"
    )
    assert reader.get_tensor("p").tolist() == P and not reader.has_tensor("q")
    value = reader.get_tensor("old/b")
    value[0] = 7.0  # it is an array of its own
    assert reader.get_tensor("old/b")[0] == 5
    assert tf.train.load_variable(str(tmp_path), "old/b:0").tolist() == [5, 6]
    with pytest.raises(ValueError, match="Couldn't find 'checkpoint' file or checkpoints in given"):
        (tmp_path / "empty").mkdir()
        tf.train.load_checkpoint(tmp_path / "empty")
    found = tf.train.checkpoints_iterator(str(tmp_path), timeout=0)
    assert list(found) == [path]
    assert tf.train.get_checkpoint_mtimes([path, f"{path}x"])[0] > 1e9
    tf.train.remove_checkpoint(path)
    assert not tf.train.checkpoint_exists(path)
    assert tf.train.latest_checkpoint(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    ["", "garbage", 'model_checkpoint_path: "a" nonsense: 3', "\xff\xfe", 'x {' * 3000],
)
def test_broken_state_files(tmp_path, content):
    (tmp_path / "checkpoint").write_bytes(content.encode("latin1"))
    if content:
        assert tf.train.get_checkpoint_state(tmp_path) is None
        assert tf.train.latest_checkpoint(tmp_path) is None
    else:
        with pytest.raises(ValueError, match="Invalid checkpoint state loaded from"):
            tf.train.get_checkpoint_state(tmp_path)
