"""tfe.Evaluator and tfe.SparseSoftmaxEvaluator, eagerly and in graphs."""

import pytest

import zeal as tf

tfe = tf.contrib.eager


class Identity:
    def eval_data(self, data):
        return data


class Prefixed:
    def eval_data(self, data):
        return {f"l_{key}": value for key, value in data.items()}


class Simple(tfe.Evaluator):
    def __init__(self, model):
        super().__init__(model)
        self.mean = self.track_metric(tfe.metrics.Mean("mean"))

    def call(self, eval_data):
        self.mean(eval_data)


class Outer(tfe.Evaluator):
    def __init__(self, model):
        super().__init__(model)
        self.inner = self.track_evaluator("inner", Simple(model))
        self.mean = self.track_metric(tfe.metrics.Mean("outer-mean"))

    def call(self, eval_data):
        self.mean(eval_data["l_outer"])
        self.inner.call(eval_data["l_inner"])


def test_a_mean():
    evaluator = Simple(Identity())
    evaluator(3.0)
    evaluator([5.0, 7.0, 9.0])
    results = evaluator.all_metric_results()
    assert list(results) == ["mean"] and results["mean"].numpy() == 6.0
    assert isinstance(evaluator.model, Identity)
    assert evaluator.metrics == {("mean", evaluator.mean)}
    with pytest.raises(RuntimeError, match=r"Evaluator.init_variables\(\) not needed when eager"):
        evaluator.init_variables()


def test_evaluators_inside():
    evaluator = Outer(Prefixed())
    evaluator({"inner": 2.0, "outer": 100.0})
    evaluator({"inner": 4.0, "outer": 1000.0})
    results = {name: float(value) for name, value in evaluator.all_metric_results().items()}
    assert results == {"inner/mean": 3.0, "outer-mean": 550.0}
    names = sorted(v.name for v in evaluator.metric_variables)
    assert names == ["mean/denom:0", "mean/numer:0", "outer_mean/denom:0", "outer_mean/numer:0"]


def test_on_a_dataset():
    dataset = tf.data.Dataset.from_tensor_slices([3.0, 5.0, 7.0, 9.0])
    assert Simple(Identity()).evaluate_on_dataset(dataset)["mean"].numpy() == 6.0
    with tf.Graph().as_default(), tf.Session():
        dataset = tf.data.Dataset.from_tensor_slices([3.0, 5.0, 7.0, 9.0])
        evaluator = Simple(Identity())
        parts = evaluator.evaluate_on_dataset(dataset)
        assert evaluator.run_evaluation(*parts) == {"mean": 6.0}
    with pytest.raises(ValueError, match="no session"):
        evaluator.run_evaluation(*parts)


def test_sparse_softmax():
    evaluator = tfe.SparseSoftmaxEvaluator(Identity())
    evaluator({"loss": 1.0, "label": [5], "predicted_class": [5]})
    evaluator({"loss": [0.0, 1.0, 3.0, 2.0], "label": [5, 7, 8, 9],
               "predicted_class": [5, 7, 0, 9]})  # fmt: skip
    results = {name: float(value) for name, value in evaluator.all_metric_results().items()}
    assert results == {"Avg Loss": 1.4, "Accuracy": 0.8}
    evaluator = tfe.SparseSoftmaxEvaluator(Identity())
    evaluator({"loss": [0.0, 2.0], "label": [5, 7], "predicted_class": [5, 0],
               "weights": [1.0, 3.0]})  # fmt: skip
    results = {name: float(value) for name, value in evaluator.all_metric_results().items()}
    assert results == {"Avg Loss": 1.5, "Accuracy": 0.25}


def test_summaries(tmp_path):
    tf.train.get_or_create_global_step()
    evaluator = Simple(Identity())
    evaluator([5.0, 7.0])
    evaluator.all_metric_results(str(tmp_path))
    (path,) = tmp_path.iterdir()
    events = list(tf.train.summary_iterator(str(path)))
    (value,) = events[-1].summary.value
    assert (value.tag, value.simple_value) == ("mean", 6.0)


def test_what_can_be_tracked():
    evaluator, metric = Simple(Identity()), tfe.metrics.Mean("mean")
    assert evaluator.track_metric(evaluator.mean) is evaluator.mean
    for add, error, words in (
        (lambda: evaluator.track_metric(metric), ValueError, "two Metrics with the name 'mean'"),
        (lambda: evaluator.track_metric(3), TypeError, "not a tfe.metrics.Metric"),
        (lambda: tfe.Evaluator(None).track_metric(evaluator.mean), ValueError, "already added"),
        (lambda: evaluator.track_evaluator("a", 3), TypeError, "not a tfe.Evaluator"),
        (lambda: tfe.Evaluator.__new__(Simple).track_metric(metric), RuntimeError, "__init__"),
        (lambda: tfe.Evaluator(Identity())(1), NotImplementedError, "must define a call member"),
    ):
        with pytest.raises(error, match=words):
            add()
