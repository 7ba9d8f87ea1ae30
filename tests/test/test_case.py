"""Tests of zeal/test/case.py and assertions.py: what each check takes and refuses."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np
import pytest

import zeal as tf


class Case(tf.test.TestCase):
    def runTest(self):
        pass


@pytest.fixture
def case():
    found = Case()
    found.setUp()
    return found


Point = __import__("collections").namedtuple("Point", "x y")
NAN = float("nan")
HALF = np.float16

PASSES = [
    ("assertAllClose", [1.0, 2.0], tf.constant([1.0, 2.0000001])),
    ("assertAllClose", {"a": [1.0]}, {"a": tf.Variable([1.0])}),
    ("assertAllClose", [[1.0], [2.0, 3.0]], [[1.0], [2.0, 3.0]]),
    ("assertAllClose", Point(1.0, 2.0), Point(1.0, tf.constant(2.0))),
    ("assertAllClose", NAN, [NAN][0]),
    ("assertAllClose", tf.constant(1.0, tf.bfloat16), 1.0),
    ("assertAllEqual", [1, 2], tf.constant([1, 2])),
    ("assertAllEqual", [1.0, NAN], [1.0, NAN]),
    ("assertAllEqual", [b"a"], tf.constant(["a"])),
    ("assertNotAllEqual", [1, 2], [1, 3]),
    ("assertNotAllClose", [1.0], [1.1]),
    ("assertAllCloseAccordingToType", HALF([1.0]), HALF([1.001])),
    ("assertAllCloseAccordingToType", tf.constant([1.0], tf.bfloat16), [1.01]),
    ("assertAllInRange", [1, 2], 1, 2),
    ("assertAllInSet", [1, 2, 1], [1, 2, 3]),
    ("assertAllGreater", [1, 2], 0),
    ("assertAllLessEqual", tf.constant([1, 2]), 2),
    ("assertShapeEqual", np.ones([2, 3]), tf.ones([2, 3])),
    ("assertNear", 1.0, 1.05, 0.1),
    ("assertNear", 1.0, np.array([1.05]), 0.1),
    ("assertArrayNear", [1.0], [1.05], 0.1),
    ("assertNDArrayNear", np.ones(2), np.ones(2), 0.1),
    ("assertDTypeEqual", tf.constant(1), np.int32),
    ("assertDeviceEqual", "/device:CPU:0", "/cpu:0"),
    ("assertStartsWith", "abc", "ab"),
    ("assertItemsEqual", [1, 2], [2, 1]),
    ("assertAllEqual", tf.ragged.constant([[1, 2], []]), [[1, 2], []]),
    ("assertAllEqual", [[b"a"], []], tf.ragged.constant_value([[b"a"], []])),
    ("assertAllClose", tf.ragged.constant([[1.0], []]), [[1.0000001], []]),
    ("assertProtoEquals", "value { tag: 'a' }", tf.Summary(value=[tf.Summary.Value(tag="a")])),
    ("assertProtoEqualsVersion", "node { name: 'a' }",
     tf.GraphDef(node=[tf.NodeDef(name="a")], versions=tf.Graph().graph_def_versions)),
    ("assertProtoEquals", *[tf.Summary(value=[tf.Summary.Value(tag="a")]).value for _ in "ab"]),
]


@pytest.mark.parametrize("name, args", [(row[0], row[1:]) for row in PASSES])
def test_passes(case, name, args):
    getattr(case, name)(*args)


FAILS = [
    ("assertAllClose", [1.0, 2.0], [1.0, 2.1], AssertionError, "Mismatched value: a is different"),
    ("assertAllClose", [1.0, 2.0], [1.0], AssertionError, r"Shape mismatch: expected \(2,\), got"),
    ("assertAllClose", {"a": 1.0}, {"b": 1.0}, AssertionError, "mismatched keys: a has keys"),
    ("assertAllClose", {"a": 1.0}, [1.0], ValueError, "Can't compare dict to non-dict"),
    ("assertAllClose", [[1.0], [2.0, 3.0]], [[1.0]], ValueError, "Mismatched length: a has 2"),
    ("assertAllClose", {"a": [1.0]}, {"a": [2.0]}, AssertionError, r"a\[a\] is different"),
    ("assertAllClose", [1.0, 2.0], [1.0, 2.5], AssertionError,
     r"not close where = \(array\(\[1\]\),\)\nnot close lhs = \[2.\]\nnot close rhs = \[2.5\]\n"
     r"not close dif = \[0.5\]\nnot close tol = \[3.5e-06\]\ndtype = float64, shape = \(2,\)"),
    ("assertAllClose", [[1.0]], [1.0], AssertionError, r"got \(1,\). Contents: \[1.\]."),
    ("assertAllClose", 1.0, NAN, AssertionError, "Not equal to tolerance"),
    ("assertAllEqual", [1, 2], [1, 3], AssertionError,
     r"not equal where = \(array\(\[1\]\),\)\nnot equal lhs = \[2\]\nnot equal rhs = \[3\]"),
    ("assertAllEqual", 1, 0, AssertionError, "Arrays are not equal\n\nnot equal lhs = 1\n"),
    ("assertAllEqual", [1, 2], [[1, 2]], AssertionError, "Shape mismatch"),
    ("assertAllEqual", [b"a"], tf.constant(["b"]), AssertionError, "not equal where"),
    ("assertAllEqual", [1.0], [NAN], AssertionError, "not equal where"),
    ("assertAllEqual", tf.ragged.constant([[1], []]), [[1], [2]], AssertionError, "Lists differ"),
    ("assertProtoEquals", "", tf.Summary(value=[tf.Summary.Value(tag="a")]), AssertionError, "a"),
    ("assertNotAllClose", [1.0], [1.0], AssertionError, "close at all elements"),
    ("assertNotAllEqual", [1.0], [1.0], AssertionError, "The two values are equal at all elements"),
    ("assertAllCloseAccordingToType", HALF([1.0]), HALF([1.01]), AssertionError, "rtol=0.001"),
    ("assertAllInSet", [1, 5], [1], AssertionError, r"1 unique element\(s\) are not in the set"),
    ("assertAllGreater", [1, 5], 2, AssertionError, "1 not greater than 2"),
    ("assertShapeEqual", np.ones([2]), tf.ones([3]), AssertionError, "not equal where"),
    ("assertDTypeEqual", tf.constant(1), np.int64, AssertionError, "int32"),
    ("assertDeviceEqual", "/cpu:0", "/gpu:0", AssertionError, "CPU:0 and /device:GPU:0"),
    ("assertStartsWith", "abc", "b", AssertionError, "'abc' does not start with 'b'"),
]


@pytest.mark.parametrize("name, a, b, error, text", FAILS)
def test_fails(case, name, a, b, error, text):
    with pytest.raises(error, match=text):
        getattr(case, name)(a, b)


@pytest.mark.parametrize("options, outside", [
    ({}, 0), ({"open_lower_bound": True}, 1), ({"open_upper_bound": True}, 1),
])  # fmt: skip
def test_ranges(case, options, outside):
    values = [1.0, 2.0, 3.0]
    if not outside:
        case.assertAllInRange(values, 1.0, 3.0, **options)
        values = [0.5, NAN, 2.0, 3.5]
        outside = 3
    with pytest.raises(AssertionError, match=f"{outside} of the {len(values)} element"):
        case.assertAllInRange(values, 1.0, 3.0, **options)
    with pytest.raises(AssertionError, match="not have an ordered numeric type"):
        case.assertAllInRange(["a"], 0, 1)


def test_tolerances_are_relative_to_the_second(case):
    case.assertAllClose([90.0], [100.0], rtol=0.1, atol=0.0)
    with pytest.raises(AssertionError):
        case.assertAllClose([100.0], [90.0], rtol=0.1, atol=0.0)


def test_errors_that_ops_raise(case):
    with case.assertRaisesOpError("bar"):
        raise tf.errors.InvalidArgumentError(None, None, "foobar")
    with case.assertRaisesWithPredicateMatch(ValueError, lambda e: "foo" in str(e)):
        raise ValueError("foo")
    with (
        pytest.raises(AssertionError, match=r"Exception of type <class 'ValueError'>: bar"),
        case.assertRaisesWithPredicateMatch(ValueError, "foo"),
    ):
        raise ValueError("bar")
    with (
        pytest.raises(AssertionError, match="OpError not raised"),
        case.assertRaisesOpError("x"),
    ):
        pass


def test_evaluate(case):
    value = case.evaluate([tf.constant(1), {"a": tf.Variable(2.0)}, None, lambda: tf.constant(3)])
    assert value == [1, {"a": 2.0}, None, 3]
    assert case.evaluate(lambda: tf.constant([1, 2])).tolist() == [1, 2]
    assert case.evaluate(None) is None
    with pytest.raises(ValueError, match="Unsupported type <class 'int'>"):
        case.evaluate(3)


def test_values_compare_with_tensors_of_a_graph(case):
    value = tf.constant([1.0, 2.0])
    with tf.Graph().as_default(), case.session():
        case.assertAllEqual(tf.constant([1.0, 2.0]), value)
        case.assertAllClose(value, tf.constant([1.0, 2.0]))


def test_sessions_while_executing_eagerly(case):
    with case.cached_session(use_gpu=True) as session:
        assert session.run(tf.constant(3)) == 3
        with pytest.raises(RuntimeError, match="feed_dict is not supported"):
            session.run(tf.constant(3), feed_dict={"x": 1})
    with case.test_session() as session:
        assert session is None
    with case.session() as session:
        assert session.run([tf.constant(3)]) == [3]
        with pytest.raises(AttributeError, match=r"self.evaluate\(tensors\)"):
            session.graph  # noqa: B018


def test_sessions_of_graphs(case):
    graph = tf.Graph()
    with graph.as_default(), case.cached_session() as session:
        x = tf.placeholder(tf.float32, [2])
        assert session.graph is graph and tf.get_default_session() is session
        assert x.device == "/device:CPU:0" and session.run(x, {x: [1, 2]}).tolist() == [1, 2]
        case.assertAllClose(tf.square([1.0, 2.0]), [1.0, 4.0])
        assert case.evaluate({"a": tf.constant(1)}) == {"a": 1}
        with case.cached_session() as again:
            assert again is session
        with (
            pytest.raises(ValueError, match="The config used to get the cached session is"),
            case.cached_session(config=tf.ConfigProto()),
        ):
            pass
        with case.test_session(config=tf.ConfigProto()) as same:
            assert same is session
        with case.test_session(graph=tf.Graph()) as other:
            assert other is not session and tf.get_default_graph() is other.graph
    case.tearDown()
    with pytest.raises(RuntimeError, match="closed"):
        session.run(x, {x: [1, 2]})


def test_every_test_starts_from_the_same_seeds(case):
    first = tf.random_normal([2]).numpy(), np.random.rand()
    case.setUp()
    again = tf.random_normal([2]).numpy(), np.random.rand()
    assert first[0].tolist() == again[0].tolist() and first[1] == again[1]


def test_threads(case):
    thread = case.checkedThread(target=lambda: 1 / 0)
    thread.start()
    with pytest.raises(AssertionError, match="division by zero"):
        thread.join()
    assert thread.is_joined()


def test_captured_writes(case, capfd):
    with capfd.disabled(), case.captureWritesToStream(sys.stderr) as written:
        print("text", file=sys.stderr)
    assert written.contents() == "text\n"


def test_folders(case):
    assert case.get_temp_dir() == case.get_temp_dir()
    assert case.get_temp_dir().startswith(tf.test.get_temp_dir())


def test_a_class_of_tests_runs():
    class Sample(tf.test.TestCase):
        def test_right(self):
            self.assertAllClose(tf.square([1.0, 2.0]), [1.0, 4.0])

        def test_wrong(self):
            self.assertAllEqual([1], [2])

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Sample).run(result)
    assert result.testsRun == 3 and len(result.failures) == 1 and len(result.skipped) == 1
    assert "assertions.py" not in result.failures[0][1]  # it ends in the test's own line


def test_machine():
    assert not tf.test.is_gpu_available(cuda_only=True) and tf.test.gpu_device_name() == ""
    assert not tf.test.is_built_with_cuda() and not tf.test.is_built_with_gpu_support()


def test_stubs_are_put_back():
    class Parent:
        value = 1

    class Child(Parent):
        pass

    with tf.test.StubOutForTesting() as stubs:
        stubs.Set(Child, "value", 2)
        stubs.SmartSet(Child, "value", 3)
        assert Child.value == 3
    assert Child.value == 1 and "value" not in vars(Child)
    with pytest.raises(AttributeError):
        stubs.Set(Child, "nothing", 1)


def test_source_paths(monkeypatch):
    monkeypatch.setenv("TEST_SRCDIR", "/source")
    assert tf.test.test_src_dir_path("a/b") == "/source/org_tensorflow/tensorflow/a/b"


def test_programs_that_do_not_enable_eager_execution_test_graphs(tmp_path):
    (tmp_path / "program.py").write_text(
        "import unittest, zeal as tf\n"
        "class T(tf.test.TestCase):\n"
        "    def test_sum(self):\n"
        "        x = tf.Variable([1.0, 2.0], name='x')\n"
        "        with self.session() as session:\n"
        "            session.run(x.initializer)\n"
        "            self.assertAllEqual(x + 1.0, [2, 3])\n"
        "            self.assertLess(tf.test.compute_gradient_error(x, [2], x * x, [2]), 1e-2)\n"
        "    def test_anew(self):\n"
        "        self.assertEqual(tf.Variable(1.0, name='x').name, 'x:0')\n"
        "    test_again = test_anew\n"
        "    @tf.contrib.eager.run_test_in_graph_and_eager_modes\n"
        "    def test_both(self):\n"
        "        print('eager:', tf.executing_eagerly())\n"
        "        self.assertEqual(self.evaluate(tf.constant(3)), 3)\n"
        "unittest.main()\n"
    )
    root = str(Path(next(iter(tf.__path__))).parent)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "program.py")],
        capture_output=True, text=True, env=dict(os.environ, PYTHONPATH=root),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["eager: False", "eager: True"]


def test_a_cluster_of_servers_fails_when_it_is_asked_for():
    from zeal.test import create_local_cluster

    with pytest.raises(tf.errors.UnimplementedError, match=r"create_local_cluster is not built"):
        create_local_cluster(1, 1)


def test_ops_of_a_test_may_ask_for_a_gpu():
    with tf.Graph().as_default(), tf.device("/gpu:0"):
        x = tf.Variable(2.0).initialized_value()
        for session in (tf.test.TestCase().session(), tf.test.TestCase().test_session()):
            with session as made:
                assert made.run(x) == 2.0
        strict = tf.test.TestCase().session(config=tf.ConfigProto())
        with strict as made, pytest.raises(tf.errors.InvalidArgumentError, match="Cannot assign"):
            made.run(x)
