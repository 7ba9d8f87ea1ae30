"""tf.contrib.checkpoint: containers, Python state, split dependencies, drawings."""

import copy

import numpy as np
import pytest

import zeal as tf

checkpoint = tf.contrib.checkpoint


def edges(node):
    return [name for name, _ in node._checkpoint_dependencies]


# --- List ---
def test_lists_only_grow():
    x = checkpoint.List([tf.Variable(1)])
    x.append([tf.Variable(2)])
    x.extend([tf.Variable(3), {"a": tf.Variable(4)}])
    x += [tf.Variable(5)]
    assert edges(x) == ["0", "1", "2", "3", "4"]
    assert edges(x[1]) == ["0"]
    assert len(x + [tf.Variable(6)]) == 6 == len([tf.Variable(6)] + x)
    assert len(x * 2) == 10
    assert copy.copy(x)[0] is x[0]
    assert repr(checkpoint.List()) == "List([])"
    for change in (lambda: x.pop(), lambda: x.insert(0, tf.Variable(1)), lambda: x.reverse()):
        with pytest.raises(AttributeError, match="'List' object has no attribute '"):
            change()
    for change in (lambda: x.__setitem__(0, tf.Variable(1)), lambda: x.__delitem__(0)):
        with pytest.raises(TypeError, match="append-only"):
            change()
    assert len({x, checkpoint.List()}) == 2
    with pytest.raises(ValueError, match="removes elements"):
        x *= 0
    with pytest.raises(ValueError, match="Only trackable objects"):
        x.append(3)
    with pytest.raises(ValueError, match="Only trackable objects"):
        checkpoint.List([3])


