"""tf.test.Benchmark: values, and times of a graph's ops."""

import zeal as tf


def test_evaluate_in_both_modes():
    benchmark = tf.test.Benchmark()
    tensors = {"a": tf.constant(2.0), "b": [tf.constant(3)]}
    assert benchmark.evaluate(tensors) == {"a": 2.0, "b": [3]}
    with tf.Graph().as_default():
        assert benchmark.evaluate(tf.constant(2.0) * 3.0) == 6.0
        with tf.Session():
            assert benchmark.evaluate([tf.constant(4)]) == [4]


def test_ops_of_graphs_are_timed(capsys):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        found = tf.test.Benchmark().run_op_benchmark(session, x * 2.0, {x: 1.0}, min_iters=3, mbs=1)
    assert found["iters"] == 3 and found["throughput"] == 1 / found["wall_time"] > 0
    assert "'iters': 3" in capsys.readouterr().out
