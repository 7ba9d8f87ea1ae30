"""Summaries of tensors under their own names, against what TensorFlow 1.15 writes."""

import pytest

import zeal as tf

S = tf.contrib.slim.summaries


@pytest.mark.parametrize("print_summary", [False, True])
def test_values_and_names(print_summary, capfd):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([0.0, 1.0, 0.0, 3.0], name="x")
        S.add_scalar_summary(tf.constant(2.5, name="y"), prefix="p", print_summary=print_summary)
        S.add_zero_fraction_summary(x, "z", print_summary=print_summary)
        S.add_histogram_summaries([x], "h")
        merged = tf.Summary.FromString(session.run(tf.summary.merge_all()))
    found = {v.tag: v for v in merged.value}
    assert set(found) == {"p/y", "z/Fraction_of_Zero_Values", "h/x"}
    assert found["p/y"].simple_value == 2.5
    assert found["z/Fraction_of_Zero_Values"].simple_value == 0.5
    assert found["h/x"].histo.num == 4
    assert ("p/y[2.5]" in capfd.readouterr().err) is print_summary


def test_lists_and_images():
    with tf.Graph().as_default():
        images = tf.zeros([1, 2, 2, 1], name="images")
        made = S.add_scalar_summaries([tf.constant(1.0), tf.constant(2.0)], "s")
        made += S.add_image_summaries([images]) + S.add_zero_fraction_summaries([images])
        assert tf.get_collection(tf.GraphKeys.SUMMARIES) == made
        assert made[0].op.name == "s/Const" and made[2].op.name == "images_1"
