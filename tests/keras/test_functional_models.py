"""Models of inputs and outputs: what they compute, their layers, configurations and copies."""

import gc
import json
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal.keras.functional import record

keras, layers = tf.keras, tf.keras.layers


def _shared():
    """Two inputs, a shared layer, ops between layers, three outputs."""
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    dense = layers.Dense(4, name="shared", activation="tanh")
    first, second = dense(a), dense(b)
    outputs = [first, second + 1.0, layers.Dense(2, name="end")(first * second)]
    return keras.Model([a, b], outputs, name="shared_model")


def _reference(model, a, b):
    kernel, bias, end, end_bias = model.get_weights()
    first, second = np.tanh(a @ kernel + bias), np.tanh(b @ kernel + bias)
    return first, second + 1, (first * second) @ end + end_bias


def _inputs(rows=5):
    random = np.random.RandomState(0)
    return [random.randn(rows, 3).astype("float32") for _ in range(2)]


def test_a_model_runs_its_layers():
    record.forget()  # names of inputs begin anew
    model = _shared()
    a, b = _inputs()
    for given in ([a, b], {"b": b, "a": a}, [tf.constant(a), tf.constant(b)]):
        for got, want in zip(model(given), _reference(model, a, b), strict=True):
            np.testing.assert_allclose(got.numpy(), want, rtol=1e-5, atol=1e-6)
    assert model.output_shape == [(None, 4), (None, 4), (None, 2)]
    assert model.input_shape == [(None, 3), (None, 3)]
    assert [x.name for x in model.inputs] == ["a:0", "b:0"]
    assert [layer.name for layer in model.layers][:3] == ["a", "b", "shared"]
    assert [w.name for w in model.weights] == [
        "shared/kernel:0", "shared/bias:0", "end/kernel:0", "end/bias:0"
    ]
    with pytest.raises(ValueError, match="takes 2 inputs"):
        model(a)


def test_gradients_reach_the_weights():
    model = _shared()
    a, b = _inputs()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model([a, b])[2])
    kernel, bias, end, end_bias = tape.gradient(loss, model.trainable_weights)
    first, second, _ = _reference(model, a, b)
    np.testing.assert_allclose(
        end.numpy(), np.tile((first * (second - 1)).sum(0)[:, None], 2), rtol=1e-4, atol=1e-5
    )
    assert kernel.shape == [3, 4] and bias.shape == [4] and end_bias.numpy().tolist() == [5.0, 5.0]


@pytest.mark.parametrize("traced", [False, True])
def test_in_graphs_and_traced(traced):
    a, b = _inputs()
    if traced:
        model = _shared()
        got = [x.numpy() for x in tf.function(lambda x, y: model([x, y]))(a, b)]
        want = _reference(model, a, b)
    else:
        with tf.Graph().as_default(), tf.Session() as session:
            model = _shared()
            session.run(tf.global_variables_initializer())
            got = session.run(model.outputs, dict(zip(model.inputs, [a, b], strict=True)))
            again = session.run(model([tf.constant(a), tf.constant(b)]))
            want = _reference(model, a, b)
            for x, y in zip(got, again, strict=True):
                np.testing.assert_array_equal(x, y)
    for x, y in zip(got, want, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-5, atol=1e-6)


def test_nested_models_share_weights():
    first = layers.Dense(4, activation="relu", input_shape=(3,))
    inner = keras.Sequential([first, layers.Dense(2)])
    x = keras.Input((3,))
    left, right = inner(x), inner(x * 2.0)
    model = keras.Model(x, layers.concatenate([left, right]) if hasattr(layers, "concatenate")
                        else tf.concat([left, right], 1))  # fmt: skip
    value = tf.constant(_inputs()[0])
    want = np.concatenate([inner(value).numpy(), inner(value * 2.0).numpy()], 1)
    np.testing.assert_allclose(model(value).numpy(), want, rtol=1e-6)
    assert len(model.weights) == 4 and model.output_shape == (None, 4)


