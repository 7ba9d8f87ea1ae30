"""tf.estimator.Estimator: training, evaluation, prediction, files and exports, as in 1.15."""

import glob
import os

import numpy as np
import pytest

import zeal as tf

est = tf.estimator
X = np.random.RandomState(0).rand(40).astype("f")
Y = X * 3


def model(features, labels, mode, params):
    w = tf.get_variable("w", initializer=0.0)
    y = w * features["a"]
    if mode == est.ModeKeys.PREDICT:
        return est.EstimatorSpec(mode, {"y": y, "a": features["a"]},
                                 export_outputs={"o": est.export.PredictOutput({"y": y})})
    loss = tf.reduce_mean(tf.square(y - labels))
    if mode == est.ModeKeys.EVAL:
        metrics = {"mae": tf.metrics.mean_absolute_error(labels, y)}
        return est.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    tf.summary.scalar("thing", w)
    step = tf.train.GradientDescentOptimizer(params["rate"]).minimize(
        loss, tf.train.get_global_step())
    return est.EstimatorSpec(mode, loss=loss, train_op=step)  # fmt: skip


def data():
    return tf.data.Dataset.from_tensor_slices(({"a": X}, Y)).batch(8).repeat()


def some():
    return tf.data.Dataset.from_tensor_slices({"a": X[:3]}).batch(2)


def made(folder, **config):
    return est.Estimator(model, str(folder), est.RunConfig(**config), {"rate": 0.5})


def steps_by_hand(count, w=0.0):
    for i in range(count):
        x = X[i % 5 * 8 : i % 5 * 8 + 8]
        w -= 0.5 * 2 * np.mean((w * x - 3 * x) * x)
    return w


def tags(pattern):
    [path] = glob.glob(str(pattern))
    return [(e.step, [v.tag for v in e.summary.value])
            for e in tf.train.summary_iterator(path) if e.summary.value]  # fmt: skip


def test_training_goes_on(tmp_path):
    estimator = made(tmp_path, save_checkpoints_steps=5, keep_checkpoint_max=2)
    assert estimator.train(data, steps=4) is estimator
    np.testing.assert_allclose(estimator.get_variable_value("w"), steps_by_hand(4), rtol=1e-5)
    estimator.train(data, max_steps=4).train(data, max_steps=7)
    assert estimator.latest_checkpoint() == str(tmp_path / "model.ckpt-7")
    want = steps_by_hand(3, steps_by_hand(4))
    np.testing.assert_allclose(estimator.get_variable_value("w"), want, rtol=1e-5)
    assert estimator.get_variable_names() == ["global_step", "w"]
    assert made(tmp_path).evaluate(data, steps=2)["global_step"] == 7


def test_evaluation(tmp_path):
    estimator = made(tmp_path).train(data, steps=2)
    found = estimator.evaluate(data, steps=5, name="x")
    w = steps_by_hand(2)
    np.testing.assert_allclose(found["loss"], np.mean((w * X - Y) ** 2), rtol=1e-5)
    np.testing.assert_allclose(found["mae"], np.mean(np.abs(w * X - Y)), rtol=1e-5)
    assert list(found) == ["loss", "mae", "global_step"] and found["global_step"] == 2
    assert tags(tmp_path / "eval_x" / "*") == [(2, ["loss", "mae"]), (2, ["checkpoint_path"])]
    whole = estimator.evaluate(lambda: tf.data.Dataset.from_tensor_slices(({"a": X}, Y)).batch(8))
    np.testing.assert_allclose(whole["loss"], found["loss"], rtol=1e-6)


def test_predictions(tmp_path):
    estimator = made(tmp_path).train(data, steps=2)
    w = steps_by_hand(2)
    found = list(estimator.predict(some, predict_keys=["y"]))
    assert [list(p) for p in found] == [["y"]] * 3
    np.testing.assert_allclose([p["y"] for p in found], w * X[:3], rtol=1e-5)
    batches = list(estimator.predict(some, yield_single_examples=False))
    assert [b["y"].shape for b in batches] == [(2,), (1,)]
    with pytest.raises(ValueError, match="Expected to run at least one output from"):
        next(estimator.predict(some, predict_keys=["z"]))


def test_summaries_and_files(tmp_path):
    made(tmp_path, save_summary_steps=2, save_checkpoints_steps=5).train(data, steps=6)
    assert tags(tmp_path / "events*") == [(n, ["thing", "loss"]) for n in (1, 3, 5)]
    files = [f for f in os.listdir(tmp_path) if f.endswith(".index")]
    assert sorted(files) == [f"model.ckpt-{n}.index" for n in (0, 5, 6)]


