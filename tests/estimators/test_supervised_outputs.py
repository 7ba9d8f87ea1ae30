"""Outputs of models exported for training and evaluation: their names are TensorFlow 1.15's."""

import pytest

import zeal as tf
from zeal.estimators.outputs import EvalOutput, TrainOutput
from zeal.interop.internals import saved_model_export as export_utils


def test_names_of_outputs():
    with tf.Graph().as_default():
        one, two = tf.constant([1.0]), tf.constant([2.0])
        update = tf.no_op()
        output = TrainOutput(one, two, {"mean": (one, two), "metrics_b": (two, update)})
        assert output.loss == {"loss": one} and output.predictions == {"predictions": two}
        assert output.metrics["metrics/mean/value"] is one
        assert output.metrics["metrics/mean/update_op"] is two
        wrapper = output.metrics["metrics_b/update_op"]
        assert wrapper.name == "metric_op_wrapper:0" and wrapper.op.control_inputs == [update]
        signature = output.as_signature_def({"x": one})
        assert signature.method_name == "tensorflow/supervised/training"
        assert sorted(signature.outputs) == sorted(
            {**output.loss, **output.predictions, **output.metrics}
        )
        named = EvalOutput({("my", "loss"): one}, {"a": two})
        assert [*named.loss] == ["loss/my/loss"] and [*named.predictions] == ["predictions/a"]
        assert named.as_signature_def({}).method_name == "tensorflow/supervised/eval"


@pytest.mark.parametrize("output, words", [
    (("text",), "loss output value must be a Tensor"),
    (({25: 1.0},), "loss output key must be a string"),
    ((None, [3]), "predictions output value must"),
    ((None, None, (15.3, 4)), "metrics output value must"),
])  # fmt: skip
def test_what_is_no_output(output, words):
    with pytest.raises(ValueError, match=words):
        TrainOutput(*output)


def test_metrics_of_keras():
    with tf.Graph().as_default():
        mean = tf.keras.metrics.Mean()
        mean.update_state([1.0, 3.0])
        output = export_utils.export_outputs_for_mode("train", loss=tf.ones([]), metrics=mean)
        values = output["train"].metrics
        with tf.Session() as session:
            session.run([v.initializer for v in mean.variables])
            session.run(values["metrics/update_op"])
            assert session.run(values["metrics/value"]) == 2.0


def test_signatures_by_name():
    with tf.Graph().as_default():
        given, one = tf.placeholder(tf.string), tf.constant([1.0])
        outputs = {"a": tf.estimator.export.PredictOutput(one), "train": TrainOutput(one)}
        served = export_utils.build_all_signature_defs(given, outputs)
        assert [*served] == ["a"] and [*served["a"].inputs] == ["input"]
        assert len(export_utils.build_all_signature_defs(given, outputs, None, False)) == 2
    with pytest.raises(ValueError, match="must be a dict"):
        export_utils.build_all_signature_defs(None, None)
