"""tf.metrics against TensorFlow 1.15's values, with shapes that are known, in part, and not."""

import inspect
import json
from pathlib import Path

import metric_cases as cases
import numpy as np
import pytest

import zeal as tf

RECORDED = json.loads(
    (Path(__file__).parents[1] / "golden" / "metrics.json").read_text()
)
SHAPES = {
    "known": lambda a: a.shape,
    "sizes open": lambda a: [None] * a.ndim,
    "rank open": lambda a: None,
}
M = tf.metrics


def test_all_cases_are_recorded():
    assert [" | ".join(case) for case in cases.CASES] == list(RECORDED)


@pytest.mark.parametrize("shapes", SHAPES)
@pytest.mark.parametrize(("call", "key"), cases.CASES)
def test_values(call, key, shapes):
    if shapes != "known" and "mean_tensor" in call:
        with pytest.raises(ValueError, match="partially known TensorShape"):
            cases.run(tf, call, key, SHAPES[shapes])
        return
    results, _ = cases.run(tf, call, key, SHAPES[shapes])
    for got, want in zip(results, RECORDED[f"{call} | {key}"], strict=True):
        np.testing.assert_allclose(
            np.array(got, np.float64), np.array(want, np.float64), rtol=2e-6, atol=1e-6
        )


def test_names_and_collections():
    with tf.Graph().as_default():
        for number in ("", "_1"):
            value, update_op = M.accuracy([1, 2], [1, 2], None, ["values"], "updates")
            assert value.name == f"accuracy{number}/value:0"
            assert update_op.name == f"accuracy{number}/update_op:0"
            assert tf.get_collection("values")[-1] is value
            assert tf.get_collection("updates")[-1] is update_op
        assert tf.get_collection(tf.GraphKeys.METRIC_VARIABLES) == tf.local_variables()
        assert tf.global_variables() == tf.trainable_variables() == []
        assert [v.name for v in tf.local_variables()] == [
            "accuracy/total:0", "accuracy/count:0", "accuracy_1/total:0", "accuracy_1/count:0",
        ]  # fmt: skip


@pytest.mark.parametrize(("call", "names", "variables"), [
    ("tf.metrics.mean([1.0])", ("mean/value", "mean/update_op"), "mean/total mean/count"),
    ("tf.metrics.precision([1], [1], name='p')", ("p/value", "p/update_op"),
     "p/true_positives/count p/false_positives/count"),
    ("tf.metrics.auc([1], [1.0])", ("auc/value", "auc/update_op"),
     "auc/true_positives auc/false_negatives auc/true_negatives auc/false_positives"),
    ("tf.metrics.recall_at_thresholds([1], [1.0], [0.5])",
     ("recall_at_thresholds/recall_value", "recall_at_thresholds/recall_update_op"),
     "recall_at_thresholds/true_positives recall_at_thresholds/false_negatives"),
    ("tf.metrics.recall_at_k([[1]], [[0.1, 1.0]], 1, 0)",
     ("recall_at_1_class0", "recall_at_1_class0/update"),
     "recall_at_1_class0/true_positive_at_1_class0 recall_at_1_class0/false_negative_at_1_class0"),
    ("tf.metrics.mean_iou(tf.constant([1]), tf.constant([1]), 2)", None,
     "mean_iou/total_confusion_matrix"),
    ("tf.metrics.root_mean_squared_error([1.0], [1.0])", ("Sqrt", "Sqrt_1"),
     "root_mean_squared_error/total root_mean_squared_error/count"),
])  # fmt: skip
def test_names_are_those_of_tensorflow(call, names, variables):
    with tf.Graph().as_default():
        pair = eval(call, {"tf": tf})
        if names:
            assert tuple(x.op.name for x in pair) == names
        assert [v.op.name for v in tf.local_variables()] == variables.split()


@pytest.mark.parametrize("name", [n for n in dir(tf.metrics) if not n.startswith("_")])
def test_eager_programs_are_told(name):
    function = getattr(tf.metrics, name)
    required = [
        p for p in inspect.signature(function).parameters.values() if p.default is p.empty
    ]
    with pytest.raises(
        RuntimeError, match=f"tf.metrics.{name} is not supported when eager execution is enabled"
    ):
        function(*[1] * len(required))


def test_there_are_all_of_tensorflow():
    assert len(dir(tf.metrics)) == 33


def test_weights_that_do_not_broadcast():
    with tf.Graph().as_default(), tf.Session() as session:
        with pytest.raises(ValueError, match="weights can not be broadcast to values. Mismatch"):
            M.mean([1.0, 2.0, 3.0], weights=[1.0, 2.0])
        with pytest.raises(ValueError, match="weights can not be broadcast to values. values.rank"):
            M.mean([1.0, 2.0, 3.0], weights=np.ones([1, 2, 3]))
        x, w = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        _, update_op = M.mean(x, w)
        session.run(tf.local_variables_initializer())
        for values, weights in ((np.ones(3), np.ones(2)), (np.ones([2, 3]), np.ones([3, 2]))):
            with pytest.raises(
                tf.errors.InvalidArgumentError,
                match=r"assertion failed: \[weights can not be broadcast to values.\]",
            ):
                session.run(update_op, {x: values, w: weights})


