"""tf.contrib.predictor: a saved model of TensorFlow 1.15 as a function."""

from pathlib import Path

import numpy as np
import pytest

import zeal as tf

RECORDED = str(Path(__file__).parents[1] / "saved_model" / "data" / "dense")
from_saved_model = tf.contrib.predictor.from_saved_model


@pytest.fixture
def folder(tmp_path):
    """y = 2 x + 1, with two signatures."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder_with_default([0.0], [None], name="x")
        w = tf.get_variable("w", initializer=2.0)
        y = tf.add(x * w, 1.0, name="y")
        session.run(tf.global_variables_initializer())
        build = tf.saved_model.signature_def_utils.predict_signature_def
        signatures = {
            "serving_default": build({"x": x}, {"y": y}),
            "default_input_alternative:other": build({"a": x}, {"b": y, "w": w.read_value()}),
        }
        builder = tf.saved_model.builder.SavedModelBuilder(str(tmp_path / "model"))
        builder.add_meta_graph_and_variables(session, ["serve"], signatures)
        builder.save()
    return str(tmp_path / "model")


def test_a_model_is_a_function(folder):
    predict = from_saved_model(folder)
    assert predict({"x": [1.0, 2.0]})["y"].tolist() == [3.0, 5.0]
    assert predict({})["y"].tolist() == predict({"x": None})["y"].tolist() == [1.0]
    assert predict.feed_tensors["x"].name == "x:0" and predict.fetch_tensors["y"].name == "y:0"
    assert predict.graph is predict.session.graph
    assert repr(predict).startswith("SavedModelPredictor with feed tensors {'x': <tf.Tensor 'x:0'")
    with pytest.raises(ValueError, match="Got unexpected keys in input_dict: {'z'}"):
        predict({"z": 1})


def test_ways_to_name_inputs(folder):
    other = from_saved_model(folder, "other")({"a": [3.0]})
    assert other["b"].tolist() == [7.0] and other["w"] == 2.0
    named = from_saved_model(folder, input_names={"in": "x:0"}, output_names={"out": "y:0"})
    assert named({"in": [1.0]})["out"].tolist() == [3.0]
    graph = tf.Graph()
    assert from_saved_model(folder, graph=graph).graph is graph
    with pytest.raises(ValueError, match='Got signature_def_key "none". Available signatures are'):
        from_saved_model(folder, "none")
    with pytest.raises(ValueError, match="must both be specified"):
        from_saved_model(folder, input_names={})
    with pytest.raises(ValueError, match="at most one of signature_def_key"):
        from_saved_model(folder, "x", input_names={}, output_names={})
    with pytest.raises(RuntimeError):
        from_saved_model(folder, tags="none")


def test_a_model_of_tensorflow():
    predict = from_saved_model(RECORDED)
    (key,) = predict.feed_tensors
    shape = [2 if n is None else n for n in predict.feed_tensors[key].shape.as_list()]
    result = predict({key: np.zeros(shape, np.float32)})
    assert set(result) == set(predict.fetch_tensors)


def test_estimators_predict_in_a_session_of_their_own(tmp_path):
    def model(features, labels, mode):
        y = tf.get_variable("w", initializer=0.0) * features["x"]
        if mode == "infer":
            outputs = {"double": tf.estimator.export.PredictOutput({"out": 2 * y})}
            return tf.estimator.EstimatorSpec(mode, {"y": y}, export_outputs=outputs)
        loss = tf.reduce_mean(tf.square(y - labels))
        step = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, y, loss, step)

    def inputs():
        x = {"x": tf.placeholder(tf.float32, [None])}
        return tf.estimator.export.ServingInputReceiver(x, x)

    data = lambda: tf.data.Dataset.from_tensors(({"x": [1.0]}, [2.0]))  # noqa: E731
    estimator = tf.estimator.Estimator(model, str(tmp_path)).train(data)
    predict = tf.contrib.predictor.from_estimator(estimator, inputs, "double")
    assert predict({"x": [1.0, 2.0]})["out"].tolist() == [4.0, 8.0]
    assert tf.contrib.predictor.from_estimator(estimator, inputs)({"x": [3.0]})["out"] == [12.0]
    with pytest.raises(KeyError, match="output_key must be one of"):
        tf.contrib.predictor.from_estimator(estimator, inputs, "other")