def test_first_values_of_another_model(tmp_path):
    first = made(tmp_path / "a").train(data, steps=3)
    second = est.Estimator(model, str(tmp_path / "b"), params={"rate": 0.0},
                           warm_start_from=str(tmp_path / "a"))  # fmt: skip
    second.train(data, steps=1)
    assert second.get_variable_value("w") == first.get_variable_value("w")


def test_training_with_evaluations_and_exports(tmp_path):
    estimator = made(tmp_path, save_checkpoints_steps=5)
    receiver = est.export.build_raw_serving_input_receiver_fn({"a": tf.constant([1.0])})
    better = est.BestExporter("best", receiver, exports_to_keep=1)
    exporters = [est.FinalExporter("last", receiver), better,
                 est.LatestExporter("latest", receiver, exports_to_keep=1)]  # fmt: skip
    evaluation = est.EvalSpec(data, steps=5, exporters=exporters, throttle_secs=0)
    results, exports = est.train_and_evaluate(
        estimator, est.TrainSpec(data, max_steps=10), evaluation
    )
    assert results["global_step"] == 10 and len(exports) == 3
    steps = [step for step, _ in tags(tmp_path / "eval" / "*")]
    assert steps == [5, 5, 10, 10]
    for name in ("last", "best", "latest"):
        [folder] = glob.glob(str(tmp_path / "export" / name / "*"))
        with tf.Graph().as_default(), tf.Session() as session:
            loaded = tf.saved_model.loader.load(session, ["serve"], folder)
            signature = loaded.signature_def["serving_default"]
            assert sorted(loaded.signature_def) == ["o", "serving_default"]
            found = session.run(
                signature.outputs["y"].name, {signature.inputs["a"].name: [1.0, 2.0]}
            )
        w = steps_by_hand(10)
        np.testing.assert_allclose(found, [w, 2 * w], rtol=1e-5)


def test_models_for_other_modes_are_exported(tmp_path):
    estimator = made(tmp_path).train(data, steps=2)

    def supervised():
        from zeal.estimators.outputs import SupervisedInputReceiver

        a, y = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None])
        return SupervisedInputReceiver({"a": a}, y, {"a": a, "label": y})

    path = estimator.experimental_export_all_saved_models(
        str(tmp_path / "x"), {est.ModeKeys.EVAL: supervised}
    )
    with tf.Graph().as_default(), tf.Session() as session:
        loaded = tf.saved_model.loader.load(session, ["eval"], path.decode())
        signature = loaded.signature_def["eval"]
        assert sorted(signature.outputs) == ["loss", "metrics/mae/update_op", "metrics/mae/value"]
        feed = {signature.inputs["a"].name: X, signature.inputs["label"].name: Y}
        loss = session.run(signature.outputs["loss"].name, feed)
    np.testing.assert_allclose(loss, np.mean((steps_by_hand(2) * X - Y) ** 2), rtol=1e-5)


def test_listeners_and_hooks(tmp_path):
    seen = []

    class Listens(est.CheckpointSaverListener):
        def after_save(self, session, global_step_value):
            seen.append(int(global_step_value))

    class Counts(est.SessionRunHook):
        def after_run(self, run_context, run_values):
            seen.append("run")

    made(tmp_path, save_checkpoints_steps=2).train(
        data, steps=3, hooks=[Counts()], saving_listeners=[Listens()]
    )
    assert [n for n in seen if n != "run"] == [0, 2, 3] and seen.count("run") == 3


def test_metrics_of_keras(tmp_path):
    def of_keras(features, labels, mode):
        metric = tf.keras.metrics.MeanAbsoluteError()
        metric.update_state(labels, features["a"])
        w = tf.get_variable("w", initializer=1.0)
        step = tf.train.get_global_step().assign_add(1)
        return est.EstimatorSpec(mode, loss=w, train_op=step, eval_metric_ops={"mae": metric})

    found = est.Estimator(of_keras, str(tmp_path)).evaluate(data, steps=5)
    np.testing.assert_allclose(found["mae"], np.mean(np.abs(X - Y)), rtol=1e-5)


def test_a_loss_that_is_no_number(tmp_path):
    bad = lambda: tf.data.Dataset.from_tensors(({"a": [np.float32("nan")]}, [1.0]))  # noqa: E731
    with pytest.raises(est.NanLossDuringTrainingError):
        made(tmp_path).train(bad)


