"""Tests of zeal/interop/internals/test_util.py: how decorated tests run, and what they notice."""

import unittest

import pytest

import zeal as tf
from zeal.interop.internals import test_util

kept: list = []


def results(**methods):
    """Runs methods as tests of a class; returns the names that failed and that were skipped."""
    cls = type("Sample", (tf.test.TestCase,), methods)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(cls).run(result)
    failed = [case._testMethodName for case, _ in result.failures + result.errors]
    skipped = [case._testMethodName for case, _ in result.skipped]
    return failed, [name for name in skipped if name != "test_session"]


def test_modes():
    seen: list = []

    def body(self):
        seen.append(tf.executing_eagerly())

    def fails(self):
        self.fail()

    def skips(self):
        seen.append("skips")
        self.skipTest("")

    modes = test_util
    failed, skipped = results(
        test_a=modes.run_in_graph_and_eager_modes(body),
        test_b=modes.run_in_graph_and_eager_modes(use_gpu=False)(body),
        test_c=modes.run_in_graph_and_eager_modes(assert_no_eager_garbage=True)(body),
        test_d=modes.run_in_graph_and_eager_modes(fails),
        test_e=modes.run_deprecated_v1(body),
        test_f=modes.run_deprecated_v1()(body),
        test_g=modes.run_gpu_only(fails),
        test_h=modes.run_v1_only("of 1.x")(fails),
        test_i=modes.run_v2_only(fails),
        test_j=modes.disable_xla("why")(body),
        test_k=modes.skip_if(lambda: True)(fails),
        test_l=modes.skip_if(False)(fails),
        test_m=modes.run_in_graph_and_eager_modes(skips),
        test_n=modes.also_run_as_tf_function(body),
    )
    assert failed == ["test_d", "test_h", "test_l"]
    assert skipped == ["test_g", "test_i", "test_m"]
    assert seen == [
        *[False, True] * 3, True, True, True, "skips", "skips", True, False,
    ]  # fmt: skip


def test_classes_of_modes():
    seen: list = []

    @tf.contrib.eager.run_all_tests_in_graph_and_eager_modes
    class Both(tf.test.TestCase):
        def test_a(self):
            seen.append(tf.executing_eagerly())

        def testSkipEager_b(self):
            seen.append("once")

    unittest.defaultTestLoader.loadTestsFromTestCase(Both).run(unittest.TestResult())
    assert seen == ["once", False, True]
    with pytest.raises(ValueError, match="only supports test methods"):
        test_util.run_in_graph_and_eager_modes(Both)


def test_checks_of_graphs():
    with tf.Graph().as_default() as graph:
        a, b = tf.constant(1.0, name="a"), tf.constant(2.0, name="b")
        with tf.control_dependencies([a, b]):
            tf.add(a, b, name="c")
    one = graph.as_graph_def()
    assert set(test_util.assert_ops_in_graph({"c": "Add"}, graph)) == {"c"}
    assert test_util.get_node_def_from_graph("c", one).op == "Add"
    assert test_util.get_node_def_from_graph("d", one) is None
    with pytest.raises(ValueError, match="Expected op for node c is different. Mul vs Add"):
        test_util.assert_ops_in_graph({"c": "Mul"}, graph)
    with pytest.raises(ValueError, match="Not all expected ops are present"):
        test_util.assert_ops_in_graph({"d": "Mul"}, graph)
    other = type(one).FromString(one.SerializeToString())
    other.node[2].input[2:] = reversed(list(other.node[2].input[2:]))
    test_util.assert_equal_graph_def(other, one)
    other.node[2].op = "Mul"
    with pytest.raises(AssertionError, match="Node named 'c' has op Mul that does not match"):
        test_util.assert_equal_graph_def(other, one)
    other.node[2].CopyFrom(one.node[2])
    other.node[0].attr["dtype"].type = 3
    with pytest.raises(AssertionError, match="has attr 'dtype' with value: type: DT_INT32"):
        test_util.assert_equal_graph_def(other, one)
    other.node.add(name="e", op="NoOp")
    with pytest.raises(AssertionError, match="^Found unexpected node '{{node e}} = NoOp"):
        test_util.assert_equal_graph_def(other, one)
    with pytest.raises(AssertionError, match="^Did not find expected node '{{node e}} = NoOp"):
        test_util.assert_equal_graph_def(one, other)
    with pytest.raises(TypeError, match="Expected tf.GraphDef for actual, got int"):
        test_util.assert_equal_graph_def(1, one)


def test_tensors_and_cycles_that_are_left_behind(small_heap):
    def leaks(self):
        kept.append(tf.ones([1000]) + 1)

    def circles(self):
        circle: list = [object()]
        circle.append(circle)

    def clean(self):
        x = tf.ones([1000])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        tape.gradient(y, x)

    failed, _ = results(
        test_a=test_util.assert_no_new_tensors(leaks),
        test_b=test_util.assert_no_new_tensors(clean),
        test_c=test_util.assert_no_garbage_created(circles),
        test_d=test_util.assert_no_garbage_created(clean),
        test_e=test_util.assert_no_new_pyobjects_executing_eagerly(clean),
    )
    kept.clear()
    assert failed == ["test_a", "test_c"]


def test_for_all_test_methods():
    @test_util.for_all_test_methods(test_util.skip_if, True)
    class Sample(tf.test.TestCase):
        def test_a(self):
            self.fail()

    assert Sample("test_a").run().wasSuccessful()


def test_layouts():
    x = tf.reshape(tf.range(24), [1, 2, 3, 4])
    assert test_util.NHWCToNCHW(x).shape == [1, 4, 2, 3]
    assert test_util.NHWCToNCHW([1, 2, 3, 4]) == [1, 4, 2, 3]
    back = test_util.NCHWToNHWC(test_util.NHWCToNCHW(x))
    assert back.numpy().tolist() == x.numpy().tolist()


def test_blocks_on_devices():
    with test_util.use_gpu(), test_util.force_cpu(), test_util.device(use_gpu=True):
        assert tf.ones([]).device.endswith("CPU:0")
    with pytest.raises(RuntimeError, match="not built"):
        test_util.force_gpu()


def test_combinations():
    found = test_util.generate_combinations_with_testcase_name(a=[1, 2], b="x")
    assert [dict(f) for f in found] == [
        {"a": 1, "b": "x", "testcase_name": "_test_a_1_b_x"},
        {"a": 2, "b": "x", "testcase_name": "_test_a_2_b_x"},
    ]
