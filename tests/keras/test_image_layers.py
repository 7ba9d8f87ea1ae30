"""Layers of images against TensorFlow 1.15: outputs, gradients, names, moving averages, modes."""

import json
from pathlib import Path

import image_layer_cases as cases
import numpy as np
import pytest

import zeal as tf
from zeal.keras.phase import forget

VALUES = json.loads((Path(__file__).parent / "image_layer_values.json").read_text())
# Renormalization depends on earlier calls, and no configuration has functions.
LAYERS = [
    (e, s) for e, s in cases.CASES if not any(w in e for w in ("Contrib", "renorm", "adjustment"))
]


def close(got, want):
    assert got[0] == want[0]
    np.testing.assert_allclose(got[1:], want[1:], rtol=2e-5, atol=2e-4)


@pytest.mark.parametrize("expression, shape", cases.CASES, ids=[f"{e} {s}" for e, s in cases.CASES])
def test_as_tensorflow(expression, shape):
    want = VALUES[f"{expression} {shape}"]
    got = cases.run(tf, expression, shape)
    assert got["names"] == want["names"]
    assert got["static"] == want["static"]
    assert got["updates"] == want["updates"]
    close(got["output"], want["output"])
    for kind in ("gradients", "after"):
        assert len(got[kind]) == len(want[kind])
        for a, b in zip(got[kind], want[kind], strict=True):
            close(a, b)


