"""Small layers against values that TensorFlow 1.15 gave for the same weights, in three modes."""

import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = json.loads((GOLDEN / "keras_small_layers.json").read_text())
layers = tf.keras.layers


def _made(case):
    arguments = {k: tuple(v) if isinstance(v, list) and k != "axis" else v
                 for k, v in case["arguments"].items()}  # fmt: skip
    return getattr(layers, case["layer"])(name="layer", **arguments)


def _inputs(case):
    random = np.random.RandomState(0)
    return [np.round(random.randn(*shape), 3).astype("float32") for shape in case["shapes"]]


def _one(values):
    return values if len(values) > 1 else values[0]


def _check(case, layer, got):
    np.testing.assert_allclose(got, case["output"], rtol=2e-5, atol=2e-6)
    assert [w.name for w in layer.weights] == case["weights"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['layer']}{case['arguments']}")
class TestLayer:
    def test_eagerly_and_traced(self, case):
        layer, inputs = _made(case), _inputs(case)
        layer(_one([tf.constant(x) for x in inputs]))
        layer.set_weights(case["values"])
        for _ in range(2):  # the later calls take shorter ways
            got = layer(_one([tf.constant(x) for x in inputs]))
            _check(case, layer, got.numpy())
            losses = [float(loss) for loss in layer.losses]
            assert losses == pytest.approx(case["losses"], rel=1e-5)
        traced = tf.function(lambda *xs: layer(_one(list(xs))))
        _check(case, layer, traced(*inputs).numpy())

    def test_in_a_model(self, case):
        layer, inputs = _made(case), _inputs(case)
        symbols = [tf.keras.Input(shape=x.shape[1:]) for x in inputs]
        outputs = layer(_one(symbols))
        # Reshape knows a length that TensorFlow leaves open.
        static = outputs.shape.as_list() if case["layer"] == "Reshape" else case["static"]
        assert outputs.shape.is_compatible_with(case["static"])
        assert outputs.shape.as_list() == static
        model = tf.keras.Model(symbols, outputs)
        layer.set_weights(case["values"])
        _check(case, layer, model(inputs).numpy())
        shapes = [[None, *shape[1:]] for shape in case["shapes"]]
        assert layer.compute_output_shape(_one(shapes)).as_list() == static
        copy = tf.keras.models.model_from_json(model.to_json())
        copy.set_weights(case["values"])
        np.testing.assert_array_equal(copy(inputs).numpy(), model(inputs).numpy())

    def test_in_graphs(self, case):
        with tf.Graph().as_default(), tf.Session() as session:
            layer, inputs = _made(case), _inputs(case)
            symbols = [tf.placeholder(tf.float32, [None, *x.shape[1:]]) for x in inputs]
            outputs = layer(_one(symbols))
            session.run(tf.global_variables_initializer())
            for weight, value in zip(layer.weights, case["values"], strict=True):
                weight.load(value, session)
            feeds = dict(zip(symbols, inputs, strict=True))
            _check(case, layer, session.run(outputs, feeds))
            losses = session.run(layer.losses, feeds)
            assert losses == pytest.approx(case["losses"], rel=1e-5)

    def test_configurations(self, case):
        config = json.loads(json.dumps(_made(case).get_config()))
        apart = ("dtype", "axis")
        if case["layer"] == "SpatialDropout1D":
            apart += ("noise_shape", "seed")  # which its `__init__` does not take
        want = {k: v for k, v in case["config"].items() if k not in apart}
        assert {k: v for k, v in config.items() if k not in apart} == want


NOISES = [
    layers.GaussianNoise(0.5), layers.GaussianDropout(0.2), layers.AlphaDropout(0.2),
    layers.SpatialDropout1D(0.5), layers.Dropout(0.5),
]  # fmt: skip


@pytest.mark.parametrize("layer", NOISES, ids=lambda layer: type(layer).__name__)
def test_noise_is_for_training(layer):
    x = tf.ones([200, 10, 20])
    tf.set_random_seed(1)
    noised = layer(x, training=True).numpy()
    assert (layer(x).numpy() == 1).all() and noised.std() > 0.1
    if isinstance(layer, layers.AlphaDropout):
        normal = tf.random_normal([20000])
        assert abs(layer(normal, training=True).numpy().std() - 1) < 0.05
    else:
        assert abs(noised.mean() - 1) < 0.05
    if isinstance(layer, layers.SpatialDropout1D):
        assert (noised == noised[:, :1]).all()
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, [None, 10, 20])
        outputs, phase = layer(inputs), tf.keras.backend.learning_phase()
        assert (session.run(outputs, {inputs: x.numpy()}) == 1).all()
        assert session.run(outputs, {inputs: x.numpy(), phase: True}).std() > 0.1


def test_masks_pass_on():
    x = tf.constant([[[1.0, 2.0], [0.0, 0.0], [3.0, 0.0]]])
    seen = []

    class Watch(layers.Layer):
        def call(self, inputs, mask=None):
            seen.append(mask)
            return inputs

    chain = tf.keras.Sequential([layers.Masking(), layers.Dense(2), layers.Dropout(0.5), Watch()])
    for _ in range(2):
        chain(x)
    assert [mask.numpy().tolist() for mask in seen] == [[[True, False, True]]] * 2
    symbol = tf.keras.Input((3, 2))
    masked = layers.Masking()(symbol)
    both = layers.Concatenate()([masked, symbol])
    model = tf.keras.Model(symbol, Watch()(both))
    seen.clear()
    model(x)
    assert seen[0].numpy().tolist() == [[True, False, True]]
    assert both._keras_mask.shape.as_list() == [None, 3]


def test_errors_of_merge_layers():
    x, y = tf.ones([2, 3]), tf.ones([2, 4])
    with pytest.raises(ValueError, match="at least 2 inputs. Got 1 inputs"):
        layers.Add()([x])
    with pytest.raises(ValueError, match="should be called on a list of inputs"):
        layers.Add()(x)
    with pytest.raises(ValueError, match=r"could not be broadcast together with shapes \(3,"):
        layers.add([x, y])
    with pytest.raises(ValueError, match="matching shapes except for the concat axis"):
        layers.concatenate([x, y], axis=0)
    with pytest.raises(ValueError, match="Dimension incompatibility 3 != 4"):
        layers.dot([x, y], axes=1)
    with pytest.raises(ValueError, match="exactly 2 inputs"):
        layers.subtract([x, x, x])


def test_merges_and_calls_without_results_say_so_in_keras_words():
    x = tf.zeros([2, 3])
    joined, dot = tf.keras.layers.Concatenate, tf.keras.layers.Dot
    for inputs in (x, [x]):
        with pytest.raises(ValueError, match="`Concatenate` layer should be called on a list"):
            joined()(inputs)
        with pytest.raises(ValueError, match="`Dot` layer should be called on a list of 2"):
            dot(1)(inputs)
    with tf.Graph().as_default():
        inputs = tf.keras.Input((3,))
        with pytest.raises(ValueError, match=r"not None \(layer: nothing\)"):
            tf.keras.layers.Lambda(lambda x: None, name="nothing")(inputs)
    with pytest.raises(TypeError, match="unsupported callable: 3"):
        tf.keras.layers.Lambda(3)