def test_arguments_of_input_functions(tmp_path):
    def wants(mode, params, config):
        assert (mode, params["rate"], config.model_dir) == ("train", 0.5, str(tmp_path))
        return {"a": tf.constant([1.0])}, tf.constant([3.0])

    made(tmp_path).train(wants, steps=1)


def arrays(x, y=None, **kwargs):
    return est.inputs.numpy_input_fn(x, y, **kwargs)


def test_arrays_as_batches():
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = {"a": np.arange(5), "b": np.ones([5, 2])}, np.arange(5.0)
        features, labels = arrays(x, y, batch_size=3, num_epochs=2, shuffle=False)()
        found = []
        with pytest.raises(tf.errors.OutOfRangeError):
            while True:
                found.append(session.run([features["a"], labels, features["b"]]))
    assert [f[0].tolist() for f in found] == [[0, 1, 2], [3, 4, 0], [1, 2, 3], [4]]
    assert found[1][1].tolist() == [3.0, 4.0, 0.0] and found[3][2].shape == (1, 2)
    with tf.Graph().as_default(), tf.Session() as session:
        one = arrays(np.arange(5), batch_size=5, shuffle=True)()
        assert sorted(session.run(one)) == [0, 1, 2, 3, 4]


class Table(dict):
    """As much of a table of pandas as is looked at."""

    columns = property(lambda self: list(self))
    index = property(lambda self: range(2))


class Series:
    def __init__(self, values):
        self.values, self.index = np.array(values), range(len(values))


def test_tables_as_batches():
    table = Table(a=Series([1, 2]), b=Series([3.0, 4.0]))
    with tf.Graph().as_default(), tf.Session() as session:
        features, labels = est.inputs.pandas_input_fn(table, Series([5, 6]), shuffle=False)()
        found = session.run([features["a"], features["b"], labels])
    assert [f.tolist() for f in found] == [[1, 2], [3.0, 4.0], [5, 6]]
    with pytest.raises(ValueError, match="Index for x and y are mismatched"):
        est.inputs.pandas_input_fn(table, Series([5]), shuffle=False)
    with pytest.raises(TypeError, match=r"must be a pandas\.DataFrame"):
        est.inputs.pandas_input_fn({}, shuffle=False)


def test_configurations(monkeypatch):
    config = est.RunConfig()
    assert (config.save_checkpoints_secs, config.save_checkpoints_steps) == (600, None)
    assert (config.is_chief, config.num_worker_replicas, config.master) == (True, 1, "")
    steps = config.replace(save_checkpoints_steps=3)
    assert (steps.save_checkpoints_secs, steps.save_checkpoints_steps) == (None, 3)
    with pytest.raises(ValueError, match="Replacing nonsense is not supported"):
        config.replace(nonsense=1)
    monkeypatch.setenv("TF_CONFIG", '{"model_dir": "/tmp/here"}')
    assert est.RunConfig().model_dir == "/tmp/here"
    monkeypatch.setenv("TF_CONFIG", '{"cluster": {"chief": ["host:1"]}}')
    with pytest.raises(NotImplementedError, match="trains in one process"):
        est.RunConfig()


