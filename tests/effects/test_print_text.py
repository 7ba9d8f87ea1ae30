"""tf.print, tf.Print and tf.timestamp, eagerly and in graphs. Texts are TensorFlow 1.15's."""

import sys
import time

import numpy as np
import pytest

import zeal as tf
from zeal import _native

SHOWN = [
    (lambda: ["a", tf.constant([1, 2, 3, 4, 5, 6, 7, 8]), True, None, 3, 2.5],
     "a [1 2 3 ... 6 7 8] True None 3 2.5"),
    (lambda: [tf.constant([[1, 2], [3, 4]]), tf.constant(True), tf.constant("ab\n"),
     tf.constant(["a", "b"])],
     '[[1 2]\n [3 4]] 1 "ab\\n" ["a" "b"]'),
    (lambda: [[tf.constant(1), {"k": tf.constant(2)}], (tf.constant(3), "s")],
     "[1, {'k': 2}] (3, 's')"),
    (lambda: [tf.constant("alone\n")], "alone\n"),
    (lambda: [tf.constant(v) for v in (0.1, 1 / 3, 1e6, float("nan"), -0.0, 16777216.0)],
     "0.1 0.333333343 1e+06 nan -0 16777216"),
    (lambda: [tf.constant(v, tf.float64) for v in (0.1, 1 / 3, 0.1 + 0.2)],
     "0.1 0.33333333333333331 0.30000000000000004"),
    (lambda: [tf.constant(0.1, tf.float16), tf.constant([True, False]), tf.constant(b"\xff\0q'\"")],
     "0.0999755859 [1 0] \"\\377\\000q\\'\\\"\""),
    (lambda: ["a{}b%d", tf.constant(1)], "a{}b%d 1"),
    (lambda: [{"b": 1, "a": tf.constant(2)}], "{'a': 2, 'b': 1}"),
    (lambda: [tf.constant(np.arange(8).reshape(2, 2, 2))],
     "[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]"),
    (lambda: [tf.constant(np.arange(100).reshape(10, 10))],
     "[[0 1 2 ... 7 8 9]\n [10 11 12 ... 17 18 19]\n [20 21 22 ... 27 28 29]\n ...\n"
     " [70 71 72 ... 77 78 79]\n [80 81 82 ... 87 88 89]\n [90 91 92 ... 97 98 99]]"),
    (list, ""),
]  # fmt: skip


@pytest.mark.parametrize("inputs, text", SHOWN)
def test_texts(capfd, inputs, text):
    tf.print(*inputs())
    assert capfd.readouterr() == ("", f"{text}\n")
    with tf.Graph().as_default(), tf.Session() as session:
        op = tf.print(*inputs(), output_stream=sys.stdout)
        assert isinstance(op, tf.Operation) and op.type == "PrintV2"
        for _ in range(2):
            session.run(op)
    assert capfd.readouterr() == (f"{text}\n" * 2, "")


def test_options(capfd, tmp_path):
    x = tf.constant(np.arange(100).reshape(10, 10))
    tf.print(x, summarize=1)
    assert capfd.readouterr().err == "[[0 ... 9]\n ...\n [90 ... 99]]\n"
    tf.print(tf.constant([1, 2, 3]), 4, summarize=-1, sep="--", end="!")
    assert capfd.readouterr().err == "[1 2 3]--4!"
    for _ in range(2):
        tf.print("to", 1, output_stream=f"file://{tmp_path}/out")
    assert (tmp_path / "out").read_text() == "to 1\nto 1\n"
    with pytest.raises(ValueError, match="Unrecognized keyword arguments for tf.print: {'foo': 2}"):
        tf.print(1, foo=2)
    for stream in (3, "stdout", []):
        with pytest.raises(ValueError, match="Unsupported output stream, logging level, or file."):
            tf.print(1, output_stream=stream)


def test_logs(caplog):
    tf.print("to", tf.constant(1), output_stream=tf.logging.warning)
    assert caplog.messages == ["to 1"]


def test_variables_are_shown(capfd):
    tf.print(tf.Variable([1.0, 2.0]))
    assert capfd.readouterr().err == "[1 2]\n"


def test_print_gives_its_input_and_its_gradient(capfd):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        y = tf.Print(x * x, [x, tf.constant([[1, 2], [3, 4]]), "s"], message="msg ")
        assert session.run(y, {x: 3.0}) == 9.0 and y.op.type == "Print"
        assert capfd.readouterr().err == "msg [3][[1 2][3...]...][s]\n"
        assert session.run(tf.gradients(y, x), {x: 3.0}) == [6.0]


def test_print_the_first_times(capfd):
    with tf.Graph().as_default(), tf.Session() as session:
        y = tf.Print(1.0, ["x", tf.constant([1, 2, 3, 4])], first_n=2, summarize=-1)
        assert [session.run(y) for _ in range(4)] == [1.0] * 4
        assert capfd.readouterr().err == "[x][1 2 3 4]\n" * 2
        with pytest.raises(TypeError, match="Expected list for 'data' argument to 'Print' Op, not"):
            tf.Print(1.0, tf.constant(1.0))


def test_print_eagerly(capfd):
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.Print(x * x, [x], "x ")
    assert tape.gradient(y, x).numpy() == 4.0 and capfd.readouterr().err == "x [2]\n"
    for _ in range(3):  # of one kind of call, as TensorFlow's, whose kernels are kept
        tf.Print(x, [x], "twice ", first_n=2)
    assert capfd.readouterr().err == "twice [2]\n" * 2


def test_timestamps():
    assert abs(tf.timestamp().numpy() - time.time()) < 60
    with tf.Graph().as_default(), tf.Session() as session:
        now = tf.timestamp()
        assert now.dtype == tf.float64 and now.shape == () and _native.known_value(now) is None
        assert session.run(now) < session.run(now)


def test_sparse_tensors_are_texts_in_quotes(capsys):
    def show():
        x = tf.SparseTensor([[0, 0], [1, 2]], [1, 2], [3, 4])
        return tf.print(x, [{"k": x}], output_stream=sys.stdout)

    show()
    with tf.Graph().as_default(), tf.Session() as session:
        session.run(show())
    text = "'SparseTensor(indices=[[0 0]\n [1 2]], values=[1 2], shape=[3 4])'"
    assert capsys.readouterr().out == f"{text} [{{'k': {text}}}]\n" * 2
