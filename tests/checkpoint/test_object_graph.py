"""Names and keys of objects in checkpoints, as TensorFlow 1.15 gives them."""

import collections

import pytest

import zeal as tf
from zeal.checkpoint.object_graph import ObjectGraph, list_objects

checkpoint = tf.contrib.checkpoint


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.d = tf.keras.layers.Dense(2)
        self.ls = [tf.keras.layers.Dense(3), 5, {"a": tf.keras.layers.Dense(1)}]
        self.dd = {"x/y": tf.Variable(1.0), "n": 3}
        self.nt = [1, 2]
        self.v = self.add_weight("other/na.me", [2])

    def call(self, x):
        return self.ls[2]["a"](self.ls[0](self.d(x)))


def keys(root):
    message, _ = ObjectGraph(root).describe()
    return [a.checkpoint_key for n in message.nodes for a in n.attributes]


def names(root):
    return [k.removesuffix("/.ATTRIBUTES/VARIABLE_VALUE") for k in keys(root)]


def children(root):
    message, _ = ObjectGraph(root).describe()
    return [[(c.local_name, c.node_id) for c in n.children] for n in message.nodes]


def test_names_and_order_are_those_of_tensorflow():
    net = Net()
    net(tf.ones([2, 4]))
    root = tf.train.Checkpoint(model=net, optimizer_step=tf.Variable(0))
    # Recorded from TensorFlow 1.15.
    assert children(root)[:2] == [
        [("model", 1), ("optimizer_step", 2)],
        [("d", 3), ("ls", 4), ("dd", 5), ("nt", 6), ("other/na.me", 7), ("v", 7)],
    ]
    assert sorted(names(root)) == [
        "model/d/bias", "model/d/kernel", "model/dd/x.Sy", "model/ls/0/bias", "model/ls/0/kernel",
        "model/ls/2/a/bias", "model/ls/2/a/kernel", "model/other.Sna..me", "optimizer_step",
    ]  # fmt: skip


def test_variables_say_their_names():
    message, _ = ObjectGraph(tf.train.Checkpoint(x=tf.Variable(1, name="first"))).describe()
    [told] = message.nodes[1].attributes
    assert (told.name, told.full_name) == ("VARIABLE_VALUE", "first")
    assert told.checkpoint_key == "x/.ATTRIBUTES/VARIABLE_VALUE"
    assert not told.optional_restore


def edges(node):
    return [name for name, _ in node._checkpoint_dependencies]


def test_steps_of_a_sequential_have_names_of_their_own():
    # Recorded from TensorFlow 1.15.
    layers = tf.keras.layers
    late = tf.keras.Sequential([layers.Flatten(), layers.Dense(2)])
    late(tf.ones([1, 3]))
    assert edges(late) == ["layer-0", "layer-1"]
    late = tf.keras.Sequential([layers.Flatten(), layers.Dense(2)])
    late.build([None, 3])
    assert edges(late) == ["layer-0", "layer-1", "layer_with_weights-0"]
    assert names(late) == ["layer-1/kernel", "layer-1/bias"]
    built = tf.keras.Sequential([layers.Dense(2, input_shape=(3,)), layers.Dropout(0.5),
                                 layers.Dense(1)])
    assert edges(built) == [
        "layer-0", "layer_with_weights-0", "layer-1", "layer-2", "layer_with_weights-1", "layer-3",
    ]  # fmt: skip
    assert "layer_with_weights-1/kernel" in names(built)
    built.x = tf.Variable(1)
    assert edges(built)[-1] == "layer-3"  # a network of known inputs tracks no attributes


def test_the_shortest_way_names_what_several_ways_lead_to():
    x = tf.Variable(1.0)
    inner = checkpoint.Checkpointable()
    inner.x = x
    root = tf.train.Checkpoint(inner=inner, z=x)
    assert names(root) == ["z"]


