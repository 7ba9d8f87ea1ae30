"""tfe.metrics eagerly, in graphs and in traced functions; values as TensorFlow 1.15 gives them."""

import gc
import sys
import threading
import weakref

import numpy as np
import pytest

import zeal as tf
from zeal.graph.graph import outside_graphs

tfe = tf.contrib.eager
metrics = tfe.metrics


def test_the_mean_of_the_guide():
    m = metrics.Mean("loss")
    m(0)
    m(5)
    assert m.result().numpy() == 2.5
    m([8, 9])
    assert m.result().numpy() == 5.5
    assert m.result().dtype == tf.float64 and m.name == "loss"
    assert [v.name for v in m.variables] == ["loss/numer:0", "loss/denom:0"]
    assert [v.numpy() for v in m.variables] == [22.0, 4.0]


@pytest.mark.parametrize("values", [3, 3.0, [1, 5], np.array([2.0, 4.0]), ((3,),)])
def test_a_mean_takes_whatever_converts_to_a_tensor(values):
    m = metrics.Mean()
    m(values)
    assert m.result().numpy() == 3.0


def test_a_mean_without_values_is_nan_and_so_is_one_of_weight_zero():
    m = metrics.Mean()
    with pytest.raises(AttributeError, match="'Mean' object has no attribute 'numer'.*first call"):
        m.result()
    m.build()
    assert np.isnan(m.result())
    m([1.0, 2.0], weights=[0.0, 0.0])
    assert np.isnan(m.result())
    m([np.nan])
    assert np.isnan(m.result())


def test_weights_are_summed_as_they_are():
    m = metrics.Mean()
    weighted, weights = m([[1.0, 2.0], [3.0, 4.0]], weights=[[1.0], [2.0]])
    assert weighted.numpy().tolist() == [[1, 2], [6, 8]] and weights.dtype == tf.float64
    assert m.result().numpy() == 17.0 / 3.0  # the divisor is 1 + 2, as in TensorFlow
    m(10.0, weights=3)
    assert m.result().numpy() == 47.0 / 6.0


def test_dtype():
    m = metrics.Mean(dtype=tf.float32)
    m(1)
    assert m.result().dtype == tf.float32


def test_accuracy():
    m = metrics.Accuracy()
    assert len(m([0, 1, 2, 3], [0, 0, 0, 3])) == 2
    m([4], [4], weights=[2.0])
    assert m.result().numpy() == 4.0 / 6.0
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="Shapes of labels and predictions are unequal"
    ):
        m([1, 2], [[1, 2]])


