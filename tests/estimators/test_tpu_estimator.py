"""tf.estimator.tpu on CPUs; values, logs and words beside TensorFlow 1.15.5's."""

import os

import numpy as np
import pytest

import zeal as tf

T = tf.contrib.tpu


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "model")


def config(folder, **tpu):
    return T.RunConfig(T.TPUConfig(**tpu), model_dir=folder, master=None, cluster=None)


def data(params):
    x = np.arange(8, dtype=np.float32)
    return tf.data.Dataset.from_tensor_slices(({"x": x}, 2 * x)).batch(params["batch_size"])


class Model:
    def __init__(self):
        self.seen = []

    def __call__(self, features, labels, mode, params):
        self.seen.append((mode, params.get("batch_size"), params["use_tpu"]))
        y = tf.get_variable("w", initializer=0.0) * features["x"]
        if mode == "infer":
            return T.TPUEstimatorSpec(mode, {"y": y})
        loss = tf.reduce_mean(tf.square(y - labels))
        step = tf.train.GradientDescentOptimizer(0.01).minimize(
            loss, tf.train.get_global_step()
        )
        return T.TPUEstimatorSpec(
            mode, loss=loss, train_op=step, host_call=(self.host, [tf.reshape(loss, [1])]),
            eval_metrics=(self.metrics, {"y": y, "labels": labels}),
        )  # fmt: skip

    def metrics(self, labels, y):
        return {"mae": tf.metrics.mean_absolute_error(labels, y)}

    def host(self, loss):
        with self.writer().as_default(), tf.contrib.summary.always_record_summaries():
            tf.contrib.summary.scalar("host", loss[0], step=tf.train.get_global_step())
            return tf.contrib.summary.all_summary_ops()

    def writer(self):
        return tf.contrib.summary.create_file_writer(self.folder)


def test_functions_get_batch_sizes_and_host_calls_run_with_every_step(folder):
    model = Model()
    model.folder = folder
    estimator = T.TPUEstimator(
        lambda features, labels, mode, params: model(features, labels, mode, params),
        config=config(folder, iterations_per_loop=50), use_tpu=False, train_batch_size=2,
        eval_batch_size=4, predict_batch_size=8,
    )  # fmt: skip
    estimator.train(lambda params: data(params).repeat(3), max_steps=10)
    found = estimator.evaluate(data)
    assert found["loss"] == pytest.approx(0.0017530327, rel=1e-5)
    assert found["mae"] == pytest.approx(0.03503032, rel=1e-5)
    assert next(estimator.predict(data)) == {"y": 0.0}
    receive = tf.estimator.export.build_raw_serving_input_receiver_fn
    with tf.Graph().as_default():
        receiver = receive({"x": tf.placeholder(tf.float32, [None])})
    saved = estimator.export_saved_model(folder, receiver)
    sizes = [("train", 2, False), ("eval", 4, False), ("infer", 8, False), ("infer", None, False)]
    assert model.seen == sizes
    assert tf.contrib.predictor.from_saved_model(saved)({"x": [0.0]})["y"] == [0.0]
    assert tags(folder).count("host") == 12 and "examples/sec" in tags(folder)


def tags(folder):
    files = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if "tfevents" in f]
    return [v.tag for f in files for e in tf.train.summary_iterator(f) for v in e.summary.value]


@pytest.mark.parametrize(("tpu", "words"), [
    ({"iterations_per_loop": "1d"}, "Invalid TPUConfig `iterations_per_loop` value"),
    ({"num_shards": 0}, "TPUConfig num_shards must be positive, got 0"),
    ({"num_cores_per_replica": 3}, "must be 1, 2, 4, 8, 16, 32, 64, 128; got 3"),
    ({"input_partition_dims": [[1]]}, "only supported in PER_HOST_V2 mode"),
])  # fmt: skip
def test_configurations_are_checked(tpu, words):
    with pytest.raises(ValueError, match=words):
        T.TPUConfig(**tpu)


def test_configurations_are_replaced_with_what_tpus_are_told(folder):
    made = config(folder, num_shards=8).replace(tf_random_seed=3)
    assert (made.tpu_config.num_shards, made.master, made.tf_random_seed) == (8, "", 3)
    assert made.replace(tpu_config=T.TPUConfig("2m")).tpu_config.iterations_per_loop == "2m"
    with pytest.raises(NotImplementedError, match="trains in one process"):
        T.RunConfig(cluster=object())


def test_tpus_are_not_found(folder):
    with pytest.raises(ValueError, match="`train_batch_size` cannot be `None`"):
        T.TPUEstimator(Model().__call__, config=config(folder))
    estimator = T.TPUEstimator(Model().__call__, config=config(folder), train_batch_size=8)
    with pytest.raises(RuntimeError, match="Cannot find any TPU cores in the system"):
        estimator.train(data, steps=1)


def test_what_is_given_wrong_is_told(folder):
    for params in ({"batch_size": 1}, {"context": 1}):
        with pytest.raises(ValueError, match="are reserved keys"):
            T.TPUEstimator(Model().__call__, config=config(folder), params=params)
    with pytest.raises(ValueError, match="must be provided with type"):
        T.TPUEstimator(Model().__call__, config=tf.estimator.RunConfig())
    estimator = T.TPUEstimator(Model().__call__, config=config(folder), use_tpu=False)
    with pytest.raises(ValueError, match="does not include params argument"):
        estimator.train(lambda: data({"batch_size": 1}))
    with pytest.raises(RuntimeError, match="length of tensors 2 does not match"):
        T.TPUEstimatorSpec("eval", eval_metrics=(lambda a: {}, [1, 2]))


def test_bfloat16_scope_keeps_float32():
    with tf.Graph().as_default(), tf.tpu.bfloat16_scope():
        read = tf.get_variable("a", [2], tf.bfloat16)
        kept = tf.get_variable("b", [2])
        assert read.dtype == tf.bfloat16 and kept.dtype.base_dtype == tf.float32
        assert {v.dtype.base_dtype for v in tf.global_variables()} == {tf.float32}