def test_cycles_end():
    a, b = checkpoint.Checkpointable(), checkpoint.Checkpointable()
    a.b, b.a, b.v = b, a, tf.Variable(1)
    assert names(a) == ["b/v"]


def test_tuples_at_any_depth_are_followed():
    root = checkpoint.Checkpointable()
    root.pair = (tf.Variable(1), ["text", (tf.Variable(2), {"k": tf.Variable(3)})])
    assert names(root) == ["pair/0", "pair/1/1/0", "pair/1/1/1/k"]
    assert names(root) == ["pair/0", "pair/1/1/0", "pair/1/1/1/k"]
    root.pair = (1, 2)
    assert names(root) == []
    Point = collections.namedtuple("Point", "x y")
    root.point = Point(tf.Variable(1), [tf.Variable(2)])
    assert names(root) == ["point/0", "point/1/0"]
    assert type(root.point) is Point


def test_ordered_dicts_are_followed_and_stay_ordered():
    layer = tf.keras.layers.Dense(1)
    layer.parts = collections.OrderedDict(b=tf.Variable(1), a=tf.Variable(2))
    assert names(layer) == ["parts/b", "parts/a"]
    layer.parts.move_to_end("b")
    assert isinstance(layer.parts, collections.OrderedDict)
    assert list(layer.parts) == ["a", "b"]
    layer.parts["c"] = tf.Variable(3)
    assert len(layer.weights) == 3


def test_no_dependency_keeps_an_attribute_out():
    layer = tf.keras.layers.Dense(1)
    layer.a = checkpoint.NoDependency(tf.Variable(1))
    layer.b = checkpoint.NoDependency([tf.Variable(2)])
    assert type(layer.b) is list
    assert names(layer) == []
    root = checkpoint.Checkpointable()
    root.c = tf.Variable(3)
    root.c = checkpoint.NoDependency(root.c)
    root.d = [checkpoint.NoDependency(5), tf.Variable(1)]
    assert root.d[0] == 5
    assert names(root) == ["d/1"]


def test_attributes_that_go_are_followed_no_more():
    for root in (tf.keras.layers.Dense(1), checkpoint.Checkpointable()):
        root.a, root.b, root.c = tf.Variable(1), tf.Variable(2), tf.Variable(3)
        del root.a
        root.b = None
        assert names(root) == ["c"]


# --- lists and dicts that cannot be saved: TensorFlow's words ---
@pytest.mark.parametrize("mutate", [
    lambda x: x.pop(), lambda x: x.insert(0, tf.Variable(1)), lambda x: x.__delitem__(0),
    lambda x: x.__setitem__(0, tf.Variable(1)), lambda x: x.reverse(), lambda x: x.clear(),
    lambda x: x.sort(key=id), lambda x: x.__setitem__(slice(0, 1), []),
])  # fmt: skip
def test_a_list_whose_elements_moved_cannot_be_saved(mutate):
    net = tf.keras.layers.Dense(1)
    net.parts = [tf.Variable(1), tf.Variable(2)]
    mutate(net.parts)
    with pytest.raises(ValueError, match="A list element was replaced"):
        names(net)
    with pytest.raises(ValueError, match="NoDependency"):
        tf.train.Checkpoint(net=net).save("/tmp/zeal_never/ckpt")


def test_a_list_of_numbers_may_change():
    net = tf.keras.layers.Dense(1)
    net.parts = [1, 2]
    net.parts[0] = tf.Variable(1)
    net.parts.append(tf.Variable(1))
    assert names(net) == ["parts/0", "parts/2"]


def test_changes_of_the_original_list_are_noticed():
    net, parts, named = tf.keras.layers.Dense(1), [], {}
    net.parts = parts
    net.parts.append(tf.Variable(1))
    assert names(net) == ["parts/0"]
    parts.append(tf.Variable(2))
    with pytest.raises(ValueError, match="modified outside the wrapper"):
        names(net)
    net.parts = []
    net.named = named
    named["x"] = tf.Variable(1)
    with pytest.raises(ValueError, match="modified outside the wrapper"):
        names(net)