def test_binary_accuracy():
    m = metrics.BinaryAccuracy(0.5)
    m([0, 0, 0, 1, 1, 1], [0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert m.result().numpy() == 1.0
    labels, predictions, _ = m([1, 0, 1], [0.5, 0.7, 0.6], weights=[1, 1, 2])
    assert labels.numpy().tolist() == [True, False, True]
    assert predictions.numpy().tolist() == [False, True, True]
    assert m.result().numpy() == 8.0 / 10.0


def test_categorical_and_sparse_accuracy():
    predictions = [[0.4, 0.1, 0.1, 0.4], [0.05, 0.05, 0.8, 0.1]]
    m = metrics.CategoricalAccuracy()
    m([[0, 1, 0, 0], [0, 0, 1, 0]], predictions)
    assert m.result().numpy() == 0.5
    m = metrics.SparseAccuracy()
    m([0, 3], predictions, weights=[3.0, 1.0])
    assert m.result().numpy() == 0.75
    with pytest.raises(tf.errors.InvalidArgumentError, match="First axis of labels"):
        m([0, 1, 2], predictions)


def test_init_variables_starts_anew():
    m = metrics.Mean()
    m(100)
    assert m.init_variables() is None
    m(7)
    assert m.result().numpy() == 7.0


def test_value_is_the_method_eagerly_and_a_tensor_in_graphs():
    m = metrics.Mean()
    m(2)
    assert m.value()().numpy() == 2.0
    with tf.Graph().as_default():
        m = metrics.Mean()
        m(2)
        assert isinstance(m.value(), tf.Tensor)


def test_metrics_of_one_name_do_not_share_variables():
    a, b = metrics.Mean("x"), metrics.Mean("x")
    a(1)
    b(2)
    assert (a.result().numpy(), b.result().numpy()) == (1.0, 2.0)


def test_names():
    with tf.variable_scope("outer"):
        m = metrics.Mean("a b/c")
    m(0)
    assert m.name == "a b/c" and m.variables[0].name == "outer/a_b_c/numer:0"


def test_aggregate():
    parts = [metrics.Mean("loss") for _ in range(3)]
    for number, part in enumerate(parts):
        part(number)
    assert parts[0].aggregate(parts[1:]) is None
    assert parts[0].result().numpy() == 1.0
    with pytest.raises(TypeError, match="All metrics must be the same type"):
        parts[0].aggregate([metrics.Accuracy("loss")])
    other = metrics.Mean("other")
    other(1)
    with pytest.raises(ValueError, match="variables in the same order"):
        parts[0].aggregate([other])


class Range(metrics.Metric):
    def build(self, values):
        self.least = self.add_variable("least", (), tf.float32, tf.constant_initializer(1e9))

    def call(self, values):
        self.least.assign(tf.minimum(self.least, tf.reduce_min(values)))
        return values

    def result(self):
        return self.least.read_value()


class Counted(metrics.Mean):
    def build(self, *args):
        super().build()
        self.calls = self.add_variable("calls", None, None, tf.constant(0))

    def call(self, values):
        self.calls.assign_add(1)
        return super().call(values)


def test_own_metrics():
    m = Range()
    for batch in ([3.0, 2.0], [5.0]):
        m(tf.constant(batch))
    assert m.result().numpy() == 2.0
    m.init_variables()
    assert m.result().numpy() == np.float32(1e9)
    with pytest.raises(RuntimeError, match=r"Can't call add_variable\(\) except in build\(\)\."):
        m.add_variable("late", [])
    m = Counted()
    m(1)
    m([2, 6])
    assert m.result().numpy() == 3.0 and m.calls.numpy() == 2
    assert [v.name for v in m.variables] == [f"Counted/{n}:0" for n in ("numer", "denom", "calls")]


def test_a_metric_without_methods_says_which_is_missing():
    class Nothing(metrics.Metric):
        pass

    with pytest.raises(NotImplementedError, match=r"Metrics must define a build\(\) member"):
        Nothing()(1)


def test_build_may_be_called_first():
    m = metrics.Mean()
    m.build()
    m(4)
    assert len(m.variables) == 2 and m.result().numpy() == 4.0


def test_in_a_graph():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        m, matches = metrics.Mean(), Counted("c")
        update, result, start = m(x), m.result(), m.init_variables()
        other, other_start = matches(x), matches.init_variables()
        assert tf.get_collection(tf.GraphKeys.METRIC_VARIABLES) == m.variables + matches.variables
        assert tf.local_variables() == m.variables + matches.variables
        assert tf.global_variables() == []
        session.run([start, other_start])
        assert session.run(update, {x: [1.0, 2.0]}) == 3.0
        session.run(update, {x: [6.0]})
        assert session.run(result) == 3.0
        session.run(start)
        session.run([update, other], {x: [8.0]})
        assert session.run([result, matches.calls]) == [8.0, 1]


def test_global_variables_of_a_graph():
    with tf.Graph().as_default():
        m = metrics.Mean(use_global_variables=True)
        m(1.0)
        assert tf.global_variables() == m.variables and tf.local_variables() == []


def test_two_metrics_of_one_graph_with_one_name_clash_as_in_tensorflow():
    with tf.Graph().as_default():
        metrics.Mean()(0)
        with pytest.raises(ValueError, match="Variable Mean/numer already exists"):
            metrics.Mean()(0)


@pytest.mark.parametrize("function", [tfe.defun, tf.function])
def test_in_traced_functions(function):
    m, other = metrics.Mean("same"), metrics.Accuracy("same")

    @function
    def step(x):
        m(x)
        other(tf.cast(x, tf.int32), [1, 2])
        return m.result(), other.result()

    step(tf.constant([1.0, 2.0]))
    mean, accuracy = step(tf.constant([1.0, 8.0]))
    assert (mean.numpy(), accuracy.numpy()) == (3.0, 0.75)
    m.init_variables()
    assert step(tf.constant([4.0, 4.0]))[0].numpy() == 4.0
    assert m.result().numpy() == 4.0


def test_a_metric_dies_with_its_last_reference():
    m = metrics.Mean()
    m(1)
    gone, variable = weakref.ref(m), weakref.ref(m.numer)
    gc.disable()
    try:
        del m
        assert gone() is None and variable() is None
    finally:
        gc.enable()


def test_results_go_to_the_summary_writer_in_force(tmp_path):
    summary = tf.contrib.summary
    tf.train.get_or_create_global_step()
    m = metrics.Mean("a b")
    m([1, 3])
    with summary.create_file_writer(str(tmp_path)).as_default():
        with summary.always_record_summaries():
            m.result()
            m.result(write_summary=False)
            m.result(write_summary=tf.constant(False))
        m.result()
    (path,) = tmp_path.iterdir()
    values = [v for e in tf.train.summary_iterator(str(path)) for v in e.summary.value]
    assert [(v.tag, v.simple_value) for v in values] == [("a_b", 2.0)]


def test_summaries_of_a_graph(tmp_path):
    summary = tf.contrib.summary
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.get_or_create_global_step()
        m = metrics.Mean("loss")
        writer = summary.create_file_writer(str(tmp_path))
        with writer.as_default(), summary.always_record_summaries():
            update, result = m([1.0, 3.0]), m.result()
            session.run([tf.global_variables_initializer(), m.init_variables()])
            session.run(summary.summary_writer_initializer_op())
            session.run(update)
            session.run([result, summary.all_summary_ops()])
            session.run(summary.flush())
    (path,) = tmp_path.iterdir()
    values = [v for e in tf.train.summary_iterator(str(path)) for v in e.summary.value]
    assert [v.simple_value for v in values] == [2.0]


def in_threads(step):
    """Four threads take 50 steps each, from one moment on."""
    start, failures = threading.Barrier(4), []

    def run():
        try:
            with outside_graphs():
                start.wait()
                for _ in range(50):
                    step()
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_threads_that_share_a_metric_or_an_optimizer_make_its_state_once():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(5):
            with outside_graphs():
                metric = tfe.metrics.Mean()
                in_threads(lambda: metric(1.0))  # noqa: B023
                assert (float(metric.denom), len(metric.variables)) == (200, 2)
                x, keras = tf.Variable([1.0]), tf.keras.optimizers.Adam()
                in_threads(lambda: keras.apply_gradients([(tf.ones([1]), x)]))  # noqa: B023
                assert (int(keras.iterations), len(keras.weights)) == (200, 3)
                adam = tf.train.AdamOptimizer()
                in_threads(lambda: adam.apply_gradients([(tf.ones([1]), x)]))  # noqa: B023
                assert len(adam.variables()) == 4
    finally:
        sys.setswitchinterval(interval)


def test_metrics_are_saved_and_restored(tmp_path):
    m = metrics.Mean("loss")
    m([1, 5])
    path = tf.train.Checkpoint(metric=m).save(str(tmp_path / "c"))
    names = [name for name, _ in tf.train.list_variables(path)]
    assert "metric/numer/.ATTRIBUTES/VARIABLE_VALUE" in names
    again = metrics.Mean("other")
    tf.train.Checkpoint(metric=again).restore(path)  # before it has variables
    again(0)
    assert again.result().numpy() == 2.0
    m(100)
    tf.train.Checkpoint(metric=m).restore(path).assert_consumed()
    assert m.result().numpy() == 3.0
