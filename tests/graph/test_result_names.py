"""Names of what conditions and loops give: each result has one of its own."""

import zeal as tf


def test_results_of_loops_and_conditions():
    with tf.Graph().as_default():
        step = lambda i, s: (i + 1, s * 2.0)  # noqa: E731
        loop = tf.while_loop(lambda i, s: i < 3, step, [0, 1.0])
        assert [t.name for t in loop] == ["while/Exit:0", "while/Exit_1:0"]
        chosen = tf.cond(tf.placeholder(tf.bool), lambda: (1.0, 2.0), lambda: (3.0, 4.0))
        assert [t.name for t in chosen] == ["cond/Merge:0", "cond/Merge_1:0"]
