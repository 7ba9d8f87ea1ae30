"""tf.saved_model.save and load_v2: objects with functions, variables and files."""

from pathlib import Path

import numpy as np
import pytest

import zeal as tf

tf.enable_eager_execution()
KEY = "serving_default"
X = tf.TensorSpec([None], tf.float32)


class Scale(tf.Module):
    def __init__(self):
        super().__init__()
        self.by = tf.Variable(3.0, name="by")
        self.parts = [tf.Variable([1.0, 2.0], trainable=False)]
        self.named = {"inner": tf.Module()}

    @tf.function(input_signature=[X])
    def __call__(self, x):
        for _ in tf.range(2):
            x = x * self.by
        return x

    @tf.function
    def shift(self, x, back=False):
        return {"moved": x - self.by if back else x + self.parts[0]}


def loaded(root, folder, times=2, **kwargs):
    for n in range(times):
        tf.saved_model.save(root, str(folder / str(n)), **kwargs)
        root = tf.saved_model.load_v2(str(folder / str(n)))
    return root


def test_functions_and_variables(tmp_path):
    scale = Scale()
    scale.shift(tf.constant([1.0, 1.0])), scale.shift(tf.constant(1.0), back=True)
    scale = loaded(scale, tmp_path)
    assert scale([1.0, 2.0]).numpy().tolist() == [9.0, 18.0]
    assert scale.shift(tf.constant([0.0, 0.0]))["moved"].numpy().tolist() == [1.0, 2.0]
    assert float(scale.shift(tf.constant(1.0), back=True)["moved"]) == -2.0
    assert scale.by.name == "by:0" and scale.by.trainable and not scale.parts[0].trainable
    with tf.GradientTape() as tape:
        y = scale(tf.constant([2.0]))
    assert float(tape.gradient(y, scale.by)) == 12.0
    scale.by.assign(1.0)
    assert scale([5.0]).numpy().tolist() == [5.0]
    with pytest.raises(ValueError, match="Could not find matching function to call loaded from"):
        scale.shift(tf.constant([1.0, 1.0]), back=2)


def test_signatures(tmp_path):
    folder = str(tmp_path / "model")
    tf.saved_model.save(Scale(), folder)
    served = tf.saved_model.load_v2(folder).signatures[KEY]
    assert served(x=tf.constant([1.0]))["output_0"].numpy().tolist() == [9.0]
    assert isinstance(served.structured_outputs["output_0"], tf.TensorSpec)
    with tf.Graph().as_default(), tf.Session() as session:
        meta = tf.saved_model.load(session, ["serve"], folder)
        told = meta.signature_def["serving_default"]
        feed = {told.inputs["x"].name: [1.0]}
        assert session.run(told.outputs["output_0"].name, feed).tolist() == [9.0]
    with pytest.raises(ValueError, match="incompatible argument tags"):
        tf.saved_model.load_v2(folder, "train")
    with pytest.raises(ValueError, match="Only `tf.functions` with an input signature"):
        tf.saved_model.save(Scale(), str(tmp_path / "other"), signatures=Scale().shift)


def test_in_graphs(tmp_path):
    tf.saved_model.save(Scale(), str(tmp_path))
    with tf.Graph().as_default(), tf.Session() as session:
        scale = tf.saved_model.load_v2(str(tmp_path))
        y = scale(tf.constant([2.0]))
        session.run(tf.global_variables_initializer())
        assert session.run(y).tolist() == [18.0]
        assert tf.trainable_variables() == []