def test_lists_tell_of_their_layers():
    dense = tf.keras.layers.Dense(1, input_shape=(2,), kernel_regularizer=tf.nn.l2_loss)
    x = checkpoint.List([dense])
    x[0].build([None, 2])
    x.append(tf.Variable(1, trainable=False))
    x.append([tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])])
    assert len(x.layers) == 2
    assert (len(x.weights), len(x.trainable_weights), len(x.non_trainable_variables)) == (5, 4, 1)
    assert len(x.losses) == 1
    assert x.updates == []
    x.trainable = False
    assert (x.trainable_variables, len(x.variables)) == ([], 5)

    class Net(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = checkpoint.List()

    net = Net()
    net.parts.append(tf.keras.layers.Dense(1))
    net.parts[0].build([None, 3])
    assert len(net.weights) == 2
    assert type(net.parts) is checkpoint.List


def test_later_elements_of_lists_are_restored(tmp_path):
    path = tf.train.Checkpoint(x=checkpoint.List([tf.Variable(1), tf.Variable(2)])).save(
        tmp_path / "ckpt")
    root = tf.train.Checkpoint(x=checkpoint.List())
    status = root.restore(path)
    root.x.append(tf.Variable(0))
    root.x += [tf.Variable(0)]
    assert [int(v) for v in root.x] == [1, 2]
    status.assert_consumed()


# --- Mapping ---
def test_mappings_only_grow():
    x = checkpoint.Mapping({"a": tf.Variable(1)}, b=tf.Variable(2))
    x["c/d"] = [tf.Variable(3)]
    x.update(e=tf.Variable(4))
    assert x.setdefault("f", tf.Variable(5)) is x["f"]
    assert edges(x) == ["a", "b", "c/d", "e", "f"]
    x["a"] = x["a"]
    with pytest.raises(ValueError, match="append-only data structure. Tried to overwrite"):
        x["a"] = tf.Variable(2)
    with pytest.raises(AttributeError, match="__delitem__"):
        del x["a"]
    with pytest.raises(TypeError, match="only string keys"):
        x[1] = tf.Variable(1)
    with pytest.raises(ValueError, match="Only trackable objects"):
        x["z"] = 5
    assert repr(checkpoint.Mapping()) == "Mapping({})"


def test_unique_names():
    names = checkpoint.UniqueNameTracker()
    x = tf.Variable(1)
    assert names.track(x, "x") is x
    names.track(tf.Variable(2), "x_1")
    names.track(tf.Variable(3), "x")
    names.track(tf.Variable(4), "x")
    assert edges(names) == ["x", "x_1", "x_2", "x_3"]
    assert len(names.variables) == 4
    with pytest.raises(ValueError, match="Expected a trackable value"):
        names.track(5, "y")


# --- Python state ---
class Count(tf.train.experimental.PythonState):
    def __init__(self, number=0):
        self.number = number

    def serialize(self):
        return str(self.number)

    def deserialize(self, string_value):
        self.number = int(string_value)


def test_python_state(tmp_path):
    root = tf.train.Checkpoint(count=Count(3))
    path = root.save(tmp_path / "ckpt")
    later = tf.train.Checkpoint()
    status = later.restore(path)
    later.count = Count()
    assert later.count.number == 3
    status.assert_consumed()


def test_python_state_in_graphs(tmp_path):
    with tf.Graph().as_default(), tf.Session():
        root = tf.train.Checkpoint(count=Count(3))
        first = root.save(tmp_path / "ckpt")
        root.count.number = 4
        second = root.save(tmp_path / "ckpt")
        root.restore(first)
        assert root.count.number == 3  # Python code needs no session
        root.restore(second)
        assert root.count.number == 4


def test_python_state_must_be_defined(tmp_path):
    class Half(tf.train.experimental.PythonState): ...

    with pytest.raises(NotImplementedError, match="Half must define serialize"):
        tf.train.Checkpoint(x=Half()).save(tmp_path / "ckpt")


def test_numpy_arrays_are_made_by_the_restore(tmp_path):
    arrays = checkpoint.NumpyState()
    arrays.x = np.arange(6.0).reshape(2, 3)
    arrays.y = np.float32(2)
    root = tf.train.Checkpoint(arrays=arrays)
    path = root.save(tmp_path / "ckpt")
    arrays.x[0, 0] = 9
    root.restore(path).assert_consumed()
    assert arrays.x[0, 0] == 0
    later = tf.train.Checkpoint(arrays=checkpoint.NumpyState())
    later.restore(path).assert_consumed()
    np.testing.assert_array_equal(later.arrays.x, np.arange(6.0).reshape(2, 3))
    assert later.arrays.y == 2
    with pytest.raises(NotImplementedError, match="is not a NumPy array"):
        arrays.z = 3
    with pytest.raises(AttributeError, match="no attribute 'z'"):
        print(arrays.z)
    arrays.o = np.array([object()])
    with pytest.raises(ValueError, match="allow_pickle=False"):
        root.save(tmp_path / "no")


# --- split dependencies ---
@pytest.mark.parametrize("eager", [True, False])
def test_split_dependencies(tmp_path, eager):
    def both(session=None):
        pair = tf.Variable([1.0, 2.0])
        parts = checkpoint.split_dependency(
            ["a", "b"], [tf.float32] * 2, lambda d: d.update(a=pair[0], b=pair[1]),
            lambda d: pair.assign(tf.stack([d["a"], d["b"]])), "cpu:0")  # fmt: skip
        root = tf.train.Checkpoint(**parts)
        if session:
            session.run(pair.initializer)
        path = root.save(tmp_path / "ckpt")
        pair.load([0.0, 0.0], session)
        status = root.restore(path).assert_consumed()
        status.run_restore_ops()
        return session.run(pair).tolist() if session else pair.numpy().tolist()

    if eager:
        assert both() == [1, 2]
    else:
        with tf.Graph().as_default(), tf.Session() as session:
            assert both(session) == [1, 2]


def test_parts_of_a_split_dependency_go_together(tmp_path):
    def parts():
        return checkpoint.split_dependency(
            ["a", "b"], [tf.float32] * 2, lambda d: d.update(a=1.0, b=2.0), lambda d: None, "cpu:0")

    path = tf.train.Checkpoint(**parts()).save(tmp_path / "ckpt")
    half = tf.train.Checkpoint(a=parts()["a"])
    half.restore(path).expect_partial()
    with pytest.raises(AssertionError, match="must be restored together"):
        half.restore(path)


# --- templates ---
def test_templates_by_names_in_their_scope(tmp_path):
    def build():
        inner = tf.make_template("inner", lambda x: x * tf.get_variable("w", [], initializer=ones))
        ones = tf.ones_initializer()
        return tf.make_template(
            "outer", lambda x: inner(x) * tf.get_variable("sub/q", [], initializer=ones))

    saved = build()
    saved(1.0)
    assert edges(saved) == ["inner", "sub/q"]  # what TensorFlow 1.15 calls them
    [q] = saved.variables
    q.assign(3.0)
    saved._lookup_dependency("inner").variables[0].assign(2.0)
    path = tf.train.Checkpoint(t=saved).save(tmp_path / "ckpt")
    later = build()
    status = tf.train.Checkpoint(t=later).restore(path)
    assert float(later(1.0)) == 6
    status.assert_consumed()
    with tf.Graph().as_default(), tf.Session() as session:
        later = build()
        status = tf.train.Checkpoint(t=later).restore(path)
        y = later(tf.constant(1.0))
        status.assert_consumed().run_restore_ops()
        assert session.run(y) == 6


# --- looking into checkpoints ---
def test_metadata_and_drawing(tmp_path):
    path = tf.train.Checkpoint(x=tf.Variable([1.0, 2.0], name='a"b')).save(tmp_path / "ckpt")
    found = checkpoint.object_metadata(path)
    assert isinstance(found, checkpoint.CheckpointableObjectGraph)
    assert [c.local_name for c in found.nodes[0].children] == ["x", "save_counter"]
    assert checkpoint.dot_graph_from_checkpoint(path).splitlines()[:4] == [
        "digraph {",
        'N_0 [shape=point label="" width=.25]',
        'N_0 -> N_1 [label="x"]',
        'N_0 -> N_2 [label="save_counter"]',
    ]
    drawn = checkpoint.dot_graph_from_checkpoint(path)
    assert r'tooltip="Variable a\"b shape=[2] float32"' in drawn


def test_a_property_is_set_to_what_it_is():
    class Shaped(tf.Module):
        @property
        def shape(self):
            return tf.TensorShape([None, 2])

        @property
        def size(self):
            return 2

        @size.setter
        def size(self, value):
            raise AttributeError("the setter's own")

    shaped = Shaped()
    shaped.shape = tf.TensorShape([None, 2])
    with pytest.raises(AttributeError, match="shape"):
        shaped.shape = tf.TensorShape([3, 2])
    with pytest.raises(AttributeError, match="the setter's own"):
        shaped.size = 2
    assert shaped.shape.as_list() == [None, 2]


def test_a_module_gives_what_it_holds_depth_first():
    root = tf.Module()
    root.b, root.c, root.v = tf.Module(), tf.Module(), tf.Variable(0, name="root")
    root.b.d = tf.Module()
    root.b.d.v, root.b.v, root.c.v = (tf.Variable(0, name=name) for name in ("d", "b", "c"))
    root.l = [{"z": tf.Variable(0, name="z"), "y": tf.Variable(0, name="y")}, root.v]
    names = [v.name for v in root.variables]  # TensorFlow's order
    assert names == ["y:0", "z:0", "root:0", "b:0", "d:0", "c:0"]
    pairs = root._flatten(predicate=lambda v: isinstance(v, tf.Variable), with_path=True)
    assert [path for path, _ in pairs] == [
        ("l", 0, "y"), ("l", 0, "z"), ("l", 1), ("v",), ("b", "v"), ("b", "d", "v"), ("c", "v"),
    ]  # fmt: skip
    own = root._flatten(recursive=False, predicate=lambda v: isinstance(v, tf.Module))
    assert list(own) == [root.b, root.c]


# --- lists of attributes ---
@pytest.mark.parametrize("change", [
    lambda x: x.__delitem__(0), lambda x: x.__delitem__(slice(2, 3)), lambda x: x.sort(),
    lambda x: x.__imul__(-1), lambda x: x.insert(4, 0),
])  # fmt: skip
def test_lists_whose_elements_moved_are_not_saved(change):
    root = checkpoint.Checkpointable()
    root.x = [3, 1, 2, 4]
    root.x[0] = 5
    root.x.append(6)
    assert root.x._checkpoint_dependencies == []
    change(root.x)
    with pytest.raises(ValueError, match="Unable to save the object"):
        list(root.x._checkpoint_dependencies)


def test_lists_and_dicts_of_attributes_are_not_hashable():
    root = checkpoint.Checkpointable()
    root.x, root.y = [], {}
    for value in (root.x, root.y):
        with pytest.raises(TypeError, match="unhashable"):
            hash(value)
