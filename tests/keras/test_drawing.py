"""tf.keras.utils.model_to_dot and plot_model: nodes and edges captured from TensorFlow 1.15.

pydot is a stand-in here: what is asked of it is looked at, not what Graphviz draws.
"""

import sys
import types

import pytest

import zeal as tf

keras, layers = tf.keras, tf.keras.layers


class Graph:
    def __init__(self, **settings):
        self.settings, self.parts, self.written = settings, [], None
        self.add_node = self.add_edge = self.add_subgraph = self.parts.append

    def create(self):
        return b""

    def set(self, key, value):
        self.settings[key] = value

    def set_node_defaults(self, **settings):
        self.settings["node"] = settings

    def get_edge(self, source, target):
        return [x for x in self.parts if x == (source, target)]

    def write(self, path, format):
        Graph.written = path, format


def node(name, label):
    return types.SimpleNamespace(name=name, label=label)


@pytest.fixture(autouse=True)
def pydot(monkeypatch):
    made = types.ModuleType("pydot")
    made.Dot = made.Cluster = Graph
    made.Node, made.Edge = node, lambda source, target: (source, target)
    monkeypatch.setitem(sys.modules, "pydot", made)


def flat(graph, labels):
    """Labels of nodes, boxes as lists; then edges by the labels of their ends."""
    found = []
    for part in graph.parts:
        if isinstance(part, Graph):
            found.append(flat(part, labels))
        elif isinstance(part, tuple):
            found.append(" -> ".join(labels[end] for end in part))
        else:
            labels[part.name] = part.label.split(":")[0]
            found.append(part.label)
    return found


def drawn(model, **options):
    return flat(keras.utils.model_to_dot(model, **options), {})


def chain():
    return keras.Sequential(
        [layers.Dense(4, input_shape=(3,), name="a"), layers.Dropout(0.5, name="d")], name="s"
    )


def test_a_sequential_shows_its_input_too():
    names = ["a_input: InputLayer", "a: Dense", "d: Dropout"]
    assert drawn(chain()) == [*names, "a_input -> a", "a -> d"]
    assert drawn(chain(), show_layer_names=False)[:3] == ["InputLayer", "Dense", "Dropout"]
    shapes = ["{[(?, 3)]}|{[(?, 3)]}", "{(?, 3)}|{(?, 4)}", "{(?, 4)}|{(?, 4)}"]
    assert drawn(chain(), show_shapes=True)[:3] == [
        f"{name}\n|{{input:|output:}}|{{{shape}}}"
        for name, shape in zip(names, shapes, strict=True)
    ]
    assert keras.utils.model_to_dot(chain(), rankdir="LR", dpi=50).settings == {
        "rankdir": "LR", "concentrate": True, "dpi": 50, "node": {"shape": "record"}
    }  # fmt: skip
    assert drawn(keras.Sequential([layers.Dense(1)], name="unknown")) == ["unknown"]


def model_of_models():
    i, j = keras.Input((3,), name="i"), keras.Input((3,), name="j")
    s, d = chain(), layers.Dense(4, name="shared")
    x = layers.add([d(s(i)), d(s(j))], name="sum")
    return keras.Model([i, j], [layers.Concatenate(name="c")([x, s(j)]), d(s(j))], name="m")


def test_calls_are_edges_each_once():
    labels = ["i: InputLayer", "j: InputLayer", "s: Sequential", "shared: Dense", "sum: Add"]
    labels.append("c: Concatenate")
    assert drawn(model_of_models()) == [
        *labels, "i -> s", "j -> s", "s -> shared", "shared -> sum", "sum -> c", "s -> c"
    ]  # fmt: skip
    box = ["a_input: InputLayer", "a: Dense", "d: Dropout", "a_input -> a", "a -> d"]
    assert drawn(model_of_models(), expand_nested=True) == [
        *labels[:2], box, *labels[3:],
        "i -> a_input", "j -> a_input", "d -> shared", "shared -> sum", "sum -> c", "d -> c",
    ]  # fmt: skip


def test_wrapped_layers_and_models():
    i = keras.Input((None, 3), name="i")
    sub = keras.Sequential([layers.Dense(32, name="dense", input_shape=(None, 32))], name="sub")
    lstm = layers.LSTM(16, return_sequences=True, name="l")
    x = layers.TimeDistributed(sub, name="t")(layers.Bidirectional(lstm, name="b")(i))
    model = keras.Model(i, layers.Dense(2, name="end")(x))
    assert drawn(model)[1:3] == ["b(l): Bidirectional(LSTM)", "t(sub): TimeDistributed(Sequential)"]
    # TensorFlow's picture leads from the box to a node that it does not have.
    assert drawn(model, expand_nested=True)[2:] == [
        ["dense_input: InputLayer", "dense: Dense", "dense_input -> dense"],
        "t: TimeDistributed", "t -> dense_input", "end: Dense",
        "i -> b(l)", "b(l) -> t", "dense -> end",
    ]  # fmt: skip


def test_boxes_in_boxes():
    i, j = keras.Input((3,), name="i"), keras.Input((3,), name="j")
    deep = keras.Sequential([layers.Dense(3, name="q", input_shape=(3,))], name="deep")
    inner = keras.Model(i, deep(i), name="inner")
    model = keras.Model(j, layers.Dense(2, name="end")(inner(j)))
    assert drawn(model, expand_nested=True) == [
        "j: InputLayer",
        ["i: InputLayer", ["q_input: InputLayer", "q: Dense", "q_input -> q"], "i -> q_input"],
        "end: Dense", "j -> i", "q -> end",  # TensorFlow: i -> end
    ]  # fmt: skip
    box = keras.utils.model_to_dot(inner, subgraph=True)
    assert box.settings["graph_name"] == box.settings["label"] == "inner"


def test_pictures(monkeypatch):
    keras.utils.plot_model(chain(), "model.svg")
    assert Graph.written == ("model.svg", "svg")
    keras.utils.plot_model(chain(), "model")
    assert Graph.written == ("model", "png")
    monkeypatch.setitem(sys.modules, "pydot", None)
    with pytest.raises(ImportError, match="You must install pydot and graphviz for `pydotprint`"):
        keras.utils.plot_model(chain())


def test_the_shapes_of_an_input_layer_stand_in_a_list():
    layer = chain()._layers[0]
    assert layer.input_shape == layer.output_shape == [(None, 3)]
