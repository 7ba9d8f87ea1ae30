"""tfe.Network, tfe.Sequential and their checkpoints; names as TensorFlow 1.15 gives them."""

import os

import numpy as np
import pytest

import zeal as tf

tfe = tf.contrib.eager
tf.enable_eager_execution()


class Small(tfe.Network):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.l1 = self.track_layer(tf.layers.Dense(3, use_bias=False))
        self.l2 = self.track_layer(tf.layers.Dense(1, name="out"))

    def call(self, x):
        return self.l2(self.l1(x))


class Outer(tfe.Network):
    def __init__(self):
        super().__init__()
        self.a, self.b = self.track_layer(Small()), self.track_layer(Small())
        self.c = self.track_layer(Small(name="explicit"))

    def call(self, x):
        return self.c(x) + self.b(x) + self.a(x)


X = np.ones([2, 4], np.float32)


@pytest.fixture(params=["eagerly", "graph"], autouse=True)
def mode(request):
    if request.param == "eagerly":
        with tf.variable_scope(f"test{id(request)}"):  # where no names have been used
            yield request.param
        return
    with tf.Graph().as_default(), tf.Session(), tf.variable_scope("t"):
        yield request.param


def names(network):
    scope = tf.get_variable_scope().name
    return [v.name.removeprefix(f"{scope}/").removesuffix(":0") for v in network.variables]


def values(network):
    session = tf.get_default_session()
    return [v.numpy() if session is None else session.run(v) for v in network.variables]


def initialize(network):
    if not tf.executing_eagerly():
        tf.get_default_session().run([v.initializer for v in network.variables])


def test_names_and_layers():
    first, second, named = Small(), Small(), Small(name="hello")
    with pytest.raises(ValueError, match="The network does not yet have a final name"):
        first.name  # noqa: B018
    assert first.variables == [] and "Small" in repr(first)
    for network in (first, second, named):
        network(X)
    assert names(first) == ["small/dense/kernel", "small/out/kernel", "small/out/bias"]
    assert names(second)[0] == "small_1/dense/kernel" and names(named)[0] == "hello/dense/kernel"
    assert first.layers == [first.l1, first.l2] and first.name == first.scope_name
    assert first.trainable_variables == first.variables
    with pytest.raises(ValueError, match="A Network named 'hello' already exists"):
        Small(name="hello")(X)
    with pytest.raises(TypeError, match=r"track_layer\(\) passed type .*, not a tf.layers.Layer"):
        first.track_layer(tf.constant(1.0))
    with pytest.raises(ValueError, match="two Layers with the name 'out' to the same Network"):
        first.track_layer(tf.layers.Dense(1, name="out"))
    with pytest.raises(RuntimeError, match="add_variable not supported in Network class"):
        first.add_variable("v", [1])
    with pytest.raises(AttributeError):
        first.trainable = False