ONE = tf.constant(1.0)
WRONG = [
    (lambda e: e.train(data, steps=0), ValueError, "Must specify steps > 0"),
    (lambda e: e.train(data, steps=1, max_steps=1), ValueError, "both steps and max_steps"),
    (lambda e: e.train(data, hooks=[3]), TypeError, "Hooks must be a SessionRunHook"),
    (lambda e: e.evaluate(data, steps=0), ValueError, "Must specify steps > 0"),
    (lambda e: est.Estimator(None), ValueError, "model_fn must be provided"),
    (lambda e: est.Estimator(lambda x: 0), ValueError, "must include features argument"),
    (lambda e: est.Estimator(lambda features: 0, params={"a": 1}), ValueError,
     "does not include params"),
    (lambda e: est.Estimator(lambda features, b: 0), ValueError, "not expected args"),
    (lambda e: est.Estimator(lambda features: 0, config=3), ValueError, "instance of `RunConfig`"),
    (lambda e: est.Estimator(lambda features: 0).train(data), ValueError, "does not take labels"),
    (lambda e: est.Estimator(lambda features, labels: 0).train(data), ValueError,
     "should return an EstimatorSpec"),
    (lambda e: est.RunConfig(save_checkpoints_secs=1, save_checkpoints_steps=1), ValueError,
     "cannot be both set"),
    (lambda e: est.RunConfig(keep_checkpoint_max=-1), ValueError, "should be >= 0"),
    (lambda e: est.EstimatorSpec("train"), ValueError, "Missing train_op"),
    (lambda e: est.EstimatorSpec("eval"), ValueError, "Missing loss"),
    (lambda e: est.EstimatorSpec("infer"), ValueError, "Missing predictions"),
    (lambda e: est.EstimatorSpec("eval", loss=tf.ones([2])), ValueError, "must be scalar"),
    (lambda e: est.EstimatorSpec("eval", loss=ONE, eval_metric_ops={"a": 1}), TypeError,
     "tuples, given"),
    (lambda e: est.EstimatorSpec("eval", loss=ONE, training_hooks=[1]), TypeError, "All hooks"),
    (lambda e: arrays({"a": X}), ValueError, "shuffle must be provided"),
    (lambda e: arrays({"a": X}, Y[:3], shuffle=False)(), ValueError, "is mismatched"),
    (lambda e: arrays({"a": X}, {"a": Y}, shuffle=False)(), ValueError, "duplicate keys"),
    (lambda e: arrays([1], shuffle=False)(), TypeError, "x must be a dict or array"),
    (lambda e: est.EvalSpec(data, steps=0), ValueError, "Must specify steps > 0"),
    (lambda e: est.TrainSpec(3), TypeError, "must be callable"),
    (lambda e: est.train_and_evaluate(e, 1, 2), TypeError, "`train_spec` must have type"),
    (lambda e: e.export_saved_model("x", None), ValueError, "must be defined"),
    (lambda e: e.export_saved_model("x", lambda: 0), ValueError, "Couldn't find trained model"),
    (lambda e: e.get_variable_value("w"), ValueError, "Couldn't find trained model"),
    (lambda e: est.export.PredictOutput({1: ONE}), ValueError, "key must be a string"),
    (lambda e: est.export.ClassificationOutput(), ValueError, "At least one of scores"),
    (lambda e: est.export.ServingInputReceiver({"a": 1}, {}), ValueError, "must be a Tensor"),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(WRONG)))
def test_wrong_calls(case, tmp_path):
    call, kind, words = WRONG[case]
    with pytest.raises(kind, match=words):
        call(made(tmp_path))


def test_methods_are_not_overridden():
    class Mine(est.Estimator):
        def train(self):
            pass

    with pytest.raises(ValueError, match="cannot override members of Estimator"):
        Mine(model)


@pytest.mark.parametrize("epochs, rows", [(None, 4), (1, None)])
def test_batches_of_endless_arrays_have_a_known_size(epochs, rows):
    """As in TensorFlow 1.15, whose last batch of an epoch may be short."""
    arrays = {"x": np.zeros([6, 3], np.float32)}
    read = tf.estimator.inputs.numpy_input_fn(arrays, np.zeros(6), 4, epochs, shuffle=False)
    with tf.Graph().as_default():
        features, labels = read()
    assert features["x"].shape.as_list() == [rows, 3]
    assert labels.shape.as_list() == [rows]


@pytest.mark.parametrize("makes_iterator", [False, True])
def test_the_input_pipeline_goes_on(tmp_path, makes_iterator):
    """As in TensorFlow 1.15: with the hook behind the last element, without it from the start."""
    seen = []

    def numbers():
        dataset = tf.data.Dataset.range(10)
        return dataset.make_one_shot_iterator().get_next() if makes_iterator else dataset

    def model(features, mode):
        step = tf.train.get_or_create_global_step().assign_add(1)
        told = tf.py_func(seen.append, [features], [])
        train = tf.group(step, told)
        return tf.estimator.EstimatorSpec(mode, loss=tf.constant(1.0), train_op=train)

    estimator = tf.estimator.Estimator(model, str(tmp_path))
    for hooked in (True, True, False):
        hooks = [tf.data.experimental.CheckpointInputPipelineHook(estimator)] if hooked else []
        estimator.train(numbers, hooks, steps=2)
    assert seen == [0, 1, 2, 3, 0, 1]
    assert tf.train.latest_checkpoint(str(tmp_path)).endswith("model.ckpt-6")
    with pytest.raises(ValueError, match="No variables to save"):
        hooks = [tf.data.experimental.CheckpointInputPipelineHook(estimator)]
        estimator.train(lambda: tf.constant(1, tf.int64), hooks, steps=1)
