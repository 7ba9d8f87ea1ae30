"""Canned estimators: values, names and metrics as captured from TensorFlow 1.15.5."""

import numpy as np
import pytest

import zeal as tf

est, fc = tf.estimator, tf.feature_column
RANDOM = np.random.RandomState(0)
X = {"a": RANDOM.rand(40).astype("f")}
X["b"] = np.array(["x", "y", "z", "x"])[RANDOM.randint(0, 4, 40)]
BINARY, NUMBERS = (X["a"] > 0.5).astype("i"), (X["a"] * 3).astype("f")
CLASSES = NUMBERS.astype("i")
OF_BINARY = ["accuracy", "accuracy_baseline", "auc", "auc_precision_recall", "average_loss",
             "global_step", "label/mean", "loss", "precision", "prediction/mean",
             "recall"]  # fmt: skip
OF_CLASSES = ["accuracy", "average_loss", "global_step", "loss"]
OF_NUMBERS = ["average_loss", "global_step", "label/mean", "loss", "prediction/mean"]


def columns():
    number = fc.numeric_column("a")
    word = fc.categorical_column_with_vocabulary_list("b", ["x", "y", "z"])
    deep = [number, fc.embedding_column(word, 2), fc.indicator_column(word)]
    return [number, word], deep


def inputs(labels, epochs=2):
    return est.inputs.numpy_input_fn(dict(X), labels, 8, epochs, shuffle=False)


