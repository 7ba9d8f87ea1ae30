"""tf.keras.estimator.model_to_estimator; what parses examples for canned estimators."""

import numpy as np
import pytest

import zeal as tf

keras, est = tf.keras, tf.estimator
X = np.random.RandomState(0).randn(32, 3).astype("f")
Y = (X.sum(1, keepdims=True) > 0).astype("f")


def data():
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(8)


def sequential(optimizer):
    model = keras.Sequential(
        [keras.layers.Dense(4, "tanh", input_shape=(3,)), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    return model


OPTIMIZERS = [lambda: keras.optimizers.Adam(0.05), lambda: tf.train.GradientDescentOptimizer(0.5)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_as_fit(optimizer, tmp_path):
    model = sequential(optimizer())
    estimator = keras.estimator.model_to_estimator(model, model_dir=str(tmp_path))
    before = estimator.evaluate(data)
    want = model.evaluate(X, Y, verbose=0)
    np.testing.assert_allclose([before["loss"], before["acc"]], want, rtol=1e-5)
    estimator.train(lambda: data().repeat(5))
    model.fit(X, Y, batch_size=8, epochs=5, shuffle=False, verbose=0)
    after = estimator.evaluate(data)
    want = model.evaluate(X, Y, verbose=0)
    np.testing.assert_allclose([after["loss"], after["acc"]], want, rtol=1e-4)
    assert after["global_step"] == 20 and after["loss"] < before["loss"]
    predicted = estimator.predict(lambda: data().map(lambda x, y: x))
    found = [next(iter(p.values())) for p in predicted]
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-4, atol=1e-6)


def test_several_inputs_and_outputs_by_name(tmp_path):
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    hidden = keras.layers.BatchNormalization(name="bn")(keras.layers.concatenate([a, b]))
    outputs = [keras.layers.Dense(1, name="one")(hidden), keras.layers.Dense(2, name="two")(hidden)]
    model = keras.Model([a, b], outputs)
    model.compile("sgd", {"one": "mse", "two": "mae"}, loss_weights=[1.0, 0.5])
    features = {"a": X, "b": X[:, :2]}
    labels = {"one": Y, "two": X[:, 1:]}
    estimator = keras.estimator.model_to_estimator(model, model_dir=str(tmp_path))

    def both():
        return tf.data.Dataset.from_tensor_slices((features, labels)).batch(8)

    found = estimator.train(both).evaluate(both)
    assert sorted(found) == ["global_step", "loss", "one_loss", "two_loss"]
    names = estimator.get_variable_names()
    assert "bn/moving_mean" in names
    first = next(estimator.predict(lambda: tf.data.Dataset.from_tensors(
        {k: v[:1] for k, v in features.items()})))  # fmt: skip
    assert first["one"].shape == (1,) and first["two"].shape == (2,)
    receiver = est.export.build_raw_serving_input_receiver_fn(
        {k: tf.constant(v) for k, v in features.items()})  # fmt: skip
    path = estimator.export_saved_model(str(tmp_path / "x"), receiver)
    with tf.Graph().as_default(), tf.Session() as session:
        loaded = tf.saved_model.loader.load(session, ["serve"], path.decode())
        signature = loaded.signature_def["serving_default"]
        feed = {signature.inputs[k].name: v[:1] for k, v in features.items()}
        again = session.run({k: v.name for k, v in signature.outputs.items()}, feed)
    np.testing.assert_allclose(again["two"][0], first["two"], rtol=1e-5)


def test_wrong_calls():
    to_estimator = keras.estimator.model_to_estimator
    with pytest.raises(ValueError, match="Either `keras_model` or `keras_model_path`"):
        to_estimator()
    with pytest.raises(ValueError, match="has not been compiled yet"):
        to_estimator(keras.Sequential([keras.layers.Dense(1, input_shape=(2,))]))
    with pytest.raises(ValueError, match="Checkpoint format must be one of"):
        to_estimator(sequential("sgd"), checkpoint_format="x")


def test_specs_of_examples():
    x = tf.feature_column.numeric_column("x")
    spec = est.classifier_parse_example_spec([x], "y", weight_column="w")
    assert spec == {"x": tf.FixedLenFeature((1,), tf.float32),
                    "y": tf.FixedLenFeature((1,), tf.int64),
                    "w": tf.FixedLenFeature((1,), tf.float32)}  # fmt: skip
    spec = est.regressor_parse_example_spec([x], "y", label_dimension=3)
    assert spec["y"] == tf.FixedLenFeature((3,), tf.float32)
    for key, weights in (("x", None), ("y", "x")):
        with pytest.raises(ValueError, match="should not be used as feature"):
            est.classifier_parse_example_spec([x], key, weight_column=weights)