def test_models_and_optimizers(tmp_path):
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,), name="out")])
    x = np.ones((3, 2), np.float32)
    served = loaded(model, tmp_path).signatures["serving_default"]
    assert np.allclose(served(tf.constant(x))["out"].numpy(), model.predict(x))

    columns = [tf.feature_column.numeric_column(name) for name in "yx"]
    features = {"x": tf.constant([[1.0]]), "y": tf.constant([[2.0]])}
    model = tf.keras.Sequential([tf.keras.layers.DenseFeatures(columns)])
    model.predict(features, steps=1)
    again = loaded(loaded(model, tmp_path), tmp_path)
    for function in (again._default_save_signature, lambda x: again.signatures[KEY](**x)):
        [found] = function(features).values()
        assert found.numpy().tolist() == [[1.0, 2.0]]

    root = Scale()
    root.optimizer = tf.keras.optimizers.Adam(0.1)

    @tf.function(input_signature=[X])
    def train(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(root(x))
        root.optimizer.apply_gradients([(tape.gradient(loss, root.by), root.by)])

    root.train = train
    root.train(tf.constant([1.0]))
    other = loaded(root, tmp_path)
    root.train(tf.constant([1.0])), other.train(tf.constant([1.0]))
    assert float(root.by) == pytest.approx(float(other.by))


def test_captured_constants_and_files(tmp_path):
    from zeal.checkpoint.asset import Asset

    path = tmp_path / "words.txt"
    path.write_text("a b")
    root = tf.train.Checkpoint(words=Asset(str(path)))
    captured = tf.constant([2.0, 3.0]) * 2
    root.f = tf.function(lambda: (captured + 1.0, root.words.asset_path), input_signature=[])
    root = loaded(root, tmp_path)
    values, file = root.f()
    path.unlink()
    assert values.numpy().tolist() == [5.0, 7.0]
    assert Path(file.numpy().decode()).read_text() == "a b"


def test_what_nobody_holds_is_told(tmp_path):
    v, root = tf.Variable(1.0), tf.train.Checkpoint()
    root.f = tf.function(lambda x: x * v, input_signature=[X])
    with pytest.raises(AssertionError, match="references untracked object"):
        tf.saved_model.save(root, str(tmp_path))
    root.f = tf.function(lambda x: x * v)
    root.f(tf.constant(1.0))
    with pytest.raises(KeyError, match="not reachable from root"):
        tf.saved_model.save(root, str(tmp_path))
    with pytest.raises(ValueError, match="Expected a Trackable object for export"):
        tf.saved_model.save(3, str(tmp_path))


def test_graphs_become_functions(tmp_path):
    folder = str(tmp_path / "graph")
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None], name="x")
        v = tf.get_variable("v", initializer=3.0)
        y = tf.multiply(x, v, name="y")
        session.run(v.initializer)
        tf.saved_model.simple_save(session, folder, {"x": x}, {"y": y})
    model = tf.saved_model.load_v2(folder)
    served = model.signatures["serving_default"]
    assert served(x=tf.constant([2.0]))["y"].numpy().tolist() == [6.0]
    model.variables[0].assign(1.0)
    assert model.prune("x:0", "y:0")(tf.constant([2.0])).numpy().tolist() == [2.0]
    with tf.GradientTape() as tape:
        y = served(tf.constant([2.0]))["y"]
    assert float(tape.gradient(y, model.variables[0])) == 2.0


def test_graphs_with_sparse_values_and_variables_that_no_file_holds(tmp_path):
    folder = str(tmp_path / "graph")
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None], name="x")
        local = tf.get_variable(
            "local", initializer=3.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False
        )
        session.run(local.initializer)
        y = tf.SparseTensor([[1]], x * local, [4])
        tf.saved_model.simple_save(session, folder, {"x": x}, {"y": y})
    model = tf.saved_model.load_v2(folder)
    y = model.signatures["serving_default"](x=tf.constant([2.0]))["y"]
    assert tf.sparse.to_dense(y).numpy().tolist() == [0, 6, 0, 0]
    assert model.prune("x:0", "mul:0")(x=tf.constant([5.0])).numpy().tolist() == [15]


def _child_beyond(graph):
    graph.nodes[0].children[0].node_id = 1000


def _unknown_trace(graph):
    for name in list(graph.concrete_functions):
        del graph.concrete_functions[name]


def _silent_signature(graph):
    for trace in graph.concrete_functions.values():
        trace.canonicalized_input_signature.Clear()


def _endless_list(graph):
    graph.nodes[0].user_object.identifier = "trackable_list_wrapper"
    graph.nodes[0].children[0].local_name = "999999999999"


@pytest.mark.parametrize(
    "damage", [_child_beyond, _unknown_trace, _silent_signature, _endless_list]
)
def test_objects_that_do_not_fit_together(tmp_path, damage):
    from zeal.messages.graph import SavedModel
    from zeal.messages.saved_objects import SavedObjectGraph

    root = tf.train.Checkpoint(v=tf.Variable(3.0))
    root.f = tf.function(lambda x: x * root.v, [tf.TensorSpec([], tf.float32)])
    tf.saved_model.save(root, str(tmp_path))
    path = tmp_path / "saved_model.pb"
    model = SavedModel.FromString(path.read_bytes())
    graph = SavedObjectGraph.FromString(model.meta_graphs[0].object_graph_def)
    damage(graph)
    model.meta_graphs[0].object_graph_def = graph.SerializeToString()
    path.write_bytes(model.SerializeToString())
    with pytest.raises(tf.errors.DataLossError, match="do not fit together"):
        tf.saved_model.load_v2(str(tmp_path))


def test_functions_that_are_alike_keep_what_each_reads(tmp_path):
    class Pair(tf.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = Scale(), Scale()

    pair = Pair()
    pair.b.by.assign(5.0)
    tf.saved_model.save(pair, str(tmp_path))
    loaded = tf.saved_model.load_v2(str(tmp_path))
    x = tf.constant([1.0])
    assert [part(x).numpy().tolist() for part in (loaded.a, loaded.b)] == [[9], [25]]