@pytest.mark.parametrize("expression, shape", LAYERS, ids=[f"{e} {s}" for e, s in LAYERS])
def test_modes_agree(expression, shape):
    """Eagerly, in a traced function, and of a copy from the configuration in a graph."""
    training = {"training": True} if "Normalization" in expression else {}
    x = tf.constant(cases.wave(shape, 0.9))
    layer = eval(expression, {"tf": tf})
    eager = layer(x, **training).numpy()
    assert tuple(eager.shape) == tuple(layer.compute_output_shape(shape).as_list())
    traced = tf.function(lambda inputs: layer(inputs, **training))
    np.testing.assert_allclose(traced(x).numpy(), eager, rtol=1e-5, atol=1e-6)
    weights = layer.get_weights()
    with tf.Graph().as_default(), tf.Session() as session:
        copy = type(layer).from_config(layer.get_config())
        given = tf.placeholder(tf.float32)
        given.set_shape([None] * 3 + [shape[3]] if len(shape) == 4 else [None, *shape[1:]])
        y = copy(given, **training)
        for v, w in zip(copy.weights, weights, strict=True):
            v.load(w, session)
        found = session.run(y, {given: x.numpy()})
        np.testing.assert_allclose(found, eager, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("layer", ["layers", "keras.layers"])
def test_training_may_be_a_tensor(layer):
    with tf.Graph().as_default(), tf.Session() as session:
        x, training = tf.placeholder(tf.float32, [None, 2, 2, 3]), tf.placeholder(tf.bool, [])
        module = tf.layers if layer == "layers" else tf.keras.layers
        norm = module.BatchNormalization(momentum=0.5, epsilon=0.0)
        y = norm(x, training=training)
        session.run(tf.global_variables_initializer())
        value = cases.wave((4, 2, 2, 3), 0.9)
        same = session.run([y, norm.updates], {x: value, training: False})[0]
        np.testing.assert_allclose(same, value, rtol=2e-5)
        assert session.run(norm.moving_mean).tolist() == [0, 0, 0]
        other = session.run([y, norm.updates], {x: value, training: True})[0]
        np.testing.assert_allclose(other.mean((0, 1, 2)), 0, atol=1e-6)
        np.testing.assert_allclose(
            session.run(norm.moving_mean), value.mean((0, 1, 2)) / 2, rtol=1e-5, atol=1e-7
        )


def test_eager_batch_norm_moves_its_averages():
    norm = tf.keras.layers.BatchNormalization(momentum=0.5)
    norm(tf.constant([[2.0], [4.0]]), training=True)
    assert norm.moving_mean.numpy().tolist() == [1.5]
    assert norm.moving_variance.numpy().tolist() == [1.0]
    assert norm.trainable_variables == [norm.gamma, norm.beta]


def test_updates_of_none_run_with_the_output():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([[2.0], [4.0]])
        y = tf.contrib.layers.batch_norm(x, 0.5, updates_collections=None)
        session.run(tf.global_variables_initializer())
        session.run(y)
        assert session.run(tf.global_variables()[1]).tolist() == [1.5]


def test_half_precision_keeps_wide_statistics():
    norm = tf.keras.layers.BatchNormalization(dtype="float16")
    y = norm(tf.ones([2, 2, 2, 3], tf.float16), training=True)
    assert y.dtype == tf.float16
    assert norm.gamma.dtype == tf.float32


@pytest.mark.parametrize("make, words", [
    (lambda: tf.layers.Conv2D(4, (3, 3, 3)), "`kernel_size` argument must be a tuple"),
    (lambda: tf.layers.Conv2D(4, "a"), "`kernel_size` argument must be a tuple"),
    (lambda: tf.layers.Conv2D(4, 3, padding="foo"), "The `padding` argument must be a list"),
    (lambda: tf.layers.Conv2D(4, 3, data_format="foo"), "`data_format` argument must be one of"),
    (lambda: tf.keras.layers.Conv2D(4, 3, padding="causal"), "Causal padding is only supported"),
    (lambda: tf.keras.layers.Conv2DTranspose(4, 3, output_padding=1), "must be greater than"),
    (lambda: tf.layers.conv2d(tf.zeros([1, 8, 8, 3]), 4, 3, 2, dilation_rate=2), "strides > 1 not"),
    (lambda: tf.layers.conv2d(tf.zeros([1, 8, 8]), 4, 3), "expected ndim=4, found ndim=3"),
    (lambda: tf.keras.layers.LocallyConnected1D(1, 1, 0)(tf.zeros([1, 2, 1])), "than 0, got 0"),
    (lambda: tf.layers.MaxPooling2D(2, None), "`strides` must not be None"),
    (lambda: tf.keras.layers.BatchNormalization(axis=7)(tf.zeros([1, 2])), "Invalid axis: 7"),
])  # fmt: skip
def test_wrong_arguments(make, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        make()


@pytest.mark.parametrize("options, words", [
    ({"virtual_batch_size": 0}, "must be a positive integer that divides"),
    ({"virtual_batch_size": 2, "axis": 0}, "axis cannot include 0"),
    ({"virtual_batch_size": 2, "adjustment": lambda shape: (1, 0)}, "adjustment cannot be spec"),
    ({"renorm": True, "renorm_clipping": {"max": 1}}, "contains keys not in"),
])  # fmt: skip
def test_options_that_do_not_fit(options, words):
    with pytest.raises(ValueError, match=words):
        tf.keras.layers.BatchNormalization(**options)(tf.ones([2, 2]))


def test_batch_norm_follows_the_learning_phase():
    x = np.array([[2.0], [4.0]], "float32")
    norm = tf.keras.layers.BatchNormalization(momentum=0.5, epsilon=0.0)
    phase = tf.keras.backend
    assert norm(tf.constant(x)).numpy().tolist() == x.tolist()
    phase.set_learning_phase(1)
    try:
        assert norm(tf.constant(x)).numpy().tolist() == [[-1.0], [1.0]]
    finally:
        forget()
    with tf.Graph().as_default(), tf.Session() as session:
        given = tf.placeholder(tf.float32, [None, 1])
        norm = tf.keras.layers.BatchNormalization(momentum=0.5, epsilon=0.0)
        y = norm(given)
        session.run(tf.global_variables_initializer())
        fetches = [y, norm.updates]
        assert session.run(fetches, {given: x})[0].tolist() == x.tolist()
        assert session.run(norm.moving_mean).tolist() == [0.0]
        feeds = {given: x, phase.learning_phase(): True}
        assert session.run(fetches, feeds)[0].tolist() == [[-1.0], [1.0]]
        assert session.run(norm.moving_mean).tolist() == [1.5]


@pytest.mark.parametrize("options", [
    {"renorm": True, "renorm_clipping": {"rmax": 2.0}, "renorm_momentum": 0.5},
    {"virtual_batch_size": 2}, {"axis": [1, 2], "beta_regularizer": "l2"},
])  # fmt: skip
def test_configurations_of_batch_norm(options):
    norm = tf.keras.layers.BatchNormalization(**options)
    copy = tf.keras.layers.BatchNormalization.from_config(norm.get_config())
    assert copy.get_config() == {**norm.get_config(), "name": copy.name}


def test_renorm_in_three_modes():
    x = cases.wave((4, 3), 0.9)

    def made():
        return tf.keras.layers.BatchNormalization(renorm=True, momentum=0.5, renorm_momentum=0.5)

    eager, traced = made(), made()
    run = tf.function(lambda inputs: traced(inputs, training=True))
    for _ in range(3):
        got = [eager(tf.constant(x), training=True).numpy(), run(tf.constant(x)).numpy()]
        np.testing.assert_allclose(*got, rtol=1e-6, atol=1e-7)
    for a, b in zip(eager.weights, traced.weights, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-6, atol=1e-7)
    want = [v.numpy() for v in eager.weights]
    with tf.Graph().as_default(), tf.Session() as session:
        layer, given = made(), tf.placeholder(tf.float32, [None, 3])
        training = tf.placeholder(tf.bool, [])
        y = layer(given, training=training)
        session.run(tf.global_variables_initializer())
        for phase in (True, False, True, True):
            found = session.run([y, layer.updates], {given: x, training: phase})[0]
        np.testing.assert_allclose(found, got[0], rtol=1e-5, atol=1e-6)
        for value, v in zip(want, layer.weights, strict=True):
            np.testing.assert_allclose(session.run(v), value, rtol=1e-5, atol=1e-6)


def test_a_network_trains():
    rng = np.random.default_rng(0)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        x, labels = tf.placeholder(tf.float32, [None, 8, 8, 1]), tf.placeholder(tf.int64, [None])
        y = tf.layers.conv2d(x, 8, 3, padding="same", activation=tf.nn.relu)
        y = tf.layers.batch_normalization(tf.layers.max_pooling2d(y, 2, 2), training=True)
        logits = tf.layers.dense(tf.layers.flatten(y), 2)
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            step = tf.train.AdamOptimizer(0.01).minimize(loss)
        session.run(tf.global_variables_initializer())
        truth = rng.integers(0, 2, 64)
        images = rng.normal(size=(64, 8, 8, 1)) + truth[:, None, None, None] * np.eye(8)[..., None]
        for _ in range(30):
            value, _ = session.run([loss, step], {x: images, labels: truth})
        assert value < 0.1