def test_networks_in_networks():
    outer = Outer()
    outer(X)
    inner = ["dense/kernel", "out/kernel", "out/bias"]
    within = [f"outer/{name}" for name in ("small", "small_1", "explicit")]
    assert names(outer) == [f"{name}/{v}" for name in within for v in inner]
    assert outer.get_layer("explicit") is outer.c and outer.get_layer(index=0) is outer.a
    assert outer.a.name == "small" and outer.a.scope_name.endswith("outer/small")
    for given, words in [
        (("nope",), "No such layer: nope"), ((), "Provide either a layer name or layer index"),
        (("a", 1), "Exactly one of"), ((None, 9), "index 9 but model only has 3 layers"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=words):
            outer.get_layer(*given)


def test_a_layer_in_two_networks_and_a_late_one():
    shared = tf.layers.Dense(1)
    first, second = Small(), Small()
    first.track_layer(shared)
    first(X)
    shared(X)
    second.track_layer(shared)
    assert second.layers[-1] is shared and names(first)[-2:] == [
        "small/dense_1/kernel", "small/dense_1/bias"
    ]  # fmt: skip
    late = first.track_layer(tf.layers.Dense(2, name="late"))
    late(X)
    assert names(first)[-1] == "small/late/bias"


def test_shared_networks_keep_their_names_and_take_none():
    class Pair(tfe.Network):
        def __init__(self, shared, name):
            super().__init__(name=name)
            self.a, self.b = self.track_layer(shared), self.track_layer(Small())
            assert self.track_layer(shared) is shared and self.layers == [self.a, self.b]

        def call(self, x):
            return self.a(x) + self.b(x)

    first = Pair(Small(), "one")
    second = Pair(first.a, "two")
    assert (first.name, second.name) == ("one", "two")
    second(X)
    first(X)
    kernels = [names(network)[i] for network in (first, second) for i in (0, 3)]
    assert kernels == [f"{place}/dense/kernel" for place in (
        "one/small", "one/small_1", "one/small", "two/small"
    )]  # fmt: skip
    assert second.a.name == second.b.name == "small" and second.get_layer("small") is first.a


def test_attributes_and_no_init():
    class Plain(tfe.Network):
        def __init__(self):
            pass

        def call(self, x):
            return self.track_layer(tf.layers.Dense(1))(x)

    network = Plain()
    assert network(X).shape.as_list() == [2, 1] and len(network.variables) == 2


def test_sequential_of_functions():
    dense = tf.layers.Dense(1, kernel_initializer=tf.ones_initializer())
    network = tfe.Sequential([lambda x: x * 2.0, dense, tf.nn.relu, tf.layers.Dropout(0.5)])
    y = network(tf.constant([[1.0, 2.0]]))
    assert network.layers[0] is dense and len(network.layers) == 2
    assert names(network) == ["sequential/dense/kernel", "sequential/dense/bias"]
    if tf.executing_eagerly():
        assert y.numpy().tolist() == [[6.0]]
        assert float(network(tf.constant([[1.0, 2.0]]), training=True)) in (0, 12)
        told = tfe.Sequential([lambda x, training=None: x if training else -x])
        assert float(told(tf.constant(2.0), training=True)) == 2
        assert float(told(tf.constant(2.0))) == -2
    network.add(tf.layers.Dense(3))
    assert network(tf.ones([1, 2])).shape.as_list() == [1, 3]
    with pytest.raises(TypeError, match="takes only tf.layers.Layer objects or callables; not '3'"):
        network.add(3)


def test_training():
    network, optimizer = Small(), tf.train.GradientDescentOptimizer(0.1)
    if tf.executing_eagerly():
        before = float(tf.reduce_sum(network(X) ** 2))
        optimizer.minimize(lambda: tf.reduce_sum(network(X) ** 2))
        assert float(tf.reduce_sum(network(X) ** 2)) != before
    else:
        assert len(optimizer.compute_gradients(tf.reduce_sum(network(X)))) == 3


def test_checkpoints_of_one_network(tmp_path):
    first = Outer()
    first(X)
    initialize(first)
    folder = str(tmp_path)
    path = tfe.save_network_checkpoint(first, folder, global_step=7)
    assert os.path.basename(path) == first.name.replace("/", "_") + "-7"
    keys = [name for name, _ in tf.train.list_variables(path)]
    assert keys[:3] == ["explicit/dense/kernel", "explicit/out/bias", "explicit/out/kernel"]
    later = Outer()
    tfe.restore_network_checkpoint(later, path)
    later(X)
    initialize(later)
    for a, b in zip(values(first), values(later), strict=True):
        np.testing.assert_array_equal(a, b)
    now = Small()
    now(X)
    initialize(now)
    own = f"{now.scope_name}/"
    tfe.restore_network_checkpoint(now, path, lambda n: f"small/{n.removeprefix(own)}")
    for a, b in zip(values(first.a), values(now), strict=True):
        np.testing.assert_array_equal(a, b)


def test_checkpoints_that_do_not_fit(tmp_path, monkeypatch):
    from zeal.graph.graph import beside_process_graph

    monkeypatch.setitem(beside_process_graph, "global_step", None)  # it would be in files' names
    path, network = str(tmp_path / "m"), Small()
    with pytest.raises(ValueError, match="Attempt to save the Network before it was first called"):
        tfe.save_network_checkpoint(network, path)
    network(X)
    initialize(network)
    with pytest.raises(ValueError, match="resulted in two variables named 'same'"):
        tfe.save_network_checkpoint(network, path, map_func=lambda n: "same")
    with pytest.raises(tf.errors.NotFoundError, match="Failed to find any matching files"):
        tfe.restore_network_checkpoint(Small(), path)
    tfe.save_network_checkpoint(network, path, map_func=lambda n: f"x/{n}")
    with pytest.raises(tf.errors.NotFoundError, match="Key dense/kernel not found"):
        tfe.restore_network_checkpoint(network, path)
    with pytest.raises(TypeError, match="3 is no tfe.Network"):
        tfe.save_network_checkpoint(3, path)
    with pytest.raises(ValueError, match="is none of tf.layers"):
        odd = tfe.Sequential([tf.keras.layers.Dense(1)])
        tfe.restore_network_checkpoint(odd, path)


def test_a_network_in_a_checkpoint_of_objects(tmp_path):
    network = Small()
    network(X)
    initialize(network)
    checkpoint = tf.train.Checkpoint(network=network)
    path = checkpoint.save(str(tmp_path / "c"))
    assert "network/out/kernel/.ATTRIBUTES/VARIABLE_VALUE" in dict(tf.train.list_variables(path))


class Pair(tfe.Network):
    def __init__(self, name=None, first=None):
        super().__init__(name)
        self.first = self.track_layer(first or Small())
        self.second = self.track_layer(Small())

    def call(self, x):
        return self.first(x) + self.second(x)


def test_a_part_is_restored_before_the_whole_is_called(tmp_path):
    """The part's name is inside the whole's; in a session its first call gives it the values."""
    part = Small()
    part(X)
    initialize(part)
    path = tfe.save_network_checkpoint(part, str(tmp_path / "m"))
    whole = Pair("whole")
    tfe.restore_network_checkpoint(whole.first, path)
    whole(X)
    assert "whole/small/" in whole.first.variables[0].name
    for a, b in zip(values(part), values(whole.first), strict=True):
        np.testing.assert_array_equal(a, b)


def test_layers_are_named_inside_the_first_network_that_has_them():
    first = Pair("first")
    second = Pair("second", first.first)
    second(X)
    assert "first/small/" in first.first.variables[0].name
    assert "second/small" in second.second.variables[0].name


def test_two_variables_of_one_value(tmp_path):
    saved, twice = Small(), Pair("twice")
    saved(X)
    initialize(saved)
    path = tfe.save_network_checkpoint(saved, str(tmp_path / "m"))

    def last(name):
        return "/".join(name.split("/")[-2:])

    tfe.restore_network_checkpoint(twice, path, last)
    with pytest.raises(ValueError, match="restore_network_checkpoint for the Network '.*twice'"):
        twice(X)