LINEAR = [f"linear/linear_model/{name}" for name in ("a/weights", "b/weights", "bias_weights")]
FIXED = {
    "linear": (
        lambda: est.LinearClassifier(columns()[0]), BINARY, OF_BINARY,
        [0.675, 0.675, 0.9515669, 0.9712557, 0.5500019, 10, 0.675, 4.4000154, 0.675, 0.6916819, 1],
        {"logistic": [0.7445971], "probabilities": [0.2554029, 0.7445971], "class_ids": [1]},
    ),
    "linear of three": (
        lambda: est.LinearClassifier(
            columns()[0], n_classes=3, optimizer=tf.train.GradientDescentOptimizer(0.1)),
        CLASSES, OF_CLASSES, [0.525, 0.9055543, 10, 7.2444344],
        {"logits": [-0.7453667, 0.5817664, 0.1636001], "all_class_ids": [0, 1, 2]},
    ),
    "linear of numbers": (
        lambda: est.LinearRegressor(columns()[0], optimizer="SGD"), NUMBERS, OF_NUMBERS,
        [144250889043968, 10, 1.7241005, 1154007112351744, -11805678],
        {"predictions": [-9477825.0]},
    ),
    "constant": (
        est.BaselineClassifier, BINARY, OF_BINARY,
        [0.675, 0.675, 0.5, 0.8375, 0.6314710, 10, 0.675, 5.0517683, 0.675, 0.6550392, 1],
        {"logits": [0.6412642], "all_class_ids": [0, 1]},
    ),
    "constant number": (
        est.BaselineRegressor, NUMBERS, OF_NUMBERS,
        [0.9837210, 10, 1.7241005, 7.8697677, 1.1620301], {"predictions": [1.1620301]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FIXED))
def test_values(name):
    make, labels, keys, values, predicted = FIXED[name]
    estimator = make().train(inputs(labels))
    found = estimator.evaluate(inputs(labels, 1))
    assert sorted(found) == keys
    np.testing.assert_allclose([found[k] for k in keys], values, rtol=2e-6)
    first = next(estimator.predict(inputs(None, 1)))
    for key, value in predicted.items():
        np.testing.assert_allclose(first[key], value, rtol=2e-6, err_msg=key)


DNN = ["hiddenlayer_0/bias", "hiddenlayer_0/kernel",
       "input_from_feature_columns/input_layer/b_embedding/embedding_weights",
       "logits/bias", "logits/kernel"]  # fmt: skip
NORM = [f"dnn/hiddenlayer_0/batchnorm_0/{name}"
        for name in ("beta", "gamma", "moving_mean", "moving_variance")]  # fmt: skip


def network(kind, labels, keys, names=(), **others):
    return kind, labels, keys, sorted(["global_step", *(f"dnn/{n}" for n in DNN), *names]), others


@pytest.mark.parametrize("kind, labels, keys, names, others", [
    network(est.DNNClassifier, BINARY, OF_BINARY),
    network(est.DNNClassifier, np.array(["p", "q", "r"])[CLASSES], OF_CLASSES, NORM, n_classes=3,
            label_vocabulary=["p", "q", "r"], batch_norm=True, dropout=0.1),
    network(est.DNNRegressor, NUMBERS, OF_NUMBERS),
    network(est.DNNLinearCombinedClassifier, BINARY, OF_BINARY, LINEAR),
    network(est.DNNLinearCombinedRegressor, NUMBERS, OF_NUMBERS, LINEAR),
])  # fmt: skip
def test_networks(kind, labels, keys, names, others):
    linear, deep = columns()
    if "Combined" in kind.__name__:
        estimator = kind(linear_feature_columns=linear, dnn_feature_columns=deep,
                         dnn_hidden_units=[4], config=est.RunConfig(tf_random_seed=3),
                         dnn_optimizer="Adam", **others)  # fmt: skip
    else:
        estimator = kind([4], deep, config=est.RunConfig(tf_random_seed=3), optimizer="Adam",
                         **others)  # fmt: skip
    estimator.train(inputs(labels))
    before = estimator.evaluate(inputs(labels, 1))
    assert sorted(before) == keys
    slots = ("Adam", "Adam_1", "Ftrl", "Ftrl_1", "beta1_power", "beta2_power")
    made = [n for n in estimator.get_variable_names() if not n.endswith(slots)]
    assert made == names
    estimator.train(inputs(labels, 200))
    assert estimator.evaluate(inputs(labels, 1))["average_loss"] < before["average_loss"]
    first = next(estimator.predict(inputs(None, 1)))
    if kind in (est.DNNRegressor, est.DNNLinearCombinedRegressor):
        assert first["predictions"].shape == (1,)
    elif "label_vocabulary" in others:
        assert first["classes"][0] in (b"p", b"q", b"r")
        assert first["all_classes"].tolist() == [b"p", b"q", b"r"]
    else:
        assert first["classes"][0] in (b"0", b"1") and first["probabilities"].shape == (2,)


def test_weights_of_examples():
    number = fc.numeric_column("a")
    features = {"a": X["a"], "w": np.arange(40, dtype="f")}
    function = est.inputs.numpy_input_fn(features, NUMBERS, 8, shuffle=False)
    estimator = est.LinearRegressor([number], weight_column="w").train(function)
    found = estimator.evaluate(function)
    mean = np.average(NUMBERS, weights=features["w"])
    np.testing.assert_allclose(found["label/mean"], mean, rtol=1e-5)


def test_wrong_calls():
    linear, deep = columns()
    with pytest.raises(ValueError, match="Either linear_feature_columns or dnn"):
        est.DNNLinearCombinedClassifier()
    with pytest.raises(ValueError, match="dnn_hidden_units must be defined"):
        est.DNNLinearCombinedClassifier(dnn_feature_columns=deep)
    with pytest.raises(ValueError, match="n_classes must be > 2"):
        est.LinearClassifier(linear, n_classes=1)
    with pytest.raises(ValueError, match="Unsupported optimizer name: Best"):
        est.LinearClassifier(linear, optimizer="Best").train(inputs(BINARY))
    with pytest.raises(ValueError, match="Mismatched label shape"):
        est.LinearClassifier(linear).train(inputs(np.ones([40, 2])))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Labels must <= n_classes - 1"):
        est.LinearClassifier(linear, n_classes=3).train(inputs(BINARY + 3))
    with pytest.raises(ValueError, match="Labels dtype should be integer"):
        est.LinearClassifier(linear, n_classes=3).train(inputs(NUMBERS))
    with pytest.raises(ValueError, match="You must provide a labels Tensor"):
        est.LinearClassifier(linear).train(inputs(None))
    with pytest.raises(ValueError, match="features should be a dictionary"):
        est.LinearClassifier(linear).train(
            lambda: (tf.constant([1.0]), tf.constant([1])), steps=1)


def test_vocabularies_are_exported(tmp_path):
    _, deep = columns()
    estimator = est.DNNClassifier([4], deep).train(inputs(BINARY))
    receiver = est.export.build_raw_serving_input_receiver_fn(
        {"a": tf.constant([1.0]), "b": tf.constant(["x"])})  # fmt: skip
    path = estimator.export_saved_model(str(tmp_path), receiver).decode()
    with tf.Graph().as_default(), tf.Session() as session:
        signature = tf.saved_model.loader.load(session, ["serve"], path).signature_def["predict"]
        feed = {signature.inputs[k].name: v[:3] for k, v in X.items()}
        found = session.run(signature.outputs["logits"].name, feed)
    want = [p["logits"] for p in estimator.predict(inputs(None, 1))][:3]
    np.testing.assert_allclose(found, want, rtol=1e-5)


def test_slots_of_linear_models_are_named_after_the_part(tmp_path):
    columns = [tf.feature_column.numeric_column("n")]
    model = tf.estimator.LinearClassifier(columns, model_dir=str(tmp_path))
    model.train(lambda: ({"n": tf.constant([[1.0], [2.0]])}, tf.constant([[1], [0]])), steps=1)
    names = [name for name, _ in tf.train.list_variables(str(tmp_path))]
    assert names == [
        "global_step", "linear/linear_model/bias_weights",
        "linear/linear_model/bias_weights/part_0/Ftrl",
        "linear/linear_model/bias_weights/part_0/Ftrl_1", "linear/linear_model/n/weights",
        "linear/linear_model/n/weights/part_0/Ftrl", "linear/linear_model/n/weights/part_0/Ftrl_1",
    ]  # fmt: skip


class Names(tf.train.SessionRunHook):
    def begin(self):
        self.found = {op.name for op in tf.get_default_graph().get_operations()}


@pytest.mark.parametrize("make, head", [
    (lambda c: est.DNNClassifier([2], c, optimizer="Adam"), "dnn/head"),
    (lambda c: est.LinearClassifier(c), "linear/head"),
    (lambda c: est.DNNLinearCombinedClassifier(linear_feature_columns=c), "head"),
])  # fmt: skip
def test_names_that_programs_log_and_serve(make, head):
    hook, estimator = Names(), make([tf.feature_column.numeric_column("a")])
    data = tf.estimator.inputs.numpy_input_fn(
        {"a": np.ones([4, 1], "f")}, np.array([0, 1, 0, 1]), shuffle=False
    )
    estimator.train(data, hooks=[hook])
    names = ["labels", "weighted_loss/Sum", "truediv"]
    names += [f"predictions/{n}" for n in ("logistic", "probabilities", "class_ids", "str_classes")]
    assert {f"{head}/{name}" for name in names} <= hook.found
    if head == "dnn/head":  # as TensorFlow's checkpoints have them
        names = {"dnn/head/beta1_power", "dnn/logits/bias", "dnn/logits/bias/t_0/Adam"}
        assert names <= {*estimator.get_variable_names()}