def test_keys_of_dicts_must_be_strings_where_values_have_state():
    net = tf.keras.layers.Dense(1)
    net.named = {1: "text", "a": tf.Variable(1)}
    assert names(net) == ["named/a"]
    net.named[2] = tf.Variable(2)
    with pytest.raises(ValueError, match="contains a non-string key"):
        names(net)


def test_a_slot_must_not_be_an_edge_too():
    class Optimizer(checkpoint.CheckpointableBase):
        def _create_or_restore_slot_variable(self, place, slot_name, variable): ...

        def get_slot_names(self):
            return ["m"]

        def get_slot(self, variable, name):
            return slot if variable is x else None

    x, slot = tf.Variable(1), tf.Variable(2)
    root = tf.train.Checkpoint(optimizer=Optimizer(), x=x)
    assert names(root) == ["x", "x/.OPTIMIZER_SLOT/optimizer/m"]
    assert list_objects(root)[-1] is slot
    root.slot = slot
    with pytest.raises(NotImplementedError, match="slot variable was re-used"):
        names(root)


# --- objects of the program's own ---
def test_edges_by_hand():
    base = checkpoint.CheckpointableBase()
    x = base._track_trackable(tf.Variable(1), "x")
    assert base._lookup_dependency("x") is x
    with pytest.raises(ValueError, match="already declared as a dependency"):
        base._track_trackable(tf.Variable(2), "x")
    with pytest.raises(TypeError, match="not a Trackable"):
        base._track_trackable(3, "y")
    base._track_checkpointable(tf.Variable(2), "x", overwrite=True)
    assert base._checkpoint_dependencies[0].ref is not x


def test_checkpoints_refuse_what_has_no_state():
    with pytest.raises(ValueError, match="expecting a trackable object"):
        tf.train.Checkpoint(x=3)
    with pytest.raises(ValueError, match="expecting a trackable object"):
        tf.train.Checkpoint(x=tf.constant(3))
    with pytest.raises(ValueError, match="expecting a trackable object"):
        tf.train.Checkpoint(x=[tf.Variable(1)])
    root = tf.train.Checkpoint(f=tf.function(lambda: 1))
    root.x = [tf.Variable(1)]
    assert names(root) == ["x/0"]


def test_attributes_of_modules():
    class Part(tf.Module):
        def __init__(self, name=None):
            super().__init__(name)
            self.w = tf.Variable(1.0)
            self.frozen = {"b": (tf.Variable(2, trainable=False),)}

    root = tf.Module()
    root.second, root.first = Part(), [Part("PartB")]
    assert [m.name for m in root.submodules] == ["PartB", "part"]
    assert len(root.variables) == 4
    assert len(root.trainable_variables) == 2
    assert names(root) == ["second/w", "first/0/w", "second/frozen/b/0", "first/0/frozen/b/0"]
    with pytest.raises(ValueError, match="not a valid module name"):
        tf.Module("a b")
    with root.second.name_scope:
        assert tf.Variable(1).name == "part/Variable:0"


def test_modules_skip_the_properties_that_their_class_ignores():
    class Part(tf.Module):
        _TF_MODULE_IGNORED_PROPERTIES = tf.Module._TF_MODULE_IGNORED_PROPERTIES | {"cached"}

        def __init__(self):
            super().__init__()
            self.kept, self.cached = tf.Variable(1.0, name="k"), tf.Variable(2.0, name="c")

    assert [v.name for v in Part().variables] == ["k:0"]


def test_edges_that_code_for_tensorflow_adds_itself():
    part, whole = checkpoint.Checkpointable(), checkpoint.Checkpointable()
    whole._unconditional_checkpoint_dependencies.append(("part", part))
    whole._unconditional_dependency_names["part"] = part
    assert whole._lookup_dependency("part") is part
    assert [ref.name for ref in whole._checkpoint_dependencies] == ["part"]
