"""tf.contrib.slim.model_analyzer, against texts captured from TensorFlow 1.15.5."""

import zeal as tf

analyzer = tf.contrib.slim.model_analyzer


def test_variables(capsys):
    with tf.Graph().as_default():
        w, b = tf.get_variable("w", [3, 4]), tf.get_variable("b", [], tf.int64)
        assert analyzer.analyze_vars([w, b], print_info=True) == (13, 56)
        assert analyzer.analyze_vars([w]) == (12, 48)
    assert capsys.readouterr().out == (
        "---------\nVariables: name (type shape) [size]\n---------\n"
        "w:0 (float32 3x4) [12, bytes: 48]\nb:0 (int64 ) [1, bytes: 8]\n"
        "Total size of variables: 13\nTotal bytes of variables: 56\n"
    )


def test_operations(capsys):
    with tf.Graph().as_default() as graph:
        tf.placeholder(tf.float32, [None, 4], name="p")
        tf.placeholder(tf.float32, name="u")
        tf.split(tf.constant([[1.0, 2.0]] * 4, name="c"), 2, name="parts")
        tf.no_op(name="nothing")
        total = analyzer.analyze_ops(graph, print_info=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["---------", "Operations: name -> (type shapes) [size]", "---------"]
    assert {
        "p \t-> (float32 ?x4) [0]", "u \t->  [0]", "c \t-> (float32 4x2) [8]",
        "parts \t-> (float32 2x2), (float32 2x2) [8]", "nothing \t->  [0]",
    } <= set(lines)  # fmt: skip
    assert total == sum(int(line.rsplit("[", 1)[1][:-1]) for line in lines[3:])