def test_layers_know_their_calls():
    x = keras.Input((3,))
    dense = layers.Dense(2)
    with pytest.raises(AttributeError, match="has never been called"):
        dense.output_shape  # noqa: B018
    y = dense(x)
    assert dense.input is x and dense.output is y and dense.output_shape == (None, 2)
    z = dense(y @ tf.ones([2, 3]))
    assert dense.get_output_at(1) is z and dense.output_shape == (None, 2)
    assert dense.output is y and dense.input is x
    relu = layers.ReLU()
    for size in (2, 3):
        relu(keras.Input((size,)))
    with pytest.raises(AttributeError, match=r"multiple inbound nodes.*`get_output_shape_at\("):
        relu.output_shape  # noqa: B018
    sequential = keras.Sequential([layers.Dense(4, input_shape=(3,)), layers.Dense(2)])
    features = keras.Model(sequential.input, sequential.layers[0].output)
    value = tf.ones([1, 3])
    np.testing.assert_array_equal(features(value).numpy(), sequential.layers[0](value).numpy())


def test_configurations_and_copies():
    model = _shared()
    a, b = _inputs()
    want = [x.numpy() for x in model([a, b])]
    copies = [
        keras.Model.from_config(model.get_config()), keras.models.model_from_json(model.to_json()),
        keras.models.clone_model(model),
    ]  # fmt: skip
    for copy in copies:
        assert [layer.name for layer in copy.layers] == [layer.name for layer in model.layers]
        copy.set_weights(model.get_weights())
        for x, y in zip(copy([a, b]), want, strict=True):
            np.testing.assert_array_equal(x.numpy(), y)
        assert not {id(w) for w in copy.weights} & {id(w) for w in model.weights}
    config = model.get_config()
    assert config["input_layers"] == [["a", 0, 0], ["b", 0, 0]]
    shared = next(entry for entry in config["layers"] if entry["name"] == "shared")
    assert [*shared] == ["name", "class_name", "config", "inbound_nodes"]
    assert shared["inbound_nodes"] == [[["a", 0, 0, {}]], [["b", 0, 0, {}]]]


def test_errors():
    x, other = keras.Input((3,), name="x"), keras.Input((3,), name="other")
    y = layers.Dense(2, name="one")(x)
    with pytest.raises(ValueError, match="Graph disconnected: cannot obtain value for tensor"):
        keras.Model(other, y)
    with pytest.raises(ValueError, match="is redundant"):
        keras.Model([x, x], y)
    with pytest.raises(ValueError, match='The name "one" is used 2 times in the model'):
        keras.Model(x, layers.Dense(2, name="one")(y))
    with pytest.raises(ValueError, match="must be the output of a TensorFlow `Layer`"):
        keras.Model(x, tf.ones([2]))
    with pytest.raises(ValueError, match="either a `shape` or a `tensor`"):
        keras.Input()


def test_models_die():
    model = _shared()
    model(_inputs())
    watched = [weakref.ref(model), weakref.ref(model.layers[2]), weakref.ref(model.inputs[0].graph)]
    del model
    gc.collect()
    assert [ref() for ref in watched] == [None] * 3


def test_losses_of_tensors_between():
    x = keras.Input((3,))
    y = layers.Dense(2, kernel_initializer="ones", activity_regularizer="l1")(x)
    model = keras.Model(x, y)
    model.add_loss(tf.reduce_sum(y))
    for rows in (2, 3):
        model(tf.ones([rows, 3]))
        assert sorted(float(v) for v in model.losses) == pytest.approx([0.06, 6.0 * rows])


@pytest.mark.parametrize("node", [{"no": "node"}, {"bytes": "//8="}])
def test_configurations_of_damaged_ops(node):
    x = tf.keras.Input((1,))
    text = json.loads(tf.keras.Model(x, tf.abs(x)).to_json())
    op = text["config"]["layers"][1]
    assert op["class_name"] == "TensorFlowOpLayer"
    op["config"]["node_def"] = node
    with pytest.raises(ValueError, match="node_def is no NodeDef"):
        tf.keras.models.model_from_json(json.dumps(text))


def _counts(model):
    edges = {edge.name for edge in model._checkpoint_dependencies}
    return len(model.weights), len(model.get_weights()), len(model.layers), edges & set("dv")