def test_weights_of_classes_are_as_many_as_these():
    labels, predictions = [[0, 1], [2, 1]], [[0, 1], [1, 1]]
    weights = {(): 0.5, (1,): [0.5], (2,): [1.0, 2.0], (5,): [1.0] * 5}
    for shape, value in weights.items():
        words = str(shape).replace("(", r"\(").replace(")", r"\)")
        with tf.Graph().as_default(), pytest.raises(
            ValueError, match=rf"Shapes \(4,\) and {words} are incompatible"
        ):
            M.mean_iou(labels, predictions, 3, value)
    for shape in ([4], [2, 2], None):
        with tf.Graph().as_default(), tf.Session() as session:
            w = tf.placeholder(tf.float32, shape)
            value, update_op = M.mean_iou(labels, predictions, 3, w)
            session.run(tf.local_variables_initializer())
            counts = session.run(update_op, {w: np.reshape([1, 0.5, 2, 0], shape or [4])})
            assert counts.tolist() == [[1, 0, 0], [0, 0.5, 0], [0, 2, 0]]
            assert session.run(value) == np.float32(0.4)


def test_predictions_beyond_one():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [2])
        _, update_op = M.auc([True, False], x)
        session.run(tf.local_variables_initializer())
        for values in ([0.5, 1.5], [-0.1, 0.5]):
            with pytest.raises(
                tf.errors.InvalidArgumentError, match=r"predictions must be in \[0, 1\]"
            ):
                session.run(update_op, {x: values})


@pytest.mark.parametrize(("call", "words"), [
    ("tf.metrics.auc([1], [1.0], curve='X')", "curve must be either ROC or PR, X unknown"),
    ("tf.metrics.auc([1], [1.0], summation_method='X')", "Invalid summation_method: X"),
    ("tf.metrics.sensitivity_at_specificity([1], [1.0], 1.5)",
     r"`specificity` must be in the range \[0, 1\]."),
    ("tf.metrics.specificity_at_sensitivity([1], [1.0], -0.5)",
     r"`sensitivity` must be in the range \[0, 1\]."),
    ("tf.metrics.average_precision_at_k([[1]], [[1.0]], 0)", "Invalid k=0."),
    ("tf.metrics.recall_at_k([[[1]]], [1.0, 2.0], 1)",
     r"Unexpected labels shape \(1, 1, 1\) for predictions shape \(1,\)."),
    ("tf.metrics.accuracy([[1, 2], [3, 4]], [1, 2, 3])", r"Can not squeeze dim\[1\]"),
    ("tf.metrics.accuracy([1, 2], [1, 2, 3])", "incompatible"),
])  # fmt: skip
def test_bad_arguments(call, words):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
        eval(call, {"tf": tf})


class Sparse:
    """What the functions read of a SparseTensor."""

    def __init__(self, indices, values, shape):
        self.indices = tf.constant(indices, tf.int64)
        self.values = tf.constant(values, tf.int64)
        self.dense_shape = tf.constant(shape, tf.int64)


@pytest.mark.parametrize(("name", "want"), [
    ("recall_at_k", 0.6), ("precision_at_k", 0.5), ("average_precision_at_k", 0.5),
])  # fmt: skip
def test_sparse_labels(name, want):
    with tf.Graph().as_default(), tf.Session() as session:
        labels = Sparse([[0, 0], [0, 1], [1, 0], [2, 0], [2, 1]], [0, 3, 2, 1, 9], [3, 2])
        scores = [[0.9, 0.1, 0.2, 0.8], [0.1, 0.9, 0.0, 0.8], [0.1, 0.9, 0.8, 0.2]]
        _, update_op = getattr(M, name)(labels, tf.constant(scores), 2)
        session.run(tf.local_variables_initializer())
        assert session.run(update_op) == pytest.approx(want)


def test_a_loop_over_batches():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.data.Dataset.from_tensor_slices([1.0, 2.0, 6.0]).make_one_shot_iterator().get_next()
        value, update_op = M.mean(x)
        session.run(tf.local_variables_initializer())
        with pytest.raises(tf.errors.OutOfRangeError):
            while True:
                session.run(update_op)
        assert session.run(value) == 3.0
        session.run(tf.variables_initializer(tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)))
        assert session.run(value) == 0.0


def test_confusion_matrix():
    matrix = tf.math.confusion_matrix
    assert matrix([1, 2, 2], [1, 2, 0]).numpy().tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 1]]
    assert matrix([1, 2, 2], [1, 2, 0], weights=[1, 2, 3.5]).numpy().tolist() == [
        [0, 0, 0], [0, 1, 0], [3, 0, 2],
    ]  # fmt: skip
    weighted = matrix([1, 1], [[1], [1]], 2, tf.float32, weights=[0.5, 2.0])
    assert weighted.dtype == tf.float32 and weighted.numpy().tolist() == [[0, 0], [0, 2.5]]
    assert tf.confusion_matrix is matrix
    for arguments, words in (
        (([-1, 0], [0, 0]), "`labels` contains negative values"),
        (([0, 0], [0, -2]), "`predictions` contains negative values"),
        (([0, 3], [0, 0], 2), "`labels` out of bound"),
        (([0, 0], [0, 3], 2), "`predictions` out of bound"),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            matrix(*arguments)
    with pytest.raises(ValueError, match="incompatible"):
        matrix([0, 0], [0, 1], weights=[1])


def test_confusion_matrix_of_open_sizes():
    with tf.Graph().as_default(), tf.Session() as session:
        labels, predictions = tf.placeholder(tf.int32), tf.placeholder(tf.int64, [None])
        matrix = tf.math.confusion_matrix(labels, predictions)
        feeds = {labels: [[1], [0]], predictions: [1, 1]}
        assert session.run(matrix, feeds).tolist() == [[0, 1], [0, 1]]
        with pytest.raises(tf.errors.InvalidArgumentError, match="negative values"):
            session.run(matrix, {labels: [[-1], [0]], predictions: [1, 1]})
    traced = tf.function(tf.math.confusion_matrix)
    assert traced(tf.constant([1, 0]), tf.constant([1, 1])).numpy().tolist() == [[0, 1], [0, 1]]
