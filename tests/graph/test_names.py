"""Names of ops and variables in graphs, as TensorFlow 1.15 gives them; each thread's own scope."""

import json
import threading
from pathlib import Path

import calls
import numpy as np
import pytest
from named_programs import PROGRAMS, Program, names_of

import zeal as tf

CAPTURED = json.loads((Path(__file__).parent / "names.json").read_text())
CALLS = calls.rows(calls.OPERATORS) + calls.rows(calls.OPS) + calls.rows(calls.COMPOSITES)
# Theirs have other names: those of ops that these functions are not made of.
OTHERS = set(CAPTURED["others"])


@pytest.mark.parametrize("row", [r for r in CALLS if r not in OTHERS])
def test_calls(row):
    """The second call of the same kind has a number."""
    with tf.Graph().as_default():
        values = {n: tf.placeholder(v.dtype, v.shape, n) for n, v in calls.VALUES.items()}
        values.update(tf=tf, np=np)
        names = [names_of(eval(row, values)) for _ in range(2)]
    assert names == CAPTURED["calls"][row]


@pytest.mark.parametrize("row", [r for r in calls.rows(PROGRAMS) if r not in OTHERS])
def test_programs(row):
    assert Program(tf).names(row) == CAPTURED["programs"][row]


def test_scopes():
    with tf.Graph().as_default() as graph:
        with tf.name_scope("o"):
            assert graph.get_name_scope() == "o"
            prefixes = {"_x": "o/_x/", "-x": "o/-x/", None: "", "o/": "o/", "b/": "b/"}
            for name, want in prefixes.items():
                with tf.name_scope(name) as scope:
                    assert scope == want and tf.constant(1).name == f"{want}Const:0"
            assert tf.constant(1, name="_u").name == "o/_u:0"
        with tf.name_scope("o") as scope:
            assert scope == "o_1/"
        with tf.name_scope(None, "d") as scope:
            assert scope == "d/"
    names = ["X", "x", "X", "x_1", "x_1"]
    with tf.Graph().as_default():
        made = [tf.constant(1, name=n).name for n in names]
    assert made == ["X:0", "x_1:0", "X_2:0", "x_1_1:0", "x_1_2:0"]


@pytest.mark.parametrize("name", ["a b", "_a", "/a", "-a", "a\\b"])
def test_bad_names(name):
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="is not a valid scope name"), tf.name_scope(name):
            pass
        with pytest.raises(ValueError, match="is not a valid node name"):
            tf.constant(1, name=name)
        with pytest.raises(ValueError, match="is not a valid scope name"):
            tf.nn.moments(tf.zeros([2]), [0], name=name)


def test_scopes_that_lack_a_name():
    nameless = tf.name_scope(None, None, [1])
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="At least one of name"), nameless:
            pass
        with pytest.raises(TypeError, match="is not a string type"):
            tf.name_scope("a", 3)
        with pytest.raises(TypeError), tf.name_scope(3):
            pass


def test_a_failed_call_leaves_its_scope():
    with tf.Graph().as_default() as graph:
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.nn.moments(tf.zeros([2]), [5])
        assert graph.get_name_scope() == "" and (tf.constant(1.0) + 1.0).name == "add:0"


def test_threads_have_scopes_and_controls_of_their_own():
    graph, inside, seen = tf.Graph(), threading.Barrier(2), {}

    def build(name):
        with graph.as_default(), tf.name_scope(name):
            first = tf.constant(1.0, name="first")
            with tf.control_dependencies([first]):
                inside.wait()
                seen[name] = tf.no_op()
                inside.wait()
            seen[name, "after"] = tf.no_op()

    threads = [threading.Thread(target=build, args=(name,)) for name in "ab"]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for name in "ab":
        assert seen[name].name == f"{name}/NoOp"
        assert [op.name for op in seen[name].control_inputs] == [f"{name}/first"]
        assert seen[name, "after"].control_inputs == []


def test_values_have_the_names_that_their_conversion_gives():
    with tf.Graph().as_default():
        x = tf.convert_to_tensor(np.float32(3.0), name="x")
        y = tf.convert_to_tensor([1, 2], dtype_hint=tf.float32, name="x")
        assert (x.name, y.name) == ("x:0", "x_1:0")
        assert tf.convert_to_tensor(x, name="z") is x


def test_a_constant_without_a_name_is_named_after_its_op():
    with tf.Graph().as_default():
        for shape in (None, [2]):
            assert tf.constant([1, 2], shape=shape, name=None).op.name.startswith("Const")


def test_queues_without_a_name_are_named_after_their_ops():
    with tf.Graph().as_default():
        queue = tf.FIFOQueue(3, [tf.int32], name=None)
        assert queue.queue_ref.op.name == "FIFOQueueV2"