def test_attributes_of_a_model_of_inputs_and_outputs_count_as_those_of_tensorflow_1_15():
    x = layers.Input((3,))
    model = tf.keras.Model(x, layers.Dense(2)(x))
    model.v, model.d, model.list = tf.Variable(1.0), layers.Dense(4), [tf.Variable(2.0)]
    model.d.build((3,))
    assert _counts(model) == (2, 2, 2, set()) and type(model.list) is list

    class Early(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.v, self.d = tf.Variable(1.0), layers.Dense(4)
            self.d.build((3,))
            x = layers.Input((3,))
            super().__init__(x, layers.Dense(2)(x))

    assert _counts(Early()) == (3, 3, 2, {"v", "d"})


@pytest.mark.parametrize(("lengths", "found"), [
    ({"input_shape": (3,)}, (2, 2, 1, set())), ({}, (3, 3, 1, {"v", "d"})),
])  # fmt: skip
def test_attributes_of_a_sequential_count_until_its_input_is_known(lengths, found):
    model = tf.keras.Sequential([layers.Dense(2, **lengths)])
    model.v, model.d = tf.Variable(1.0), layers.Dense(4)
    model.d.build((3,))
    if not lengths:
        model.build((None, 3))
    assert _counts(model) == found


def test_calls_take_the_values_of_dicts_by_sorted_keys_and_training_by_names():
    a, b = keras.Input((1,), name="b"), keras.Input((1,), name="a")
    model = keras.Model([a, b], layers.subtract([a, b]))
    one, two = np.ones((2, 1), np.float32), np.full((2, 1), 2, np.float32)
    calls = [{"a": one, "b": two}, {"q": two, "p": one}, [one, two]]  # values of TensorFlow 1.15
    assert [float(model(tf.nest.map_structure(tf.constant, x))[0, 0]) for x in calls] == [-1.0] * 3
    assert model.predict({"a": one, "b": two}).tolist() == [[1.0]] * 2
    with pytest.raises(ValueError, match='No data provided for "b". Need data for each key in'):
        model.predict({"u": one, "v": two})


def test_sequential_models_of_known_input_take_the_one_value_of_lists_and_dicts():
    model = keras.Sequential([layers.Dense(1, kernel_initializer="ones", input_shape=(2,))])
    x = tf.ones([3, 2])
    for given in ([x], {"any": x}, ({"x": x},)):
        assert model(given).numpy().tolist() == [[2.0]] * 3
    with pytest.raises(ValueError, match="expects 1 inputs, but it received 2 input tensors"):
        model([x, x])


class _Guess:
    """What becomes a tensor, as the distributions of libraries do."""

    def __init__(self, mean):
        self.mean = mean
        self.dtype, self.shape = mean.dtype, mean.shape


tf.register_tensor_conversion_function(
    _Guess, lambda guess, dtype=None, name=None, as_ref=False: guess.mean
)


class _Guesses(layers.Layer):
    def __call__(self, inputs, **kwargs):
        self.tensor_too = True  # so that Keras notes where either comes from
        found = super().__call__(inputs, **kwargs)
        self.tensor_too = False
        return found[0] if isinstance(found, tuple) else found

    def call(self, inputs):
        guess = _Guess(inputs * 2.0)
        return (guess, tf.convert_to_tensor(guess)) if self.tensor_too else guess


@pytest.mark.parametrize("graph", [False, True])
def test_objects_that_become_tensors(graph):
    x = np.float32([[1.0, 2.0, 3.0]])
    with tf.Graph().as_default() if graph else tf.init_scope():
        inputs = keras.Input((3,))
        guess = _Guesses()(inputs)
        model = keras.Model(inputs, guess)
        assert isinstance(model(tf.constant(x)), _Guess)
        np.testing.assert_array_equal(model.predict(x), 2.0 * x)
        after = keras.Model(inputs, layers.Dense(1, kernel_initializer="ones")(guess))
        np.testing.assert_array_equal(after.predict(x), [[12.0]])
        after.compile("sgd", "mse")
        assert after.train_on_batch(x, [[12.0]]) == 0.0
